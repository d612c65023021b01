"""Metadata in front of a TFLite file: the network itself stays as it was."""

import zipfile
from pathlib import Path

import pytest
import tflite

from repsight.core.errors import ModelError
from repsight.web.engines import find_engines, write_task
from repsight.web.tflite_metadata import METADATA_NAME, add_metadata, has_metadata

NAMES = ("pose_detector.tflite", "pose_landmarks_detector.tflite")


@pytest.fixture(scope="module")
def networks(shared: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(shared / "models" / "pose_landmarker_full.task") as task:
        return {name: task.read(name) for name in NAMES}


def names(model: tflite.Model) -> list[bytes]:
    return [model.Metadata(i).Name() for i in range(model.MetadataLength())]


def test_everything_but_the_metadata_stays(networks):
    for network in networks.values():
        before = tflite.Model.GetRootAs(network, 0)
        after = tflite.Model.GetRootAs(add_metadata(network, 0.0, 255.0), 0)
        assert after.Version() == before.Version() == 3
        assert after.Description() == before.Description()
        assert after.OperatorCodesLength() == before.OperatorCodesLength()
        assert after.SubgraphsLength() == 1
        assert after.Subgraphs(0).OperatorsLength() == before.Subgraphs(0).OperatorsLength()
        assert after.BuffersLength() == before.BuffersLength() + 1
        for index in range(before.BuffersLength()):
            length = before.Buffers(index).DataLength()
            assert after.Buffers(index).DataLength() == length
            if length:
                data = after.Buffers(index).DataAsNumpy()
                assert (data == before.Buffers(index).DataAsNumpy()).all()


def test_the_metadata_is_found_by_its_name_and_says_it_is_metadata(networks):
    after = tflite.Model.GetRootAs(add_metadata(networks[NAMES[0]], 127.5, 127.5), 0)
    entry = after.Metadata(after.MetadataLength() - 1)
    assert names(after)[-1] == METADATA_NAME
    content = bytes(after.Buffers(entry.Buffer()).DataAsNumpy())
    assert content[4:8] == b"M001"


def test_weights_stay_aligned(networks):
    network = networks[NAMES[1]]
    assert (len(add_metadata(network, 0.0, 255.0)) - len(network)) % 64 == 0


def test_published_networks_have_metadata(networks):
    assert all(has_metadata(network) for network in networks.values())


def test_something_else_is_refused():
    with pytest.raises(ModelError, match="not a TFLite file"):
        add_metadata(b"PK\x03\x04 something else", 0.0, 255.0)


def test_a_task_holds_both_networks_stored_as_they_are(networks, tmp_path):
    for name, network in networks.items():
        (tmp_path / name).write_bytes(network)
    task = tmp_path / "made" / "blazepose-full.task"
    write_task(tmp_path, task)
    with zipfile.ZipFile(task) as archive:
        assert [info.compress_type for info in archive.infolist()] == [zipfile.ZIP_STORED] * 2
        assert {name: archive.read(name) for name in NAMES} == networks
    assert [path.name for path in task.parent.iterdir()] == [task.name]


def test_a_missing_network_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"pose_detector\.tflite is missing"):
        write_task(tmp_path, tmp_path / "out.task")


def test_an_onnx_file_is_offered_before_blazepose(shared, monkeypatch, tmp_path):
    monkeypatch.setenv("REPSIGHT_CACHE", str(tmp_path))
    offered = find_engines(shared / "models" / "yolov8n-pose.onnx")
    assert [(engine.kind, engine.file) for engine in offered] == [("onnx", "yolov8n-pose.onnx")]


def test_an_empty_cache_offers_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("REPSIGHT_CACHE", str(tmp_path))
    assert find_engines("blazepose-full") == ()
