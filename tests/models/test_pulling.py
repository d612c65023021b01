"""Pulling models from a real server on this machine."""

import hashlib
import importlib.util
import io
import os
import zipfile

import pytest

from repsight import models
from repsight.core.errors import ModelError, OutputError
from repsight.models.cards import Download, Member, Wheel

NETWORKS = {"pose_detector.tflite": b"detector", "pose_landmarks_detector.tflite": b"landmarks"}
IN_WHEEL = {
    "pose_detector.tflite": "mediapipe/modules/pose_detection/pose_detection.tflite",
    "pose_landmarks_detector.tflite": "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
}
GONE = "http://127.0.0.1:9"  # the discard port: nothing listens there
NAME = "blazepose-full"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def members(inside: dict[str, str] | None = None) -> tuple[Member, ...]:
    return tuple(
        Member(inside[name] if inside else name, name, sha256(data))
        for name, data in NETWORKS.items()
    )


def task_source(server, body: bytes | None = None) -> Download:
    body = zipped(NETWORKS) if body is None else body
    return Download(server.put("/pose.task", body), sha256(body), members())


def wheel_source(server, monkeypatch, files: dict[str, bytes]) -> Wheel:
    """A wheel in a package index of our own, which pip is told of as any user would."""
    name = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
    data = "mediapipe-0.10.21.dist-info/"
    body = zipped(
        {
            **files,
            data + "METADATA": b"Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n",
            data + "WHEEL": b"Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_28_x86_64\n",
            data + "RECORD": b"",
        }
    )
    server.put(f"/simple/mediapipe/{name}", body)
    server.put("/simple/mediapipe/", f'<a href="{name}">{name}</a>'.encode())
    for variable in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", server.url + "/simple")
    return Wheel("mediapipe==0.10.21", "3.11", "manylinux_2_28_x86_64", members(IN_WHEEL))


def assert_pulled(cache) -> None:
    folder = cache / "models" / NAME
    assert models.find(NAME) == folder
    for name, data in NETWORKS.items():
        assert (folder / name).read_bytes() == data


def assert_nothing_kept(cache) -> None:
    assert list((cache / "models").iterdir()) == []


def test_blazepose_comes_from_the_task_file(server, cache):
    path = models.pull(NAME, sources=[task_source(server)])
    assert path == cache / "models" / NAME
    assert_pulled(cache)


def test_the_licence_is_said_first(server, cache):
    said = []
    models.pull(NAME, sources=[task_source(server)], say=said.append)
    assert "Apache-2.0" in said[0]
    assert "/pose.task" in said[1]


def test_what_is_cached_is_not_downloaded_again(server, cache):
    source = task_source(server)
    models.pull(NAME, sources=[source])
    models.pull(NAME, sources=[source])
    assert server.asked == ["/pose.task"]


def test_progress_is_passed_on(server, cache):
    seen = []
    source = task_source(server)
    models.pull(NAME, sources=[source], progress=lambda *step: seen.append(step))
    assert seen[-1][0] == seen[-1][1] == len(zipped(NETWORKS))


def test_where_the_task_file_is_out_of_reach_the_wheel_is_taken(server, cache, monkeypatch):
    files = {inside: NETWORKS[name] for name, inside in IN_WHEEL.items()}
    wheel = wheel_source(server, monkeypatch, files)
    said = []
    models.pull(
        NAME, sources=[Download(GONE + "/pose.task", None, members()), wheel], say=said.append
    )
    assert_pulled(cache)
    assert any("cannot be reached" in line for line in said)


def test_both_sources_leave_the_same_folder(server, tmp_path, monkeypatch):
    kept = []
    files = {inside: NETWORKS[name] for name, inside in IN_WHEEL.items()}
    for i, source in enumerate((task_source(server), wheel_source(server, monkeypatch, files))):
        monkeypatch.setenv("REPSIGHT_CACHE", str(tmp_path / str(i)))
        folder = models.pull(NAME, sources=[source])
        kept.append({file.name: file.read_bytes() for file in folder.iterdir()})
    assert kept[0] == kept[1]


def test_a_wheel_with_other_networks_is_refused(server, cache, monkeypatch):
    wheel = wheel_source(server, monkeypatch, dict.fromkeys(IN_WHEEL.values(), b"other"))
    with pytest.raises(ModelError, match=f"sha256 {sha256(b'other')}, .* is expected"):
        models.pull(NAME, sources=[wheel])
    assert_nothing_kept(cache)


def test_a_wheel_that_the_registry_does_not_have_is_one_clear_line(server, cache, monkeypatch):
    wheel_source(server, monkeypatch, {})
    missing = Wheel("mediapipe==0.10.99", "3.11", "manylinux_2_28_x86_64", members(IN_WHEEL))
    with pytest.raises(ModelError, match=r"pip could not download mediapipe==0\.10\.99") as caught:
        models.pull(NAME, sources=[missing])
    assert "\n" not in str(caught.value)


