"""The formats a pose model is exported to: what each is called, can, needs, and runs on."""

import importlib.util
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from repsight.core.errors import DeviceError, InvalidInputError
from repsight.pose.devices import cuda_device_count

Precision = Literal["fp32", "fp16", "int8"]


@dataclass(frozen=True, slots=True)
class Tool:
    """A Python module that a format is made with, and what pip installs it by."""

    module: str
    install: str


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `ending` is of the file, or of the folder where `folder` is True.

    `argument` is its name in Ultralytics' exporter. `made_on` are the systems that can make it and
    `runs` says what RepSight runs it with; "" where only other programs do. `open_shape`: whether
    it takes pictures of any shape. `calibrated`: whether INT8 looks at pictures first.
    """

    name: str
    title: str
    ending: str
    argument: str
    tools: tuple[Tool, ...]
    precisions: tuple[Precision, ...]
    runs: str
    open_shape: bool = False
    folder: bool = False
    calibrated: bool = True
    made_on: tuple[str, ...] = ("Linux", "Darwin", "Windows")
    needs_gpu: bool = False


_ULTRALYTICS: Final = Tool("ultralytics", "'repsight[yolo]'")
_ONNX: Final = Tool("onnx", "'repsight[yolo]'")

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format(
                "onnx",
                "ONNX",
                ".onnx",
                "onnx",
                (_ULTRALYTICS, _ONNX),
                ("fp32", "fp16"),
                runs="OpenVINO, ONNX Runtime or TensorRT",
                open_shape=True,
            ),
            Format(
                "openvino",
                "OpenVINO",
                "_openvino_model",
                "openvino",
                (_ULTRALYTICS,),
                ("fp32", "fp16", "int8"),
                runs="OpenVINO",
                open_shape=True,
                folder=True,
            ),
            Format(
                "torchscript",
                "TorchScript",
                ".torchscript",
                "torchscript",
                (_ULTRALYTICS,),
                ("fp32",),
                runs="PyTorch",
            ),
            Format(
                "ncnn",
                "NCNN",
                "_ncnn_model",
                "ncnn",
                (
                    _ULTRALYTICS,
                    Tool("ncnn", "'repsight[edge]'"),
                    Tool("pnnx", "'repsight[edge]'"),
                ),
                ("fp32", "fp16"),
                runs="NCNN",
                folder=True,
            ),
            Format(
                "engine",
                "TensorRT",
                ".engine",
                "engine",
                (_ULTRALYTICS, _ONNX, Tool("tensorrt", "tensorrt")),
                ("fp32", "fp16", "int8"),
                runs="TensorRT",
                made_on=("Linux", "Windows"),
                needs_gpu=True,
            ),
            Format(
                "tflite",
                "TensorFlow Lite",
                ".tflite",
                "tflite",
                (_ULTRALYTICS, Tool("litert_torch", "litert-torch ai-edge-litert")),
                ("fp32", "int8"),
                runs="OpenVINO",
                made_on=("Linux", "Darwin"),
            ),
            Format(
                "coreml",
                "Core ML",
                ".mlpackage",
                "coreml",
                (_ULTRALYTICS, Tool("coremltools", "coremltools")),
                ("fp32", "fp16", "int8"),
                runs="",
                folder=True,
                calibrated=False,
                made_on=("Linux", "Darwin"),
            ),
        )
    }
)


def format_named(name: str) -> Format:
    """The format of that name. Raises InvalidInputError."""
    if name not in FORMATS:
        raise InvalidInputError(f"there is no format {name!r}; known are {', '.join(FORMATS)}")
    return FORMATS[name]


def check_tools(wanted: Format, tools: tuple[Tool, ...]) -> None:
    """Raises DeviceError where the format cannot be made here: its system, its GPU, a package."""
    system = platform.system()
    if system not in wanted.made_on:
        raise DeviceError(
            f"{wanted.title} models are made on {' or '.join(wanted.made_on)}, this is {system}; "
            "export the model there"
        )
    missing = [tool for tool in tools if importlib.util.find_spec(tool.module) is None]
    if missing:
        modules = " and ".join(tool.module for tool in missing)
        installs = " ".join(dict.fromkeys(tool.install for tool in missing))
        raise DeviceError(
            f"a {wanted.title} model needs {modules}, which is not installed; run pip install "
            f"{installs}{_where(wanted)}, or choose another format"
        )
    if wanted.needs_gpu and not cuda_device_count():
        raise DeviceError(
            f"a {wanted.title} model is made on the machine that runs it, and that needs an NVIDIA "
            "GPU, which is not here; export it there, or choose another format"
        )


def _where(wanted: Format) -> str:
    """On which machine, where not every one will do."""
    if wanted.needs_gpu:
        return " on the machine with the NVIDIA GPU that will run it"
    systems = {"Linux": "Linux on x86-64", "Darwin": "macOS"}
    if len(wanted.made_on) == len(FORMATS["onnx"].made_on):
        return ""
    return " on " + " or ".join(systems.get(name, name) for name in wanted.made_on)
