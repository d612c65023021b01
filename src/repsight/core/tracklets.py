"""From frame to frame: which detection continues which tracklet. Causal and bounded.

A tracklet is an unbroken piece of one person's track: it bridges what an occlusion of about a
second hides. Longer gaps are for `stitching` (offline) or `Tracker` (live) to bridge.
"""

from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from repsight.core.similarity import box_iou, oks

BRIDGED_SECONDS: Final = 1.5
"""A tracklet unseen for longer has ended: "a second of occlusion", with a margin."""
_MIN_AFFINITY: Final = 0.2
"""Mean of box overlap and OKS below which two detections are never the same person."""
_SURE_IOU: Final = 0.6
"""One person, one tracklet: boxes that overlap this much need no keypoints to be compared."""
_MAX_TRACKLETS: Final = 64
"""Kept at most, the longest unseen going first: a crowd must not grow memory or time."""
_SPEED_SECONDS: Final = 0.25
"""Time over which speed is averaged: longer than a detector's jitter, shorter than a step."""
_COASTING_SECONDS: Final = 0.6
"""How long an unseen person is believed to keep walking: about one step."""
_LOOSENING_SECONDS: Final = 0.3
"""Time unseen after which a pose may differ by as much again as annotators do (OKS spread)."""


@dataclass(slots=True, eq=False)
class Tracklet:
    """What is known of one person now: last box and keypoints, speed in pixels per second."""

    id: int
    first: float
    last: float
    box: npt.NDArray[np.float64]
    keypoints: npt.NDArray[np.float32]
    speed_x: float = 0.0
    speed_y: float = 0.0
    frames: int = 1


class Associator:
    """Gives each detection the number of its tracklet, frame after frame; numbers from 1."""

    def __init__(self, bridged_seconds: float = BRIDGED_SECONDS) -> None:
        self.bridged_seconds = bridged_seconds
        self.alive: list[Tracklet] = []
        self.ended: list[Tracklet] = []
        """Those that ended in the last call."""
        self._next = 1

    def update(
        self,
        t: float,
        keypoints: npt.NDArray[np.float32],
        boxes: npt.NDArray[np.float32],
    ) -> list[Tracklet]:
        """The tracklet of each row, updated; new ones are begun for rows that continue none."""
        self._end_lost(t)
        pairs = self._match(t, keypoints, boxes)
        found: list[Tracklet] = []
        for row in range(len(boxes)):
            box = boxes[row].astype(np.float64)
            tracklet = pairs.get(row)
            if tracklet is None:
                tracklet = Tracklet(self._next, t, t, box, keypoints[row])
                self._next += 1
                self.alive.append(tracklet)
            else:
                _follow(tracklet, t, box, keypoints[row])
            found.append(tracklet)
        return found

    def _end_lost(self, t: float) -> None:
        oldest = t - self.bridged_seconds
        self.ended = [k for k in self.alive if k.last < oldest]
        if self.ended:
            self.alive = [k for k in self.alive if k.last >= oldest]
        if len(self.alive) > _MAX_TRACKLETS:
            self.alive.sort(key=lambda k: k.last)
            self.ended += self.alive[:-_MAX_TRACKLETS]
            del self.alive[:-_MAX_TRACKLETS]

    def _match(
        self, t: float, keypoints: npt.NDArray[np.float32], boxes: npt.NDArray[np.float32]
    ) -> dict[int, Tracklet]:
        if not len(boxes) or not self.alive:
            return {}
        if len(boxes) == 1 and len(self.alive) == 1 and _surely_same(self.alive[0].box, boxes[0]):
            return {0: self.alive[0]}
        affinity = self._affinity(t, keypoints, boxes)
        rows, columns = linear_sum_assignment(-affinity)
        return {
            int(column): self.alive[row]
            for row, column in zip(rows, columns, strict=True)
            if affinity[row, column] >= _MIN_AFFINITY
        }

    def _affinity(
        self, t: float, keypoints: npt.NDArray[np.float32], boxes: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float64]:
        """Mean of IoU and OKS (tracklets, rows) with everybody moved to where they should be."""
        last = np.array([k.last for k in self.alive])
        unseen = t - last
        coasted = np.array([_COASTING_SECONDS * (1 - exp(-u / _COASTING_SECONDS)) for u in unseen])
        speed = np.array([(k.speed_x, k.speed_y) for k in self.alive])
        moved = speed * coasted[:, None]
        expected = np.array([k.box for k in self.alive]) + np.tile(moved, 2)
        poses = np.array([k.keypoints for k in self.alive], np.float64)
        poses[:, :, :2] += moved[:, None, :]
        sides = (expected[:, 2:] - expected[:, :2]).max(axis=1)
        scale = (sides * (1 + unseen / _LOOSENING_SECONDS)) ** 2
        return (box_iou(expected, boxes) + oks(poses, keypoints, scale[:, None])) / 2


def _surely_same(a: npt.NDArray[np.float64], b: npt.NDArray[np.float32]) -> bool:
    ax1, ay1, ax2, ay2 = a.tolist()
    bx1, by1, bx2, by2 = b.tolist()
    width = min(ax2, bx2) - max(ax1, bx1)
    height = min(ay2, by2) - max(ay1, by1)
    if width <= 0 or height <= 0:
        return False
    shared = width * height
    union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared
    return bool(shared >= _SURE_IOU * union)


def _follow(
    tracklet: Tracklet,
    t: float,
    box: npt.NDArray[np.float64],
    keypoints: npt.NDArray[np.float32],
) -> None:
    step = t - tracklet.last
    if step > 0:
        x1, y1, x2, y2 = (box - tracklet.box).tolist()
        weight = 1 - exp(-step / _SPEED_SECONDS)
        tracklet.speed_x += weight * ((x1 + x2) / 2 / step - tracklet.speed_x)
        tracklet.speed_y += weight * ((y1 + y2) / 2 / step - tracklet.speed_y)
    tracklet.last, tracklet.box, tracklet.keypoints = t, box, keypoints
    tracklet.frames += 1
