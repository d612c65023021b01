"""The exercises that ship with RepSight, and loading one of a user's own."""

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

from repsight.core.errors import ExerciseError
from repsight.core.exercise import Exercise, parse_exercise

__all__ = [
    "exercise_names",
    "exercise_sha256",
    "load_all",
    "load_counted",
    "load_exercise",
    "read_text",
]


@cache
def exercise_names() -> tuple[str, ...]:
    """Names of the bundled exercises, sorted."""
    folder = resources.files(__name__)
    return tuple(sorted(p.name[:-5] for p in folder.iterdir() if p.name.endswith(".toml")))


def read_text(name: str | Path) -> str:
    """The TOML text of a bundled exercise by name, or of a file whose name ends in `.toml`.

    Raises ExerciseError when there is neither.
    """
    if str(name).endswith(".toml"):
        try:
            return Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ExerciseError(f"cannot read the exercise file {name}: {error}") from None
    if name not in exercise_names():
        raise ExerciseError(
            f"unknown exercise {str(name)!r}; allowed: auto, {', '.join(exercise_names())},"
            " or the path of a .toml file"
        )
    return (resources.files(__name__) / f"{name}.toml").read_text(encoding="utf-8")


def load_exercise(name: str | Path) -> Exercise:
    """A bundled exercise by name, or the one in a `.toml` file. Raises ExerciseError."""
    return parse_exercise(read_text(name), source=str(name))


def load_all() -> tuple[Exercise, ...]:
    """All bundled exercises, sorted by name."""
    return tuple(load_exercise(name) for name in exercise_names())


def load_counted(name: str) -> tuple[Exercise, ...]:
    """The exercises that a session may name: all bundled ones, and its own if its TOML is there.

    `name` is what the session was counted with.
    """
    if name == "auto" or name in exercise_names():
        return load_all()
    try:
        return (*load_all(), load_exercise(name))
    except ExerciseError:
        return load_all()


def exercise_sha256(name: str | Path) -> str:
    """Hash of an exercise's text, for the provenance."""
    return hashlib.sha256(read_text(name).encode()).hexdigest()
