"""Rendered people in the middle of exercises, from all round, with what is true of each picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.synth.clip import ClipFrame, render_clip
from repsight.synth.motion.make import make_motion
from repsight.synth.people import Person, draw_person
from repsight.synth.shooting import View

SIZE: Final = (960, 720)
EXERCISES: Final = (
    "squat", "push_up", "sit_up", "lunge", "deadlift", "shoulder_press", "bicep_curl",
    "jumping_jack",
)  # fmt: skip
FRAMES: Final = 6
"""Pictures of one person: spread over one repetition and what is before and after it."""
VIEWS: Final = {
    "front": (0.0, 22.5),
    "front oblique": (22.5, 67.5),
    "side": (67.5, 112.5),
    "back oblique": (112.5, 157.5),
    "back": (157.5, 180.0),
}
"""Degrees between where the person faces and where the camera stands, to either side."""
FILLS: Final = (0.25, 0.5, 0.85)
"""How much of the picture the person fills: far away, in between, near."""
HEIGHTS_M: Final = (0.3, 1.5)
"""Of the lens: a phone on the floor to one on a tripod."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One picture: what a model gets, and what it should find.

    `points` (17, 3) in metres, `flat` (17, 2) where they fall in pixels, `seen` (17,) 0 outside the
    picture, 1 covered, 2 seen; `box` (4,); `stature` is how many pixels high the person would be
    standing upright at that distance.
    """

    exercise: str
    view: str
    stature: float
    image: npt.NDArray[np.uint8]
    points: npt.NDArray[np.float64]
    flat: npt.NDArray[np.float64]
    seen: npt.NDArray[np.float64]
    box: npt.NDArray[np.float64]


def scenes(pictures: int, seed: int) -> Iterator[Scene]:
    """About `pictures` scenes, FRAMES of each person; views, distances and exercises take turns."""
    for number in range(max(1, round(pictures / FRAMES))):
        rng = np.random.default_rng((seed, number))
        exercise = EXERCISES[number % len(EXERCISES)]
        view = list(VIEWS)[number % len(VIEWS)]
        motion = make_motion(exercise, rng, repetitions=1)
        person = draw_person(rng)
        camera = View(
            azimuth=float(rng.uniform(*VIEWS[view]) * rng.choice((-1, 1))),
            height=float(rng.uniform(*HEIGHTS_M)),
            lens=float(rng.uniform(55, 75)),
            fill=FILLS[number % len(FILLS)],
        )
        fps = (FRAMES - 0.5) * motion.fps / len(motion)
        clip = render_clip(motion, camera, size=SIZE, seed=seed + number, fps=fps, person=person)
        for frame in clip:
            if frame.person is not None:
                yield _scene(exercise, view, frame, person)


def _scene(exercise: str, view: str, frame: ClipFrame, person: Person) -> Scene:
    assert frame.person is not None
    projected = frame.camera.project(frame.points)
    return Scene(
        exercise=exercise,
        view=view,
        stature=float(person.body.height * frame.camera.focal / projected[:, 2].mean()),
        image=frame.image,
        points=np.float64(frame.points),
        flat=np.float64(projected[:, :2]),
        seen=np.float64(frame.person.keypoints[:, 2]),
        box=np.float64(frame.person.box),
    )
