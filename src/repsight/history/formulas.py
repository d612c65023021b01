"""Texts in CSV that a spreadsheet would run as a formula, made harmless and read back."""

from typing import Final

# What OWASP names as the beginnings of formulas ("CSV Injection"); an apostrophe makes them text.
_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")
_TEXT: Final = "'"


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs; most stay as they are."""
    return _TEXT + text if _runs(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made the cell of."""
    return cell[1:] if cell.startswith(_TEXT) and _runs(cell) else cell


def _runs(text: str) -> bool:
    return text.lstrip(_TEXT).startswith(_BEGINNINGS)
