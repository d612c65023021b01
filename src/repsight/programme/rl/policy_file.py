"""Learned policies as files: JSON, schema `repsight.progression_policy/1`; two come along."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from repsight.core.errors import ModelError, SourceError
from repsight.core.programme.learned_policy import (
    LearnedPolicy,
    learned_policy_from_dict,
    learned_policy_to_dict,
)
from repsight.export.files import write_text

PACKAGED: Final = ("ppo", "bandit")


def write_policy(path: str | Path, policy: LearnedPolicy) -> None:
    """Write a policy as JSON, whole or not at all. Raises OutputError."""
    text = json.dumps(learned_policy_to_dict(policy), ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_policy(path: str | Path) -> LearnedPolicy:
    """The policy in a file.

    Raises SourceError where the file cannot be read, ModelError where it is no policy.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{path}: this policy cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ModelError(f"{path}: this is no policy, it is not even text") from None
    return _parsed(text, str(path))


@cache
def packaged_policy(name: str = "ppo") -> LearnedPolicy:
    """The policy that comes along under a name of `PACKAGED`. Raises ModelError for another."""
    if name not in PACKAGED:
        raise ModelError(f"no policy {name!r} comes along; there are {', '.join(PACKAGED)}")
    found = files("repsight.programme.rl") / f"{name}.json"
    return _parsed(found.read_text(encoding="utf-8"), f"{name}.json")


def _parsed(text: str, name: str) -> LearnedPolicy:
    try:
        return learned_policy_from_dict(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ModelError(f"{name}: this is no policy, it is not JSON: {error}") from None
    except ModelError as error:
        raise ModelError(f"{name}: this is no usable policy: {error}") from None
