"""Several people followed from picture to picture with BlazePose, each in their own region."""

from typing import Final

import numpy as np

from repsight.core.similarity import oks
from repsight.core.types import Frame, Image, People
from repsight.pose.blazepose_detector import Detector
from repsight.pose.blazepose_landmarks import Body, LandmarkFinder
from repsight.pose.blazepose_region import Region

MIN_PRESENCE: Final = 0.5
"""Below this a body counts as lost (MediaPipe's `min_tracking_confidence`)."""
MIN_DETECTION: Final = 0.5
"""MediaPipe's `min_detection_confidence`."""
DETECT_EVERY_SECONDS: Final = 0.5
"""How often the picture is searched for newcomers while everybody is in view."""
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
        self._next_search = -np.inf

    def update(self, frame: Frame) -> list[Body]:
        """The bodies in the next frame of a stream, those followed longest first."""
        bodies = self._present(frame.image, self._regions)
        lost = len(bodies) < max(1, len(self._regions))
        if lost or frame.t >= self._next_search:
            bodies = self._search(frame.image, bodies)
            self._next_search = frame.t + DETECT_EVERY_SECONDS
        self._regions = [body.next_region for body in bodies if body.next_region.usable]
        return bodies

    def find_all(self, image: Image) -> list[Body]:
        """The bodies in one picture, on its own."""
        return self._search(image, [])

    def _search(self, image: Image, known: list[Body]) -> list[Body]:
        found = [detection.region for detection in self._detector.find(image, MIN_DETECTION)]
        new = [
            region
            for region in found
            if all(region.overlap(body.next_region) < SAME_REGION for body in known)
        ]
        return distinct(known + self._present(image, new))

    def _present(self, image: Image, regions: list[Region]) -> list[Body]:
        bodies = [self._finder.find(image, region) for region in regions]
        return distinct([body for body in bodies if body.presence >= MIN_PRESENCE])


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
