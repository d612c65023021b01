"""What to say to the person: little, the most important first, and not again at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from repsight.core.assessment import Assessment, Deduction

MAX_CUES: Final = 2
REST_REPS: Final = 4
"""A cue that was given is not given again for so many repetitions."""
MIN_POINTS: Final = 3.0
"""What costs less than this is not worth a word."""
MIN_CERTAINTY: Final = 1.5
"""A value nearer to its target than this many standard errors is no reason to correct anybody."""


class Cues:
    """Which cues were given in a set, so that none is given again too soon. Can be pickled."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def choose(self, part: Assessment, index: int, most: int = MAX_CUES) -> tuple[Deduction, ...]:
        """What repetition `index` gives reason to say, at most so much, and remember it."""
        fresh: dict[str, Deduction] = {}
        for deduction in _worth_a_word(part):
            if index - self._last.get(deduction.cue, -REST_REPS - 1) > REST_REPS:
                fresh.setdefault(deduction.cue, deduction)
        chosen = tuple(fresh.values())[:most]
        self._last.update({d.cue: index for d in chosen})
        return chosen


def give_cues(parts: Sequence[Assessment]) -> list[Assessment]:
    """The assessments of a set in order of time, each with its cues."""
    cues = Cues()
    return [
        replace(part, cues=tuple(d.cue for d in cues.choose(part, place)))
        for place, part in enumerate(parts)
    ]


def set_cues(part: Assessment) -> Assessment:
    """The same for a whole set."""
    return replace(part, cues=tuple(dict.fromkeys(d.cue for d in _worth_a_word(part)))[:MAX_CUES])


def _worth_a_word(part: Assessment) -> list[Deduction]:
    return [d for d in part.deductions if d.points >= MIN_POINTS and d.cue and _is_sure(d)]


def _is_sure(deduction: Deduction) -> bool:
    return abs(deduction.value - deduction.target) >= MIN_CERTAINTY * deduction.error
