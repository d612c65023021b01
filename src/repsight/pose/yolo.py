"""YOLO-Pose (YOLOv8, YOLO11, YOLO26; n to x) from any of its exported forms."""

import hashlib
import logging
from pathlib import Path
from typing import Literal

from repsight.core.errors import DeviceError, InvalidInputError, ModelError
from repsight.pose.backend import PoseBackend
from repsight.pose.devices import cuda_device_count, cuda_index
from repsight.pose.letterbox import check_imgsz
from repsight.pose.network import Network
from repsight.pose.openvino_runtime import OpenVinoNetwork, Precision
from repsight.pose.yolo_backend import YoloBackend

Runtime = Literal["auto", "openvino", "onnxruntime", "tensorrt", "torch", "ultralytics"]

_RUNTIMES = {
    ".onnx": ("openvino", "onnxruntime", "tensorrt"),
    ".xml": ("openvino",),
    ".torchscript": ("torch",),
    ".pt": ("torch", "ultralytics"),
    ".engine": ("tensorrt",),
    ".param": ("ncnn",),
    ".tflite": ("openvino",),
}
_PRECISE = {("openvino", "f32"), ("openvino", "bf16"), ("torch", "f32")}
# What runs on the CPU whatever is here.
_CPU_ONLY = {"openvino": "OpenVINO", "ncnn": "NCNN"}
# What may lie in a model's folder, and how Ultralytics ends such a folder's name.
_IN_FOLDERS = {".xml": "_openvino_model", ".param": "_ncnn_model"}
# Files whose weights lie beside them, in a .bin.
_WITH_BIN = tuple(_IN_FOLDERS)
# An ONNX file is a protobuf whose first field is the format's version; OpenVINO prints pages
# about a file that is none, so look before asking it.
# NCNN's text begins with its magic number.
_FIRST_BYTES = {".onnx": (b"\x08",), ".xml": (b"<?xml", b"<net"), ".param": (b"7767517",)}


def load_yolo(
    path: Path,
    *,
    device: str = "auto",
    imgsz: int = 640,
    runtime: Runtime = "auto",
    precision: Precision = "auto",
    batch: int | None = None,
    live: bool = False,
) -> PoseBackend:
    """The backend for a YOLO-Pose model file, or for Ultralytics' OpenVINO or NCNN folder.

    `device`: auto, cpu, cuda:N. `imgsz`: the longer side in pixels, a multiple of 32; a model
    exported with a fixed input uses that instead. `runtime`: which library runs an .onnx or .pt;
    auto is OpenVINO on a CPU, ONNX Runtime's CUDA on a GPU, and PyTorch for a .pt ("ultralytics" is
    its own `predict`, for comparing). `precision`: of OpenVINO and of a .pt; auto leaves it to
    OpenVINO, which takes bf16 where the CPU computes with it: twice as fast, f32 agrees with
    Ultralytics to 0.01 px; a .pt runs in half precision on a GPU. `batch`: frames per run in
    `stream`; None is 1, and more on a GPU that is not `live`. `live`: every picture is waited for:
    OpenVINO puts all cores to one frame, a GPU takes them one by one.

    Raises ModelError when the file is missing, damaged or no COCO-17 pose model, DeviceError when
    the device or the library is not here, InvalidInputError for a wrong `imgsz` or `batch`.
    """
    check_imgsz(imgsz)
    if batch is not None and batch < 1:
        raise InvalidInputError(f"batch is {batch}; 1 or more is needed")
    file = _model_file(path)
    chosen, gpu = _choose(file, device, runtime)
    if precision != "auto" and (chosen, precision) not in _PRECISE:
        raise InvalidInputError(
            f"precision {precision} is for OpenVINO, and f32 for PyTorch; {chosen} runs "
            f"{file.name}: leave it at auto"
        )
    if chosen == "ultralytics":
        from repsight.pose.ultralytics_runtime import UltralyticsBackend

        return UltralyticsBackend(file, gpu=gpu, imgsz=imgsz, sha256=_sha256(file))
    if chosen == "torch" or (gpu is not None and _on_device(file)):
        from repsight.pose.cuda_backend import DeviceBackend
        from repsight.pose.cuda_open import open_device_network

        runs = open_device_network(
            file,
            gpu,
            runtime=chosen,
            imgsz=imgsz,
            half=precision == "auto",
            batch=1 if live else batch,
        )
        said = {"name": _name(path), "sha256": _sha256(file)}
        return DeviceBackend(runs, **said, imgsz=imgsz, batch=batch, live=live)
    network = _open(file, chosen, gpu, imgsz=imgsz, precision=precision, batch=batch, live=live)
    return YoloBackend(network, name=_name(path), sha256=_sha256(file), imgsz=imgsz)


