"""A data set of rendered people: pictures, labels, facts and card."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from repsight.core.errors import InvalidInputError, OutputError
from repsight.data.layout import picture_file, write_index
from repsight.data.types import SPLITS, LabelledPicture, PoseDataset
from repsight.export.files import check_folder, replacing
from repsight.synth.body import body_model
from repsight.synth.card import card_of
from repsight.synth.context import gl_context
from repsight.synth.motion.movement import load_movement
from repsight.synth.photo import jpeg_quality
from repsight.synth.picture import TAKE, Plan, draw_picture, recorded_motion
from repsight.synth.working import start_worker

PICTURES_A_PERSON: Final = 20
FEWEST_PEOPLE: Final = 10

Progress = Callable[[int, int], None]


def make_dataset(
    root: Path, plan: Plan, *, workers: int = 1, progress: Progress | None = None
) -> PoseDataset:
    """Render the pictures of a plan into the folder `root`; the data set comes back.

    `workers` processes render side by side; the pictures do not depend on how many. `progress` is
    called with how many are done and how many there will be. Raises InvalidInputError for a plan
    that cannot be, ExerciseError for an exercise without a movement, OutputError where it cannot be
    written, DeviceError where nothing can be rendered.
    """
    _check(plan, workers)
    _check_empty(root)
    for split in SPLITS:
        check_folder(root / "images" / split)
    body_model()  # made here once, not by every worker at the same time
    pictures: list[LabelledPicture] = []
    for made in _all_takes(root, plan, workers):
        pictures += made
        if progress is not None:
            progress(len(pictures), plan.count)
    dataset = PoseDataset(root, tuple(pictures), card_of(plan, pictures))
    write_index(dataset)
    return dataset


def usual_people(count: int) -> int:
    """How many different people a data set of `count` pictures shows."""
    return max(FEWEST_PEOPLE, count // PICTURES_A_PERSON)


def _all_takes(root: Path, plan: Plan, workers: int) -> Iterator[list[LabelledPicture]]:
    takes = range(-(-plan.count // TAKE))
    render = partial(_render_take, root, plan)
    if workers == 1:
        gl_context()
        yield from map(render, takes)
    else:
        yield from _side_by_side(render, takes, workers)


def _side_by_side(
    render: Callable[[int], list[LabelledPicture]], takes: Iterable[int], workers: int
) -> Iterator[list[LabelledPicture]]:
    # A forked process would share the parent's OpenGL.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=start_worker)
    try:
        yield from pool.map(render, takes)
    finally:
        pool.shutdown(cancel_futures=True)


def _render_take(root: Path, plan: Plan, take: int) -> list[LabelledPicture]:
    """Render and write the pictures of one motion."""
    numbers = range(take * TAKE, min((take + 1) * TAKE, plan.count))
    return [_render(root, plan, index) for index in numbers]


def _render(root: Path, plan: Plan, index: int) -> LabelledPicture:
    picture = draw_picture(plan, index)
    file = picture_file(picture.split, f"{index:06d}")
    quality = jpeg_quality(np.random.default_rng((plan.seed, index)))
    done, data = cv2.imencode(".jpg", picture.image[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, quality))
    if not done:
        raise OutputError(f"{root / file}: OpenCV cannot write it as JPEG")
    with replacing(root / file) as part:
        part.write_bytes(data.tobytes())
    height, width = picture.image.shape[:2]
    return LabelledPicture(
        file, (width, height), picture.people, picture.split, picture.group, picture.facts
    )


def _check(plan: Plan, workers: int) -> None:
    if not plan.exercises:
        raise InvalidInputError("no exercise was named; give one or more, such as squat,push_up")
    for exercise in plan.exercises:
        load_movement(exercise)
    if plan.recordings and len(plan.exercises) > 1:
        raise InvalidInputError(
            f"{len(plan.exercises)} exercises were named; recordings show one: name that"
        )
    for recording in plan.recordings:
        recorded_motion(recording, plan.exercises[0])
    for what, value, least in (
        ("pictures", plan.count, 1), ("people", plan.people, 3), ("workers", workers, 1),
    ):  # fmt: skip
        if value < least:
            raise InvalidInputError(f"{value} {what} were asked for; {least} or more are needed")
    for size in plan.sizes:
        if not all(64 <= side <= 4096 for side in size):
            raise InvalidInputError(
                f"a picture of {size[0]}x{size[1]} was asked for; 64 to 4096 pixels are allowed"
            )
    if not plan.sizes:
        raise InvalidInputError("no size of picture was named; give one, such as 640x480")


def _check_empty(root: Path) -> None:
    """A folder with something in it is left alone: old pictures would be taken for the new ones."""
    check_folder(root)
    if any(root.iterdir()):
        raise OutputError(f"{root} is not empty; choose a new folder, or empty it first")


def usable_cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
