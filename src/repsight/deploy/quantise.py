"""OpenVINO networks in eight bits, calibrated by NNCF on pictures as they will be seen."""

import importlib
import logging
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import openvino as ov

from repsight.core.errors import DeviceError, ModelError
from repsight.core.types import Image
from repsight.pose.letterbox import Shape, fit_letterbox
from repsight.pose.network import Output, network_input

_CONVOLUTIONS: Final = ("Convolution", "GroupConvolution")
# Their inputs say how large a map is, not what is in it.
_SHAPES: Final = ("ShapeOf",)


def quantise(
    model: ov.Model, pictures: Sequence[Image], side: int, fixed: Shape | None
) -> ov.Model:
    """The network (1, 3, H, W) in eight bits but for its head, which stays as it was.

    The head ends in pixels, scores and confidences side by side: one scale of 256 steps for all
    of them rounds the scores away. `side` and `fixed` are as in `fit_letterbox`. Raises DeviceError
    without NNCF and ModelError where it fails.
    """
    nncf = _nncf()
    try:
        return nncf.quantize(
            model,
            nncf.Dataset(pictures, lambda image: _as_input(image, side, fixed)),
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(pictures),
            ignored_scope=nncf.IgnoredScope(names=sorted(head(model))),
        )
    except Exception as error:  # nncf raises whatever it likes
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"NNCF could not quantise the network: {first}") from error


def head(model: ov.Model) -> set[str]:
    """Names of the operations after the last feature maps: decoding and all branches to it.

    Walks back from the output to the first convolution that is reached on more than one branch:
    that is where the shared network ends.
    """
    decoding, last = _decoding(model)
    return decoding | last


def _decoding(model: ov.Model) -> tuple[set[str], set[str]]:
    """Names of all operations after the last convolutions, and of those convolutions."""
    after: set[str] = set()
    last: set[str] = set()
    waiting = [result.input_value(0).get_node() for result in model.get_results()]
    while waiting:
        node = waiting.pop()
        name = node.get_friendly_name()
        if name in after or name in last or node.get_type_name() == "Constant":
            continue
        if node.get_type_name() in _CONVOLUTIONS:
            last.add(name)
            continue
        after.add(name)
        if node.get_type_name() not in _SHAPES:
            waiting += [value.get_node() for value in node.input_values()]
    return after, last


def _as_input(image: Image, side: int, fixed: Shape | None) -> Output:
    box = fit_letterbox((image.shape[0], image.shape[1]), side, fixed)
    canvas = np.empty((1, *box.canvas, 3), np.uint8)
    box.paint(image, canvas[0])
    return network_input(canvas)


def _nncf() -> Any:
    try:
        nncf = importlib.import_module("nncf")
    except ImportError as error:
        raise DeviceError(
            "an INT8 model for OpenVINO needs NNCF; run pip install 'repsight[edge]'"
        ) from error
    nncf.set_log_level(logging.ERROR)
    return nncf
