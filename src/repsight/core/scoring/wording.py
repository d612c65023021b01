"""Scores in plain words."""

from typing import Final

from repsight.core.scoring.finding import Finding

_DECIMALS: Final = {"°": 0, "%": 0, "°/s": 0, "s": 1, "x": 2, "torso": 2, "% height": 1, "SPARC": 2}
_GAIN: Final = ": +"
_UNIT_WORDS: Final = {
    "x": "",
    "torso": " torso lengths",
    "% height": " % of body height",
}


def format_value(value: float, unit: str) -> str:
    """A value with its unit, as precise as it is known."""
    number = f"{value:.{_DECIMALS.get(unit, 1)}f}"
    if float(number) == 0:
        number = number.removeprefix("-")
    spaced = _UNIT_WORDS.get(unit, unit if unit == "°" else f" {unit}")
    return number.replace("-", "−") + spaced


def describe_change(finding: Finding, points: float) -> str:
    """The smallest change that costs nothing any more: "4° deeper at the bottom: +9"."""
    needed = finding.needed
    larger, smaller = finding.words
    way = larger if needed > 0 else smaller
    where = f" {finding.where}" if finding.where else ""
    return f"{format_value(abs(needed), finding.unit)} {way}{where}{_GAIN}{_gain(points)}"


def up_to(change: str, points: float) -> str:
    """A repetition's change as that of a whole set, in which it was the largest."""
    return f"up to {change.rpartition(_GAIN)[0]}{_GAIN}{_gain(points)}"


def _gain(points: float) -> str:
    return f"{points:.0f}" if points >= 0.95 else f"{points:.1f}"
