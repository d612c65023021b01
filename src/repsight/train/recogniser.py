"""Training a recogniser: labelled recordings in, an ONNX file with its card out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from repsight import __version__
from repsight.core.errors import InvalidInputError
from repsight.export.files import replacing
from repsight.models.own_card import write_card
from repsight.recogniser import METADATA_KEY, SCHEMA, LearnedRecogniser
from repsight.train.recogniser_card import Lesson, make_card, validation
from repsight.train.recogniser_data import RecogniserData, Windows, check_data, read_recogniser_data

EPOCHS: Final = 60
"""Times that as many windows are shown as there are."""
_MAX_EPOCHS: Final = 10_000
_MAX_SYNTHETIC: Final = 10_000
_MAX_SEED: Final = 2**32 - 1


@dataclass(frozen=True, slots=True, eq=False)
class TrainedRecogniser:
    """An ONNX file's bytes and the card that belongs to it."""

    data: bytes
    card: Mapping[str, Any]


def train_recogniser(
    data: RecogniserData | str | Path,
    *,
    kind: str = "gru",
    epochs: int = EPOCHS,
    seed: int = 0,
    licence: str = "",
    synthetic: int = 0,
) -> TrainedRecogniser:
    """A recogniser learned from `data`, or from the folder of that name; its card says how good.

    The figures are of cross-validation over subjects; the recogniser itself learns from all.
    `synthetic` windows of people who never were are added for every bundled exercise; data that
    were read before must then have been read with the bundled ones. The same seed on the same
    machine gives the same file. Raises InvalidInputError with too little data or without PyTorch
    and onnx.
    """
    for name, value, most in (
        ("epochs", epochs, _MAX_EPOCHS),
        ("synthetic", synthetic, _MAX_SYNTHETIC),
        ("seed", seed, _MAX_SEED),
    ):
        if not (name == "epochs") <= value <= most:
            raise InvalidInputError(
                f"{name} is {value}; {1 if name == 'epochs' else 0} to {most} are allowed"
            )
    _need_libraries()
    if not isinstance(data, RecogniserData):
        data = read_recogniser_data(data, bundled=synthetic > 0)
    check_data(data)
    made = _people_made(data, synthetic, seed) if synthetic else None
    lesson = Lesson(kind, epochs, seed, synthetic, licence)
    return _learned(data, made, lesson)


def _learned(data: RecogniserData, made: Windows | None, lesson: Lesson) -> TrainedRecogniser:
    from repsight.train import recogniser_fitting as fitting
    from repsight.train.recogniser_network import Calibrated, to_onnx

    real, outputs = data.windows, len(data.names) + 1
    shown, weights = (real, fitting.weigh(real)) if made is None else fitting.joined(real, made)
    batches = lesson.epochs * -(-len(shown) // fitting.BATCH)
    teaching = fitting.Teaching(lesson.kind, batches, lesson.seed, _holds(data))
    found = fitting.cross_validate(real, outputs, teaching, made)
    cooling = fitting.calibrate(found, real.labels, fitting.weigh(real))
    cooled = fitting.cooled_log_chances(found, *cooling)
    looks = fitting.weigh_looks(cooled, real)
    figures = validation(data, cooled, looks)
    network = Calibrated(fitting.teach(shown, weights, outputs, teaching), *cooling)
    about = {
        "schema": SCHEMA,
        "exercises": list(data.names),
        "described": dict(data.described),
        "looks": looks,
        "licence": lesson.licence,
        "version": __version__,
    }
    onnx_file = to_onnx(network, {METADATA_KEY: json.dumps(about, ensure_ascii=False)})
    LearnedRecogniser(onnx_file, "what was learned")  # read before it is written
    return TrainedRecogniser(onnx_file, make_card(data, figures, lesson, (*cooling, looks)))


def write_recogniser(path: str | Path, trained: TrainedRecogniser) -> None:
    """Write the file, whole or not at all, and its card beside it. Raises OutputError."""
    with replacing(path) as part:
        part.write_bytes(trained.data)
    write_card(Path(path), trained.card)


def _need_libraries() -> None:
    try:
        import onnx  # noqa: F401
        import torch  # noqa: F401
    except ImportError as error:
        raise InvalidInputError(
            f"training needs PyTorch and onnx ({error}); install them with:"
            " pip install 'repsight[ml]'"
        ) from None


def _people_made(data: RecogniserData, synthetic: int, seed: int) -> Windows:
    """Windows of people who never were, in the labels of `data`."""
    from repsight.synth.motion.movement import movement_names
    from repsight.train.recogniser_people import synthetic_windows

    known = [name for name in data.names if name in movement_names()]
    made = synthetic_windows(known, synthetic, np.random.default_rng(seed))
    new = np.array([*(data.names.index(name) for name in known), len(data.names)])
    looks = np.zeros((len(made), len(data.names) + 1))
    return replace(made, labels=new[made.labels], looks=looks)


def _holds(data: RecogniserData) -> tuple[int, ...]:
    """Labels of the exercises in which nothing moves."""
    return tuple(k for k, exercise in enumerate(data.exercises) if exercise.kind == "hold")
