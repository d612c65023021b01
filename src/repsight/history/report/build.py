"""The whole page from what is found in a history: also of an empty one, and of one session."""

from typing import Final

from repsight import __version__
from repsight.history.report import sections
from repsight.history.report.dates import day_words
from repsight.history.report.parts import Card, HistoryPart, Section
from repsight.history.report.plan import plan_section
from repsight.history.report.risk import risk_sections
from repsight.history.report.view import HistoryView
from repsight.report.parts import Facts

LIMITS: Final = (
    "An estimated maximum is computed from a set by a formula (Wathan); it was not lifted. It is"
    " the better, the fewer repetitions the set had and the nearer to the last one possible.",
    "A forecast goes on as before: it knows nothing of a new programme, an illness or a holiday."
    " Its intervals are as wide as its errors on your own past were.",
    "A plateau is said where the level stood still for weeks, as far as the scatter of your"
    " sessions lets that be told. A planned easy phase looks the same.",
    "Load counts what was logged. Work, sport and sleep are not in it.",
    "Nothing here is medical advice. Pain that stays is for a doctor, not for a chart.",
)


def build_page(view: HistoryView, title: str | None = None) -> HistoryPart:
    """The sections that there is something to say in, the most asked for first."""
    empty = len(view.history.sessions) == 0
    name = view.history.user
    return HistoryPart(
        title=title or (f"Training history of {name}" if name else "Training history"),
        facts=_facts(view),
        notes=_notes(view),
        sections=(_begin_section(),) if empty else _sections(view),
        limits=LIMITS,
        provenance=(
            ("Made by", f"RepSight {__version__}"),
            ("As of", day_words(view.today)),
        ),
    )


def _sections(view: HistoryView) -> tuple[Section, ...]:
    exercises = [
        sections.exercise_section(one, place + 1, view) for place, one in enumerate(view.exercises)
    ]
    found = [
        sections.calendar_section(view),
        plan_section(view.programme, view.today),
        sections.plateaus_section(view),
        sections.records_section(view),
        *exercises,
        sections.load_section(view),
        *sections.body_sections(view),
        *risk_sections(view.risk, view.overreaching),
    ]
    return tuple(each for each in found if each is not None)


def _begin_section() -> Section:
    """What to do where there is nothing yet."""
    card = Card(
        "How to begin",
        "There are three ways to keep a session:",
        "waiting",
        items=(
            ("Count it", "repsight count VIDEO --user NAME, or repsight live --user NAME"),
            ("Write it down", "repsight history add --user NAME"),
            ("Bring it along", "repsight history import FILE --user NAME, from Strong or Hevy"),
        ),
    )
    return Section(
        "begin", "Nothing is kept yet", "A history begins with one session.", cards=(card,)
    )


def _facts(view: HistoryView) -> Facts:
    table = view.history.sessions
    if not len(table):
        return ()
    sets = view.history.sets
    return (
        ("Sessions", str(len(table))),
        ("Sets", str(len(sets))),
        ("Exercises", str(len(view.every))),
        ("From", day_words(int(table.day[0]))),
        ("To", day_words(int(table.day[-1]))),
    )


def _notes(view: HistoryView) -> tuple[str, ...]:
    notes = []
    if view.pending:
        notes.append("Trends, forecasts and records are being computed.")
    if view.since is not None:
        notes.append(f"Only what was done since {day_words(view.since)} is shown.")
    if len(view.every) > len(view.exercises):
        notes.append(
            f"{len(view.exercises)} of {len(view.every)} exercises are shown:"
            " those done most often of late. Any other can be asked for by its name."
        )
    return tuple(notes)
