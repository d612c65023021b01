"""A TFLite network run by OpenVINO on pictures."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import openvino as ov
from openvino.preprocess import PrePostProcessor

from repsight.core.errors import ModelError
from repsight.core.types import Image

Floats = npt.NDArray[np.floating[Any]]

_SETTINGS: Final = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}


class Network:
    """One network on the CPU: a uint8 picture (S, S, 3) goes in, the named outputs come out."""

    def __init__(
        self, core: ov.Core, tflite: Path, outputs: Mapping[str, tuple[int, ...]], low: float
    ) -> None:
        """Reads and compiles. `outputs` gives the shape of each; bytes 0..255 become `low`..1.

        Raises ModelError where the file is not such a network.
        """
        model = _read(core, tflite, outputs)
        self._request = core.compile_model(
            _fed_with_bytes(model, low), "CPU", _SETTINGS
        ).create_infer_request()
        self._count = len(outputs)

    def run(self, crop: Image) -> list[Floats]:
        """The outputs, in the order they were named."""
        self._request.infer([crop[None]])
        return [np.array(self._request.get_output_tensor(i).data) for i in range(self._count)]


def logistic(values: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)))


def _read(core: ov.Core, tflite: Path, outputs: Mapping[str, tuple[int, ...]]) -> ov.Model:
    try:
        model = core.read_model(tflite)
        kept = [model.output(name) for name in outputs]
        shapes = {name: tuple(out.shape) for name, out in zip(outputs, kept, strict=True)}
    except RuntimeError as error:
        reason = str(error).strip().splitlines()[-1]
        raise ModelError(f"{tflite} is no BlazePose network: {reason}") from error
    if shapes != dict(outputs):
        raise ModelError(f"{tflite} gives {shapes}; BlazePose full gives {dict(outputs)}")
    # Outputs nobody asks for (segmentation, world coordinates) are not computed.
    return ov.Model([output.node for output in kept], model.get_parameters(), tflite.stem)


def _fed_with_bytes(model: ov.Model, low: float) -> ov.Model:
    steps = PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8)
    scale = 255.0 / (1.0 - low)
    steps.input().preprocess().convert_element_type(ov.Type.f32).mean(-low * scale).scale(scale)
    return steps.build()
