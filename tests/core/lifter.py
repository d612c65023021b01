"""A person of exact joint angles, seen from the side: truth for the counters, by geometry alone."""

import numpy as np

from repsight.core.types import Track

STANDING, DEEP = 172.0, 75.0


def wave(t: np.ndarray, start: float, seconds: float, depth: float = 1.0) -> np.ndarray:
    """One swing from 0 to `depth` and back, beginning at `start` and lasting `seconds`."""
    phase = np.clip((t - start) / seconds, 0, 1)
    return depth * (1 - np.cos(2 * np.pi * phase)) / 2


def times(seconds: float, fps: float = 30.0) -> np.ndarray:
    """Frame times from 0."""
    return np.arange(int(seconds * fps) + 1) / fps


def swings(t: np.ndarray, starts: list[float], seconds: float, depth: float = 1.0) -> np.ndarray:
    """Several swings of the same kind."""
    return np.sum([wave(t, start, seconds, depth) for start in starts], axis=0)


def squats(t: np.ndarray, progress: np.ndarray, *, noise: float = 0.0, seed: int = 0) -> Track:
    """Squats from the side: `progress` 0 standing, 1 at a knee angle of `DEEP` degrees.

    `noise` is a standard deviation in pixels; the person is about 300 pixels tall.
    """
    bend = np.radians(STANDING - (STANDING - DEEP) * progress)
    fold = np.pi - bend
    shin, thigh = 0.4 * fold, 0.6 * fold
    knee = _from(np.zeros((len(t), 2)), shin, 80.0)
    hip = _from(knee, -thigh, 80.0)
    shoulder = _from(hip, 0.5 * fold, 95.0)
    # The arms come up in front as the hips go down, for balance.
    reach = np.radians(180 - 80 * progress)
    elbow = _from(shoulder, reach, 50.0)
    wrist = _from(elbow, reach - 0.2, 45.0)
    nose = shoulder + [8.0, -35.0]
    points = [nose] * 5 + [p for joint in (shoulder, elbow, wrist, hip, knee) for p in (joint,) * 2]
    points += [np.zeros((len(t), 2))] * 2
    keypoints = np.full((len(t), 17, 3), 0.9)
    keypoints[:, :, :2] = np.stack(points, axis=1) + [320.0, 400.0]
    keypoints[:, :, :2] += np.random.default_rng(seed).normal(0, noise, (len(t), 17, 2))
    return Track(t, keypoints)


def curls(t: np.ndarray, left: np.ndarray, right: np.ndarray) -> Track:
    """Curls from the front: progress of each forearm, 0 hanging, 1 at an elbow of 45 degrees."""
    keypoints = np.array(squats(t, np.zeros(len(t))).keypoints, dtype=float)
    for side, progress, outwards in ((0, left, 30.0), (1, right, -30.0)):
        shoulder = np.array([320.0 + outwards, 145.0])
        elbow = shoulder + [0.0, 55.0]
        raised = np.radians(8 + 127 * progress)
        # Mostly towards the camera, so that little of the way is seen sideways.
        sideways = 0.3 * np.sign(outwards) * np.sin(raised)
        forearm = np.stack([sideways, np.cos(raised)], axis=1) * 50
        keypoints[:, 5 + side, :2] = shoulder
        keypoints[:, 7 + side, :2] = elbow
        keypoints[:, 9 + side, :2] = elbow + forearm
        keypoints[:, 11 + side, 0] = 320 + outwards * 0.7
    return Track(t, keypoints)


def _from(point: np.ndarray, lean: np.ndarray, length: float) -> np.ndarray:
    """The point `length` pixels above `point`, leaning forward by `lean` radians."""
    return point + length * np.stack([np.sin(lean), -np.cos(lean)], axis=1)
