"""A person's profile: height and best ranges of motion, kept in a JSON file of theirs.

The schema is `repsight.profile/1`. It holds no name and no picture.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from repsight.core.body_scale import check_height
from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.exercise import Exercise
from repsight.core.scoring.best import best_ranges
from repsight.core.types import Session
from repsight.export.files import write_text

PROFILE_SCHEMA: Final = "repsight.profile/1"


@dataclass(frozen=True, slots=True)
class Profile:
    """`height` in metres, None where not known; `best` ranges as `core/scoring/best.py` names them.

    Raises InvalidInputError.
    """

    height: float | None = None
    best: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.height is not None:
            check_height(self.height)
        for name, value in self.best.items():
            if not math.isfinite(value) or value <= 0:
                raise InvalidInputError(f"best {name} is {value!r}; a number above 0 is needed")


def read_profile(path: str | Path) -> Profile:
    """The profile in a file; an empty one where there is no such file yet. Raises SourceError."""
    path = Path(path)
    if not path.exists():
        return Profile()
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(f"{path} is no profile, it is not JSON: {error}") from None
    except (InvalidInputError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise SourceError(f"{path} is no valid {PROFILE_SCHEMA}: {error}") from None


def write_profile(path: str | Path, profile: Profile) -> None:
    """Write a profile as JSON, whole or not at all. Raises OutputError."""
    best = {name: round(value, 3) for name, value in sorted(profile.best.items())}
    data = {"schema": PROFILE_SCHEMA, "height": profile.height, "best": best}
    write_text(path, json.dumps(data, indent=2, allow_nan=False) + "\n")


def learn_from(path: str | Path, session: Session, exercises: Sequence[Exercise]) -> str | None:
    """Raise the best ranges in the profile at `path` by what the one person of a session showed.

    None when done, else why it was left as it is. Raises SourceError and OutputError.
    """
    people = [person for person in session.people if person.sets]
    if len(people) != 1:
        return f"{path} learns from sessions of one person; {len(people)} people exercise here"
    profile = read_profile(path)
    best = best_ranges(people[0].sets, exercises, profile.best)
    write_profile(path, replace(profile, best=best))
    return None


def _parse(data: Any) -> Profile:
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != PROFILE_SCHEMA:
        raise ValueError(f"its schema is {schema!r}; this version reads {PROFILE_SCHEMA!r}")
    height = data.get("height")
    return Profile(
        height=None if height is None else float(height),
        best={str(name): float(value) for name, value in data.get("best", {}).items()},
    )
