"""What can be exported where, and what a refusal tells to do."""

import importlib.util
import platform

import pytest

from repsight.core.errors import DeviceError, InvalidInputError
from repsight.deploy.formats import FORMATS, check_tools, format_named
from repsight.deploy.request import make_request


def test_the_formats_are_those_the_command_names() -> None:
    assert list(FORMATS) == [
        "onnx", "openvino", "torchscript", "ncnn", "engine", "tflite", "coreml",
    ]  # fmt: skip
    with pytest.raises(InvalidInputError, match="known are onnx, openvino"):
        format_named("onx")


@pytest.mark.parametrize(
    ("name", "module", "said"),
    [
        ("onnx", "ultralytics", r"needs ultralytics.*pip install 'repsight\[yolo\]'"),
        ("ncnn", "pnnx", r"needs pnnx.*pip install 'repsight\[edge\]'"),
        ("engine", "tensorrt", "pip install tensorrt on the machine with the NVIDIA GPU"),
        ("tflite", "litert_torch", "pip install litert-torch ai-edge-litert on Linux on x86-64"),
        ("coreml", "coremltools", "pip install coremltools on Linux on x86-64 or macOS"),
    ],
)
def test_a_missing_package_is_named_with_its_install_and_where_it_works(
    name: str, module: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda asked: None if asked == module else find("json")
    )
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    with pytest.raises(DeviceError, match=said) as refused:
        check_tools(FORMATS[name], FORMATS[name].tools)
    assert len(str(refused.value).splitlines()) == 1


def test_an_engine_needs_the_gpu_that_will_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repsight.deploy.formats.cuda_device_count", lambda: 0)
    with pytest.raises(DeviceError, match="needs an NVIDIA GPU, which is not here"):
        check_tools(FORMATS["engine"], ())


def test_a_system_that_cannot_make_a_format_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    with pytest.raises(DeviceError, match="made on Linux or Darwin, this is Windows"):
        check_tools(FORMATS["coreml"], ())


@pytest.mark.parametrize("name", FORMATS)
def test_the_input_is_open_only_where_the_format_allows_and_no_size_was_named(name: str) -> None:
    assert make_request(name).dynamic == FORMATS[name].open_shape
    assert not make_request(name, shape=(384, 640)).dynamic
    assert make_request(name, shape=(384, 640)).side == 640


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"format_name": "ncnn", "precision": "int8"}, "fp32, fp16, not int8"),
        ({"format_name": "onnx", "precision": "int8"}, "fp32, fp16, not int8"),
        ({"format_name": "torchscript", "dynamic": True}, "fixed input"),
        ({"format_name": "onnx", "batch": 0}, "batch is 0"),
        ({"format_name": "onnx", "shape": (640, 500)}, "use 512"),
    ],
)
def test_what_a_format_cannot_do_is_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        make_request(**settings)  # type: ignore[arg-type]


def test_the_name_of_a_result_tells_its_precision() -> None:
    assert make_request("openvino", precision="int8").ending == "_int8_openvino_model"
    assert make_request("onnx").ending == ".onnx"
