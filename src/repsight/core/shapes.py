"""Shapes in pixels of the picture, and what is known of one person at one moment."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from repsight.core.types import Phase

Tone = Literal["neutral", "muted", "dim", "accent", "effort", "good", "warn"]
"""`accent` goes with the eccentric phase and with guidance, `effort` with the concentric phase."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line through `points` with round ends; a single point is a dot of that width.

    `rim` sets it off from the picture by a dark edge. `opacity` 0 … 1 is that of the whole.
    """

    points: tuple[Point, ...]
    width: float
    tone: Tone = "neutral"
    rim: bool = True
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Arc:
    """Part of a circle from `start` to `end` degrees, clockwise from the right, end > start.

    `filled` lightly to its centre, or the stroke alone, a band of that width.
    """

    center: Point
    radius: float
    start: float
    end: float
    width: float
    tone: Tone = "accent"
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from `start` to its tip at `end`, set off by a dark edge.

    The head is as long and as wide as three times the shaft's `width`.
    """

    start: Point
    end: Point
    width: float
    tone: Tone = "warn"


@dataclass(frozen=True, slots=True)
class Ghost:
    """A see-through body: one silhouette, painted at `opacity` as if it were a single piece.

    Each of `limbs` is a line with round ends and joins, as wide as the number in `widths` at its
    place; a single point is a dot, and one that ends where it began is filled. Paint all of them
    in white, `rim` pixels wider on either side, then all of them in the tone over that, and lay
    the result on the picture.
    """

    limbs: tuple[tuple[Point, ...], ...]
    widths: tuple[float, ...]
    rim: float
    tone: Tone = "accent"
    opacity: float = 0.45


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


Shape = Line | Arc | Arrow | Ghost | Label | Plate
Scene = tuple[Shape, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Guidance:
    """Where one person should move, in pixels of the picture, before any mirroring.

    `ghost` (17, 2) is the target pose, of the head the middle only, as the nose. `zones` are the
    degrees, from and to, in which a joint should be at the turn, by its keypoint. `line` is as high
    as the moving point should get, `reached` whether it did so in this repetition. `arrows` lead
    from a keypoint to where it should be, `faults` are keypoints whose limbs do something wrong.
    """

    ghost: npt.NDArray[np.float32] | None = None
    zones: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    line: tuple[Point, Point] | None = None
    reached: bool = False
    arrows: tuple[tuple[Point, Point], ...] = ()
    faults: frozenset[int] = frozenset()


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
