"""Which moments of a set are shown as pictures, and what is said about them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from repsight.core.assessment import Deduction
from repsight.core.exercise import Exercise
from repsight.core.playback import Playback
from repsight.core.types import PersonSummary, Repetition, SetSummary, Track
from repsight.report.charts import Marked
from repsight.report.pictures import Wanted, frame_people
from repsight.report.words import clock, measured, number, quantity, read_from

_APART_SECONDS: Final = 0.25
"""Two moments closer than this show the same."""
_WORTH_POINTS: Final = 1.0
"""What costs less is not worth a picture."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A picture to take and the words for it."""

    wanted: Wanted
    alt: str
    heading: str
    caption: str


class Planner:
    """Plans the pictures of one person; `track` is their poses, `size` the video's."""

    def __init__(
        self,
        track: Track,
        person: PersonSummary,
        known: Sequence[Exercise],
        size: tuple[int, int],
    ) -> None:
        self._size = size
        self._playback = Playback((track,), (person,), known)

    def plan(self, one: SetSummary, exercise: Exercise | None, marked: Marked) -> list[Planned]:
        """Best beside worst: at the turn, then where each lost most of what can be seen."""
        planned = self._hold(one) if one.kind == "hold" else self._reps(one, exercise, marked)
        if not planned:
            return []
        crop = frame_people([each.wanted.person for each in planned], self._size)
        return [replace(each, wanted=replace(each.wanted, crop=crop)) for each in planned]

    def show(self, lost: Deduction) -> Planned | None:
        """The moment that shows one deduction; None where no picture can show it."""
        if not can_be_shown(lost):
            return None
        return self._planned(lost.t, lost.title, lost)

    def _reps(self, one: SetSummary, exercise: Exercise | None, marked: Marked) -> list[Planned]:
        if not one.reps:
            return []
        places = [p for p in (marked.best, marked.worst) if p is not None] or [0]
        turns, losses = [], []
        for place in places:
            rep = one.reps[place]
            name = _name(rep, place, marked)
            lost = visible_deduction(rep)
            close = lost is not None and abs(lost.t - rep.turn) < _APART_SECONDS
            turns.append(self._turn(rep, name, exercise, lost if close else None))
            if lost is not None and not close:
                losses.append(self._loss(name, lost))
        return [each for each in (*turns, *losses) if each is not None]

    def _turn(
        self, rep: Repetition, name: str, exercise: Exercise | None, lost: Deduction | None
    ) -> Planned | None:
        down = exercise is not None and exercise.first_phase == "eccentric"
        where = "at the bottom" if down else "at the turn" if exercise is None else "at the top"
        score = "" if rep.score is None else f" ({number(rep.score)} of 100)"
        heading = f"{name}{score}, {where}"
        return self._planned(rep.turn, heading, lost)

    def _loss(self, name: str, lost: Deduction) -> Planned | None:
        return self._planned(lost.t, f"{name}: {lost.title.lower()}", lost)

    def _hold(self, one: SetSummary) -> list[Planned]:
        worst = None if one.assessment is None else _most_visible(one.assessment.deductions)
        middle = (one.start + one.end) / 2
        found = [self._planned(middle, "In the middle of the hold", None)]
        if worst is not None and abs(worst.t - middle) >= _APART_SECONDS:
            found.append(self._planned(worst.t, f"The hold: {worst.title.lower()}", worst))
        return [each for each in found if each is not None]

    def _planned(self, t: float, heading: str, lost: Deduction | None) -> Planned | None:
        people = self._playback.at(t)
        if not people:
            return None
        caption = f"At {clock(t)} in the video."
        lines: tuple[str, ...] = ()
        if lost is not None:
            seen = measured(lost.value, lost.error, lost.unit)
            target = quantity(lost.target, lost.unit)
            caption += (
                f" {lost.title}: {seen}, target {target}; {lost.fault} (−{number(lost.points)})."
            )
            what = read_from(lost.measure) or lost.title.lower()
            lines = (f"{what} {quantity(lost.value, lost.unit)}", f"target {target}")
        return Planned(Wanted(t, people[0], lines), f"{heading}. {caption}", heading, caption)


def can_be_shown(lost: Deduction) -> bool:
    """Whether one picture shows it: a length or an angle, no time and no comparison."""
    return lost.component != "tempo" and lost.unit in ("°", "torso", "x")


def visible_deduction(rep: Repetition) -> Deduction | None:
    """What cost most of what a single picture can show: not the tempo."""
    return None if rep.assessment is None else _most_visible(rep.assessment.deductions)


def _most_visible(deductions: Sequence[Deduction]) -> Deduction | None:
    shown = [d for d in deductions if can_be_shown(d) and d.points >= _WORTH_POINTS]
    return max(shown, key=lambda d: d.points, default=None)


def _name(rep: Repetition, place: int, marked: Marked) -> str:
    word = (
        "Best: r" if place == marked.best else "Lowest score: r" if place == marked.worst else "R"
    )
    return f"{word}epetition {rep.index}"
