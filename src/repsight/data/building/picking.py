"""Which frames of a video are worth a person's time: those that teach a model something new."""

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.types import People
from repsight.data.building.pose_space import normalised, pose_distances
from repsight.data.fingerprint import SAME_PICTURE, Prints, bits_apart, stack_prints

Why = Literal["pose", "unsure", "disagreement", "lost", "background"]

SAME_POSE: Final = 0.1
"""Spreads of the body: twice what a still person's keypoints jitter between frames (nine tenths of
frames of slow lifts are within 0.05)."""

_DISAGREE_SHARE: Final = 0.3
_UNSURE_SHARE: Final = 0.2
_BACKGROUND_SHARE: Final = 0.05
"""Of the frames picked; the rest is picked for its pose. A few pictures without anybody are enough
against false alarms: Ultralytics advises up to a tenth."""
_DISAGREEING: Final = 0.25
"""1 - OKS from which two models disagree: OKS below 0.75 is COCO's strict match failed."""
_LEAST_SURE: Final = 0.2
"""The share of a video's frames that count as unsure: always some, so every video is tried where
the model does worst in it."""
_AWAY_SECONDS: Final = 1.0
"""A frame without anybody is background when nobody was found for so long before and after; in
shorter gaps somebody was lost rather than gone."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What was found in one frame: `people` are its pre-labels, `main` the row of the largest.

    `disagreement` is 1 - OKS of two models over the main person, NaN where one model ran;
    `lost` that only the second model found anybody.
    """

    number: int
    t: float
    people: People
    main: int | None
    fingerprint: Prints
    disagreement: float = math.nan
    lost: bool = False

    @property
    def confidence(self) -> float:
        """Mean confidence of the main person's keypoints, 0..1; NaN where there is nobody."""
        if self.main is None:
            return math.nan
        return float(np.nan_to_num(self.people.keypoints[self.main, :, 2]).mean())


class Picker:
    """Chooses frames of one video, farthest pose first, and none that looks like one before."""

    def __init__(self, frames: list[Seen], earlier: Prints) -> None:
        self._frames = frames
        self._prints = stack_prints([frame.fingerprint for frame in frames])
        empty = np.full((17, 3), np.nan, np.float32)
        poses = [empty if f.main is None else f.people.keypoints[f.main] for f in frames]
        self._points, self._weights = normalised(np.array(poses).reshape(-1, 17, 3))
        self._nearest = np.full(len(frames), np.inf)
        self._free = np.ones(len(frames), bool)
        for fingerprint in earlier:
            self._free &= bits_apart(fingerprint, self._prints) > SAME_PICTURE
        self.picks: dict[int, Why] = {}

    def choose(self, pool: npt.NDArray[np.bool_], count: int, why: Why) -> None:
        """Add up to `count` frames of the `pool` (N,), each the farthest from all picks so far.

        Gonzalez, Clustering to minimize the maximum intercluster distance, Theoretical Computer
        Science 38 (1985).
        """
        for _ in range(count):
            left = np.flatnonzero(pool & self._free)
            if not len(left):
                return
            best = int(left[np.argmax(self._nearest[left])])
            self.picks[best] = why
            self._take(best)

    def _take(self, index: int) -> None:
        apart = bits_apart(self._prints[index], self._prints)
        if self._frames[index].main is None:
            self._free &= apart > SAME_PICTURE
        else:
            distances = pose_distances(self._points, self._weights, index)
            self._free &= (apart > SAME_PICTURE) | (distances > SAME_POSE)
            np.minimum(self._nearest, distances, out=self._nearest)
        self._free[index] = False


def pick_frames(frames: list[Seen], count: int, earlier: Prints) -> list[tuple[Seen, Why]]:
    """Up to `count` of a video's frames in order of time, each with why it was picked.

    `earlier` (N, 4) are fingerprints of pictures picked from other videos. Fewer come back where
    the rest look like those picked, and none where nobody was found in the whole video: more
    likely the model failed than that somebody filmed an empty room.
    """
    somebody = np.array([frame.main is not None for frame in frames], bool)
    if not somebody.any():
        return []
    picker = Picker(frames, earlier)
    disagreement = np.array([frame.disagreement for frame in frames])
    lost = np.array([frame.lost for frame in frames])
    doubted = math.ceil(_DISAGREE_SHARE * count)
    picker.choose(lost, math.ceil(doubted / 2), "lost")
    disagreeing = somebody & (disagreement > _DISAGREEING)
    picker.choose(disagreeing, doubted - len(picker.picks), "disagreement")
    unsure = _unsure(frames, somebody)
    picker.choose(unsure, math.ceil(_UNSURE_SHARE * count), "unsure")
    background = min(math.ceil(_BACKGROUND_SHARE * count), count - len(picker.picks))
    picker.choose(_away(frames, somebody), background, "background")
    # A farthest pose of low confidence is mostly a wrong one: those have their own share.
    picker.choose(somebody & ~unsure, count - len(picker.picks), "pose")
    return [(frames[i], why) for i, why in sorted(picker.picks.items())]


def _unsure(frames: list[Seen], somebody: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    confidence = np.array([frame.confidence for frame in frames])
    limit = np.quantile(confidence[somebody], _LEAST_SURE)
    # Below it and not at it: where all are equally sure, none is unsure.
    return np.asarray(somebody & (np.where(somebody, confidence, np.inf) < limit))


def _away(frames: list[Seen], somebody: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Frames with nobody in them, nor in any frame a second before or after."""
    t = np.array([frame.t for frame in frames])
    there = t[somebody]
    after = np.searchsorted(there, t).clip(max=len(there) - 1)
    before = (after - 1).clip(min=0)
    gap = np.minimum(np.abs(there[after] - t), np.abs(there[before] - t))
    return np.asarray(~somebody & (gap > _AWAY_SECONDS))
