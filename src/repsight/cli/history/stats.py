"""`repsight history stats`: how training goes, from what is kept."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repsight.cli.history.choices import AsJson, Database, User, history_of

if TYPE_CHECKING:
    from repsight.core.history.findings import Estimate, Series
    from repsight.core.history.overview import ExerciseOverview, Overview

Exercise = Annotated[
    str | None,
    typer.Option(
        "--exercise", "-e", metavar="NAME", help="Only this one, in full.", show_default=False
    ),
]

# The exercises done most; the others are asked for by name.
_MOST = 12
_WEEKS = 6
# With names no longer than this an exercise takes a line on a screen of 80 columns.
_NAME = 28
_RECORDS = 8
_ARROWS = {"up": "↑", "down": "↓", "level": "→", "unknown": ""}


def stats(
    user: User = None, exercise: Exercise = None, json: AsJson = False, database: Database = None
) -> None:
    """Show trends, records, plateaus and weekly load."""
    from repsight.core.history.findings import NotYet
    from repsight.core.history.overview import overview
    from repsight.core.history.table import EPOCH
    from repsight.history.clock import now

    with history_of(user, database) as (store, name):
        history = store.history(name)
    wanted = history.sets.exercises()[:_MOST] if exercise is None else (exercise,)
    found = overview(history, (now().date() - EPOCH).days, exercises=wanted)
    if isinstance(found, NotYet):
        typer.echo(f"{name}: no session yet; `repsight history add` or `import` keeps the first")
        return
    if json:
        typer.echo(_as_json(found))
    elif exercise is None:
        _print_overall(found, len(history.sets.exercises()))
    else:
        _print_exercise(found.exercises[0])


def _as_json(found: "Overview") -> str:
    from json import dumps

    from repsight.cli.history.findings_json import plain

    return dumps(plain(found), ensure_ascii=False)


def _print_overall(found: "Overview", exercises: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, emoji=False)
    regular = found.adherence
    lines = [
        f"{found.user}: {_count(regular.sessions, 'session')}, {regular.per_week:.1f} a week lately"
        f" ({regular.usual_per_week:.1f} over all),"
        f" {_count(regular.streak, 'week')} in a row (longest {regular.longest_streak})"
    ]
    if regular.gaps:
        gap = regular.gaps[-1]
        lines.append(f"last pause: {gap.days} days from {_date(gap.start)}")
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
    table = Table(box=SIMPLE_HEAD, padding=0)
    table.add_column("exercise", no_wrap=True, max_width=_NAME)
    for column in ("last", "now", "a week", "plateau"):
        table.add_column(column, no_wrap=True)
    for one in found.exercises:
        table.add_row(*map(Text, _row(one)))  # as Text: a name such as a[b] is no markup
    console.print(table)
    if exercises > len(found.exercises):
        rest = exercises - len(found.exercises)
        console.print(f"and {rest} more: `repsight history stats --exercise NAME`", markup=False)
    for one in found.exercises:
        _print_plateau(console, one)
    _print_load(console, found)


def _row(one: "ExerciseOverview") -> tuple[str, ...]:
    from repsight.core.history.findings import NotYet, Plateau
    from repsight.core.history.trend import direction

    series, slope = one.main.series, one.main.slope
    if isinstance(one.plateau, Plateau):
        stuck = f"{one.plateau.weeks:.0f} weeks"
    elif isinstance(one.plateau, NotYet):
        stuck = "not yet"
    else:
        stuck = "paused" if one.dormant else "no"
    trend = "not yet" if slope is None else f"{_ARROWS[direction(slope)]} {slope.value:+.2f}"
    return one.exercise, _date(one.last_day), _latest(series), trend, stuck


def _latest(series: "Series") -> str:
    """The newest value with its interval."""
    if not len(series):
        return ""
    text = f"{series.values[-1]:.4g} {series.unit or series.measure}"
    if series.low is None or series.high is None:
        return text
    return f"{text} ({series.low[-1]:.0f}–{series.high[-1]:.0f})"


def _print_exercise(one: "ExerciseOverview") -> None:
    from rich.console import Console
    from rich.table import Table

    from repsight.core.history.trend import direction

    console = Console(highlight=False, emoji=False)
    console.print(
        f"{one.exercise}: {_count(one.sessions, 'session')}, last on {_date(one.last_day)}",
        markup=False,
    )
    table = Table("measure", "now", "a week, last 12", "interval (95 %)")
    for found in (one.main, *one.others):
        slope = found.slope
        told = (
            ("not yet", "") if slope is None else (_change(slope, direction(slope)), _span(slope))
        )
        table.add_row(found.series.measure, _latest(found.series), *told)
    console.print(table)
    for record in one.records[:_RECORDS]:
        console.print(
            f"best {record.kind}: {record.value:.4g} {record.unit} on {_date(record.day)}",
            markup=False,
        )
    _print_plateau(console, one)


def _change(slope: "Estimate", way: str) -> str:
    return f"{_ARROWS[way]} {slope.value:+.3g}"


def _span(slope: "Estimate") -> str:
    return f"{slope.low:+.3g} to {slope.high:+.3g}"


def _print_plateau(console: Any, one: "ExerciseOverview") -> None:
    """Since when an exercise stands still, and what may move it; or how much is missing."""
    from repsight.core.history.findings import NotYet, Plateau

    stuck: Plateau | NotYet | None = one.plateau
    if isinstance(stuck, NotYet):
        console.print(f"{one.exercise}: {stuck}", markup=False, soft_wrap=True)
    if not isinstance(stuck, Plateau):
        return
    unit = one.main.series.unit or stuck.measure
    console.print(
        f"{one.exercise}: a plateau since {_date(stuck.since)}, {stuck.weeks:.0f} weeks"
        f" ({stuck.slope.value:+.2f} {unit} a week, {_span(stuck.slope)};"
        f" {stuck.smallest:.2f} would matter)",
        markup=False,
        soft_wrap=True,
    )
    for lever in stuck.levers:
        console.print(f"  {lever.name}: {lever.why}", markup=False, soft_wrap=True)


def _print_load(console: Any, found: "Overview") -> None:
    from rich.table import Table

    from repsight.core.history.load import ABOUT_ACUTE_AND_CHRONIC, LOAD_UNITS

    trained = [n for n, week in enumerate(found.weeks) if week.sessions]
    shown = found.weeks[max(trained[-1] + 1 - _WEEKS, 0) : trained[-1] + 1]
    table = Table()
    table.add_column("week of", no_wrap=True)
    unit = LOAD_UNITS[found.load_measure]
    for column in ("sessions", "sets", f"load, {unit}", "monotony", "strain"):
        table.add_column(column, justify="right")
    for week in shown:
        table.add_row(
            _date(week.start),
            str(week.sessions),
            str(week.sets),
            f"{week.load:.0f}",
            _number(week.monotony, 1),
            _number(week.strain, 0),
        )
    console.print(table)
    now = found.weeks[-1]
    chronic = "not yet known" if now.chronic is None else f"{now.chronic:.0f} a week"
    console.print(
        f"load of the last 7 days: {now.acute:.0f} {unit}; of 28 days: {chronic}",
        markup=False,
        soft_wrap=True,
    )
    console.print(ABOUT_ACUTE_AND_CHRONIC, markup=False, soft_wrap=True)


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _date(day: int) -> str:
    from repsight.core.history.table import EPOCH

    return (EPOCH + timedelta(days=day)).isoformat()
