"""Sessions and sets in words and as data, for tables and for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from repsight.core.history.log import LoggedRep, LoggedSession, LoggedSet

_KINDS = {"warm_up": " warm-up", "drop": " drop", "failure": " to failure", "working": ""}


def session_data(one: LoggedSession) -> dict[str, Any]:
    """A session as JSON has it."""
    sets = [
        {**_data(each), "repetitions": [_data(rep) for rep in each.repetitions]}
        for each in one.sets
    ]
    return {**_data(one), "started": one.started.isoformat(), "sets": sets}


def _data(one: LoggedSession | LoggedSet | LoggedRep) -> dict[str, Any]:
    """What a dataclass holds, uncopied: of 30,000 sets copies would take seconds."""
    return {name: getattr(one, name) for name in one.__slots__}


def echo_json(data: Any) -> None:
    """Print data as JSON."""
    import json

    import typer

    typer.echo(json.dumps(data, ensure_ascii=False, default=list))


def what_was_done(sets: Sequence[LoggedSet]) -> str:
    """All sets in a line: "squat 3 × 5 at 100 kg, 4 at 105 kg; plank 60 s"."""
    by_exercise = groupby(sets, key=lambda one: one.exercise)
    return "; ".join(f"{name} {', '.join(_runs(group))}" for name, group in by_exercise)


def _runs(sets: Iterator[LoggedSet]) -> Iterator[str]:
    for text, group in groupby(amount(one) for one in sets):
        times = len([*group])
        yield f"{times} × {text}" if times > 1 else text


def amount(one: LoggedSet) -> str:
    """What a set was: "5 at 100 kg", "60 s", "400 m in 90 s"."""
    parts = []
    if one.reps is not None:
        parts.append(str(one.reps))
    if one.distance_m is not None:
        parts.append(f"{one.distance_m:g} m")
    if one.seconds is not None:
        parts.append(f"{one.seconds:.0f} s")
    text = " in ".join(parts) or "a set"
    load = "" if one.load_kg is None else f" at {round(one.load_kg, 2):g} kg"
    return text + load + _KINDS[one.kind]


def volume_kg(sets: Sequence[LoggedSet]) -> float:
    """Load times repetitions over all sets but warm-ups."""
    return sum(
        max(one.load_kg or 0.0, 0.0) * (one.reps or 0) for one in sets if one.kind != "warm_up"
    )


def number(value: float | None, pattern: str = "g") -> str:
    """A number, or nothing where it is not known."""
    return "" if value is None else format(value, pattern)


_MANY = 200
"""Rows from which on a table has no lines: of 5,000 rich takes four seconds."""


def print_table(columns: Mapping[str, Sequence[str]], texts: Sequence[str]) -> None:
    """Print columns by their names; `texts` are those that may be folded, the others are numbers.

    A column that says nothing is left out.
    """
    told = {name: cells for name, cells in columns.items() if any(cells)}
    if len(next(iter(told.values()), ())) > _MANY:
        _print_plain(told, texts)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in told:
        text = name in texts
        table.add_column(name, justify="left" if text else "right", no_wrap=not text)
    for row in zip(*told.values(), strict=True):
        table.add_row(*map(Text, row))  # as Text: a name such as a[b] is no markup
    Console(highlight=False, emoji=False).print(table)


def _print_plain(columns: Mapping[str, Sequence[str]], texts: Sequence[str]) -> None:
    import typer

    rows = [tuple(columns), *zip(*columns.values(), strict=True)]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    sides = ["<" if name in texts else ">" for name in columns]
    shape = "  ".join(f"{{:{side}{width}}}" for side, width in zip(sides, widths, strict=True))
    lines = [shape.format(*row) for row in rows]
    typer.echo("\n".join(line.rstrip() for line in lines))
