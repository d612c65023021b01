"""A room with a camera: stick people who stand, exercise, walk by and leave, as frames."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from lifter import swings, times
from stick_figure import MOVEMENTS, body, picture

from repsight.core.coaching import Coach, Moment, Plan, Step
from repsight.core.scoring.options import ScoreOptions
from repsight.core.types import CueRaised, People, RepCompleted, RepScored, SetFinished
from repsight.exercises import load_exercise

SIZE = (1280, 720)
SIDE, FRONT = 90.0, 0.0
SQUAT = load_exercise("squat")
PUSH_UP = load_exercise("push_up")
CURL = load_exercise("bicep_curl")

Frame = tuple[float, People]


@dataclass(frozen=True)
class Actor:
    """Somebody at `x` pixels (one place, or one a frame), `height` of the picture they are put in.

    `starts` and `seconds` of the repetitions of `movement`; `seen` says when, `None` always.
    """

    starts: tuple[float, ...] = ()
    seconds: float = 2.0
    movement: str = "squat, bar"
    x: float | np.ndarray = 640.0
    height: float = 600.0
    azimuth: float = SIDE
    depth: float = 1.0
    noise: float = 0.002
    seen: Callable[[np.ndarray], np.ndarray] | None = None
    sure: float = 1.0

    def keypoints(self, t: np.ndarray) -> np.ndarray:
        """(T, 17, 3); NaN while away."""
        way = swings(t, list(self.starts), self.seconds, self.depth) * np.ones(len(t))
        points = picture(
            body(MOVEMENTS[self.movement], way),
            self.azimuth, height=self.height, noise=self.noise, elevation=0.0,
        )  # fmt: skip
        points[:, :, 0] += np.reshape(self.x, (-1, 1)) - self.height / 2
        points[:, :, 1] += (SIZE[1] - self.height) / 2
        points[:, :, 2] *= self.sure
        if self.seen is not None:
            points[~self.seen(t)] = np.nan
        return points


def film(t: np.ndarray, *actors: Actor) -> list[Frame]:
    """The frames at `t` in which these people are; points outside the picture are not seen."""
    everybody = np.stack([actor.keypoints(t) for actor in actors], axis=1)
    return [(float(now), people(bodies)) for now, bodies in zip(t, everybody, strict=True)]


def people(bodies: np.ndarray, size: tuple[int, int] = SIZE) -> People:
    """Those of the bodies (N, 17, 3) that are in the picture."""
    outside = ((bodies[..., :2] < 0) | (bodies[..., :2] > size)).any(axis=-1)
    bodies = np.where(outside[..., None], (np.nan, np.nan, 0.0), bodies)
    here = np.isfinite(bodies[:, 5:, 0]).sum(axis=1) >= 4
    bodies = bodies[here].astype(np.float32)
    if not len(bodies):
        return People.empty()
    low, high = np.nanmin(bodies[..., :2], axis=1), np.nanmax(bodies[..., :2], axis=1)
    return People(bodies, np.concatenate([low, high], axis=1), np.full(len(bodies), 0.9))


def rows(start: float, count: int, every: float = 2.6) -> tuple[float, ...]:
    """When so many repetitions begin."""
    return tuple(start + every * k for k in range(count))


def play(
    coach: Coach, frames: Iterable[Frame], size: tuple[int, int] = SIZE, **given
) -> list[Moment]:
    """All moments of these frames."""
    return [coach.update(t, everybody, size, **given) for t, everybody in frames]


def resumed_play(coach: Coach, frames: Iterable[Frame], every: int) -> Iterator[Moment]:
    """The same of a coach that is put away and taken up again at every so many frames."""
    for number, (t, everybody) in enumerate(frames):
        if number % every == 0:
            coach = pickle.loads(pickle.dumps(coach))
        yield coach.update(t, everybody, SIZE)


def events(moments: Iterable[Moment], kind: type, identity: int | None = None) -> list:
    """(time of the moment, event) of one kind, of one person or all."""
    return [
        (moment.t, event)
        for moment in moments
        for coached in moment.people
        for event in coached.events
        if isinstance(event, kind) and identity in (None, coached.view.id)
    ]


def counted(moments: Iterable[Moment], identity: int | None = None) -> int:
    return len(events(moments, RepCompleted, identity))


def stages(moments: Iterable[Moment]) -> list[str]:
    """The lead's stages in order, each once in a row."""
    found: list[str] = []
    for moment in moments:
        if moment.people and moment.people[0].stage not in found[-1:]:
            found.append(moment.people[0].stage)
    return found


def hints(moments: Iterable[Moment]) -> list[tuple[str, ...]]:
    """The lead's hints, or those for nobody, in order, each set of them once in a row."""
    found: list[tuple[str, ...]] = []
    for moment in moments:
        told = moment.people[0].hints if moment.people else moment.hints
        codes = tuple(hint.code for hint in told)
        if codes not in found[-1:]:
            found.append(codes)
    return found


def plan(*steps: Step) -> Plan:
    return Plan(steps)


__all__ = [
    "CURL", "FRONT", "PUSH_UP", "SIDE", "SIZE", "SQUAT", "Actor", "Coach", "CueRaised", "Frame",
    "Moment", "RepCompleted", "RepScored", "ScoreOptions", "SetFinished", "Step", "counted",
    "events", "film", "hints", "people", "plan", "play", "resumed_play", "rows", "stages", "times",
]  # fmt: skip
