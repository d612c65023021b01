"""Ultralytics' own exporter, run so that it writes where we say and downloads nothing."""

import logging
import shutil
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import ModelError, OutputError, RepSightError
from repsight.deploy.quietly import quietly
from repsight.deploy.request import Request
from repsight.pose.ultralytics_runtime import open_weights

# The newest operator set that every runtime supported here (OpenVINO, ONNX Runtime, TensorRT 8.6
# and later) reads in full.
_OPSET: Final = 17
_LOGGER: Final = "ultralytics"
_WITH_OPSET: Final = ("onnx", "engine")


def run_exporter(
    weights: Path, folder: Path, request: Request, calibration: Path | None = None
) -> Path:
    """The file or folder that was made in `folder` from .pt weights.

    `calibration` is the data.yaml of the pictures that INT8 needs. Raises ModelError when the
    weights are no COCO-17 pose model or the export fails, DeviceError without Ultralytics,
    OutputError when the disk is full.
    """
    # Ultralytics writes beside the weights, which may be a place that is not ours.
    try:
        copy = Path(shutil.copyfile(weights, folder / f"{weights.stem}.pt"))
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    try:
        with quietly(folder):
            model = open_weights(copy)
            logging.getLogger(_LOGGER).setLevel(logging.ERROR)
            made = model.export(**_arguments(request, calibration))
    except RepSightError:
        raise
    except Exception as error:  # exporters raise whatever they like
        raise _failure(weights, request, error) from error
    finally:
        copy.unlink(missing_ok=True)
    return folder / Path(made).name


def _arguments(request: Request, calibration: Path | None) -> dict[str, Any]:
    name = request.format.argument
    arguments: dict[str, Any] = {
        "format": name,
        "imgsz": list(request.shape),
        "batch": request.batch,
        "device": "0" if request.format.needs_gpu else "cpu",
        "verbose": False,
    }
    if request.dynamic:
        arguments["dynamic"] = True
    if name in _WITH_OPSET:
        arguments |= {"opset": _OPSET, "simplify": False}
    if request.precision == "fp16":
        arguments["half"] = True
    if request.precision == "int8":
        arguments["int8"] = True
    if calibration is not None:
        arguments |= {"data": str(calibration), "split": "val"}
    return arguments


def _failure(weights: Path, request: Request, error: Exception) -> ModelError | OutputError:
    if isinstance(error, OSError) and error.strerror:
        return OutputError(f"the {request.format.title} model cannot be written: {error.strerror}")
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return ModelError(f"{weights} could not be exported to {request.format.title}: {first}")
