"""Which movement fills a place: by pattern, equipment, injuries, experience and what was done."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from repsight.core.history.log import Experience, Goal
from repsight.core.programme.known import Known
from repsight.core.programme.movements import Movement
from repsight.core.programme.splits import Slot, Split

RANK: Final[Mapping[Experience, int]] = {"beginner": 0, "intermediate": 1, "advanced": 2}
# Where nothing of a pattern can be done, the one that trains most of the same takes its place.
_INSTEAD: Final[Mapping[Slot, tuple[Slot, ...]]] = {
    "vertical_pull": ("horizontal_pull",),
    "horizontal_pull": ("vertical_pull", "isolation:rear_shoulders"),
    "vertical_push": ("horizontal_push", "isolation:shoulders"),
    "horizontal_push": ("vertical_push", "isolation:chest"),
    "lunge": ("squat", "isolation:quadriceps"),
    "squat": ("lunge", "isolation:quadriceps"),
    "hinge": ("isolation:hamstrings", "isolation:glutes"),
}
# Points of a choice. A load that can rise is worth more than difficulty; what somebody does
# already more than either; the same again in a week is worth less, but for the main lifts of
# strength, where practice is specific.
_LOADED: Final = 2.0
_LOADED_ENDURANCE: Final = 0.5
_TOO_HARD: Final = 1.5
_HARDER: Final = 0.5
_COUNTED: Final = 0.25
_AGAIN: Final = 1.25
_HEAVY: Final = 1.0
# Body-weight repetitions beyond which a harder movement is better.
_TOO_MANY_REPS: Final = 25
_TOO_EASY: Final = 3.0
# The first places of a workout, which strength keeps the same all week.
_MAIN_PLACES: Final = 2


@dataclass(frozen=True, slots=True)
class Chooser:
    """What a choice is made from and for."""

    available: tuple[Movement, ...]
    goal: Goal
    experience: Experience
    injuries: frozenset[str]
    known: Mapping[str, Known]

    def choose(self, split: Split) -> list[list[Movement]]:
        """A movement for each place of each day, on no day twice; a place may stay empty."""
        used: dict[str, int] = {}
        days = []
        for _, _, places in split:
            day: list[Movement] = []
            for place, slot in enumerate(places):
                keep = self.goal == "strength" and place < _MAIN_PLACES
                found = self.best(slot, day, {} if keep else used)
                if found is not None:
                    day.append(found)
            for movement in day:
                used[movement.name] = used.get(movement.name, 0) + 1
            days.append(day)
        return days

    def best(self, slot: Slot, day: Iterable[Movement], used: Mapping[str, int]) -> Movement | None:
        """The best movement for a place that is not in the day yet; None where there is none."""
        taken = {movement.name for movement in day}
        for wanted in (slot, *_INSTEAD.get(slot, ())):
            fitting = [m for m in self.fitting(wanted) if m.name not in taken]
            if fitting:
                return max(fitting, key=lambda m: self._points(m, used))
        return None

    def fitting(self, slot: Slot) -> list[Movement]:
        """What can be done for a place without loading an injured joint, in catalogue order."""
        pattern, _, target = slot.partition(":")
        return [
            m
            for m in self.available
            if m.pattern == pattern
            and (not target or target in (m.opens if pattern == "mobility" else m.muscles[:1]))
            and not self.injuries & set(m.stresses)
        ]

    def _points(self, movement: Movement, used: Mapping[str, int]) -> float:
        points = -_AGAIN * used.get(movement.name, 0)
        gap = RANK[movement.level] - RANK[self.experience]
        known = self.known.get(movement.name)
        loaded = movement.step > 0 and not movement.assisted
        if movement.added_load:
            loaded = gap <= 0 or known is not None
        if loaded:
            points += _LOADED_ENDURANCE if self.goal == "endurance" else _LOADED
        points += _COUNTED * (movement.counted_as is not None)
        if movement.heavy and self.goal != "strength":
            points -= _HEAVY
        if known is not None:
            points += 1 + math.log2(known.sessions + 1) / 2
            if not loaded and (known.reps or 0) > _TOO_MANY_REPS:
                points -= _TOO_EASY
        elif gap > 0:
            points -= _TOO_HARD * gap
        if not loaded and gap <= 0:
            points += _HARDER * RANK[movement.level]
        return points
