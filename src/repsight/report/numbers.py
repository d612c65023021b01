"""Numbers as a page says them; nothing heavy is loaded for them."""

import math
from typing import Final

NOTHING: Final = "–"
"""What stands where a number is not known."""


def number(value: float | None, decimals: int = 0, unit: str = "") -> str:
    """A number with its unit, or a dash where there is none."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", "−") + unit


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 repetition", "2 repetitions"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
