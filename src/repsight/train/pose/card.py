"""The card of a pose model that was trained here."""

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import repsight
from repsight.data.types import SPLITS, PoseDataset
from repsight.train.pose.augmentation import AUGMENTATION
from repsight.train.pose.device import Device
from repsight.train.pose.evaluation import PictureFigures
from repsight.train.pose.evaluation_text import headline, joint_row
from repsight.train.pose.options import TrainingOptions
from repsight.train.pose.schedule import Schedule
from repsight.train.pose.weights import Start

LICENCE: Final = "AGPL-3.0"
"""Of whatever is trained from Ultralytics' weights with Ultralytics' code."""
LIMITS: Final = (
    "The figures are of the data set's own pictures; what it is like elsewhere is measured with"
    " `repsight train eval` on pictures and clips of one's own.",
    "The model was made with Ultralytics and so is AGPL-3.0: who offers it over a network, changed"
    " or not, must offer its source too, unless Ultralytics licensed it otherwise.",
    "It is no medical device.",
)
_LIBRARIES: Final = ("ultralytics", "torch", "numpy")


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training took and gave: `epochs` done, of which `best` was kept; figures on `split`
    before and after, None where it began with random weights.
    """

    epochs: int
    best: int
    seconds: float
    split: str
    before: PictureFigures | None
    after: PictureFigures
    losses: tuple[float, float]


def make_card(
    options: TrainingOptions,
    dataset: PoseDataset,
    start: Start,
    device: Device,
    schedule: Schedule,
    trained: Trained,
) -> dict[str, Any]:
    """The card, `repsight.model_card/1`, without its exports."""
    name = options.name or "pose"
    return {
        "name": name,
        "title": f"{start.name} trained on {dataset.root.name or 'a data set'}",
        "licence": LICENCE,
        "base": start.as_card(),
        "data": _data(dataset),
        "training": {
            **{k: v for k, v in options.as_mapping().items() if k not in ("name", "verbose")},
            "device": device.words,
            "batch": schedule.batch,
            "learning_rate": schedule.learning_rate,
            "step_every_pictures": schedule.nominal,
            "epochs_done": trained.epochs,
            "best_epoch": trained.best,
            "seconds": round(trained.seconds, 1),
            "loss_first_epoch": round(trained.losses[0], 3),
            "loss_last_epoch": round(trained.losses[1], 3),
            "augmentation": {name: each.value for name, each in AUGMENTATION.items()},
            "versions": _versions(),
        },
        "metrics": _metrics(trained),
        "limits": list(LIMITS),
        "exports": [],
    }


def _metrics(trained: Trained) -> dict[str, Any]:
    """Before and after: all pictures, those of each exercise and view, each joint."""
    before, after = trained.before, trained.after
    groups = after.by_fact or {}
    were = {} if before is None else before.by_fact or {}
    joints = {} if before is None else {joint.name: joint for joint in before.joints}
    return {
        "split": trained.split,
        "pictures": after.pictures,
        "people": after.people,
        "before": None if before is None else headline(before),
        "after": headline(after),
        "groups": [
            {
                "pictures_of": name,
                "pictures": figures.pictures,
                "before": None if name not in were else headline(were[name]),
                "after": headline(figures),
            }
            for name, figures in groups.items()
        ],
        "joints": [
            {
                "joint": joint.name,
                "before": joint_row(joints[joint.name]) if joint.name in joints else None,
                "after": joint_row(joint),
            }
            for joint in after.joints
        ],
    }


def _data(dataset: PoseDataset) -> dict[str, Any]:
    counts = {split: len(dataset.of(split)) for split in SPLITS}
    people = {split: sum(len(p.people) for p in dataset.of(split)) for split in SPLITS}
    card: Mapping[str, Any] = dataset.card
    return {
        "name": dataset.root.name,
        "pictures": counts,
        "people": people,
        "groups": len({picture.group for picture in dataset.pictures}),
        "licence": card.get("licence", "not given"),
        "card": dict(card),
    }


def _versions() -> dict[str, str]:
    found = {"repsight": repsight.__version__}
    return found | {name: importlib.metadata.version(name) for name in _LIBRARIES}
