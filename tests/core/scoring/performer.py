"""People of known depth, steadiness and tempo, as tracks and counted sets: truth for scores."""

from dataclasses import dataclass, replace

import numpy as np
from stick_figure import MOVEMENTS, Movement, body, picture

from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.score import score_sets
from repsight.core.types import Repetition, SetSummary, Track
from repsight.exercises import load_exercise

SIDE, FRONT = 90.0, 0.0
LEAD = 1.0
"""Seconds of standing before the first repetition and after the last."""
SWAPPED = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)
"""Left and right keypoints exchanged."""
FIXED = {"ankle": (15, 16), "wrist": (9, 10), "hip": (11, 12)}


@dataclass(frozen=True)
class Performance:
    """A set of one of the stick figure's movements: times in s, lengths in trunks.

    `depth` is the share of the way gone; `tremor` the amplitude of a shaking of everything but the
    joint that stays where it is. Each half of a repetition is a minimum-jerk movement.
    """

    movement: Movement
    reps: int = 4
    depth: float = 1.0
    tremor: float = 0.0
    tremor_hz: float = 3.7
    eccentric: float = 2.0
    pause: float = 0.0
    concentric: float = 1.0
    rest: float = 0.3
    fps: float = 30.0
    azimuth: float = SIDE
    elevation: float = 0.0
    seed: int | None = None
    depths: tuple[float, ...] = ()
    """Of each repetition, where they differ."""

    @property
    def exercise(self) -> Exercise:
        return load_exercise(self.movement.exercise)

    @property
    def halves(self) -> tuple[float, float]:
        """Seconds from the start to the turn, and back."""
        both = (self.eccentric, self.concentric)
        return both if self.exercise.first_phase == "eccentric" else both[::-1]

    @property
    def seconds(self) -> float:
        """How long everything lasts."""
        return 2 * LEAD + self.reps * (sum(self.halves) + self.pause + self.rest)

    def repetitions(self) -> tuple[Repetition, ...]:
        """The truth."""
        first, second = self.halves
        found = []
        for place in range(self.reps):
            start = LEAD + place * (first + self.pause + second + self.rest)
            turn, end = start + first + self.pause / 2, start + first + self.pause + second
            counted = turn if self.exercise.counted_at == "turn" else end
            found.append(Repetition(place + 1, start, turn, end, counted))
        return tuple(found)

    def times(self) -> np.ndarray:
        return np.arange(round(self.seconds * self.fps) + 1) / self.fps

    def way(self, t: np.ndarray) -> np.ndarray:
        """How far along the body is, 0 at the start and 1 at the turn."""
        first, second = self.halves
        depths = self.depths or (self.depth,) * self.reps
        return np.sum(
            [
                depth
                * (minimum_jerk((t - r.start) / first) - minimum_jerk((t - r.end) / second + 1))
                for r, depth in zip(self.repetitions(), depths, strict=True)
            ],
            axis=0,
        )

    def track(self, t: np.ndarray | None = None) -> Track:
        """What a camera sees of it, at its own times or others."""
        t = self.times() if t is None else t
        points = body(self.movement, self.way(t), self.seed)
        shaken = [p for p in range(17) if p not in FIXED[self.movement.fixed]]
        shake = np.sin(2 * np.pi * self.tremor_hz * t)
        points[:, shaken, 0] += self.tremor * shake[:, None]
        return Track(t, picture(points, self.azimuth, self.elevation))

    def counted(self) -> SetSummary:
        """The set as a perfect counter finds it."""
        reps = self.repetitions()
        return SetSummary(self.movement.exercise, reps[0].start, reps[-1].end, reps)

    def scored(self, options: ScoreOptions | None = None) -> SetSummary:
        return score(self.track(), self.counted(), options)


def perform(name: str, **changes: object) -> Performance:
    return replace(Performance(MOVEMENTS[name]), **changes)


def score(track: Track, one: SetSummary, options: ScoreOptions | None = None) -> SetSummary:
    (scored,) = score_sets(track, [load_exercise(one.exercise)], [one], options)
    return scored


def components(one: SetSummary) -> dict[str, float | None]:
    assert one.assessment is not None
    return dict(one.assessment.components)


def minimum_jerk(way: np.ndarray) -> np.ndarray:
    """From 0 to 1 in the least jerky way (Flash and Hogan 1985)."""
    s = np.clip(way, 0, 1)
    return s**3 * (10 - 15 * s + 6 * s**2)
