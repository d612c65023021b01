"""Several people followed from picture to picture with BlazePose, each in their own region."""

import math
from typing import Final

import numpy as np

from repsight.core.similarity import oks
from repsight.core.types import Frame, Image, People
from repsight.pose.blazepose_detector import Detector
from repsight.pose.blazepose_landmarks import Body, LandmarkFinder
from repsight.pose.blazepose_region import Region

MIN_PRESENCE: Final = 0.5
"""Below this a body counts as lost (MediaPipe's `min_tracking_confidence`)."""
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


class BodyFollower:
    """Everybody in a sequence of pictures. Fed with single pictures, `find_all` keeps no memory."""

    def __init__(self, detector: Detector, finder: LandmarkFinder) -> None:
        self._detector = detector
        self._finder = finder
        self._regions: list[Region] = []
        self._next_search = -math.inf
        self._next_turn = -math.inf

    def update(self, frame: Frame) -> list[Body]:
        """The bodies in the next frame of a stream, those followed longest first."""
        bodies = distinct(self._present(frame.image, self._regions))
        lost = len(bodies) < max(1, len(self._regions))
        leapt = any(body.region.overlap(body.next_region) < LEAP for body in bodies)
        if lost or leapt or frame.t >= self._next_search:
            bodies = self._search(frame.image, bodies)
            self._next_search = frame.t + DETECT_EVERY_SECONDS
        if not bodies and frame.t >= self._next_turn:
            bodies = self._search_lying(frame.image)
            self._next_turn = frame.t + TURN_EVERY_SECONDS
        self._regions = [body.next_region for body in bodies if body.next_region.usable]
        return bodies

    def find_all(self, image: Image) -> list[Body]:
        """The bodies in one picture, on its own."""
        return self._search(image, []) or self._search_lying(image)

    def _search_lying(self, image: Image) -> list[Body]:
        return distinct([body for angle in LYING for body in self._search(image, [], angle)])

    def _search(self, image: Image, known: list[Body], angle: float = 0.0) -> list[Body]:
        """The known bodies, put right where they were misread, and those that are new."""
        bodies = list(known)
        for detection in self._detector.find(image, MIN_DETECTION, angle):
            place = _index_of(detection.region, bodies)
            if place is not None and _turn(detection.region, bodies[place].next_region) < ASKEW:
                continue
            for body in self._present(image, [detection.region]):
                if place is None:
                    bodies.append(body)
                elif body.certainty > bodies[place].certainty:
                    bodies[place] = body
        return distinct(bodies)

    def _present(self, image: Image, regions: list[Region]) -> list[Body]:
        bodies = [self._finder.find(image, region) for region in regions]
        return [body for body in bodies if _is_there(body)]


def _is_there(body: Body) -> bool:
    return (
        body.presence >= MIN_PRESENCE
        and body.extent >= MIN_EXTENT
        and body.certainty >= MIN_CERTAINTY
    )


def _index_of(region: Region, bodies: list[Body]) -> int | None:
    """Which of the bodies is in that region; None when none is."""
    overlaps = [region.overlap(body.next_region) for body in bodies]
    best = int(np.argmax(overlaps)) if overlaps else 0
    return best if overlaps and overlaps[best] >= SAME_REGION else None


def _turn(a: Region, b: Region) -> float:
    """How far two regions are turned against each other, 0 to pi radians."""
    return abs(math.remainder(a.angle - b.angle, math.tau))


def distinct(bodies: list[Body]) -> list[Body]:
    """The bodies without those that are another one seen again; earlier ones stay."""
    kept: list[Body] = []
    for body in bodies:
        if all(_likeness(body, other) < SAME_BODY for other in kept):
            kept.append(body)
    return kept


def _likeness(a: Body, b: Body) -> float:
    area = np.array([[a.next_region.side * b.next_region.side]])
    return float(oks(a.keypoints[None], b.keypoints[None], area)[0, 0])


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
