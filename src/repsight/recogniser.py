"""A learned recogniser from its ONNX file: the exercises it knows, and what a window shows.

`repsight train recognise` writes such a file; OpenVINO, which every install has, runs it. The
file holds all that is needed: the names, the calibration (within the graph), and the TOML of
exercises that RepSight does not bring.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.auto import MIN_PROBABILITY, window_chances
from repsight.core.counting.recognise import UNKNOWN
from repsight.core.counting.sequence import CHANNELS, STEPS, pose_sequence
from repsight.core.errors import ExerciseError, ModelError, SourceError
from repsight.core.exercise import Exercise, parse_exercise
from repsight.core.types import Track
from repsight.exercises import exercise_names

Array = npt.NDArray[np.floating[Any]]

SCHEMA: Final = "repsight.recogniser/1"
METADATA_KEY: Final = "repsight"
INPUT_SHAPE: Final = (1, STEPS, CHANNELS)
_ONNX_METADATA: Final = "framework"
"""Where OpenVINO puts the metadata of an ONNX file."""
_MAX_BYTES: Final = 64 << 20
"""A recogniser has some 100 kB; what is this large is another model."""


class LearnedRecogniser:
    """Tells exercises apart as it was taught; to be given wherever a recogniser is taken.

    Calling it with a window and K exercises gives the probability of each, and of none of them
    last (K + 1,). What it takes for an exercise that is not asked for counts as none of them. Can
    be pickled. Raises ModelError where `data` is no such model, or knows an exercise that is
    neither bundled nor described in the file.
    """

    def __init__(self, data: bytes, source: str) -> None:
        self._data, self._source = data, source
        self._run, about = _compiled(data, source)
        self.names: tuple[str, ...] = _names(about, source)
        """The exercises it knows."""
        self.own: tuple[Exercise, ...] = _own(about, source)
        """Those of them that it describes itself."""
        self.looks = _weight(about, source)
        """How much the looks of the exercises count beside what was learned."""
        described = {exercise.name for exercise in self.own}
        for name in self.names:
            if name not in described and name not in exercise_names():
                raise ModelError(
                    f"{source} knows {name!r}, which is no exercise here; train it again with"
                    f" {name}.toml beside the recordings, or use a newer RepSight"
                )

    @property
    def sha256(self) -> str:
        """Hash of the file, for the provenance."""
        return hashlib.sha256(self._data).hexdigest()

    @property
    def source(self) -> str:
        """Where it was read from."""
        return self._source

    def with_own(self, exercises: Sequence[Exercise]) -> tuple[Exercise, ...]:
        """The same exercises and those that the model describes, which win over their like."""
        own = {exercise.name: exercise for exercise in self.own}
        return (*(each for each in exercises if each.name not in own), *own.values())

    def facts(self) -> dict[str, str]:
        """What to say of it in the provenance of a session."""
        return {"recogniser": Path(self._source).name, "recogniser_sha256": self.sha256}

    def chances(self, window: Track) -> dict[str, float]:
        """Probability of every exercise it knows, and of "unknown", in one window."""
        steps = pose_sequence(window)
        if steps is None:
            return {UNKNOWN: 1.0}
        found = self._run(steps[None])[0][0]
        return dict(zip((*self.names, UNKNOWN), map(float, found), strict=True))

    def __call__(self, window: Track, exercises: Sequence[Exercise], /) -> Array:
        chances = self.chances(window)
        asked = [chances.get(exercise.name, 0.0) for exercise in exercises]
        learned = np.array([*asked, max(1.0 - sum(asked), 0.0)])
        if not self.looks:
            return learned
        return together(learned, window_chances(window, exercises), self.looks)

    def __reduce__(self) -> tuple[type["LearnedRecogniser"], tuple[bytes, str]]:
        return LearnedRecogniser, (self._data, self._source)


def together(learned: Array, looks: Array, weight: float) -> Array:
    """Probabilities (..., K + 1) of both: their product, the looks to the power of `weight`.

    Neither may rule an exercise out. A product of experts (Hinton 2002).
    """
    if not weight:
        return learned
    both = np.maximum(learned, MIN_PROBABILITY) * np.maximum(looks, MIN_PROBABILITY) ** weight
    return np.asarray(both / both.sum(axis=-1, keepdims=True))


def read_recogniser(path: str | Path) -> LearnedRecogniser:
    """The recogniser in a file.

    Raises SourceError where it cannot be read, ModelError where it is damaged or something else.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path}: this recogniser cannot be read ({error.strerror})") from None
    if len(data) > _MAX_BYTES:
        raise _other(str(path), f"it is larger than {_MAX_BYTES >> 20} MB")
    return LearnedRecogniser(data, str(path))


def _compiled(data: bytes, source: str) -> tuple[Any, Mapping[str, Any]]:
    """What runs, and what the file says about itself."""
    import openvino as ov

    core = ov.Core()
    try:
        model = core.read_model(data, b"")
    except RuntimeError:
        raise _other(source, "it is damaged or no ONNX file") from None
    key = [_ONNX_METADATA, METADATA_KEY]
    if not model.has_rt_info(key):
        raise _other(source, "it is another model")
    about = _parsed(model.get_rt_info(key).astype(str), source)
    shape = [tuple(each.partial_shape.to_shape()) for each in model.inputs if each.partial_shape]
    if shape != [INPUT_SHAPE]:
        raise _other(source, f"its input is {shape}, not {INPUT_SHAPE}")
    # One small window at a time: more threads than one wait for each other longer than they work.
    settings = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
    return core.compile_model(model, "CPU", settings), about


def _parsed(text: str, source: str) -> Mapping[str, Any]:
    try:
        about = json.loads(text)
    except ValueError:
        raise _other(source, "what it says about itself is damaged") from None
    schema = about.get("schema") if isinstance(about, dict) else None
    if schema != SCHEMA:
        raise _other(source, f"its schema is {schema!r}, not {SCHEMA!r}")
    return dict(about)


def _names(about: Mapping[str, Any], source: str) -> tuple[str, ...]:
    names = about.get("exercises")
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise _other(source, "it names no exercises")
    return tuple(names)


def _weight(about: Mapping[str, Any], source: str) -> float:
    weight = about.get("looks", 0.0)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 1:
        raise _other(source, f"the weight of the looks is {weight!r}, not 0 to 1")
    return float(weight)


def _own(about: Mapping[str, Any], source: str) -> tuple[Exercise, ...]:
    texts = about.get("described", {})
    try:
        return tuple(parse_exercise(text, source=f"{source}: {n}") for n, text in texts.items())
    except (AttributeError, TypeError, ExerciseError) as error:
        raise _other(source, f"an exercise in it is wrong: {error}") from None


def _other(source: str, why: str) -> ModelError:
    return ModelError(
        f"{source} is no usable recogniser: {why}; name a file that `repsight train recognise`"
        " wrote"
    )
