"""From frame to frame: which detection continues which tracklet. Causal and bounded.

A tracklet is an unbroken piece of one person's track: it bridges what an occlusion of about a
second hides. Longer gaps are for `stitching` (offline) or `Tracker` (live) to bridge.
"""

from dataclasses import dataclass
from math import exp, hypot
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from repsight.core.similarity import box_iou, oks

CONFIRM_FRAMES: Final = 3
"""Seen in so many frames before it is believed: a false detection seldom lasts three."""
_BRIDGED_SECONDS: Final = 1.5
"""A tracklet unseen for longer has ended: "a second of occlusion", with a margin."""
_DOUBTED_SECONDS: Final = 0.5
"""The same for one that is not yet believed: it may not wait about to steal a detection."""
_MIN_AFFINITY: Final = 0.2
"""Mean of box overlap and OKS below which two detections are never the same person."""
_SURE_AFFINITY: Final = 0.5
"""Above it, two people crossing may coincide; below it, a second detection is a double."""
_SURE_IOU: Final = 0.6
"""One person, one tracklet: boxes that overlap this much need no keypoints to be compared."""
_DOUBLE_OKS: Final = 0.5
"""Two detections in one frame that agree this well are one body; COCO's loosest match is 0.5."""
_DOUBLE_IOU: Final = 0.4
"""Or whose boxes overlap this much: detectors remove all above 0.7 and guess below."""
_MAX_TRACKLETS: Final = 64
"""Kept at most, the longest unseen going first: a crowd must not grow memory or time."""
_SPEED_SECONDS: Final = 0.25
"""Time over which speed is averaged: longer than a detector's jitter, shorter than a step."""
_COASTING_SECONDS: Final = 0.6
"""How long an unseen person is believed to keep walking: about one step."""
_USUAL_SECONDS: Final = 4.0
"""Time over which the usual place is averaged: a slow repetition, so that it covers the motion."""
_LOOSENING_SECONDS: Final = 0.3
"""Time unseen after which a pose may differ by twice the annotators' spread that OKS allows."""
_STALENESS: Final = 0.3
"""Affinity given up for a second unseen: who was here a moment ago goes before who may be back."""

Boxes = npt.NDArray[np.float32]
Keypoints = npt.NDArray[np.float32]


@dataclass(slots=True, eq=False)
class Tracklet:
    """What is known of one person now: last box and keypoints, speed in pixels per second."""

    id: int
    first: float
    last: float
    start: npt.NDArray[np.float64]
    box: npt.NDArray[np.float64]
    usual: npt.NDArray[np.float64]
    """The box averaged over the last seconds."""
    keypoints: Keypoints
    speed_x: float = 0.0
    speed_y: float = 0.0
    frames: int = 1
    identity: int = 0
    """Whose it is, for who knows; 0 is nobody's yet."""

    @property
    def believed(self) -> bool:
        """Seen often enough to be somebody."""
        return self.frames >= CONFIRM_FRAMES


