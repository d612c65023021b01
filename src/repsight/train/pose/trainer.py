"""Ultralytics' pose trainer, quiet, with our listeners and nothing that leaves the machine.

Its class can only be derived where Ultralytics is installed, hence inside a function. With several
GPUs Ultralytics sends class and listeners to its worker processes: both must be able to travel.
"""

import importlib
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from repsight.pose.ultralytics_runtime import import_ultralytics
from repsight.train.pose.erasing import cover

Listener = Callable[[str, Any], None]
"""Called with the name of each of Ultralytics' events and the trainer."""

_LISTENERS = "repsight"
_LOGGER = "ultralytics"
_PART = ".part"
_NORMALISATIONS = ("BatchNorm2d", "SyncBatchNorm")


def make_trainer(settings: dict[str, Any], listeners: list[Listener]) -> Any:
    """A trainer with Ultralytics' `settings` (model, data, epochs, …), ready to `train()`."""
    callbacks: dict[str, list[Any]] = defaultdict(list)
    callbacks[_LISTENERS] = list(listeners)
    return trainer_class()(overrides=settings, _callbacks=callbacks)


def trainer_class() -> Any:
    """The class of trainers. Raises DeviceError or ModelError where Ultralytics does not start."""
    import_ultralytics("training a pose model")
    base: Any = importlib.import_module("ultralytics.models.yolo.pose").PoseTrainer

    class ExerciseTrainer(base):  # type: ignore[misc]
        """Covers limbs, saves whole files only, and calls nobody but our listeners."""

        last: Path
        best: Path

        def __init__(self, *arguments: Any, **named: Any) -> None:
            stop_telemetry()
            super().__init__(*arguments, **named)

        def run_callbacks(self, event: str) -> None:
            for listener in self.callbacks[_LISTENERS]:
                listener(event, self)

        def build_dataset(self, img_path: str, mode: str = "train", batch: Any = None) -> Any:
            dataset = super().build_dataset(img_path, mode, batch)
            if mode == "train":
                dataset.transforms.insert(-1, Covering())
            return dataset

        def _close_dataloader_mosaic(self) -> None:
            super()._close_dataloader_mosaic()  # builds the transforms anew
            self.train_loader.dataset.transforms.insert(-1, Covering())

        def _model_train(self) -> None:
            """Weights that learned elsewhere keep their normalisation's means and spreads.

            Those of a few pictures at a time are noise; and in weights rebuilt from an export they
            are folded into the convolutions, so that a batch's own would undo what was learned.
            """
            super()._model_train()
            if self.args.pretrained:
                for module in self.model.modules():
                    if type(module).__name__ in _NORMALISATIONS:
                        module.eval()

        def save_model(self) -> Any:
            """Written beside and then renamed: a kill leaves the last whole checkpoint."""
            names = self.last, self.best
            self.last, self.best = (name.with_name(name.name + _PART) for name in names)
            try:
                done = super().save_model()
                for part, name in zip((self.last, self.best), names, strict=True):
                    if part.exists():
                        part.replace(name)
            finally:
                self.last, self.best = names
            return done

        def final_eval(self) -> None:
            """Nothing: what was learned is measured by `repsight train eval`'s own figures."""

    return ExerciseTrainer


class Covering:
    """A step of Ultralytics' picture variation that covers a part of somebody, now and then."""

    def __call__(self, labels: dict[str, Any]) -> dict[str, Any]:
        """`labels` with its picture covered."""
        people = labels["instances"]
        height, width = labels["img"].shape[:2]
        people.convert_bbox("xyxy")
        people.denormalize(width, height)  # nothing where they are pixels already
        points = [each[each[:, 2] > 0, :2] for each in people.keypoints]
        # From Python's generator, which Ultralytics seeds in every worker.
        generator = np.random.default_rng(random.getrandbits(32))
        labels["img"] = cover(labels["img"], people.bboxes, points, generator)
        return labels


def stop_telemetry() -> None:
    """Ultralytics reports on its use to its makers unless told not to."""
    from ultralytics.utils.events import events

    events.enabled = False


@contextmanager
def quiet(verbose: bool) -> Iterator[None]:
    """Ultralytics says nothing but errors inside, unless `verbose`.

    Raises DeviceError or ModelError where it does not start.
    """
    import_ultralytics("training a pose model")  # now: its import sets the level anew
    logger = logging.getLogger(_LOGGER)
    before = logger.level
    if not verbose:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def strip_checkpoint(checkpoint: Path, destination: Path) -> None:
    """The weights of a checkpoint alone, as Ultralytics publishes them, in `destination`."""
    from ultralytics.utils.torch_utils import strip_optimizer

    strip_optimizer(str(checkpoint), str(destination))
