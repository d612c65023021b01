"""When the person squats and how deep: the script of the clip, and the knee angle at any time."""

from dataclasses import dataclass
from typing import Final

import numpy as np

FPS: Final = 30
STANDING_KNEE: Final = 171.0  # degrees; nobody at ease stands with locked knees
DESCENT_SHARE: Final = 0.53  # lifters go down a little slower than they come up


@dataclass(frozen=True, slots=True)
class Squat:
    """Seconds of standing before it, seconds it takes, and the knee angle (degrees) at the turn."""

    pause: float
    seconds: float
    knee: float


SQUATS: Final = (
    Squat(0.80, 2.00, 90.0),
    Squat(0.40, 1.60, 80.0),
    Squat(0.25, 2.40, 65.0),
    Squat(0.60, 1.20, 110.0),
    Squat(0.20, 1.40, 97.0),
    Squat(0.35, 1.90, 72.0),
)
LAST_PAUSE: Final = 0.90


def minimum_jerk(u: np.ndarray) -> np.ndarray:
    """0..1 as `u` goes 0..1, smooth at both ends (Flash and Hogan 1985, eq. 1)."""
    u = np.clip(u, 0.0, 1.0)
    return u**3 * (10.0 - 15.0 * u + 6.0 * u**2)


def repetitions() -> list[dict[str, float]]:
    """Start, turn and end in seconds and the smallest knee angle in degrees, per squat."""
    reps, now = [], 0.0
    for squat in SQUATS:
        start = now + squat.pause
        now = start + squat.seconds
        turn = start + DESCENT_SHARE * squat.seconds
        reps.append({"start": start, "turn": turn, "end": now, "min_knee": squat.knee})
    return reps


def frame_times() -> np.ndarray:
    """Seconds of every frame (T,)."""
    duration = repetitions()[-1]["end"] + LAST_PAUSE
    return np.arange(round(duration * FPS)) / FPS


def knee_angles(t: np.ndarray) -> np.ndarray:
    """Knee angle in degrees at times `t` (T,)."""
    knee = np.full(len(t), STANDING_KNEE)
    for rep in repetitions():
        down = minimum_jerk((t - rep["start"]) / (rep["turn"] - rep["start"]))
        up = minimum_jerk((t - rep["turn"]) / (rep["end"] - rep["turn"]))
        knee -= (STANDING_KNEE - rep["min_knee"]) * (down - up)
    return knee
