"""Shapes in pixels of the picture, and what is known of one person at one moment."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from repsight.core.types import Phase

Tone = Literal["neutral", "muted", "dim", "accent", "good", "warn"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line through `points` with round ends; a single point is a dot of that width.

    `rim` sets it off from the picture by a dark edge.
    """

    points: tuple[Point, ...]
    width: float
    tone: Tone = "neutral"
    rim: bool = True


@dataclass(frozen=True, slots=True)
class Arc:
    """Part of a circle, filled lightly: from `start` to `end` degrees, clockwise from the right."""

    center: Point
    radius: float
    start: float
    end: float
    width: float
    tone: Tone = "accent"


@dataclass(frozen=True, slots=True)
class Label:
    """Text `size` pixels high whose `anchor` lies at `at`; made smaller to fit `max_width`."""

    text: str
    at: Point
    size: float
    tone: Tone = "neutral"
    anchor: Literal["left", "center", "right"] = "left"
    plate: bool = False
    bold: bool = False
    max_width: float | None = None


@dataclass(frozen=True, slots=True)
class Plate:
    """A dark see-through rectangle with round corners, under what follows."""

    at: Point
    width: float
    height: float
    radius: float


Shape = Line | Arc | Label | Plate
Scene = tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """Where one person should move, in pixels of the picture, before any mirroring."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonView:
    """What is known of one person at one moment.

    `keypoints` (17, 3); `title` None where no exercise is known, `count` repetitions so far,
    `held` seconds of a hold (None for repetitions), `progress` 0 start … 1 turn (NaN unknown),
    `joint` the three keypoints of the working joint that is shown, `degrees` its angle, `score` of
    the last repetition (0 to 100), `cue` what to say about it, `guidance` where to move.
    """

    id: int
    keypoints: npt.NDArray[np.float32]
    title: str | None = None
    count: int = 0
    held: float | None = None
    phase: Phase = "lost"
    progress: float = math.nan
    joint: tuple[int, int, int] | None = None
    degrees: float = math.nan
    score: float | None = None
    cue: str | None = None
    guidance: Guidance | None = None
