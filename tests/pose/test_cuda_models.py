"""Model files in the pipeline of the device: .pt, .torchscript, .engine and .onnx."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_yolo import ANCHORS, answer

from repsight.core.errors import DeviceError, InvalidInputError, ModelError
from repsight.core.types import Frame
from repsight.pose.cuda_backend import DeviceBackend
from repsight.pose.cuda_engine import split_engine
from repsight.pose.cuda_network import Device
from repsight.pose.cuda_onnx import OnnxDeviceNetwork
from repsight.pose.cuda_torch import WeightsNetwork
from repsight.pose.onnx_runtime import PictureInput, engine_profile
from repsight.pose.yolo import load_yolo

torch = pytest.importorskip("torch")

CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")


def frames(count: int, side: int = 64) -> Iterator[Frame]:
    for index in range(count):
        yield Frame(index / 30, np.full((side, side, 3), index * 20, np.uint8))


# TorchScript ---------------------------------------------------------------------------------


class Tiny(torch.nn.Module):  # type: ignore[misc,name-defined]
    """Answers as the networks of `tiny_yolo` do."""

    def __init__(self) -> None:
        super().__init__()
        place = torch.zeros(1, 56, ANCHORS)
        place[0, 5, 7] = 100.0
        self.register_buffer("answer", torch.from_numpy(answer()))
        self.register_buffer("place", place)

    def forward(self, pictures: Any) -> Any:
        """The output (batch, 56, ANCHORS)."""
        return self.answer + pictures.mean((1, 2, 3))[:, None, None] * self.place


def script(path: Path, metadata: dict[str, Any] | None = None) -> Path:
    traced = torch.jit.trace(Tiny(), torch.zeros(1, 3, 64, 64))
    extra = {} if metadata is None else {"config.txt": json.dumps(metadata)}
    torch.jit.save(traced, str(path), _extra_files=extra)
    return path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's own, of TorchScript
def test_a_torchscript_runs_in_batches_of_the_size_it_was_traced_with(tmp_path: Path) -> None:
    said = {"imgsz": [64, 64], "batch": 3, "task": "pose", "license": "AGPL-3.0 License"}
    opened = load_yolo(script(tmp_path / "m.torchscript", said), device="cpu", imgsz=640)
    assert isinstance(opened, DeviceBackend)
    assert opened.batch == 3
    assert opened.info.runtime == "torch f32"
    assert opened.info.licence == "AGPL-3.0 (Ultralytics weights)"
    found = [people.keypoints[0, 0, 0] for _, people in opened.stream(frames(7))]
    np.testing.assert_allclose(found, [0.5 + 100 * i * 20 / 255 for i in range(7)], atol=0.01)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_torchscript_of_another_task_or_of_no_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a detect model"):
        load_yolo(script(tmp_path / "m.torchscript", {"task": "detect"}), device="cpu", imgsz=64)
    (tmp_path / "n.torchscript").write_bytes(b"not a zip")
    with pytest.raises(ModelError, match=r"n\.torchscript is not a TorchScript model"):
        load_yolo(tmp_path / "n.torchscript", device="cpu")


# TensorRT ------------------------------------------------------------------------------------


def test_the_metadata_before_an_engine_is_taken_off() -> None:
    text = json.dumps({"task": "pose", "batch": 4, "kpt_shape": [17, 3]}).encode()
    content = len(text).to_bytes(4, "little", signed=True) + text + b"ftrt engine"
    assert split_engine(content) == (
        {"task": "pose", "batch": "4", "kpt_shape": "[17, 3]"},
        b"ftrt engine",
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ab",
        b"ftrt\x00\x00 raw",
        b"\x03\x00\x00\x00[1]xx",
        b"\xff\xff\xff\xffab",
        b"\x09\0\0\0{",
    ],
)
def test_an_engine_without_metadata_is_left_whole(content: bytes) -> None:
    assert split_engine(content) == ({}, content)


@CUDA
def test_an_engine_without_tensorrt_names_its_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorrt", None)  # importing it now fails
    (tmp_path / "m.engine").write_bytes(b"ftrt")
    with pytest.raises(DeviceError, match=r"pip install tensorrt.*use the model's \.onnx"):
        load_yolo(tmp_path / "m.engine", device="cuda:0")


@CUDA
def test_an_engine_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    pytest.importorskip("tensorrt")
    (tmp_path / "m.engine").write_bytes(b"ftrt" * 100)
    with pytest.raises(ModelError, match="build it here, with repsight export-model"):
        load_yolo(tmp_path / "m.engine", device="cuda:0")


# ONNX Runtime --------------------------------------------------------------------------------


def onnx_file(path: Path, *, half: bool = False, batch: int | str = "batch") -> Path:
    """An .onnx that answers as the networks of `tiny_yolo` do, whatever the picture."""
    onnx = pytest.importorskip("onnx")
    kind = onnx.TensorProto.FLOAT16 if half else onnx.TensorProto.FLOAT
    dtype = np.float16 if half else np.float32
    make, numpy = onnx.helper, onnx.numpy_helper.from_array
    place = np.zeros((1, 56, ANCHORS), dtype)
    place[0, 5, 7] = 100.0
    constants = [
        numpy(answer().astype(dtype), "answer"),
        numpy(place, "place"),
        numpy(np.array([1, 1, 1], np.int64), "three"),
        numpy(np.array([-1, 1, 1], np.int64), "column"),
        numpy(np.array([1, 2, 3], np.int64), "axes"),
    ]
    nodes = [
        make.make_node("ReduceMean", ["images", "axes"], ["mean"], keepdims=0),
        make.make_node("Reshape", ["mean", "column"], ["column_mean"]),
        make.make_node("Mul", ["column_mean", "place"], ["moved"]),
        make.make_node("Add", ["moved", "answer"], ["output0"]),
    ]
    taken = make.make_tensor_value_info("images", kind, [batch, 3, "height", "width"])
    given = make.make_tensor_value_info("output0", kind, [batch, 56, ANCHORS])
    graph = make.make_graph(nodes, "tiny", [taken], [given], constants)
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 18)], ir_version=9)
    onnx.save(model, path)
    return path


def on_device(path: Path, batch: int) -> DeviceBackend:
    """The file in the device's pipeline, on the CPU."""
    network = OnnxDeviceNetwork(path, Device(None), provider="cpu", imgsz=64, batch=batch)
    return DeviceBackend(network, name="tiny", sha256="", imgsz=64, batch=batch)


