"""The cards, and finding models by name or path."""

import re

import pytest

from repsight import models
from repsight.core.errors import ModelError
from repsight.models.cards import Download


def test_every_card_names_its_licence_and_where_to_read_it():
    for card in models.list_models():
        assert card.licence in ("Apache-2.0", "AGPL-3.0")
        assert card.licence in card.licence_line
        assert card.licence_url in card.licence_line


def test_all_sizes_of_the_three_yolo_families_are_known():
    names = {card.name for card in models.list_models()}
    sizes = {
        f"{family}{size}-pose" for family in ("yolov8", "yolo11", "yolo26") for size in "nsmlx"
    }
    assert names == sizes | {"blazepose-full"}


def test_ultralytics_weights_are_agpl_and_blazepose_is_not():
    for card in models.list_models():
        assert (card.licence == "AGPL-3.0") == card.name.startswith("yolo")


def test_every_checksum_is_a_sha256_and_a_card_without_one_says_so():
    for card in models.list_models():
        for checksum in card.checksums.values():
            assert checksum is None or re.fullmatch(r"[0-9a-f]{64}", checksum)
        unpinned = None in card.checksums.values()
        assert unpinned == ("the first download is trusted" in card.note)


def test_everything_of_blazepose_is_pinned():
    checksums = models.info("blazepose-full").checksums
    assert len(checksums) == 5
    assert None not in checksums.values()


def test_every_address_is_https():
    for card in models.list_models():
        for source in card.sources:
            assert not isinstance(source, Download) or source.url.startswith("https://")


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ModelError, match=r"'yolov9-pose'; known are blazepose-full, yolov8n-pose"):
        models.info("yolov9-pose")


def test_the_cache_is_where_the_environment_says(cache):
    assert models.cache_dir() == cache
    assert models.models_dir() == cache / "models"


def test_without_the_variable_the_cache_is_in_a_user_folder(monkeypatch):
    monkeypatch.delenv("REPSIGHT_CACHE", raising=False)
    assert models.cache_dir().name == "repsight"
    assert models.cache_dir().is_absolute()


def test_a_model_that_is_not_pulled_says_how_to_get_it(cache):
    with pytest.raises(ModelError, match="repsight models pull yolov8n-pose"):
        models.find("yolov8n-pose")


def test_a_path_is_found_as_it_is(tmp_path):
    (tmp_path / "own.onnx").write_bytes(b"x")
    assert models.find(tmp_path / "own.onnx") == tmp_path / "own.onnx"
    assert models.find(str(tmp_path / "own.onnx")) == tmp_path / "own.onnx"


def test_a_path_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no such file, and known are blazepose-full"):
        models.find(tmp_path / "own.onnx")


def test_blazepose_is_the_default_until_yolo_is_cached(cache):
    assert models.default_model() == "blazepose-full"
    onnx = models.cached_path(models.info("yolov8n-pose"))
    onnx.parent.mkdir(parents=True)
    onnx.write_bytes(b"x")
    assert models.default_model() == "yolov8n-pose"
    assert models.find("yolov8n-pose") == onnx
