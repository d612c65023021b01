"""OpenVINO networks in eight bits, calibrated by NNCF on pictures as they will be seen."""

import importlib
import logging
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import openvino as ov

from repsight.core.errors import DeviceError, ModelError
from repsight.core.types import Image
from repsight.pose.letterbox import Shape, fit_letterbox
from repsight.pose.network import Output, network_input

_BLOCK: Final = re.compile(r"/model\.(\d+)/")
"""How the layers of a YOLO network are named in an .onnx: by the block they belong to."""

_STEM: Final = 2
"""The last block of the stem, at a quarter of the picture's size."""


def quantise(
    model: ov.Model, pictures: Sequence[Image], side: int, fixed: Shape | None
) -> ov.Model:
    """The network (1, 3, H, W) in eight bits but for its stem, its head and what feeds that.

    The head ends in pixels, scores and confidences side by side: one scale of 256 steps for all
    of them rounds the scores away. `side` and `fixed` are as in `fit_letterbox`. Raises DeviceError
    without NNCF and ModelError where it fails.
    """
    nncf, kept = _nncf(), kept_in_float(model)
    try:
        return nncf.quantize(
            model,
            nncf.Dataset(pictures, lambda image: _as_input(image, side, fixed)),
            preset=nncf.QuantizationPreset.MIXED,
            subset_size=len(pictures),
            ignored_scope=nncf.IgnoredScope(names=kept),
        )
    except Exception as error:  # nncf raises whatever it likes
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"NNCF could not quantise the network: {first}") from error


def kept_in_float(model: ov.Model) -> list[str]:
    """Names of the operations of the stem, of the head, which is the last block, and of its inputs.

    Raises ModelError where the names do not tell the blocks.
    """
    nodes = [(node, _block(node)) for node in model.get_ordered_ops()]
    last = max((block for _, block in nodes if block is not None), default=None)
    if last is None:
        raise ModelError(
            "the names in this network do not tell its blocks; give an .onnx or .pt of Ultralytics'"
        )
    feeding = {
        _block(value.get_node())
        for node, at in nodes
        if at == last
        for value in node.input_values()
    }
    return [
        node.get_friendly_name()
        for node, block in nodes
        if block is not None and (block <= _STEM or block == last or block in feeding)
    ]


def _block(node: ov.Node) -> int | None:
    found = _BLOCK.match(node.get_friendly_name())
    return int(found[1]) if found else None


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
