"""One picture of a data set: drawn, rendered and labelled from a seed and its number alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from repsight.data.types import LabelledPerson, Split
from repsight.recording import read_recording
from repsight.synth.camera import Camera
from repsight.synth.motion.make import make_motion
from repsight.synth.motion.movement import load_movement
from repsight.synth.motion.recorded import motion_from_recording
from repsight.synth.motion.types import BodyMotion
from repsight.synth.people import Person, draw_person, draw_wear
from repsight.synth.photo import Image, compress, develop
from repsight.synth.placing import lowest_pose, place_motion
from repsight.synth.posing import PosedBody, between, moved
from repsight.synth.props import GRIPPED, add_props, props_of
from repsight.synth.render import Figure, Renderer
from repsight.synth.room import draw_light, draw_room
from repsight.synth.scenery import Scenery
from repsight.synth.shooting import View, draw_view, place_camera
from repsight.synth.things import add_occluder
from repsight.synth.truth import facts_of, label_person

TAKE: Final = 4
"""Pictures of one motion: drawing a motion takes about as long as a picture."""
MOTION_FPS: Final = 15.0
FAULTY_SHARE: Final = 0.4
_IN_REPETITION_SHARE: Final = 0.85
_OTHERS_SHARE: Final = 0.3
_OCCLUDED_SHARE: Final = 0.2
_BLURRED_SHARE: Final = 0.35
EXPOSURE_SECONDS: Final = (0.004, 1 / 30)
_BLUR_STEPS: Final = 4
_TRIES: Final = 8

# What a random number generator is for, beside the seed: none of them shares its numbers.
_PEOPLE, _MOTIONS, _PICTURES = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What a data set of `count` pictures is drawn from; the same plan gives the same pictures.

    With `recordings` (paths of pose recordings of one exercise, filmed from the side) people move
    as in those; else by the exercises' curves.
    """

    exercises: tuple[str, ...]
    count: int
    sizes: tuple[tuple[int, int], ...]
    people: int
    seed: int = 0
    recordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture, RGB (H, W, 3), its labels (the one who trains first) and what is known of it."""

    image: Image
    people: tuple[LabelledPerson, ...]
    split: Split
    group: str
    facts: dict[str, Any]


def split_of(index: int) -> Split:
    """The split of a picture: of ten in a row eight to train, one to validate, one to test."""
    return {8: "val", 9: "test"}.get(index % 10, "train")  # type: ignore[return-value]


def people_of(split: Split, people: int) -> list[int]:
    """The numbers of the people in a split: a tenth (at least one) each in val and test."""
    few = max(1, people // 10)
    first = {"test": 0, "val": few, "train": 2 * few}[split]
    return list(range(first, people if split == "train" else first + few))


def draw_picture(plan: Plan, index: int) -> Picture:
    """Picture number `index` of a plan. Raises DeviceError where nothing can be rendered."""
    rng = np.random.default_rng((plan.seed, _PICTURES, index))
    split = split_of(index)
    numbers = people_of(split, plan.people)
    motion = _motion(plan, index // TAKE)
    size = plan.sizes[rng.integers(len(plan.sizes))]
    for _ in range(_TRIES):
        number = numbers[int(rng.integers(len(numbers)))]
        shot = _Shot(plan, rng, motion, number, numbers, size)
        picture = shot.take()
        if picture is not None:
            image, people, facts = picture
            return Picture(image, people, split, f"person-{number:04d}", facts)
    raise AssertionError(f"picture {index} of {plan} shows nobody in {_TRIES} tries")


@lru_cache(maxsize=64)
def _person(seed: int, number: int) -> Person:
    return draw_person(np.random.default_rng((seed, _PEOPLE, number)))


@lru_cache(maxsize=4)
@lru_cache(maxsize=64)
def recorded_motion(recording: str, exercise: str) -> BodyMotion:
    """The motion in a pose recording; see `motion_from_recording`. Raises SourceError too."""
    return motion_from_recording(read_recording(Path(recording)), exercise, MOTION_FPS)


def _motion(plan: Plan, take: int) -> BodyMotion:
    rng = np.random.default_rng((plan.seed, _MOTIONS, take))
    exercise = plan.exercises[rng.integers(len(plan.exercises))]
    if plan.recordings:
        recording = plan.recordings[rng.integers(len(plan.recordings))]
        return recorded_motion(recording, exercise)
    known = sorted(load_movement(exercise).faults)
    faults = [str(rng.choice(known))] if known and rng.random() < FAULTY_SHARE else []
    return make_motion(exercise, rng, repetitions=1, faults=faults, fps=MOTION_FPS)


@lru_cache(maxsize=8)
def _renderer(size: tuple[int, int]) -> Renderer:
    return Renderer(size)


class _Shot:
    """Everything that one picture shows."""

    def __init__(
        self,
        plan: Plan,
        rng: np.random.Generator,
        motion: BodyMotion,
        number: int,
        numbers: Sequence[int],
        size: tuple[int, int],
    ) -> None:
        self._rng, self._motion, self._size = rng, motion, size
        person = _person(plan.seed, number)
        self._people = [person]
        self._props = props_of(motion, rng)
        self._grip = not GRIPPED.isdisjoint(self._props)
        self._frame = _draw_frame(rng, motion)
        self._moves = [_two_poses(person, motion, self._frame, grip=self._grip)]
        self._anchors = [lowest_pose(person.body, motion)]
        self._view = draw_view(rng)
        reach = self._moves[0][0].vertices[::10]
        self._camera = place_camera(self._view, reach, size)
        if rng.random() < _OTHERS_SHARE:
            self._add_others(plan, numbers)
        everyone = np.concatenate([posed.vertices[::20] for posed, _ in self._moves])
        scenery = draw_room(rng, self._camera, everyone, reach)
        if rng.random() < _OCCLUDED_SHARE:
            add_occluder(rng, scenery, reach, self._camera.position)
        self._room = scenery.vertices()
        self._wear = [draw_wear(each, rng) for each in self._people]
        self._light = draw_light(rng)
        self._exposure = (
            rng.uniform(*EXPOSURE_SECONDS) * MOTION_FPS if rng.random() < _BLURRED_SHARE else 0.0
        )

    def take(self) -> tuple[Image, tuple[LabelledPerson, ...], dict[str, Any]] | None:
        """Picture, labels and facts; None where next to nothing of the person is in it."""
        renderer = _renderer(self._size)
        middle = self._figures(self._exposure / 2)
        seen = renderer.seen(middle, self._scenery(middle), self._camera)
        labels = [
            label_person(
                figure.posed.keypoints, figure.posed.body.height, number, self._camera, seen
            )
            for number, figure in enumerate(middle, start=1)
        ]
        if labels[0] is None:
            return None
        image = compress(develop(self._render(renderer), self._rng), self._rng)
        people = tuple(label for label in labels if label is not None)
        return image, people, self._facts(middle, labels)

    def _add_others(self, plan: Plan, numbers: Sequence[int]) -> None:
        rng = self._rng
        for _ in range(rng.integers(1, 4)):
            person = _person(plan.seed, numbers[int(rng.integers(len(numbers)))])
            frame = _draw_frame(rng, self._motion)
            yaw = float(rng.uniform(-np.pi, np.pi))
            move = _two_poses(person, self._motion, frame, yaw=yaw, grip=self._grip)
            away = self._camera.axes[2] * (1, 0, 1) * rng.uniform(1.2, 4.5)
            aside = self._camera.axes[0] * (1, 0, 1) * rng.uniform(-2.5, 2.5)
            shift = away + aside
            self._people.append(person)
            first, second, anchor = (
                moved(posed, np.eye(3), shift)
                for posed in (*move, lowest_pose(person.body, self._motion, yaw))
            )
            self._moves.append((first, second))
            self._anchors.append(anchor)

    def _figures(self, share: float) -> list[Figure]:
        """Everybody at a share of the time from one frame of the motion to the next."""
        return [
            Figure(between(first, second, share), person.surface, wear)
            for (first, second), person, wear in zip(
                self._moves, self._people, self._wear, strict=True
            )
        ]

    def _scenery(self, figures: Sequence[Figure]) -> np.ndarray:
        """The room, and what everybody holds or sits on."""
        held = Scenery()
        for figure, anchor in zip(figures, self._anchors, strict=True):
            add_props(held, figure.posed, self._props, anchor)
        return np.concatenate((self._room, held.vertices()))

    def _render(self, renderer: Renderer) -> Image:
        shares = [0.0]
        if self._exposure:
            shares = (np.arange(_BLUR_STEPS) / (_BLUR_STEPS - 1) * self._exposure).tolist()
        pictures = []
        for share in shares:
            figures = self._figures(share)
            pictures.append(
                renderer.picture(figures, self._scenery(figures), self._camera, self._light)
            )
        return np.asarray(np.mean(pictures, axis=0, dtype=np.float32) + 0.5, np.uint8)

    def _facts(
        self, figures: Sequence[Figure], labels: Sequence[LabelledPerson | None]
    ) -> dict[str, Any]:
        motion, camera = self._motion, self._camera
        t = self._frame / motion.fps
        people = [
            {**facts_of(figure.posed.keypoints, camera), **person.facts()}
            for figure, person, label in zip(figures, self._people, labels, strict=True)
            if label is not None
        ]
        return {
            "exercise": motion.exercise,
            "motion": motion.name,
            "t": round(t, 3),
            **_phase(motion, t),
            "faults": list(motion.faults),
            **_view_facts(self._view, camera, figures[0].posed),
            "blur_seconds": round(self._exposure / MOTION_FPS, 4),
            "angles": people[0]["angles"],
            "projected_angles": people[0]["projected_angles"],
            "people": people,
        }


def _draw_frame(rng: np.random.Generator, motion: BodyMotion) -> int:
    """A frame, mostly of a repetition; there is another after it."""
    last = len(motion) - 2
    if motion.repetitions and rng.random() < _IN_REPETITION_SHARE:
        start, _, end = motion.repetitions[rng.integers(len(motion.repetitions))]
        return min(int(rng.uniform(start, end) * motion.fps), last)
    return int(rng.integers(0, last + 1))


def _two_poses(
    person: Person, motion: BodyMotion, frame: int, *, yaw: float = 0.0, grip: bool = False
) -> tuple[PosedBody, PosedBody]:
    """A frame of a motion and the next one: what lies between them is blurred."""
    first, second = place_motion(person.body, motion, (frame, frame + 1), yaw=yaw, grip=grip)
    return first, second


def _phase(motion: BodyMotion, t: float) -> dict[str, Any]:
    """Which repetition it is and how far: 0 at its start, 1 at the turn, 2 at its end."""
    for number, times in enumerate(motion.repetitions, start=1):
        if times[0] <= t <= times[2]:
            phase = float(np.interp(t, times, (0, 1, 2)))
            return {"repetition": number, "phase": round(phase, 3)}
    return {"repetition": None, "phase": None}


def _view_facts(view: View, camera: Camera, posed: PosedBody) -> dict[str, Any]:
    away = camera.position - posed.keypoints.mean(0)
    level = float(np.hypot(away[0], away[2]))
    return {
        "view_degrees": round(float(np.degrees(np.arctan2(away[0], away[2])) % 360), 2),
        "elevation_degrees": round(float(np.degrees(np.arctan2(away[1], level))), 2),
        "distance_m": round(float(np.linalg.norm(away)), 3),
        "camera_height_m": round(float(camera.position[1]), 3),
        "lens_degrees": round(view.lens, 2),
        "roll_degrees": round(view.roll, 2),
    }
