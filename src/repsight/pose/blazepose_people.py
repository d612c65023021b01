"""Several people followed from picture to picture with BlazePose, each in their own region."""

import math
from typing import Final

import numpy as np

from repsight.core.similarity import oks
from repsight.core.types import Frame, Image, People
from repsight.pose.blazepose_detector import Detector
from repsight.pose.blazepose_landmarks import Body, LandmarkFinder
from repsight.pose.blazepose_region import Region
from repsight.pose.blazepose_steady import Steadier

MIN_PRESENCE: Final = 0.5
"""Below this a body counts as lost (MediaPipe's `min_tracking_confidence`)."""
MIN_NEW_PRESENCE: Final = 0.75
"""What it takes to begin following a body: real ones came to 0.87 or more, doubles to 0.54."""
MIN_PART_PRESENCE: Final = 0.99
"""The same where only a part of the picture was looked at: people came to 0.99 or more there,
gym machines and cut-off limbs to 0.98."""
MIN_EXTENT: Final = 0.28
MIN_CERTAINTY: Final = 0.3
"""Where nobody is left, the network sometimes follows a heap of points and calls it present.
Bodies on 17 clips filled 0.31 of their region or more and were certain to 0.51 or more, such
ghosts up to 0.25 and 0.3."""
MIN_DETECTION: Final = 0.5
"""MediaPipe's `min_detection_confidence`."""
DETECT_EVERY_SECONDS: Final = 0.5
"""How often the picture is searched for newcomers while everybody is in view."""
TURN_EVERY_SECONDS: Final = 0.2
"""How often an empty picture is also searched lying on its sides (two more runs)."""
LYING: Final = (math.pi / 2, -math.pi / 2)
"""The detector knows people upright best. Turning the picture finds those who lie: on single
frames of 19 floor-exercise clips it found somebody in 97 % instead of 90 %."""
LEAP: Final = 0.7
"""Overlap of a region with the next one below which something is amiss (a cut, a jump)."""
ASKEW: Final = math.pi / 4
"""A detection turned further than this against the body followed there is another reading of it:
a wrong one, once followed, is never lost by itself."""
SAME_REGION: Final = 0.5
"""Overlap of regions from which a detection is taken for a body already followed (MediaPipe)."""
SAME_BODY: Final = 0.7
"""Keypoint similarity from which two bodies are one person seen twice."""

INSIDE: Final = 0.9
"""Share of the smaller body's box inside the larger one's from which they are one person, too: a
second reading of some limbs. Mirror images close behind someone came to 0.85."""


