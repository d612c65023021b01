"""The nouns that all stages share.

Keypoints are float32 `(..., 17, 3)`: x and y in pixels, confidence in 0..1, COCO order; a point
that was not seen is NaN. Time is in seconds from the source's own timestamps. Angles are degrees.
Images are RGB uint8 `(H, W, 3)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.assessment import Assessment
from repsight.core.errors import InvalidInputError
from repsight.core.skeleton import KEYPOINT_COUNT

Image = npt.NDArray[np.uint8]
Phase = Literal["lost", "top", "eccentric", "bottom", "concentric"]


def _checked(
    name: str, value: npt.ArrayLike, shape: tuple[int | None, ...], dtype: npt.DTypeLike
) -> npt.NDArray[Any]:
    array = np.asarray(value, dtype=dtype)
    if array.flags.writeable:
        array = array.copy()  # what the caller may still change; a frozen array is taken as it is
    fits = array.ndim == len(shape) and all(
        want is None or have == want for have, want in zip(array.shape, shape, strict=True)
    )
    if not fits:
        wanted = ", ".join("any" if size is None else str(size) for size in shape)
        raise InvalidInputError(f"{name} has shape {array.shape}; ({wanted}) is needed")
    array.flags.writeable = False
    return array


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: `t` in seconds, `image` RGB uint8 (H, W, 3). The image is not copied."""

    t: float
    image: Image

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise InvalidInputError(
                f"image is {self.image.dtype} {self.image.shape}; RGB uint8 (H, W, 3) is needed"
            )


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody found in one frame: keypoints (N, 17, 3), boxes (N, 4) xyxy pixels, scores (N,)."""

    keypoints: npt.NDArray[np.float32]
    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]

    def __post_init__(self) -> None:
        keypoints = _checked("keypoints", self.keypoints, (None, KEYPOINT_COUNT, 3), np.float32)
        object.__setattr__(self, "keypoints", keypoints)
        n = len(keypoints)
        object.__setattr__(self, "boxes", _checked("boxes", self.boxes, (n, 4), np.float32))
        object.__setattr__(self, "scores", _checked("scores", self.scores, (n,), np.float32))

    def __len__(self) -> int:
        return len(self.scores)

    @classmethod
    def empty(cls) -> "People":
        """Nobody."""
        return cls(
            np.zeros((0, KEYPOINT_COUNT, 3), np.float32),
            np.zeros((0, 4), np.float32),
            np.zeros(0, np.float32),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One person at one moment: `t` in seconds, keypoints (17, 3)."""

    t: float
    keypoints: npt.NDArray[np.float32]

    def __post_init__(self) -> None:
        keypoints = _checked("keypoints", self.keypoints, (KEYPOINT_COUNT, 3), np.float32)
        object.__setattr__(self, "keypoints", keypoints)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One person over time: `t` (T,) increasing seconds, keypoints (T, 17, 3); NaN where unseen."""

    t: npt.NDArray[np.float64]
    keypoints: npt.NDArray[np.float32]
    id: int = 1

    def __post_init__(self) -> None:
        t = _checked("t", self.t, (None,), np.float64)
        keypoints = _checked("keypoints", self.keypoints, (len(t), KEYPOINT_COUNT, 3), np.float32)
        if not np.isfinite(t).all() or (np.diff(t) <= 0).any():
            raise InvalidInputError("t must be finite and strictly increasing seconds")
        object.__setattr__(self, "t", t)
        object.__setattr__(self, "keypoints", keypoints)

    def __len__(self) -> int:
        return len(self.t)

    @property
    def frames_seen(self) -> int:
        """How many frames hold at least one keypoint."""
        return int(np.isfinite(self.keypoints[:, :, 0]).any(axis=1).sum())


@dataclass(frozen=True, slots=True, eq=False)
class AngleSeries:
    """Angles over time: `t` (T,) seconds, `names` (A,), `degrees` (T, A); NaN where unseen."""

    t: npt.NDArray[np.float64]
    names: tuple[str, ...]
    degrees: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "t", _checked("t", self.t, (None,), np.float64))
        shape = (len(self.t), len(self.names))
        object.__setattr__(self, "degrees", _checked("degrees", self.degrees, shape, np.float64))


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition; times in seconds.

    `start`, `turn` and `end` are where it begins, reverses and is over; `counted` is when its
    concentric phase was complete (`end` for a squat, `turn` for a curl). A repetition that the
    video cuts begins or ends with the track. `confidence` is 0..1.
    """

    index: int
    start: float
    turn: float
    end: float
    counted: float
    confidence: float = 1.0
    measures: Mapping[str, float] = field(default_factory=dict)
    assessment: Assessment | None = None

    @property
    def score(self) -> float | None:
        """The total of the assessment, 0 to 100; None where there is none."""
        return self.assessment.total if self.assessment else None


@dataclass(frozen=True, slots=True)
class SetSummary:
    """Repetitions of one exercise in a row, or one hold (`reps` empty, `end - start` its length).

    `exercise` is an exercise's name or "unknown"; `confidence` (0..1) is how sure that name is.
    """

    exercise: str
    start: float
    end: float
    reps: tuple[Repetition, ...] = ()
    confidence: float = 1.0
    kind: Literal["reps", "hold"] = "reps"
    measures: Mapping[str, float] = field(default_factory=dict)
    assessment: Assessment | None = None

    @property
    def score(self) -> float | None:
        """The total of the assessment, 0 to 100; None where there is none."""
        return self.assessment.total if self.assessment else None

    @property
    def count(self) -> int:
        """Number of repetitions."""
        return len(self.reps)


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """What one person did: `sets` in order of time."""

    id: int
    frames_seen: int
    sets: tuple[SetSummary, ...] = ()

    @property
    def count(self) -> int:
        """Repetitions over all sets."""
        return sum(s.count for s in self.sets)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced a session, so that it can be repeated."""

    version: str
    model: str
    model_sha256: str | None
    runtime: str
    device: str
    exercise: str
    exercise_sha256: str | None
    options: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """Everything counted in one source; people ordered by how much of it they fill."""

    source: str
    provenance: Provenance
    people: tuple[PersonSummary, ...] = ()
    complete: bool = True
    """False where the source broke off or the user stopped it."""
    poses: str | None = None
    """The pose recording it was counted from, relative to the session's file; None if not kept."""

    @property
    def count(self) -> int:
        """Repetitions of everybody."""
        return sum(p.count for p in self.people)


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The person entered `phase` at `t`."""

    t: float
    phase: Phase


@dataclass(frozen=True, slots=True)
class RepCompleted:
    """A repetition counted at `t` (causal: never before its concentric phase was complete)."""

    t: float
    repetition: Repetition


@dataclass(frozen=True, slots=True)
class RepMissed:
    """An attempt that was too shallow to count ended at `t`; `reason` in plain words."""

    t: float
    reason: str


@dataclass(frozen=True, slots=True)
class SetFinished:
    """A set ended at `t`."""

    t: float
    summary: SetSummary


@dataclass(frozen=True, slots=True)
class RepScored:
    """The score of a repetition that had been counted was known at `t`."""

    t: float
    repetition: Repetition


@dataclass(frozen=True, slots=True)
class CueRaised:
    """At `t` there was something to change; `cue` says it, about repetition `index`."""

    t: float
    cue: str
    index: int


Event = PhaseChanged | RepCompleted | RepMissed | SetFinished | RepScored | CueRaised
