"""Programmes from the shell's side: the catalogue that ships with RepSight, and plans to train."""

from functools import cache
from importlib import resources

from repsight.core.programme.movements import Catalogue, parse_movements

__all__ = ["load_movements"]


@cache
def load_movements() -> Catalogue:
    """The catalogue of movements that ships with RepSight."""
    text = (resources.files(__name__) / "movements.toml").read_text(encoding="utf-8")
    return parse_movements(text, "movements.toml")
