"""Making a model in a format: which way, and what is written beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import openvino as ov

from repsight.core.errors import ModelError, OutputError
from repsight.core.types import Image
from repsight.data.layout import picture_file, write_index
from repsight.data.types import LabelledPicture, PoseDataset
from repsight.deploy.quantise import quantise
from repsight.deploy.quietly import quietly
from repsight.deploy.request import Request, Source, make_request
from repsight.deploy.ultralytics_export import run_exporter
from repsight.pose.openvino_runtime import read_metadata

_METADATA: Final = "metadata.yaml"


def make(source: Source, request: Request, folder: Path, calibration: Sequence[Image]) -> Path:
    """The file or folder that was made in `folder`. Raises ModelError, DeviceError, OutputError."""
    if request.format.name == "openvino":
        return _make_openvino(source, request, folder, calibration)
    data = _as_dataset(calibration, folder / "calibration") if calibration else None
    return run_exporter(source.weights, folder, request, data)


def _make_openvino(
    source: Source, request: Request, folder: Path, calibration: Sequence[Image]
) -> Path:
    """Of an .onnx directly, of .pt weights through Ultralytics; INT8 of either by NNCF."""
    network = source.weights
    if network.suffix.lower() == ".pt":
        if request.precision != "int8":
            return run_exporter(network, folder, request)
        network = run_exporter(network, folder, make_request("onnx"))
    model, metadata = _read(network)
    if not request.dynamic:
        model.reshape([request.batch, 3, *request.shape])
    if request.precision == "int8":
        fixed = None if request.dynamic else request.shape
        with quietly(folder):
            model = quantise(model, calibration, request.side, fixed)
    return _save(model, metadata, folder / "made_openvino_model", request)


def _read(path: Path) -> tuple[ov.Model, dict[str, str]]:
    try:
        model = ov.Core().read_model(path)
    except RuntimeError as error:
        raise ModelError(f"{path} cannot be read by OpenVINO; export it again") from error
    return model, read_metadata(model, path)


def _save(model: ov.Model, metadata: dict[str, str], folder: Path, request: Request) -> Path:
    """An OpenVINO folder as Ultralytics lays it out, so that its programs read it too."""
    try:
        folder.mkdir()
        ov.save_model(model, folder / "model.xml", compress_to_fp16=request.precision == "fp16")
        shape = f"[{request.shape[0]}, {request.shape[1]}]"
        entries = {**metadata, "imgsz": shape, "batch": str(request.batch)}
        text = "".join(f"{key}: {value}\n" for key, value in entries.items())
        (folder / _METADATA).write_text(text, encoding="utf-8")
    except (OSError, RuntimeError) as error:
        first = getattr(error, "strerror", None) or str(error).strip().splitlines()[-1]
        raise OutputError(f"the OpenVINO model cannot be written: {first}") from error
    return folder


def _as_dataset(pictures: Sequence[Image], root: Path) -> Path:
    """The data.yaml of pictures written as a data set, for exporters that calibrate by one."""
    listed = []
    for number, image in enumerate(pictures):
        file = picture_file("val", f"{number:04}", ".png")
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        bgr = np.ascontiguousarray(image[..., ::-1])
        if not cv2.imwrite(str(root / file), bgr):
            raise OutputError(f"{root / file} cannot be written; make room")
        size = (image.shape[1], image.shape[0])
        listed.append(LabelledPicture(file, size, (), "val", f"{number:04}"))
    write_index(PoseDataset(root, tuple(listed)))
    return root / "data.yaml"
