"""What a recogniser learned from, how good it is on people it has not seen, and its limits."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight import __version__
from repsight.core.counting.auto import MIN_PROBABILITY
from repsight.recogniser import together
from repsight.train.metrics import calibration_error
from repsight.train.recogniser_data import NONE, RecogniserData

Array = npt.NDArray[np.floating[Any]]

FEW_GROUPS: Final = 10
"""With fewer people left out, one of them moves a figure by more than a tenth."""
_DECIMALS: Final = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was asked for: the kind of network, how long, with what besides the data."""

    kind: str
    epochs: int
    seed: int
    synthetic: int
    licence: str


def validation(data: RecogniserData, log_chances: Array, looks: float) -> dict[str, Any]:
    """Figures of windows whose subject was left out, from log-probabilities (N, K + 1).

    Those of what was learned, of the looks of the exercises, and of both as they will be used,
    the looks with that weight.
    """
    windows = data.windows
    learned = np.exp(log_chances)
    used = together(learned, windows.looks, looks)
    names = [*data.names, NONE]
    clips = _clips(data, used)
    wrong = [f"{names[is_]} as {names[said]}" for is_, said in clips if is_ != said]
    return {
        "method": "subjects left out, in five folds at most",
        **_figures(data, used),
        "clips": len(clips),
        "wrong": ", ".join(sorted(wrong)),
        "learned alone": _figures(data, learned),
        "looks alone": _figures(data, np.maximum(windows.looks, MIN_PROBABILITY)),
    }


def _figures(data: RecogniserData, chances: Array) -> dict[str, float]:
    labels = data.windows.labels
    chances = chances / chances.sum(axis=1, keepdims=True)
    right = chances.argmax(axis=1) == labels
    return {
        "clips_right": _round(np.mean([is_ == said for is_, said in _clips(data, chances)])),
        "windows_right": _round(right.mean()),
        "log_loss": _round(-np.log(chances[np.arange(len(labels)), labels]).mean()),
        "calibration_error": _round(calibration_error(right, chances.max(axis=1))),
    }


def _clips(data: RecogniserData, chances: Array) -> list[tuple[int, int]]:
    """What each clip is and what its windows together say it is."""
    windows = data.windows
    found = []
    for clip in np.unique(windows.clips):
        mine = windows.clips == clip
        said = int(np.log(chances[mine]).mean(axis=0).argmax())
        found.append((int(windows.labels[mine][0]), said))
    return found


def make_card(
    data: RecogniserData,
    figures: Mapping[str, Any],
    lesson: Lesson,
    cooling: tuple[float, float, float],
) -> dict[str, Any]:
    """The card as plain data; see `repsight.models.own_card`."""
    windows = data.windows
    every = [*data.names, NONE]
    seen = np.unique(windows.labels)
    return {
        "name": "recogniser",
        "title": f"Recogniser of {len(data.names)} exercises",
        "licence": lesson.licence or "of the data: not given",
        "version": __version__,
        "date": datetime.date.today().isoformat(),
        "data": {
            "recordings": len(data.recordings),
            "subjects": len(set(windows.groups.tolist())),
            "clips by exercise": {
                every[k]: len(set(windows.clips[windows.labels == k])) for k in seen.tolist()
            },
            "made windows of each bundled exercise": lesson.synthetic,
        },
        "training": {
            "kind": lesson.kind,
            "epochs": lesson.epochs,
            "seed": lesson.seed,
            "temperature": _round(cooling[0]),
            "doubt": _round(cooling[1]),
            "weight of the looks": cooling[2],
        },
        "metrics": dict(figures),
        "limits": limits(data),
    }


def limits(data: RecogniserData) -> list[str]:
    """What the data do not show, in sentences."""
    windows = data.windows
    people = len(set(windows.groups.tolist()))
    found = ["It says what is done, not how well."]
    if people < FEW_GROUPS:
        found.append(f"It was tried on {people} people only; the figures may be off by far.")
    alone = [
        name
        for label, name in enumerate(data.names)
        if len(set(windows.groups[windows.labels == label].tolist())) == 1
    ]
    if alone:
        found.append(f"One person each shows: {', '.join(alone)}; untried on others.")
    unseen = [name for k, name in enumerate(data.names) if not (windows.labels == k).any()]
    if unseen:
        found.append(f"Known from made people only: {', '.join(unseen)}.")
    if not (windows.labels == len(data.names)).any():
        found.append(f"No recording is labelled {NONE}: what is no exercise may be taken for one.")
    return found


def _round(value: Any) -> float:
    return round(float(value), _DECIMALS)