class BodyFollower:
    """Everybody in a sequence of pictures. Fed with single pictures, `find_all` keeps no memory."""

    def __init__(self, detector: Detector, finder: LandmarkFinder) -> None:
        self._detector = detector
        self._finder = finder
        self._followed: list[tuple[Region, Steadier]] = []
        self._next_search = -math.inf
        self._next_turn = -math.inf

    def update(self, frame: Frame) -> list[Body]:
        """The bodies in the next frame of a stream, those followed longest first."""
        steadiers = {
            body: steadier
            for region, steadier in self._followed
            for body in self._present(frame.image, region, MIN_PRESENCE)
        }
        bodies = distinct(list(steadiers))
        lost = len(bodies) < max(1, len(self._followed))
        leapt = any(body.region.overlap(body.next_region) < LEAP for body in bodies)
        if lost or leapt or frame.t >= self._next_search:
            bodies = self._search(frame.image, bodies, frame.t >= self._next_search)
            self._next_search = frame.t + DETECT_EVERY_SECONDS
        if not bodies and frame.t >= self._next_turn:
            bodies = self._search_lying(frame.image)
            self._next_turn = frame.t + TURN_EVERY_SECONDS
        self._followed = []
        for body in bodies:
            steadier = steadiers.get(body) or Steadier()
            region = Region.around_body(*steadier.update(frame.t, body.axis))
            if region.usable:
                self._followed.append((region, steadier))
        return bodies

    def find_all(self, image: Image) -> list[Body]:
        """The bodies in one picture, on its own."""
        return self._search(image, [], closely=True) or self._search_lying(image)

    def _search_lying(self, image: Image) -> list[Body]:
        bodies: list[Body] = []
        for angle in LYING:
            part = Region.of_picture(image, angle)
            bodies = self._look(image, part, bodies, MIN_NEW_PRESENCE)
        return bodies

    def _search(self, image: Image, known: list[Body], closely: bool) -> list[Body]:
        bodies = self._look(image, Region.of_picture(image), known, MIN_NEW_PRESENCE)
        for part in Region.parts_of(image) if closely else ():
            bodies = self._look(image, part, bodies, MIN_PART_PRESENCE)
        return bodies

    def _look(
        self, image: Image, part: Region, known: list[Body], min_presence: float
    ) -> list[Body]:
        """The known bodies, put right where they were misread, and those that are new."""
        bodies = list(known)
        for detection in self._detector.find(image, part, MIN_DETECTION):
            place = _index_of(detection.region, bodies)
            if place is not None and _turn(detection.region, bodies[place].next_region) < ASKEW:
                continue
            for body in self._present(image, detection.region, min_presence):
                if place is None:
                    bodies.append(body)
                elif _sureness(body) > _sureness(bodies[place]):
                    bodies[place] = body
        return distinct(bodies)

    def _present(self, image: Image, region: Region, min_presence: float) -> list[Body]:
        """The body in a region, if there is one."""
        body = self._finder.find(image, region)
        there = (
            body.presence >= min_presence
            and body.extent >= MIN_EXTENT
            and body.certainty >= MIN_CERTAINTY
        )
        return [body] if there else []


def _index_of(region: Region, bodies: list[Body]) -> int | None:
    """Which of the bodies is in that region; None when none is."""
    overlaps = [region.overlap(body.next_region) for body in bodies]
    best = int(np.argmax(overlaps)) if overlaps else 0
    return best if overlaps and overlaps[best] >= SAME_REGION else None


def _turn(a: Region, b: Region) -> float:
    """How far two regions are turned against each other, 0 to pi radians."""
    return abs(math.remainder(a.angle - b.angle, math.tau))


def distinct(bodies: list[Body]) -> list[Body]:
    """The bodies, each person once: where two are the same, the surer one in the earlier place."""
    kept: list[Body] = []
    for body in bodies:
        same = [i for i, other in enumerate(kept) if _are_one(body, other)]
        if not same:
            kept.append(body)
        elif _sureness(body) > _sureness(kept[same[0]]):
            kept[same[0]] = body
    return kept


def _are_one(a: Body, b: Body) -> bool:
    area = np.array([[a.next_region.side * b.next_region.side]])
    if oks(a.keypoints[None], b.keypoints[None], area)[0, 0] >= SAME_BODY:
        return True
    low = np.maximum(a.landmarks[:, :2].min(axis=0), b.landmarks[:, :2].min(axis=0))
    high = np.minimum(a.landmarks[:, :2].max(axis=0), b.landmarks[:, :2].max(axis=0))
    shared = float(np.maximum(high - low, 0).prod())
    smaller = min(float(np.ptp(body.landmarks[:, :2], axis=0).prod()) for body in (a, b))
    return shared >= INSIDE * smaller


def _sureness(body: Body) -> float:
    return body.presence * body.certainty


def as_people(bodies: list[Body], image: Image) -> People:
    """Bodies as COCO-17 people, with boxes around all landmarks inside the picture."""
    if not bodies:
        return People.empty()
    landmarks = np.stack([body.landmarks for body in bodies])
    limit = np.array([image.shape[1], image.shape[0]], np.float32)
    points = landmarks[:, :, :2].clip(0, limit)
    boxes = np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1)
    presence = np.array([body.presence for body in bodies], np.float32)
    return People(np.stack([body.keypoints for body in bodies]), boxes, presence)
