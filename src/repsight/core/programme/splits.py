"""How the days of a week are split: which patterns on which day, by how many days there are."""

from collections.abc import Mapping
from typing import Final

from repsight.core.history.log import Goal

# What a place in a workout asks for: a pattern, or "isolation:MUSCLE", or "mobility:JOINT".
Slot = str
Split = tuple[tuple[int, str, tuple[Slot, ...]], ...]

_FULL_A: Final = (
    "squat", "horizontal_push", "horizontal_pull", "hinge", "vertical_push", "core",
    "isolation:biceps",
)  # fmt: skip
_FULL_B: Final = (
    "hinge", "vertical_push", "vertical_pull", "lunge", "horizontal_push", "core",
    "isolation:calves",
)  # fmt: skip
_FULL_C: Final = (
    "squat", "horizontal_push", "vertical_pull", "hinge", "isolation:shoulders",
    "isolation:triceps", "core",
)  # fmt: skip
_UPPER_A: Final = (
    "horizontal_push", "horizontal_pull", "vertical_push", "vertical_pull",
    "isolation:rear_shoulders", "isolation:biceps", "isolation:triceps",
)  # fmt: skip
_UPPER_B: Final = (
    "vertical_push", "vertical_pull", "horizontal_push", "horizontal_pull",
    "isolation:chest", "isolation:shoulders", "isolation:triceps", "isolation:biceps",
)  # fmt: skip
_LOWER_A: Final = ("squat", "hinge", "lunge", "isolation:hamstrings", "isolation:calves", "core")
_LOWER_B: Final = ("hinge", "squat", "lunge", "isolation:quadriceps", "isolation:calves", "core")
_PUSH: Final = (
    "horizontal_push", "vertical_push", "horizontal_push", "isolation:shoulders",
    "isolation:triceps",
)  # fmt: skip
_PULL: Final = (
    "vertical_pull", "horizontal_pull", "vertical_pull", "isolation:rear_shoulders",
    "isolation:biceps",
)  # fmt: skip
_ALL: Final = (
    "squat", "horizontal_push", "horizontal_pull", "hinge", "vertical_push", "vertical_pull",
    "core",
)  # fmt: skip

# Day of the week (0 Monday), name, places in order of weight. Each leaves two nights between
# sessions of one muscle and trains it twice a week from two days on.
SPLITS: Final[Mapping[int, Split]] = {
    1: ((0, "Full body", _ALL),),
    2: ((0, "Full body A", _FULL_A), (3, "Full body B", _FULL_B)),
    3: ((0, "Full body A", _FULL_A), (2, "Full body B", _FULL_B), (4, "Full body C", _FULL_C)),
    4: (
        (0, "Upper body A", _UPPER_A),
        (1, "Lower body A", _LOWER_A),
        (3, "Upper body B", _UPPER_B),
        (4, "Lower body B", _LOWER_B),
    ),
    5: (
        (0, "Upper body", _UPPER_A),
        (1, "Lower body", _LOWER_A),
        (3, "Push", _PUSH),
        (4, "Pull", _PULL),
        (5, "Legs", _LOWER_B),
    ),
    6: (
        (0, "Push A", _PUSH),
        (1, "Pull A", _PULL),
        (2, "Legs A", _LOWER_A),
        (3, "Push B", _PUSH),
        (4, "Pull B", _PULL),
        (5, "Legs B", _LOWER_B),
    ),
}
_MOBILE_A: Final = (
    "mobility:lower_back", "mobility:hip", "mobility:ankle", "mobility:shoulder", "mobility:hip",
    "mobility:upper_back", "mobility:knee",
)  # fmt: skip
_MOBILE_B: Final = (
    "mobility:upper_back", "mobility:knee", "mobility:shoulder", "mobility:hip", "mobility:ankle",
    "mobility:lower_back", "mobility:neck", "mobility:wrist",
)  # fmt: skip


def split_of(goal: Goal, days: int, injured: tuple[str, ...]) -> Split:
    """The split for a goal and 1 to 6 days; mobility begins with the joints that are injured."""
    if goal != "mobility":
        return SPLITS[days]
    first = tuple(f"mobility:{joint}" for joint in injured)
    places = ((*first, *_MOBILE_A), (*first, *_MOBILE_B))
    return tuple(
        (day, f"Mobility {'AB'[n % 2]}", places[n % 2])
        for n, (day, _, _) in enumerate(SPLITS[days])
    )
