"""Values of a history in words: with their units, as precise as anybody needs them."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from repsight.core.history.findings import Change, Estimate, Forecast, Trend
from repsight.core.history.log import BodyWeight, PainNote
from repsight.core.history.table import EPOCH
from repsight.history.report.dates import day_words
from repsight.report.numbers import NOTHING, number, plural

# Of each measure: how a heading says it, and how a sentence does.
_MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "e1rm": ("Estimated one-repetition maximum", "estimated maximum"),
    "load": ("Heaviest set", "heaviest set"),
    "reps": ("Most repetitions in a set", "best set"),
    "seconds": ("Longest set", "longest set"),
    "volume": ("Load times repetitions of a session", "volume"),
    "score": ("Score of 100", "score"),
    "rom": ("Range of motion, of 100", "range of motion"),
    "stability": ("Stability, of 100", "stability"),
    "tempo": ("Tempo, of 100", "tempo"),
    "velocity": ("Speed of lifting", "speed"),
    "velocity_loss": ("Loss of speed in a set", "loss of speed"),
    "asymmetry": ("Difference of the sides", "asymmetry"),
}
_RECORDS: Final = {
    "load": "heaviest set", "e1rm": "estimated maximum", "reps": "most repetitions",
    "volume": "most volume in a session", "score": "best score",
}  # fmt: skip
_FINE: Final = {"m/s": 2}
_STILL: Final = 0.01
"""What is written as 0.00 to 0.00."""
_JUMP: Final = 0.01
"""A step of less than a hundredth is no step: plates are coarser."""
_COARSE: Final = 1000
"""From here on no decimal is worth reading."""
_MILLION: Final = 1e6


def measure_words(measure: str, unit: str) -> str:
    """The measure as an axis says it: "Estimated one-repetition maximum, kg"."""
    title = _MEASURES.get(measure, (_plain(measure), ""))[0]
    return f"{title}, {unit}" if unit else title


def measure_name(measure: str) -> str:
    """The measure in the middle of a sentence: "estimated maximum"."""
    return _MEASURES.get(measure, ("", measure.replace("_", " ")))[1]


def record_words(kind: str) -> str:
    """What a record is of: "heaviest set"."""
    return _RECORDS.get(kind, kind)


def exercise_words(name: str) -> str:
    """The exercise as a heading says it; a name of another program is left as it is."""
    return _plain(name) if name.islower() and " " not in name else name


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()


def value_words(value: float | None, unit: str) -> str:
    """ "102.5 kg"; a whole number without a decimal."""
    if value is None or not math.isfinite(value):
        return NOTHING
    decimals = _FINE.get(unit, 0 if abs(value) >= _COARSE else 1)
    text = number(value, decimals)
    if decimals == 1:
        text = text.removesuffix(".0")
    return f"{_thousands(text)} {unit}".rstrip()


def _thousands(text: str) -> str:
    """Spaces between thousands, as in 12 345; a narrow one that does not break."""
    sign = "−" if text.startswith("−") else ""
    digits = text.removeprefix("−")
    return sign + f"{int(digits):,}".replace(",", "\u202f") if digits.isdigit() else text


def signed_words(value: float, unit: str) -> str:
    """ "+2.5 kg"."""
    text = value_words(abs(value), unit)
    return text if text.split()[0] == "0" else ("+" if value > 0 else "−") + text


def _rate_words(value: float, unit: str) -> str:
    """A rate a week; slow ones matter over a year, so they keep two decimals."""
    decimals = 2 if abs(value) < 1 else 1
    return f"{number(value, decimals)} {unit}".rstrip()


def change_words(change: Change, unit: str) -> str:
    """ "+7.5 kg": how far the level jumped; where it did not, "+0.60 kg a week" since then."""
    if is_jump(change):
        return signed_words(change.after - change.before, unit)
    sign = "+" if change.slope_after >= 0 else ""
    return f"{sign}{_rate_words(change.slope_after, unit)} a week"


def is_jump(change: Change) -> bool:
    """Whether the level jumped, and did not just take another direction."""
    return abs(change.after - change.before) >= _JUMP * abs(change.before)


def slope_words(slope: Estimate | None, unit: str) -> str:
    """Where it goes: "rising by 0.6 kg a week (between 0.3 and 0.9 kg)"."""
    if slope is None:
        return "too short for a direction"
    between = f"between {_rate_words(slope.low, '')} and {_rate_words(slope.high, unit)}"
    if slope.low <= 0 <= slope.high and slope.high - slope.low < _STILL:
        return "exactly level"
    if slope.low <= 0 <= slope.high:
        return f"without a clear direction ({between} a week)"
    way = "rising" if slope.value > 0 else "falling"
    return f"{way} by {_rate_words(abs(slope.value), unit)} a week ({between})"


def trend_sentence(trend: Trend) -> str:
    """The level now, where it goes, and its last change, in plain words."""
    series = trend.series
    now = value_words(float(trend.level[-1]), series.unit)
    text = f"Your {measure_name(series.measure)} is about {now}"
    text += f", {slope_words(trend.slope, series.unit)}."
    if trend.changes:
        last = trend.changes[-1]
        text += f" The last change was about {day_words(last.day)}: {_changed(last, series.unit)}."
    if trend.plateau is not None:
        text += f" It has not moved for {weeks_words(trend.plateau.weeks)}."
    return text


def _changed(change: Change, unit: str) -> str:
    if is_jump(change):
        return f"from {value_words(change.before, unit)} to {value_words(change.after, unit)}"
    before, after = (_rate_words(v, unit) for v in (change.slope_before, change.slope_after))
    return f"from {before} a week to {after} a week"


def forecast_sentence(forecast: Forecast) -> str:
    """What the next session will bring, with how sure that is."""
    unit = forecast.series.unit
    mean, low, high, widest, highest = (
        value_words(float(v[0]), unit)
        for v in (forecast.mean, forecast.low80, forecast.high80, forecast.low95, forecast.high95)
    )
    return (
        f"Expected next time: {mean}. In four of five cases it will be between {low} and {high},"
        f" in 19 of 20 between {widest} and {highest}."
    )


def weight_sentence(weights: Sequence[BodyWeight]) -> str:
    """The weight now, and how far it is from the first."""
    last, first = weights[-1], weights[0]
    said = f"{value_words(last.mass_kg, 'kg')} on {day_words((last.at.date() - EPOCH).days)}"
    by = round(last.mass_kg - first.mass_kg, 1)
    if by:
        way = "more" if by > 0 else "less"
        began = day_words((first.at.date() - EPOCH).days)
        said += f", {value_words(abs(by), 'kg')} {way} than on {began}"
    return f"{said}."


def pain_sentence(notes: Sequence[PainNote]) -> str:
    """How many notes of pain there are, and the last."""
    last = notes[-1]
    day = day_words((last.at.date() - EPOCH).days)
    level = f"{number(last.level)} of 10"
    return f"{plural(len(notes), 'note')}; the last on {day}: {last.place}, {level}."


def sentence_words(text: str) -> str:
    """Words as a sentence: a capital first, a full stop at the end."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if not text or text[-1] in ".!?:" else ".")


def weeks_words(weeks: float) -> str:
    """ "8 weeks"."""
    return plural(round(weeks), "week")
