"""Turning Ultralytics' .pt weights into an .onnx that the base package runs without PyTorch."""

import logging
import shutil
import tempfile
from pathlib import Path

from repsight.core.errors import ModelError, OutputError
from repsight.pose.ultralytics_runtime import open_weights

# The newest operator set that every runtime supported here (OpenVINO, ONNX Runtime, TensorRT 8.6
# and later) reads in full.
_OPSET = 17

_LOGGER = "ultralytics"


def export_ultralytics(weights: Path, destination: Path) -> Path:
    """`destination`, an .onnx with open input shape made from .pt weights; needs the [yolo] extra.

    The file appears whole or not at all. Raises ModelError when the weights are missing or no
    COCO-17 pose model or the export fails, DeviceError without Ultralytics, OutputError when the
    destination cannot be written.
    """
    if not weights.is_file():
        raise ModelError(f"there are no weights at {weights}; pull them first")
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=destination.parent, prefix=".export-")
    except OSError as error:
        raise OutputError(f"{destination} cannot be written: {error.strerror}") from error
    with folder as temporary:
        # Ultralytics writes beside the weights, which may be a place that is not ours.
        copy = Path(shutil.copy(weights, temporary))
        model = open_weights(copy)
        # It tells its progress on stdout, where a result in JSON may be expected.
        logging.getLogger(_LOGGER).setLevel(logging.ERROR)
        try:
            made = model.export(format="onnx", dynamic=True, opset=_OPSET, simplify=False)
        except Exception as error:  # exporters raise whatever they like
            first = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"{weights} could not be exported to ONNX: {first}") from error
        Path(made).replace(destination)
    return destination
