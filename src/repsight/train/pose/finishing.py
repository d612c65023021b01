"""What comes after the last epoch: measuring, exporting, the cards, the model's name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from repsight.core.errors import ModelError
from repsight.data.types import PoseDataset
from repsight.deploy.export import export_onnx
from repsight.export.files import replacing
from repsight.models.download import sha256_of
from repsight.models.own import register, write_card
from repsight.pose.yolo import load_yolo
from repsight.train.pose.card import Trained, make_card
from repsight.train.pose.curves import EPOCH, read_results, total_loss, write_curves
from repsight.train.pose.device import Device
from repsight.train.pose.evaluation import PictureFigures, look, measure
from repsight.train.pose.folder import TrainingFolder
from repsight.train.pose.listening import MAP
from repsight.train.pose.options import TrainingOptions
from repsight.train.pose.schedule import Schedule
from repsight.train.pose.trainer import strip_checkpoint
from repsight.train.pose.weights import Start

Say = Callable[[str], None]

MEASURED: Final = "val"
_UNNAMED: Final = "pose"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything that is settled before the first step."""

    options: TrainingOptions
    dataset: PoseDataset
    start: Start
    device: Device
    schedule: Schedule
    folder: TrainingFolder


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What a training made: `model` is what runs, `registered` where it lies under its name."""

    weights: Path
    model: Path
    registered: Path | None
    card: dict[str, Any]


def finish(plan: Plan, say: Say) -> Made:
    """Measure before and after, export, and write everything that has the name of a model.

    Raises ModelError, OutputError.
    """
    folder, name = plan.folder, plan.options.name or _UNNAMED
    results = read_results(folder.results)
    write_curves(folder.curves, results, f"{plan.start.name} on {plan.dataset.root.name}")
    say(f"{folder.curves}: the learning curves")
    weights, model = folder.root / f"{name}.pt", folder.root / f"{name}.onnx"
    with replacing(weights, ".part.pt") as part:
        strip_checkpoint(folder.best, part)
    before = None if plan.start.file is None else _measure(plan, plan.start.file)
    after = _measure(plan, weights)
    export_onnx(weights, model)
    trained = _trained(results, before, after)
    card = make_card(plan.options, plan.dataset, plan.start, plan.device, plan.schedule, trained)
    card["exports"] = [{
        "format": "onnx", "file": model.name, "sha256": sha256_of(model), "precision": "fp32",
        "imgsz": "any",
    }]  # fmt: skip
    for path in (weights, model):
        write_card(path, card)
    registered = None
    if plan.options.name is not None:
        registered = register(model, plan.options.name, card, beside=[weights])
    return Made(weights, model, registered, card)


def _measure(plan: Plan, weights: Path) -> PictureFigures:
    device = f"cuda:{plan.device.name.split(',')[0]}" if plan.device.gpus else "cpu"
    backend = load_yolo(weights, device=device, imgsz=plan.options.imgsz)
    try:
        return measure(look(backend, plan.dataset, MEASURED))
    finally:
        backend.close()


def _trained(
    results: dict[str, Any], before: PictureFigures | None, after: PictureFigures
) -> Trained:
    if MAP not in results:
        raise ModelError(f"the training's results have no {MAP}; run it again with --verbose")
    loss = total_loss(results, "train")
    return Trained(
        epochs=int(results[EPOCH][-1]),
        best=int(results[EPOCH][np.argmax(results[MAP])]),
        seconds=_seconds(results["time"]),
        split=MEASURED,
        before=before,
        after=after,
        losses=(float(loss[0]), float(loss[-1])),
    )


def _seconds(clock: Any) -> float:
    """Of all runs together: the clock of one that goes on begins at zero again."""
    ends = np.append(np.diff(clock) < 0, True)
    return float(clock[ends].sum())