def _on_device(file: Path) -> bool:
    """Whether pictures can stay on the GPU before and after the network, which takes PyTorch."""
    from repsight.pose.torch_runtime import torch_sees_cuda

    if file.suffix.lower() == ".engine" or torch_sees_cuda():
        return True
    logging.getLogger("repsight").info(
        "pictures go through the host's memory, which is slower; install PyTorch with CUDA"
    )
    return False


def _model_file(path: Path) -> Path:
    """The file to open: the path itself or the .xml in a folder. Raises ModelError."""
    allowed = f"{', '.join(_RUNTIMES)} or an OpenVINO or NCNN folder"
    if not path.exists():
        raise ModelError(f"there is no model {path}; give a {allowed}, or a name for models pull")
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix in _IN_FOLDERS)
        if len(found) != 1:
            raise ModelError(
                f"{path} holds {len(found)} .xml or .param files; a folder of OpenVINO or NCNN has "
                "one"
            )
        path = found[0]
    suffix = path.suffix.lower()
    if suffix not in _RUNTIMES:
        raise ModelError(f"{path.name} is no model file that is known here; give a {allowed}")
    if suffix in _WITH_BIN and not path.with_suffix(".bin").is_file():
        raise ModelError(f"{path} needs its weights beside it; {path.stem}.bin is missing")
    expected = _FIRST_BYTES.get(suffix, (b"",))
    with path.open("rb") as file:
        if not file.read(max(map(len, expected))).startswith(expected):
            raise ModelError(
                f"{path} is not a {suffix} model ({path.stat().st_size} bytes); pull or export it "
                "again"
            )
    return path


def _choose(file: Path, device: str, runtime: Runtime) -> tuple[str, int | None]:
    """The runtime's name, and the GPU's number or None for the CPU."""
    possible = _RUNTIMES[file.suffix.lower()]
    gpu = _auto_gpu(possible) if device == "auto" else cuda_index(device)
    if runtime != "auto":
        if runtime not in possible:
            raise ModelError(
                f"{file.name} runs on {' or '.join(possible)}, not on {runtime}; give an .onnx"
            )
        chosen: str = runtime
    else:
        chosen = "onnxruntime" if gpu is not None and "onnxruntime" in possible else possible[0]
    if chosen == "tensorrt" and gpu is None:
        raise DeviceError(
            f"{file.name} on TensorRT needs an NVIDIA GPU; use --device cuda:0 where there is one"
        )
    if chosen in _CPU_ONLY and gpu is not None:
        if device != "auto":
            raise DeviceError(
                f"{_CPU_ONLY[chosen]} runs {file.name} on the cpu only; give an .onnx for CUDA"
            )
        gpu = None
    return chosen, gpu


def _auto_gpu(possible: tuple[str, ...]) -> int | None:
    """The first GPU when the libraries that are installed can use it."""
    if not cuda_device_count():
        return None
    if "onnxruntime" in possible:
        from repsight.pose.onnx_runtime import has_provider

        return 0 if has_provider("cuda") else None
    from repsight.pose.torch_runtime import torch_sees_cuda

    # An engine runs on a GPU or not at all: what is missing is said when it is opened.
    return 0 if possible == ("tensorrt",) or torch_sees_cuda() else None


def _open(
    file: Path,
    runtime: str,
    gpu: int | None,
    *,
    imgsz: int,
    precision: Precision,
    batch: int | None,
    live: bool,
) -> Network:
    if runtime == "openvino":
        return OpenVinoNetwork(file, precision=precision, batch=batch or 1, live=live)
    if runtime == "ncnn":
        from repsight.pose.ncnn_runtime import NcnnNetwork

        return NcnnNetwork(file, imgsz=imgsz)
    from repsight.pose.onnx_runtime import OnnxNetwork, Provider

    provider: Provider = "tensorrt" if runtime == "tensorrt" else "cpu" if gpu is None else "cuda"
    return OnnxNetwork(file, provider=provider, gpu=gpu or 0, batch=batch or 1, imgsz=imgsz)


def _name(path: Path) -> str:
    if not path.is_dir():
        return path.stem
    for ending in _IN_FOLDERS.values():
        if path.name.endswith(ending):
            return path.name.removesuffix(ending)
    return path.name


def _sha256(file: Path) -> str:
    """Of the file that holds the weights."""
    weights = file.with_suffix(".bin") if file.suffix.lower() in _WITH_BIN else file
    with weights.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
