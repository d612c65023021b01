"""Models made here: registered whole, found by name, refused where damaged."""

import json

import pytest
from typer.testing import CliRunner

from repsight import models
from repsight.cli.app import app
from repsight.core.errors import InvalidInputError, ModelError, OutputError
from repsight.models import own
from small_disk import small_disk

CARD = {
    "title": "YOLOv8n-pose trained on floor exercises",
    "licence": "AGPL-3.0",
    "base": {"name": "yolov8n-pose", "sha256": "ab" * 32},
    "training": {"epochs": 3, "lr": 0.00125},
    "exports": [
        {"format": "onnx", "parity": {"frames": 200, "keypoint_px_mean": 0.01}},
        {"format": "ncnn", "imgsz": [640, 640]},
    ],
}


@pytest.fixture
def made(cache, tmp_path):
    """A model file and its weights, as training leaves them."""
    onnx, weights = tmp_path / "best.onnx", tmp_path / "best.pt"
    onnx.write_bytes(b"\x08 network")
    weights.write_bytes(b"PK weights")
    return onnx, weights


def run(*arguments):
    return CliRunner().invoke(app, ["models", *arguments], catch_exceptions=True)


def test_a_registered_model_is_found_by_its_name(made, cache):
    path = own.register(made[0], "floor", CARD, beside=[made[1]])
    assert path == cache / "models" / "own" / "floor" / "floor.onnx"
    assert models.find("floor") == path
    assert path.read_bytes() == made[0].read_bytes()
    assert own.own_weights("floor").read_bytes() == made[1].read_bytes()
    (known,) = own.own_models()
    assert (known.name, known.path, known.card["title"]) == ("floor", path, CARD["title"])
    assert known.card["schema"] == "repsight.model_card/1"
    assert known.card["name"] == "floor"


def test_a_folder_is_registered_with_all_that_is_in_it(cache, tmp_path):
    folder = tmp_path / "best_openvino_model"
    (folder / "more").mkdir(parents=True)
    (folder / "best.xml").write_text("<?xml")
    (folder / "more" / "meta.yaml").write_text("task: pose")
    path = own.register(folder, "floor", CARD)
    assert path.name == "floor_openvino_model"
    assert models.find("floor") == path
    assert own.own_weights("floor") is None
    (path / "more" / "meta.yaml").write_text("task: detect")
    with pytest.raises(ModelError, match=r"meta\.yaml is damaged; run `repsight models remove"):
        models.find("floor")


def test_a_damaged_model_is_refused_in_one_line(made):
    path = own.register(made[0], "floor", CARD, beside=[made[1]])
    path.write_bytes(b"\x08 netwurk")
    with pytest.raises(ModelError, match=r"floor\.onnx is damaged; run `repsight models remove fl"):
        models.find("floor")


@pytest.mark.parametrize("lost", ["floor.onnx", "floor.onnx.card.json", "SHA256SUMS"])
def test_a_model_that_lacks_a_file_is_refused_and_not_listed(made, lost):
    path = own.register(made[0], "floor", CARD)
    (path.parent / lost).unlink()
    assert own.own_models() == ()
    with pytest.raises(ModelError, match="repsight models remove floor"):
        models.find("floor")


def test_a_card_may_be_written_again_without_the_model_counting_as_damaged(made):
    path = own.register(made[0], "floor", CARD)
    own.write_card(path, {**own.read_card(path), "exports": [{"format": "torchscript"}]})
    assert models.find("floor") == path
    assert own.read_card(path)["exports"] == [{"format": "torchscript"}]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("yolov8n-pose", "is a model that is known already"),
        ("blazepose-full", "is a model that is known already"),
        ("../floor", "is no name for a model"),
        ("floor.onnx", "is no name for a model"),
        (".floor", "is no name for a model"),
        ("", "is no name for a model"),
    ],
)
def test_a_name_that_is_known_or_no_name_is_refused(made, cache, name, reason):
    with pytest.raises(InvalidInputError, match=reason):
        own.register(made[0], name, CARD)
    assert not list(cache.rglob("*.onnx"))


def test_a_name_is_given_once_until_the_model_is_removed(made):
    own.register(made[0], "floor", CARD)
    with pytest.raises(InvalidInputError, match="a model floor of yours already"):
        own.register(made[0], "floor", CARD)
    assert run("remove", "floor").exit_code == 0
    own.register(made[0], "floor", CARD)


def test_on_a_full_disk_nothing_is_registered(made, cache):
    made[0].write_bytes(bytes(300_000))
    with small_disk(100_000), pytest.raises(OutputError, match="cannot be written"):
        own.register(made[0], "floor", CARD)
    assert not list(cache.rglob("*.onnx"))
    assert own.find_own("floor") is None


def test_a_card_without_a_licence_is_refused_and_nothing_is_registered(made, cache):
    with pytest.raises(InvalidInputError, match="needs licence"):
        own.register(made[0], "floor", {"title": "floor"})
    with pytest.raises(InvalidInputError, match="JSON has not"):
        own.register(made[0], "floor", {**CARD, "metrics": float("nan")})
    assert not list(cache.rglob("*.onnx"))


def test_a_missing_model_is_refused(made, tmp_path):
    with pytest.raises(ModelError, match="nothing was registered"):
        own.register(tmp_path / "none.onnx", "floor", CARD)


def test_a_model_without_a_card_has_none_and_a_damaged_card_is_refused(made):
    assert own.read_card(made[0]) is None
    own.card_path(made[0]).write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        own.read_card(made[0])
    own.card_path(made[0]).write_text(json.dumps({"schema": "other/1"}))
    with pytest.raises(ModelError, match="no model card"):
        own.read_card(made[0])


def test_the_readable_card_tells_the_same(made):
    own.write_card(made[0], {"name": "floor", **CARD})
    text = made[0].with_name("best.onnx.card.md").read_text()
    assert "# YOLOv8n-pose trained on floor exercises" in text
    assert "Licence: AGPL-3.0." in text
    assert "| lr | 0.00125 |" in text
    assert "| format | parity frames | parity keypoint px mean | imgsz |" in text
    assert "| ncnn | – | – | 640, 640 |" in text


def test_the_commands_list_show_and_find_own_models(made):
    path = own.register(made[0], "floor", CARD)
    listed = run("list").stdout
    assert "floor" in listed
    assert "own" in listed
    assert run("path", "floor").stdout.strip() == str(path)
    shown = run("info", "floor").stdout
    assert str(path) in shown
    assert "Licence: AGPL-3.0." in shown
    assert "licence: AGPL-3.0" in run("info", "yolov8n-pose").stdout


def test_an_unknown_name_lists_own_models_too(made):
    own.register(made[0], "floor", CARD)
    with pytest.raises(ModelError, match=r"known are blazepose-full, .*, floor"):
        models.find("flor")
    with pytest.raises(ModelError, match="yours are floor"):
        own.remove("flor")
