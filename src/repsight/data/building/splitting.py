"""Which split each group goes to: a group is never torn apart."""

import hashlib
from collections.abc import Mapping
from typing import Final

from repsight.core.errors import InvalidInputError
from repsight.data.types import SPLITS, Split

Shares = Mapping[Split, float]

DEFAULT_SHARES: Final[Shares] = {"train": 0.8, "val": 0.2, "test": 0.0}


def parse_shares(text: str) -> Shares:
    """Shares of train, val and test from `0.8,0.1,0.1`, or of the first two. InvalidInputError."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    numbers += [0.0] * (3 - len(numbers))
    if len(numbers) != 3 or min(numbers) < 0 or abs(sum(numbers) - 1) > 1e-6 or not numbers[0]:
        raise InvalidInputError(
            f"{text} splits nothing; give shares of train, val and test that add up to 1, as"
            " 0.8,0.1,0.1"
        )
    return dict(zip(SPLITS, numbers, strict=True))


def split_groups(weights: Mapping[str, int], shares: Shares, seed: int = 1) -> dict[str, Split]:
    """The split of each group. `weights` says how much is in each group.

    In an order that only names and `seed` decide, each group goes to the split that lacks most. A
    split with a share that got none then takes the smallest group of the one with most groups, as
    long as that one keeps one: two groups are train and val, one is train.
    """
    total = sum(weights.values())
    lacking = {split: shares[split] * total for split in SPLITS if shares[split]}
    chosen: dict[str, Split] = {}
    for group in sorted(weights, key=lambda name: _hashed(name, seed)):
        split = max(lacking, key=lambda s: lacking[s])
        chosen[group] = split
        lacking[split] -= weights[group]
    for split in lacking:
        _fill(split, chosen, weights)
    return chosen


def _fill(empty: Split, chosen: dict[str, Split], weights: Mapping[str, int]) -> None:
    members = {split: [g for g, s in chosen.items() if s == split] for split in SPLITS}
    richest = max(SPLITS, key=lambda split: len(members[split]))
    if not members[empty] and len(members[richest]) > 1:
        chosen[min(members[richest], key=lambda group: weights[group])] = empty


def _hashed(name: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
