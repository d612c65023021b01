"""Training a pose model: from a data set to a model that `repsight count --model` runs."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import DeviceError, InvalidInputError, ModelError
from repsight.data.reading import read_dataset
from repsight.export.files import refusal
from repsight.models.own import check_name
from repsight.train.pose.augmentation import ultralytics_augmentation
from repsight.train.pose.device import choose_device
from repsight.train.pose.finishing import Made, Plan, finish
from repsight.train.pose.folder import (
    LEARNED,
    TrainingFolder,
    caches,
    fingerprint,
    remove_caches,
)
from repsight.train.pose.listening import EpochLines, TensorBoardLog
from repsight.train.pose.memory import is_out_of_memory, with_smaller_batches
from repsight.train.pose.options import TrainingOptions, check_same
from repsight.train.pose.schedule import plan
from repsight.train.pose.trainer import Listener, make_trainer, quiet
from repsight.train.pose.weights import find_start

Say = Callable[[str], None]
MakeTrainer = Callable[[dict[str, Any], list[Listener]], Any]

_MAX_WORKERS: Final = 8
_FINISHED: Final = "nothing to resume"
"""What Ultralytics says of a checkpoint of the last epoch."""


def train_pose(
    options: TrainingOptions,
    output: str | Path,
    *,
    say: Say,
    resume: bool = False,
    trainer: MakeTrainer = make_trainer,
) -> Made:
    """The model, its .onnx and their cards in the folder `output`, registered where it has a name.

    `say` hears a line an epoch. `resume` goes on with a training that was cut off, asked for the
    same. Raises InvalidInputError, SourceError, ModelError, DeviceError and OutputError; whatever
    fails, no half-written file has the name of a model.
    """
    folder = TrainingFolder(Path(output).expanduser().resolve())
    if options.name is not None:
        check_name(options.name)
    state = folder.read_state() if resume else None
    if state is not None:
        check_same(options, state["options"])
    with quiet(options.verbose):
        settled = _settle(options, folder, say)
        state = _begin(settled, state)
        if not state.get("trained"):
            state |= {"trained": True, "batch": _learn_in_memory(settled, trainer, say)}
            folder.write_state(state)
        schedule = replace(settled.schedule, batch=state["batch"])
        return finish(replace(settled, schedule=schedule), say)


def _settle(options: TrainingOptions, folder: TrainingFolder, say: Say) -> Plan:
    """Look at everything that could be wrong, before anything is written."""
    dataset = read_dataset(options.dataset)
    for split in LEARNED:
        if not any(picture.people for picture in dataset.of(split)):
            raise InvalidInputError(
                f"{options.dataset} has nobody labelled in {split}; train and val both need people,"
                " and no person or video should be in both"
            )
    start = find_start(options.model, say)
    device = choose_device(options.device)
    count = len(dataset.of("train"))
    schedule = plan(count, options.epochs, gpus=device.gpus, batch=options.batch, rate=options.rate)
    say(f"training {start.name} on {device.words}")
    say(
        f"{count} pictures to learn from, {len(dataset.of('val'))} to measure on;"
        f" batch {schedule.batch}, learning rate {schedule.learning_rate:.2g}"
    )
    return Plan(options, dataset, start, device, schedule, folder)


def _begin(settled: Plan, state: dict[str, Any] | None) -> dict[str, Any]:
    """What is known of this training, written where it is a new one."""
    found = fingerprint(settled.dataset)
    if state is None:
        state = {"options": settled.options.as_mapping(), "data": found}
        settled.folder.begin(state)
    elif state["data"] != found:
        raise InvalidInputError(
            f"{settled.options.dataset} has changed since this training began; begin another in"
            " another folder"
        )
    return state


def _learn_in_memory(settled: Plan, trainer: MakeTrainer, say: Say) -> int:
    """Train, with smaller batches where memory runs out; gives back the batch that fitted."""
    before = caches(settled.dataset)
    try:
        return with_smaller_batches(
            lambda batch: _learn(settled, batch, trainer, say), settled.schedule.batch, say
        )
    finally:
        remove_caches(settled.dataset, before)


def _learn(settled: Plan, batch: int, trainer: MakeTrainer, say: Say) -> int:
    """Train, or go on from the last whole checkpoint; gives back the batch."""
    folder = settled.folder
    settings = _settings(settled, batch)
    if folder.last.exists():
        settings["resume"] = str(folder.last)
        say(f"going on from {folder.last}")
    listeners: list[Listener] = [EpochLines(say), TensorBoardLog(folder.tensorboard)]
    try:
        trainer(settings, listeners).train()
    except AssertionError as error:
        if _FINISHED not in str(error):
            raise
    except subprocess.CalledProcessError as error:
        raise DeviceError(
            f"training on {settled.device.words} ended with code {error.returncode}; what went"
            " wrong is said above: try a smaller --batch, or one GPU"
        ) from None
    except OSError as error:
        raise refusal(folder.run, error) from None
    except RuntimeError as error:
        if is_out_of_memory(error) or not _is_no_room(error):
            raise
        raise refusal(folder.run, OSError(str(error).partition("\n")[0])) from None
    if not folder.best.exists():
        raise ModelError(f"{folder.root}: the training left no model; run it again with --verbose")
    return batch


def _is_no_room(error: RuntimeError) -> bool:
    """PyTorch's own words for a file that it could not write to its end."""
    return "PytorchStreamWriter" in str(error) or "write" in str(error).lower()


def _settings(settled: Plan, batch: int) -> dict[str, Any]:
    """Everything by Ultralytics' names. Plots and its AMP check would download files."""
    options = settled.options
    return {
        **ultralytics_augmentation(options.epochs),
        **replace(settled.schedule, batch=batch).as_settings(),
        "model": settled.start.source,
        "pretrained": settled.start.file is not None,
        "data": str(settled.folder.write_lists(settled.dataset)),
        "epochs": options.epochs,
        "imgsz": options.imgsz,
        "device": settled.device.name,
        "freeze": options.freeze,
        "patience": options.patience,
        "seed": options.seed,
        "workers": min(_MAX_WORKERS, os.cpu_count() or 1),
        "save_dir": str(settled.folder.run),
        "exist_ok": True,
        "plots": False,
        "verbose": options.verbose,
        "amp": settled.device.precision,
    }
