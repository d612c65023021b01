"""What sets Ultralytics' TensorFlow Lite networks apart, for OpenVINO, which reads them."""

import json
import zipfile
from pathlib import Path

import numpy as np
import openvino as ov
import openvino.opset13 as op

from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.pose.letterbox import Shape

_METADATA_FILE = "metadata.json"


def tflite_metadata(path: Path) -> dict[str, str]:
    """The metadata that lies behind the network as a zip archive; a list as "[17, 3]"."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = json.loads(archive.read(_METADATA_FILE))
    except (zipfile.BadZipFile, KeyError, ValueError):
        return {}
    return {key: str(value) for key, value in entries.items()}


def put_in_pixels(model: ov.Model, shape: Shape) -> None:
    """Multiply a dense output's places, which are shares of the input of `shape`, by its pixels.

    They are divided in the file so that eight bits hold scores and places alike.
    """
    height, width = shape
    point = [width, height, 1]
    factors = np.array([width, height, width, height, 1, *point * KEYPOINT_COUNT], np.float32)
    result = model.get_results()[0]
    scaled = op.multiply(result.input_value(0), op.constant(factors[None, :, None]))
    result.input(0).replace_source_output(scaled.output(0))
    model.validate_nodes_and_infer_types()
