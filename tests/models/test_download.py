"""Fetching one file: whole, checked, or not at all."""

import hashlib
import socket
from pathlib import Path

import pytest

from repsight.core.errors import ModelError, OutputError
from repsight.models.download import download, sha256_of

BODY = bytes(range(256)) * 4000
DIGEST = hashlib.sha256(BODY).hexdigest()


def test_a_file_arrives_whole_and_its_checksum_is_given(server, tmp_path):
    url = server.put("/model", BODY)
    assert download(url, tmp_path / "model", sha256=DIGEST) == DIGEST
    assert (tmp_path / "model").read_bytes() == BODY
    assert sha256_of(tmp_path / "model") == DIGEST


def test_missing_folders_are_made(server, tmp_path):
    download(server.put("/model", BODY), tmp_path / "a" / "b" / "model")
    assert (tmp_path / "a" / "b" / "model").stat().st_size == len(BODY)


def test_progress_grows_to_the_size_that_the_server_gave(server, tmp_path):
    seen = []
    url = server.put("/model", BODY)
    download(url, tmp_path / "model", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(BODY), len(BODY))
    assert seen == sorted(seen)
    assert len(seen) > 1


def test_a_wrong_checksum_leaves_no_file(server, tmp_path):
    url = server.put("/model", BODY)
    with pytest.raises(ModelError, match=f"sha256 {DIGEST}, {'0' * 64} is expected"):
        download(url, tmp_path / "model", sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_checksum_leaves_the_earlier_file_alone(server, tmp_path):
    (tmp_path / "model").write_bytes(b"earlier")
    with pytest.raises(ModelError):
        download(server.put("/model", BODY), tmp_path / "model", sha256="0" * 64)
    assert (tmp_path / "model").read_bytes() == b"earlier"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_truncated_download_says_how_far_it_came_and_leaves_no_file(server, tmp_path):
    url = server.put("/model", BODY[:1000], claimed=len(BODY))
    with pytest.raises(ModelError, match=f"broke off after 1000 of {len(BODY)} bytes"):
        download(url, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_404_names_address_and_answer(server, tmp_path):
    with pytest.raises(ModelError, match=r"http://127.*/nowhere answered 404"):
        download(server.url + "/nowhere", tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_refused_connection_is_one_clear_line(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/model"
    with pytest.raises(ModelError, match="cannot be reached") as caught:
        download(url, tmp_path / "model")
    assert "\n" not in str(caught.value)


def test_a_silent_server_is_given_up(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/model"
        with pytest.raises(ModelError, match=r"cannot be reached \(timed out\)"):
            download(url, tmp_path / "model", timeout=0.2)


@pytest.mark.parametrize("url", ["", "models/x", "http://"])
def test_an_address_that_is_none_is_refused(url, tmp_path):
    with pytest.raises(ModelError, match="cannot be reached"):
        download(url, tmp_path / "model")


def test_a_proxy_from_the_environment_is_used(server, tmp_path, monkeypatch):
    server.put("http://models.example/model", BODY)
    monkeypatch.setenv("http_proxy", server.url)
    download("http://models.example/model", tmp_path / "model", sha256=DIGEST)
    assert server.asked == ["http://models.example/model"]


def test_a_folder_that_cannot_be_made_says_what_to_do(server, tmp_path):
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(OutputError, match=r"cannot be written .*REPSIGHT_CACHE"):
        download(server.put("/model", BODY), tmp_path / "file" / "model")


def test_a_full_disk_says_so_and_leaves_no_file(server, tmp_path: Path):
    resource = pytest.importorskip("resource", reason="file size limits are a Unix matter")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(BODY) // 2, hard))
    try:
        with pytest.raises(OutputError, match=r"cannot be written \(File too large\)"):
            download(server.put("/model", BODY), tmp_path / "model")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
