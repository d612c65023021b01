"""From weights to a model for another device: made, measured, whole or not there."""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from tiny_weights import SIDE, pictures

from repsight.core.errors import InvalidInputError, ModelError, OutputError, RepSightError
from repsight.deploy import export, parity
from repsight.deploy.export import Check, export_model, export_onnx
from repsight.deploy.request import make_request
from repsight.models.download import sha256_of
from repsight.models.own import read_card, write_card
from repsight.pose.yolo import load_yolo
from small_disk import small_disk

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="session")
def onnx(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_onnx(weights, tmp_path_factory.mktemp("onnx") / "tiny-pose.onnx")


@pytest.fixture
def own(onnx: Path, tmp_path: Path) -> Path:
    """A copy that a test may write beside."""
    copy = tmp_path / "from" / "tiny-pose.onnx"
    copy.parent.mkdir()
    os.link(onnx, copy)
    return copy


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_ncnn_folder_answers_like_the_weights_and_its_card_says_so(
    weights: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pnnx")
    pytest.importorskip("ncnn")
    request = make_request("ncnn", shape=(SIDE, 2 * SIDE))
    before = names(weights.parent)
    made = export_model(str(weights), request, output=tmp_path / "t_ncnn_model")
    assert made.finding is not None
    assert made.finding.fault is None
    assert made.finding.parity.people > 16
    assert made.finding.parity.alone == 0
    assert made.finding.parity.px_mean < 0.01
    assert made.finding.speed.ratio > 0
    assert names(tmp_path) == ["t_ncnn_model", "t_ncnn_model.card.json", "t_ncnn_model.card.md"]
    assert names(weights.parent) == before
    assert capfd.readouterr() == ("", "")
    card = read_card(tmp_path / "t_ncnn_model")
    assert card is not None
    assert card["base"]["sha256"] == sha256_of(weights)
    (row,) = card["exports"]
    assert row["imgsz"] == [SIDE, 2 * SIDE]
    assert row["sha256"] == sha256_of(tmp_path / "t_ncnn_model" / "model.ncnn.bin")
    assert row["parity"]["keypoint_px_mean"] < 0.01
    assert row["speed"]["against"] == "tiny-pose.pt, PyTorch on cpu"
    reads = load_yolo(tmp_path / "t_ncnn_model", device="cpu", imgsz=2 * SIDE)
    assert (reads.info.model, reads.info.runtime) == ("t", "ncnn")
    reads.close()


def test_an_int8_folder_is_made_of_an_onnx_without_ultralytics(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("nncf")
    monkeypatch.setitem(sys.modules, "ultralytics", None)
    monkeypatch.setitem(parity.LIMIT_PX, "int8", 64.0)  # noise in random weights is no person
    monkeypatch.setitem(parity.LIMIT_ALONE, "int8", 1.0)
    few = pictures(8)
    monkeypatch.setattr(export, "pictures_for_calibration", lambda _: few)
    monkeypatch.setattr(export, "pictures_for_checking", lambda *_: few)
    made = export_model(
        str(own), make_request("openvino", precision="int8", shape=(SIDE, SIDE)), calibrate="x"
    )
    assert made.path == own.parent / "tiny-pose_int8_openvino_model"
    xml = (made.path / "model.xml").read_text()
    assert 'type="FakeQuantize"' in xml
    assert made.bytes < 0.75 * own.stat().st_size
    assert load_yolo(made.path, device="cpu").info.licence == "AGPL-3.0 (Ultralytics weights)"


def test_a_model_that_is_too_far_off_is_not_kept_unless_asked_for(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(parity.LIMIT_PX, "fp32", -1.0)
    monkeypatch.setattr(export, "pictures_for_checking", lambda *_: pictures(3))
    target = tmp_path / "t_openvino_model"
    request = make_request("openvino", shape=(SIDE, SIDE))
    wrong = export_model(str(own), request, output=target)
    assert wrong.path is None
    assert wrong.finding is not None
    assert "-1 px is allowed for fp32" in str(wrong.finding.fault)
    assert names(tmp_path) == ["from"]
    kept = export_model(str(own), request, output=target, check_on=Check(keep=True))
    assert kept.path == target
    card = read_card(target)
    assert card is not None
    assert "allowed" in card["exports"][0]["parity"]["fault"]


def test_the_card_of_the_source_gets_the_row_and_gives_its_facts(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "pictures_for_checking", lambda *_: pictures(3))
    training = {"epochs": 3}
    write_card(own, {"name": "mine", "title": "Mine", "licence": "X", "training": training})
    request = make_request("openvino", precision="fp16", shape=(SIDE, SIDE))
    export_model(str(own), request, check_on=Check(wanted=False))
    made = export_model(str(own), request)  # replaces the first
    assert made.path is not None
    theirs, ours = read_card(own), read_card(made.path)
    assert theirs is not None
    assert ours is not None
    assert theirs["exports"] == ours["exports"]
    assert len(ours["exports"]) == 1
    assert (ours["title"], ours["licence"], ours["training"]) == ("Mine", "X", training)
    assert ours["name"] == "tiny-pose_fp16_openvino_model"
    assert json.dumps(ours["exports"][0]["parity"])


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"hello, I am text", "notes.pt", "is no .pt model"),
        (b"hello, I am text", "notes.onnx", "is no .onnx model"),
        (b"PK\x03\x04 and nothing else", "cut.pt", "damaged or no YOLO model"),
        (b"\x08\x07 and nothing else", "cut.onnx", "cannot be read by OpenVINO"),
        (b"x", "made.torchscript", "give the .pt it was made from"),
    ],
)
def test_a_file_that_is_no_model_is_refused_and_nothing_is_left(
    content: bytes, name: str, said: str, tmp_path: Path
) -> None:
    pytest.importorskip("ultralytics")
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ModelError, match=said) as refused:
        export_model(str(path), make_request("openvino"))
    assert len(str(refused.value).splitlines()) == 1
    assert names(tmp_path) == [name]


