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


def give_cues(parts: Sequence[Assessment]) -> list[Assessment]:
    """The assessments of a set in order of time, each with its cues."""
    last: dict[str, int] = {}
    given = []
    for place, part in enumerate(parts):
        fresh = [
            d for d in _worth_a_word(part) if place - last.get(d.cue, -REST_REPS - 1) > REST_REPS
        ]
        chosen = tuple(dict.fromkeys(d.cue for d in fresh))[:MAX_CUES]
        last.update(dict.fromkeys(chosen, place))
        given.append(replace(part, cues=chosen))
    return given


def set_cues(part: Assessment) -> Assessment:
    """The same for a whole set."""
    return replace(part, cues=tuple(dict.fromkeys(d.cue for d in _worth_a_word(part)))[:MAX_CUES])


def _worth_a_word(part: Assessment) -> list[Deduction]:
    return [d for d in part.deductions if d.points >= MIN_POINTS and d.cue and _is_sure(d)]


def _is_sure(deduction: Deduction) -> bool:
    return abs(deduction.value - deduction.target) >= MIN_CERTAINTY * deduction.error