class Associator:
    """Gives each detection its tracklet, frame after frame; tracklets are numbered from 1.

    `alive` are those that may still be continued.
    """

    def __init__(self) -> None:
        self.alive: list[Tracklet] = []
        self._next = 1

    def update(self, t: float, keypoints: Keypoints, boxes: Boxes) -> list[Tracklet | None]:
        """The tracklet of each row, updated; None for a second detection of the same body.

        Rows that continue nothing begin a tracklet. Rows are expected most certain first.
        """
        self._end_lost(t)
        found: list[Tracklet | None] = [None] * len(boxes)
        for row, tracklet, affinity in self._match(t, keypoints, boxes):
            # A double may not take the place of somebody whom the first detection hides.
            if affinity >= _SURE_AFFINITY or not _is_double(row, found, keypoints, boxes):
                _follow(tracklet, t, boxes[row].astype(np.float64), keypoints[row])
                found[row] = tracklet
        for row in range(len(boxes)):
            if found[row] is None and not _is_double(row, found, keypoints, boxes):
                found[row] = self._begin(t, keypoints[row], boxes[row])
        return found

    def forget(self, tracklet: Tracklet) -> None:
        """End one that another has turned out to continue."""
        self.alive = [k for k in self.alive if k is not tracklet]

    def _begin(self, t: float, keypoints: Keypoints, box: Boxes) -> Tracklet:
        place = box.astype(np.float64)
        tracklet = Tracklet(self._next, t, t, place, place, place, keypoints)
        self._next += 1
        self.alive.append(tracklet)
        return tracklet

    def _end_lost(self, t: float) -> None:
        waits = (_DOUBTED_SECONDS, _BRIDGED_SECONDS)
        self.alive = [k for k in self.alive if t - k.last <= waits[k.believed]]
        if len(self.alive) > _MAX_TRACKLETS:
            self.alive.sort(key=lambda k: k.last)
            del self.alive[:-_MAX_TRACKLETS]

    def _match(
        self, t: float, keypoints: Keypoints, boxes: Boxes
    ) -> list[tuple[int, Tracklet, float]]:
        """Rows with the tracklets that they continue and how well, best first."""
        if not len(boxes) or not self.alive:
            return []
        if len(boxes) == 1 and len(self.alive) == 1 and _surely_same(self.alive[0].box, boxes[0]):
            return [(0, self.alive[0], 1.0)]
        affinity = self._affinity(t, keypoints, boxes)
        unseen = np.array([t - k.last for k in self.alive])
        preference = affinity - _STALENESS * np.minimum(unseen, 1.0)[:, None]
        pairs = [
            (int(row), self.alive[k], float(preference[k, row]))
            for k, row in zip(*linear_sum_assignment(-preference), strict=True)
            if affinity[k, row] >= _MIN_AFFINITY
        ]
        return sorted(pairs, key=lambda pair: -pair[2])

    def _affinity(self, t: float, keypoints: Keypoints, boxes: Boxes) -> npt.NDArray[np.float64]:
        """Mean of IoU and OKS (tracklets, rows) with everybody moved to where they should be.

        Or where they usually are, if a box fits better there: who exercises on the spot stays
        the same person when a mirror image or a bystander has been taken into the box.
        """
        unseen = np.array([t - k.last for k in self.alive])
        coasted = _COASTING_SECONDS * (1 - np.exp(-unseen / _COASTING_SECONDS))
        speed = np.array([(k.speed_x, k.speed_y) for k in self.alive])
        moved = speed * coasted[:, None]
        expected = np.array([k.box for k in self.alive]) + np.tile(moved, 2)
        poses = np.array([k.keypoints for k in self.alive], np.float64)
        poses[:, :, :2] += moved[:, None, :]
        scale = _longer_side(expected) * (1 + unseen / _LOOSENING_SECONDS)
        usual = np.array([k.usual for k in self.alive])
        overlap = np.maximum(box_iou(expected, boxes), box_iou(usual, boxes))
        return (overlap + oks(poses, keypoints, scale[:, None] ** 2)) / 2


def box_size(box: npt.NDArray[np.float64]) -> float:
    """Diagonal in pixels of one xyxy box: it changes least as a body stands, bends and lies."""
    x1, y1, x2, y2 = box.tolist()
    return hypot(x2 - x1, y2 - y1)


def _longer_side(boxes: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray((boxes[:, 2:] - boxes[:, :2]).max(axis=1))


def _is_double(row: int, found: list[Tracklet | None], keypoints: Keypoints, boxes: Boxes) -> bool:
    others = [k for k, tracklet in enumerate(found) if tracklet is not None]
    if not others:
        return False
    if box_iou(boxes[others], boxes[[row]]).max() >= _DOUBLE_IOU:
        return True
    sides = np.minimum(_longer_side(boxes[others]), _longer_side(boxes[[row]]))
    alike = oks(keypoints[others], keypoints[[row]], sides[:, None] ** 2)
    return bool(alike.max() >= _DOUBLE_OKS)


def _surely_same(a: npt.NDArray[np.float64], b: Boxes) -> bool:
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
    tracklet: Tracklet, t: float, box: npt.NDArray[np.float64], keypoints: Keypoints
) -> None:
    step = t - tracklet.last
    if step > 0:
        x1, y1, x2, y2 = (box - tracklet.box).tolist()
        weight = 1 - exp(-step / _SPEED_SECONDS)
        tracklet.speed_x += weight * ((x1 + x2) / 2 / step - tracklet.speed_x)
        tracklet.speed_y += weight * ((y1 + y2) / 2 / step - tracklet.speed_y)
    tracklet.last, tracklet.box, tracklet.keypoints = t, box, keypoints
    tracklet.frames += 1
    # A plain mean at first, as there is nothing yet to forget.
    newest = max(1 - exp(-step / _USUAL_SECONDS), 1 / tracklet.frames)
    tracklet.usual = tracklet.usual + newest * (box - tracklet.usual)
