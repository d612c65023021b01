"""What a coach says of one frame."""

from dataclasses import dataclass
from typing import Literal

from repsight.core.shapes import PersonView
from repsight.core.types import Event

Stage = Literal["setup", "countdown", "exercise", "rest", "paused", "done"]
HintCode = Literal[
    "nobody",
    "whole_body",
    "closer",
    "farther",
    "more_light",
    "turn_sideways",
    "face_camera",
    "start_position",
    "hold_still",
    "low_frame_rate",
]
"""What would help before counting begins; the texts are `hint.CODE` in `strings/en.json`."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to put right; nothing is counted while one that is `blocking` stands."""

    code: HintCode
    blocking: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Coached:
    """One person at one moment.

    `view` is what to draw, guidance included. `seconds` are left of the countdown or rest, None in
    other stages. `step` counts the plan's steps from 0, `set_number` its sets from 1; `sets` and
    `target` are wanted, None for open; during a rest they are those of the set that has ended, and
    so is the view's count. `events` happened with this frame.
    """

    view: PersonView
    stage: Stage = "exercise"
    hints: tuple[Hint, ...] = ()
    seconds: float | None = None
    step: int = 0
    set_number: int = 1
    sets: int | None = None
    target: int | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """Everybody coached in one frame at `t` seconds; the lead is first.

    `identities` names each row of the frame's people, 0 for nobody known. `hints` are for whoever
    is to come where nobody is there yet.
    """

    t: float
    people: tuple[Coached, ...] = ()
    identities: tuple[int, ...] = ()
    hints: tuple[Hint, ...] = ()
