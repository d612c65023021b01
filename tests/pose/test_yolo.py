"""Loading a YOLO-Pose model: what is taken, and what is refused with a line that helps."""

import hashlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_yolo import answer, save_network

from repsight.core.errors import DeviceError, InvalidInputError, ModelError
from repsight.pose.devices import cuda_device_count, cuda_index
from repsight.pose.letterbox import fit_letterbox
from repsight.pose.openvino_runtime import parse_metadata
from repsight.pose.yolo import load_yolo

ULTRALYTICS_YAML = """\
description: Ultralytics YOLOv8n-pose model
license: AGPL-3.0 License (https://ultralytics.com/license)
task: pose
imgsz:
- 640
- 640
names:
  0: person
args:
  batch: 7
end2end: false
kpt_shape:
- 17
- 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save_network(tmp_path / "tiny_openvino_model", answer(), metadata=ULTRALYTICS_YAML)


def test_an_openvino_folder_runs_and_says_what_it_is(folder: Path) -> None:
    backend = load_yolo(folder, device="cpu", imgsz=64)
    people = backend.estimate(np.full((64, 64, 3), 51, np.uint8))
    np.testing.assert_allclose(people.boxes, [[8, 4, 24, 28]], atol=0.1)
    np.testing.assert_allclose(people.keypoints[0, 0], [20.5, 0.5, 0.5], atol=0.2)
    assert backend.info.model == "tiny"
    assert backend.info.runtime in ("openvino f32", "openvino bf16", "openvino f16")
    assert backend.info.licence == "AGPL-3.0 (Ultralytics weights)"
    assert backend.info.sha256 == hashlib.sha256((folder / "tiny.bin").read_bytes()).hexdigest()
    backend.close()
    backend.close()


def test_the_precision_asked_for_is_in_the_provenance(folder: Path) -> None:
    assert load_yolo(folder, device="cpu", precision="f32").info.runtime == "openvino f32"


def test_an_xml_is_as_good_as_its_folder(folder: Path) -> None:
    assert load_yolo(folder / "tiny.xml").info == load_yolo(folder).info


def test_a_model_that_does_not_say_its_licence_is_of_unknown_licence(tmp_path: Path) -> None:
    assert load_yolo(save_network(tmp_path / "tiny", answer())).info.licence == "unknown"


def test_a_network_with_a_fixed_input_gets_that_input_whatever_imgsz_says(tmp_path: Path) -> None:
    backend = load_yolo(save_network(tmp_path / "tiny", answer(), height=32, width=32), imgsz=640)
    people = backend.estimate(np.full((64, 64, 3), 255, np.uint8))
    np.testing.assert_allclose(people.boxes, [[16, 8, 48, 56]], atol=0.1)


def test_end_to_end_rows_are_understood(tmp_path: Path) -> None:
    rows = np.zeros((1, 300, 57), np.float32)
    rows[0, 0, :6] = 8, 4, 24, 28, 0.9, 0
    backend = load_yolo(save_network(tmp_path / "tiny", rows), imgsz=64)
    people = backend.estimate(np.zeros((64, 64, 3), np.uint8))
    np.testing.assert_allclose(people.boxes, [[8, 4, 24, 28]], atol=0.1)


@pytest.mark.parametrize(
    ("metadata", "channels", "said"),
    [
        ("task: detect\n", 84, "is a detect model without keypoints"),
        ("task: pose\nkpt_shape:\n- 21\n- 3\n", 68, r"keypoints \[21,3\]"),
        (None, 84, r"output of shape \(any, 84, 21\), no keypoints"),
    ],
)
def test_other_networks_are_refused(
    tmp_path: Path, metadata: str | None, channels: int, said: str
) -> None:
    folder = save_network(tmp_path / "tiny", answer(channels), metadata=metadata)
    with pytest.raises(ModelError, match=said):
        load_yolo(folder)


def test_a_network_for_grey_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="one picture"):
        load_yolo(save_network(tmp_path / "tiny", answer(), channels=1))


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 500, b"\x08\x08 not really"])
@pytest.mark.parametrize("name", ["m.onnx", "m.xml"])
def test_a_file_that_is_no_model_is_refused_by_its_name(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "m.bin").write_bytes(b"")
    with pytest.raises(ModelError, match=f"{name}.*pull or export it again"):
        load_yolo(tmp_path / name)


def test_weights_that_were_cut_off_are_refused(folder: Path) -> None:
    with (folder / "tiny.bin").open("r+b") as weights:
        weights.truncate(100)
    with pytest.raises(ModelError, match="pull or export it again"):
        load_yolo(folder)


def test_an_xml_without_its_weights_is_refused(folder: Path) -> None:
    (folder / "tiny.bin").unlink()
    with pytest.raises(ModelError, match=r"tiny\.bin is missing"):
        load_yolo(folder)


def test_what_is_not_there_or_no_model_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model"):
        load_yolo(tmp_path / "gone.onnx")
    (tmp_path / "video.mp4").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"\.onnx, \.xml"):
        load_yolo(tmp_path / "video.mp4")
    with pytest.raises(ModelError, match=r"holds 0 \.xml or \.param files"):
        load_yolo(tmp_path)


def test_a_shape_the_network_cannot_take_is_one_clear_line(tmp_path: Path) -> None:
    backend = load_yolo(save_network(tmp_path / "tiny", answer(), only_32=True), imgsz=64)
    with pytest.raises(ModelError, match="for pictures of 64x64; export it with an open"):
        backend.estimate(np.zeros((64, 64, 3), np.uint8))


@pytest.mark.parametrize(
    ("options", "said"),
    [({"imgsz": 500}, "use 512"), ({"batch": 0}, "batch is 0")],
)
def test_options_out_of_range_are_refused(folder: Path, options: dict[str, int], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        load_yolo(folder, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("device", ["gpu", "cuda", "cuda:", "cuda:-1", "mps", ""])
def test_devices_that_do_not_exist_are_refused(folder: Path, device: str) -> None:
    with pytest.raises(DeviceError, match="auto, cpu or cuda:N"):
        load_yolo(folder, device=device)


def test_a_gpu_that_is_not_here_is_refused(folder: Path) -> None:
    with pytest.raises(DeviceError, match="use --device cpu or auto"):
        load_yolo(folder, device="cuda:99")
    assert cuda_index("cpu") is None
    assert cuda_device_count() >= 0


def test_tensorrt_on_the_cpu_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"\x08")
    with pytest.raises(DeviceError, match="TensorRT needs an NVIDIA GPU"):
        load_yolo(tmp_path / "m.onnx", device="cpu", runtime="tensorrt")


def test_a_runtime_that_cannot_read_the_file_is_refused(folder: Path) -> None:
    with pytest.raises(ModelError, match="runs on openvino, not on onnxruntime"):
        load_yolo(folder, device="cpu", runtime="onnxruntime")


@pytest.mark.parametrize(
    ("name", "module", "said"),
    [
        ("m.onnx", "onnxruntime", r"pip install 'repsight\[onnx\]'.*onnxruntime-gpu"),
        ("m.torchscript", "torch", "pip install torch"),
        ("m.pt", "ultralytics", r"AGPL-3.0; run pip install 'repsight\[yolo\]'"),
    ],
)
def test_a_library_that_is_missing_is_named_with_its_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # importing it now fails
    (tmp_path / name).write_bytes(b"\x08")
    runtime = "onnxruntime" if name == "m.onnx" else "auto"
    with pytest.raises(DeviceError, match=said):
        load_yolo(tmp_path / name, device="cpu", runtime=runtime)


def test_an_ultralytics_that_does_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "ultralytics"
    broken.mkdir()
    (broken / "__init__.py").write_text(
        "raise RuntimeError('operator torchvision::nms does not exist\\nmore')"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "ultralytics", raising=False)
    (tmp_path / "m.pt").write_bytes(b"x")
    with pytest.raises(ModelError, match="torchvision::nms does not exist; install torch and"):
        load_yolo(tmp_path / "m.pt", device="cpu")


def test_a_tensorrt_engine_needs_a_gpu(tmp_path: Path) -> None:
    (tmp_path / "m.engine").write_bytes(b"x")
    with pytest.raises(DeviceError, match="needs an NVIDIA GPU"):
        load_yolo(tmp_path / "m.engine", device="cpu")


def test_a_damaged_onnx_is_refused_by_onnx_runtime_too(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    (tmp_path / "m.onnx").write_bytes(b"\x08\x08 not really")
    with pytest.raises(ModelError, match="pull or export it again"):
        load_yolo(tmp_path / "m.onnx", device="cpu", runtime="onnxruntime")


def test_precision_is_openvinos_alone(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"\x08")
    with pytest.raises(InvalidInputError, match="leave it at auto"):
        load_yolo(tmp_path / "m.onnx", device="cpu", runtime="onnxruntime", precision="f32")


def test_metadata_lists_and_values_are_read_and_nested_entries_are_not() -> None:
    said = parse_metadata(ULTRALYTICS_YAML)
    assert said["task"] == "pose"
    assert said["kpt_shape"] == "[17, 3]"
    assert said["imgsz"] == "[640, 640]"
    assert "batch" not in said


def first_frame(clip: Path) -> np.ndarray:
    import cv2

    video = cv2.VideoCapture(str(clip))
    good, image = video.read()
    video.release()
    assert good
    return np.ascontiguousarray(image[..., ::-1])


# What Ultralytics 8.4's `predict` gives for the first frame of mrpose_squat.mp4 with the .pt of the
# same weights: the score; nose, left wrist and right ankle.
EXPECTED_SCORE = 0.9215
EXPECTED_POINTS = [[871.55, 101.80, 0.98815], [959.27, 391.82, 0.95561], [804.81, 657.95, 0.95818]]


def test_real_weights_find_the_person_ultralytics_finds(shared: Path) -> None:
    image = first_frame(shared / "clips" / "mrpose_squat.mp4")
    model = shared / "models" / "yolov8n-pose.onnx"
    backend = load_yolo(model, device="cpu", precision="f32")
    people = backend.estimate(image)
    points = people.keypoints[0, [0, 9, 16]]
    np.testing.assert_allclose(people.scores, [EXPECTED_SCORE], atol=0.01)
    np.testing.assert_allclose(points[:, :2], np.array(EXPECTED_POINTS)[:, :2], atol=1.0)
    np.testing.assert_allclose(points[:, 2], np.array(EXPECTED_POINTS)[:, 2], atol=0.01)
    assert backend.info.licence == "AGPL-3.0 (Ultralytics weights)"


def test_onnx_runtime_and_openvino_agree_on_real_weights(shared: Path) -> None:
    pytest.importorskip("onnxruntime")
    image = first_frame(shared / "clips" / "gulab_danceboys.mp4")
    model = shared / "models" / "yolov8n-pose.onnx"
    one = load_yolo(model, device="cpu", precision="f32").estimate(image)
    other = load_yolo(model, device="cpu", runtime="onnxruntime").estimate(image)
    np.testing.assert_allclose(one.keypoints, other.keypoints, atol=0.05)
    np.testing.assert_allclose(one.boxes, other.boxes, atol=0.05)


def test_the_librarys_own_precision_stays_near_a_recording_of_the_same_clip(shared: Path) -> None:
    image = first_frame(shared / "clips" / "mrpose_squat.mp4")
    recording = np.load(shared / "recordings" / "mrpose_squat.poses.npz")
    (recorded,) = recording["keypoints"][recording["frame"] == 0]
    people = load_yolo(shared / "models" / "yolov8n-pose.onnx", device="cpu").estimate(image)
    seen = recorded[:, 2] > 0.5
    apart = np.linalg.norm(people.keypoints[0, seen, :2] - recorded[seen, :2], axis=1)
    height = people.boxes[0, 3] - people.boxes[0, 1]
    assert apart.max() < 0.02 * height


def test_a_model_is_found_by_its_suffix_in_capitals_too(shared: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(shared / "models" / "yolov8n-pose.onnx", tmp_path / "Y.ONNX"))
    assert load_yolo(copy, device="cpu").info.runtime.startswith("openvino ")
    assert fit_letterbox((1, 1), 32).canvas == (32, 32)