def test_a_detection_model_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("ultralytics")
    import ultralytics

    ultralytics.YOLO("yolov8n.yaml").save(tmp_path / "detect.pt")
    with pytest.raises(ModelError, match="detect model without keypoints"):
        export_model(str(tmp_path / "detect.pt"), make_request("onnx"))
    assert names(tmp_path) == ["detect.pt"]


def test_an_onnx_is_no_source_for_other_formats_than_openvino(own: Path) -> None:
    with pytest.raises(ModelError, match=r"OpenVINO only; for NCNN give the \.pt"):
        export_model(str(own), make_request("ncnn"))


def test_int8_without_pictures_is_refused(own: Path) -> None:
    with pytest.raises(InvalidInputError, match="give --calibrate a data set or a video"):
        export_model(str(own), make_request("openvino", precision="int8"))


def test_a_name_without_the_formats_ending_is_refused(own: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="must end in _openvino_model"):
        export_model(str(own), make_request("openvino"), output=tmp_path / "x.xml")


@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_a_full_disk_is_told_in_one_line_and_what_was_there_stays(
    own: Path, tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "pictures_for_checking", lambda *_: pictures(3))
    request = make_request("openvino", shape=(SIDE, SIDE))
    target = tmp_path / "t_openvino_model"
    export_model(str(own), request, output=target, check_on=Check(wanted=False))
    before = sha256_of(target / "model.bin")
    with small_disk(size), pytest.raises(RepSightError) as refused:
        export_model(str(own), request, output=target, check_on=Check(wanted=False))
    assert len(str(refused.value).splitlines()) == 1
    assert sha256_of(target / "model.bin") == before
    assert [name for name in names(tmp_path) if name.startswith(".")] == []


def test_a_full_disk_while_ultralytics_exports_is_told(weights: Path, tmp_path: Path) -> None:
    with small_disk(2_000_000), pytest.raises((OutputError, ModelError)) as refused:
        export_onnx(weights, tmp_path / "t.onnx")
    assert len(str(refused.value).splitlines()) == 1
    assert names(tmp_path) == []


def test_ultralytics_installs_nothing_by_itself(weights: Path) -> None:
    from repsight.pose.ultralytics_runtime import import_ultralytics

    checks: Any = importlib.import_module("ultralytics.utils.checks")
    checks.AUTOINSTALL = True  # as where somebody imported it first
    import_ultralytics("a test")
    assert checks.check_requirements("a-package-that-nobody-has") is False
    assert checks.AUTOINSTALL is False