def test_a_wrong_checksum_goes_on_to_the_next_source(server, cache):
    good = task_source(server)
    bad = Download(server.put("/other.task", b"tampered"), good.sha256, members())
    models.pull(NAME, sources=[bad, good])
    assert_pulled(cache)


def test_a_wrong_checksum_everywhere_keeps_nothing(server, cache):
    bad = Download(server.put("/pose.task", b"tampered"), "0" * 64, members())
    with pytest.raises(ModelError, match="it was deleted"):
        models.pull(NAME, sources=[bad])
    assert_nothing_kept(cache)


def test_a_truncated_archive_keeps_nothing(server, cache):
    body = zipped(NETWORKS)
    url = server.put("/pose.task", body[:50], claimed=len(body))
    with pytest.raises(ModelError, match="broke off after 50 of"):
        models.pull(NAME, sources=[Download(url, sha256(body), members())])
    assert_nothing_kept(cache)


def test_an_archive_without_the_networks_is_refused(server, cache):
    with pytest.raises(ModelError, match=r"has no pose_detector\.tflite"):
        models.pull(NAME, sources=[task_source(server, zipped({"readme": b""}))])
    with pytest.raises(ModelError, match=r"has no pose_detector\.tflite"):
        models.pull(NAME, sources=[task_source(server, b"no zip at all")])


def test_without_network_the_message_says_which_file_to_put_where(cache):
    source = Download(GONE + "/pose.task", None, members())
    with pytest.raises(ModelError) as caught:
        models.pull(NAME, sources=[source])
    text = str(caught.value)
    assert f"put {GONE}/pose.task into {cache / 'models'} by hand" in text
    assert "\n" not in text


def test_a_file_put_there_by_hand_is_used(cache):
    (cache / "models").mkdir(parents=True)
    (cache / "models" / "pose.task").write_bytes(zipped(NETWORKS))
    source = Download(GONE + "/pose.task", sha256(zipped(NETWORKS)), members())
    models.pull(NAME, sources=[source])
    assert_pulled(cache)


def test_a_wrong_file_put_there_by_hand_is_refused(cache):
    (cache / "models").mkdir(parents=True)
    (cache / "models" / "pose.task").write_bytes(b"something else")
    with pytest.raises(ModelError, match="is expected; delete it"):
        models.pull(NAME, sources=[Download(GONE + "/pose.task", "0" * 64, members())])


def test_a_cached_file_that_changed_is_noticed_and_pulled_again(server, cache):
    source = task_source(server)
    damaged = models.pull(NAME, sources=[source]) / "pose_detector.tflite"
    damaged.write_bytes(b"detectoR")
    with pytest.raises(ModelError, match="is damaged; run `repsight models pull"):
        models.find(NAME)
    models.pull(NAME, sources=[source])
    assert_pulled(cache)


def test_a_cached_file_that_vanished_is_noticed(server, cache):
    (models.pull(NAME, sources=[task_source(server)]) / "pose_detector.tflite").unlink()
    with pytest.raises(ModelError, match="is damaged"):
        models.find(NAME)


def test_a_cache_that_cannot_be_written_says_what_to_do(server, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"in the way")
    monkeypatch.setenv("REPSIGHT_CACHE", str(tmp_path / "file"))
    with pytest.raises(OutputError, match=r"cannot be written .*REPSIGHT_CACHE"):
        models.pull(NAME, sources=[task_source(server)])


def test_weights_without_a_published_checksum_are_trusted_once(server, cache):
    said = []
    source = Download(server.put("/w.pt", b"weights"), None)
    path = models.pull_weights("yolov8s-pose", sources=[source], say=said.append)
    assert path.read_bytes() == b"weights"
    assert any(f"sha256 {sha256(b'weights')} is trusted from now on" in line for line in said)
    path.unlink()
    server.put("/w.pt", b"other weights")
    with pytest.raises(ModelError, match=f"{sha256(b'weights')} is expected"):
        models.pull_weights("yolov8s-pose", sources=[source])
    assert not path.exists()


def test_pinned_weights_are_checked(server, cache):
    url = server.put("/yolov8n-pose.pt", b"not the weights")
    pinned = models.info("yolov8n-pose").checksums["yolov8n-pose.pt"]
    with pytest.raises(ModelError, match=f"{pinned} is expected"):
        models.pull_weights("yolov8n-pose", sources=[Download(url, pinned)])
    assert_nothing_kept(cache)


def test_blazepose_has_no_weights_to_fine_tune(cache):
    with pytest.raises(ModelError, match="has no PyTorch weights"):
        models.pull_weights(NAME)


@pytest.mark.skipif(
    importlib.util.find_spec("ultralytics") is not None, reason="the [yolo] extra is installed"
)
def test_without_the_extra_yolo_says_so_before_downloading(server, cache):
    source = Download(server.put("/yolov8n-pose.pt", b"weights"), None)
    said = []
    with pytest.raises(ModelError, match=r"pip install 'repsight\[yolo\]'"):
        models.pull("yolov8n-pose", sources=[source], say=said.append)
    assert server.asked == []
    assert "AGPL-3.0" in said[0]
