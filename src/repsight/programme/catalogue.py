"""The catalogue of movements that ships with RepSight."""

from functools import cache
from importlib import resources

from repsight.core.programme.movements import Catalogue, parse_movements


@cache
def load_movements() -> Catalogue:
    """The catalogue of movements that ships with RepSight."""
    text = (resources.files(__package__) / "movements.toml").read_text(encoding="utf-8")
    return parse_movements(text, "movements.toml")
