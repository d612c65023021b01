"""Loads as the programs write them: help from a machine is a positive number there."""

import re
from typing import Final

_ASSISTED: Final = re.compile(r"\bassisted\b", re.IGNORECASE)


def load_of(exercise: str, load_kg: float | None) -> float | None:
    """The load, below 0 where the exercise is an assisted one ("Pull Up (Assisted)")."""
    if load_kg is not None and load_kg > 0 and _ASSISTED.search(exercise):
        return -load_kg
    return load_kg
