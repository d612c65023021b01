"""A stick person who trains before a camera, and what a guide says of them."""

from dataclasses import dataclass

import numpy as np
from stick_figure import MOVEMENTS, Movement, body, picture

from repsight.core.coaching.guide import Guide
from repsight.core.shapes import Guidance
from repsight.core.types import Phase
from repsight.exercises import load_exercise

FPS = 15.0
FAR = 1e6
"""Trunks: a camera so far away that nothing near looks larger."""
REP_SECONDS = 3.0


@dataclass
class Session:
    """Frame by frame: seconds, keypoints (T, 17, 3), how far along the way, and the guidance."""

    guide: Guide
    t: np.ndarray
    keypoints: np.ndarray
    way: np.ndarray
    guidance: list[Guidance | None]


def ways(reps: int) -> np.ndarray:
    """A second at the start, then repetitions with half a second between them."""
    rep = (1 - np.cos(2 * np.pi * np.arange(round(REP_SECONDS * FPS)) / FPS / REP_SECONDS)) / 2
    still = np.zeros(round(FPS / 2))
    return np.concatenate([np.zeros(round(FPS)), *[np.concatenate([rep, still])] * reps])


def film(
    name: str, reps: int = 3, azimuth: float = 90.0, *, noise: float = 0.0, seed: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Keypoints and progress of a movement of `MOVEMENTS`, or of a movement itself."""
    way = ways(reps)
    return picture(
        body(MOVEMENTS[name], way, seed), azimuth, elevation=0.0, distance=FAR, noise=noise
    ), way


def phases(movement: Movement, way: np.ndarray) -> list[Phase]:
    """The phase that a counter would see in each frame."""
    eccentric_first = load_exercise(movement.exercise).first_phase == "eccentric"
    first, second = ("eccentric", "concentric") if eccentric_first else ("concentric", "eccentric")
    ends = ("top", "bottom") if eccentric_first else ("bottom", "top")
    found: list[Phase] = []
    for now, after in zip(way, [*way[1:], way[-1]], strict=True):
        if now < 0.15:
            found.append(ends[0])
        elif now > 0.85:
            found.append(ends[1])
        else:
            found.append(first if after >= now else second)
    return found


def train(
    name: str, keypoints: np.ndarray, way: np.ndarray, guide: Guide | None = None, since: float = 0
) -> Session:
    """The guide's answers to a film of a movement of `MOVEMENTS`."""
    movement = MOVEMENTS[name]
    guide = guide or Guide(load_exercise(movement.exercise))
    t = since + np.arange(len(way)) / FPS
    answers = [
        guide.update(float(now), points, phase)
        for now, points, phase in zip(t, keypoints, phases(movement, way), strict=True)
    ]
    return Session(guide, t, keypoints, way, answers)


def distance(ghost: np.ndarray, keypoints: np.ndarray, trunk: float) -> float:
    """Mean distance of shoulders, arms, hips and legs in trunks."""
    return float(np.hypot(*(ghost[5:, :2] - keypoints[5:, :2]).T).mean() / trunk)