@pytest.mark.parametrize("half", [False, True])
def test_onnx_runtime_bound_to_the_devices_memory_gives_what_it_gives_through_the_host(
    tmp_path: Path, half: bool
) -> None:
    pytest.importorskip("onnxruntime")
    path = onnx_file(tmp_path / "tiny.onnx", half=half)
    host = load_yolo(path, device="cpu", imgsz=64, runtime="onnxruntime")
    ours = on_device(path, 3)
    # Another shape in between: each keeps its own memory.
    ours.estimate(np.zeros((32, 64, 3), np.uint8))
    pictures = [*frames(7)]
    for (_, one), (_, other) in zip(ours.stream(pictures), host.stream(pictures), strict=True):
        np.testing.assert_allclose(one.keypoints, other.keypoints, atol=0.1 if half else 0.001)
        np.testing.assert_allclose(one.boxes, other.boxes, atol=0.001)
    assert ours.stages.frames == 8


def test_an_onnx_of_a_fixed_batch_gets_that_batch(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    opened = on_device(onnx_file(tmp_path / "tiny.onnx", batch=2), 8)
    assert opened.batch == 2
    assert len(list(opened.stream(frames(5)))) == 5


def test_the_shapes_of_a_tensorrt_engine_hold_every_letterbox_of_real_video() -> None:
    open_input = PictureInput("images", "tensor(float)", (None, 3, None, None))
    assert engine_profile(open_input, (16, 640)) == {
        "trt_profile_min_shapes": "images:1x3x160x160",
        "trt_profile_opt_shapes": "images:16x3x640x640",
        "trt_profile_max_shapes": "images:16x3x640x640",
    }
    fixed = PictureInput("images", "tensor(float)", (1, 3, 640, 640))
    assert engine_profile(fixed, (16, 640)) == {}


# Weights -------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["bf16", "f32"])
def test_a_precision_that_the_file_does_not_run_in_is_refused(
    tmp_path: Path, precision: Any
) -> None:
    (tmp_path / "m.pt").write_bytes(b"x")
    with pytest.raises(InvalidInputError, match="f32 for PyTorch; ultralytics runs"):
        load_yolo(tmp_path / "m.pt", device="cpu", runtime="ultralytics", precision=precision)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """YOLOv8n-pose as it is before it has learnt anything."""
    pytest.importorskip("ultralytics")
    from repsight.pose.ultralytics_runtime import import_ultralytics

    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("weights") / "random-pose.pt"
    import_ultralytics("a test").YOLO("yolov8n-pose.yaml", verbose=False).save(path)
    return path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_weights_run_as_ultralytics_runs_them(weights: Path) -> None:
    from repsight.pose.ultralytics_runtime import open_weights

    network = WeightsNetwork(weights, Device(None), half=False)
    picture = torch.rand(2, 3, 96, 64, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        ours = network.prepare(2, (96, 64))(picture)
        theirs = open_weights(weights).model.eval()(picture)[0]
    assert ours.shape == (2, 56, 96 * 64 // 64 + 96 * 64 // 256 + 96 * 64 // 1024)
    torch.testing.assert_close(ours, theirs, atol=1e-3, rtol=1e-3)
    assert load_yolo(weights, device="cpu", imgsz=64).info.runtime == "torch f32"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_half_precision_places_boxes_and_points_in_single_precision(weights: Path) -> None:
    picture = torch.rand(1, 3, 32, 1024, generator=torch.Generator().manual_seed(3))
    exact = WeightsNetwork(weights, Device(None), half=False)
    half = WeightsNetwork(weights, Device(None), half=True)
    with torch.no_grad():
        wanted = exact.prepare(1, (32, 1024))(picture)
        given = half.prepare(1, (32, 1024))(picture.half())
    assert given.dtype == torch.float32
    places = [0, 1, 2, 3, *(5 + 3 * i + j for i in range(17) for j in (0, 1))]
    apart = (given - wanted)[0, places].abs()
    rounded = (wanted - wanted.half().float())[0, places].abs()
    assert apart.mean() < 0.05
    assert apart.mean() < rounded.mean()  # what half precision alone would cost at such places


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_grid_that_a_recorded_graph_reads_outlives_a_change_of_shape(weights: Path) -> None:
    network = WeightsNetwork(weights, Device(None), half=False)
    wide, tall = network.prepare(1, (32, 64)), network.prepare(1, (64, 32))
    with torch.no_grad():
        wide(torch.zeros(1, 3, 32, 64))
        grid = wide._grid[0]
        tall(torch.zeros(1, 3, 64, 32))
    assert wide._grid[0] is grid
    assert tall._grid[0] is not grid


def first_frames(clip: Path, count: int) -> list[Frame]:
    from itertools import islice

    from repsight.video import open_source

    with open_source(clip) as source:
        return list(islice(source, count))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("clip", ["mrpose_squat", "gulab_danceboys"])
def test_real_weights_give_the_same_people_on_the_device_as_on_the_host(
    shared: Path, clip: str
) -> None:
    pictures = first_frames(shared / "clips" / f"{clip}.mp4", 3)
    models = shared / "models"
    ours = load_yolo(models / "yolov8n-pose.pt", device="cpu", batch=2)
    host = load_yolo(models / "yolov8n-pose.onnx", device="cpu", precision="f32")
    for (_, one), (_, other) in zip(ours.stream(pictures), host.stream(pictures), strict=True):
        np.testing.assert_allclose(one.keypoints, other.keypoints, atol=0.01)
        np.testing.assert_allclose(one.boxes, other.boxes, atol=0.01)
        np.testing.assert_allclose(one.scores, other.scores, atol=1e-4)


@CUDA
@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize(("precision", "pixels"), [("f32", 0.3), ("auto", 0.5)])
def test_a_gpu_gives_the_people_that_the_cpu_gives(
    shared: Path, batch: int, precision: Any, pixels: float
) -> None:
    pictures = first_frames(shared / "clips" / "mrpose_squat.mp4", 9)
    model = shared / "models" / "yolov8n-pose.pt"
    gpu = load_yolo(model, device="cuda:0", batch=batch, precision=precision)
    cpu = load_yolo(model, device="cpu")
    for (_, one), (_, other) in zip(gpu.stream(pictures), cpu.stream(pictures), strict=True):
        assert len(one) == len(other)
        apart = np.linalg.norm(one.keypoints[..., :2] - other.keypoints[..., :2], axis=-1)
        assert apart.mean() <= pixels


@CUDA
def test_suppression_on_a_gpu_is_that_of_the_host_to_the_last_box() -> None:
    from test_cuda_decode import crowd

    from repsight.pose import cuda_decode
    from repsight.pose.yolo_decode import suppress

    for seed in range(50):
        boxes = crowd(seed, 6, 20, 4.0)
        some = torch.from_numpy(boxes)[None].cuda()
        candidate = torch.ones(some.shape[:2], dtype=torch.bool, device="cuda")
        kept, settled = cuda_decode.suppress(some, candidate, torch)
        assert bool(settled[0])
        assert kept[0].nonzero()[:, 0].tolist() == suppress(boxes).tolist()
