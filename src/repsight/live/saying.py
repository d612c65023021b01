"""What a coach says aloud of each moment: rules only, no sound.

The page of `repsight serve` follows the same rules; they are written down in `docs/live.md`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from repsight.core.coaching import Coached, Hint, Moment, Stage
from repsight.core.types import CueRaised, RepCompleted

HINT_SECONDS: Final = 4.0
"""A hint is not said more often than this: one takes two seconds to say, and needs doing."""

LAST_SECONDS: Final = 3
"""The seconds of a countdown or rest that are counted aloud."""

HELD_STEP: Final = 10
"""Every so many seconds of a hold are said."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Words to say now. `urgent` ones cut off what is being said, others wait for its end."""

    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the next decision needs to know of those before; `person` is the lead's identity."""

    person: int | None = None
    stage: Stage | None = None
    second: int | None = None
    held: int = 0
    hint_at: float = -math.inf


def decide(moment: Moment, said: Said, words: Mapping[str, str]) -> tuple[Saying | None, Said]:
    """What to say of the lead at this moment, and what to hand in with the next one.

    All of one moment is said in one breath: the count, a cue, what to do now. Another lead than
    before is no change of what to do.
    """
    if not moment.people:
        return _hint(moment.hints, moment.t, said, words)
    lead = moment.people[0]
    then = replace(
        said, person=lead.view.id, stage=lead.stage, second=_second(lead), held=_held(lead)
    )
    news, cue = _count(lead), _cue(lead)
    turn = _turn(said, then, words) if then.person == said.person else None
    if parts := [part for part in (news, cue, turn) if part is not None]:
        return Saying(" ".join(parts), urgent=parts != [cue]), then
    if lead.stage not in ("setup", "exercise"):
        return None, then
    return _hint(lead.hints, moment.t, then, words)


def _count(lead: Coached) -> str | None:
    counted = [event for event in lead.events if isinstance(event, RepCompleted)]
    return f"{counted[-1].repetition.index}." if counted else None


def _turn(said: Said, then: Said, words: Mapping[str, str]) -> str | None:
    """A change of what is to be done, or a second on the way to one."""
    if then.stage == "done" and said.stage != "done":
        return words["say.done"]
    if then.stage == "rest" and said.stage != "rest":
        return words["say.rest"]
    if then.stage == "exercise" and said.stage in ("countdown", "rest"):
        return words["say.go"]
    if then.second != said.second and then.second in range(1, LAST_SECONDS + 1):
        return f"{then.second}."
    return f"{then.held}." if then.held > said.held else None


def _cue(lead: Coached) -> str | None:
    cues = [event.cue for event in lead.events if isinstance(event, CueRaised)]
    return cues[-1] if cues else None


def _second(lead: Coached) -> int | None:
    """The second a countdown or rest is in: 3 from 3.0 down to just above 2.0."""
    return None if lead.seconds is None else math.ceil(lead.seconds)


def _held(lead: Coached) -> int:
    held = lead.view.held
    return 0 if held is None else math.floor(held / HELD_STEP) * HELD_STEP


def _hint(
    hints: Sequence[Hint], t: float, said: Said, words: Mapping[str, str]
) -> tuple[Saying | None, Said]:
    if not hints or t - said.hint_at < HINT_SECONDS:
        return None, said
    return Saying(words[f"hint.{hints[0].code}"]), replace(said, hint_at=t)
