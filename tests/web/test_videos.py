"""Uploaded videos: counted by a process that may die, kept under a key, bounded."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served_app import Served
from starlette.testclient import TestClient

from repsight.models import is_cached, list_models
from repsight.web.app import create_app
from repsight.web.settings import Limits, Settings
from squatter import squat_recording, write_video

WAIT_SECONDS = 90.0


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    card = next(card for card in list_models() if card.name == "blazepose-full")
    if not is_cached(card):
        pytest.skip("blazepose-full is not in the cache; `repsight models pull blazepose-full`")
    options = ("--model", card.name, "--max-video-mb", "2")
    server = Served(tmp_path_factory.mktemp("counting"), *options).start()
    yield server
    _, said = server.stop()
    assert "Traceback" not in said, said


def upload(server: Served, data: bytes, **query: str) -> tuple[str, dict[str, str]]:
    """Where the video is, and its key."""
    answer = httpx.post(f"{server.http}/api/videos", content=data, params=query, timeout=30)
    assert answer.status_code == 202, answer.text
    told = answer.json()
    return f"{server.http}/api/videos/{told['id']}", {"key": told["key"]}


def outcome(address: str, key: dict[str, str]) -> dict:
    ends = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < ends:
        told = httpx.get(address, params=key).json()
        if told["status"] in ("done", "failed"):
            return dict(told)
        time.sleep(0.2)
    raise TimeoutError(told)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Half a second of grey: a video with nobody in it."""
    recording = squat_recording(reps=1)
    return write_video(tmp_path_factory.mktemp("video") / "grey.mp4", recording).read_bytes()


def test_a_video_is_counted_and_its_report_and_removal_work(counting: Served, video: bytes) -> None:
    address, key = upload(counting, video, exercise="squat")
    told = outcome(address, key)
    assert told["status"] == "done", told
    assert told["session"]["schema"] == "repsight.session/1"
    assert told["session"]["provenance"]["exercise"] == "squat"
    assert told["session"]["people"] == []
    report = httpx.get(f"{address}/report", params=key, timeout=60)
    assert report.headers["content-type"].startswith("text/html")
    assert "sandbox" in report.headers["content-security-policy"]
    assert str(counting.data) not in report.text
    assert httpx.get(address, params={"key": "wrong"}).status_code == 404
    assert httpx.delete(address, params=key).status_code == 204
    assert httpx.get(address, params=key).status_code == 404
    assert not (counting.data / "videos" / address.rsplit("/", 1)[1]).exists()


@pytest.mark.parametrize("content", [b"no video", b"\0" * 5000, b"\x1aE\xdf\xa3" * 100])
def test_what_is_no_video_fails_in_a_sentence_without_a_path(
    counting: Served, content: bytes
) -> None:
    address, key = upload(counting, content)
    told = outcome(address, key)
    assert told["status"] == "failed"
    assert told["message"]
    assert "/" not in told["message"].replace("and/or", "")
    assert httpx.get(f"{address}/report", params=key).status_code == 409


def test_a_cut_video_counts_what_is_there_or_fails_in_a_sentence(
    counting: Served, video: bytes
) -> None:
    told = outcome(*upload(counting, video[: len(video) // 2]))
    assert told["status"] == "failed" or told["session"]["complete"] is False
    assert str(counting.data) not in json.dumps(told)


def test_a_video_that_is_too_large_is_refused_at_once_and_leaves_nothing(
    counting: Served,
) -> None:
    before = set((counting.data / "videos").iterdir())
    answer = httpx.post(f"{counting.http}/api/videos", content=b"\0" * (3 << 20))
    assert answer.status_code == 413
    assert answer.json()["code"] == "large"

    def unannounced() -> Iterator[bytes]:
        for _ in range(48):
            yield b"\0" * (1 << 16)

    answer = httpx.post(f"{counting.http}/api/videos", content=unannounced())
    assert answer.status_code == 413
    assert set((counting.data / "videos").iterdir()) == before


def test_an_empty_upload_and_an_unknown_exercise_are_refused(counting: Served) -> None:
    address = f"{counting.http}/api/videos"
    assert httpx.post(address, content=b"").json()["code"] == "empty"
    for exercise in ("nope", "../../x.toml", ""):
        answer = httpx.post(address, content=b"x", params={"exercise": exercise})
        assert answer.json()["code"] == "exercise"


def test_a_counting_process_that_is_killed_fails_its_video_only(
    counting: Served, video: bytes
) -> None:
    address, key = upload(counting, video)
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        found = [p for p in children(counting) if b"video_child" in command(p)]
        if found:
            os.kill(found[0], signal.SIGKILL)
            break
        time.sleep(0.01)
    assert outcome(address, key)["status"] == "failed"
    assert outcome(*upload(counting, video))["status"] == "done"


def children(server: Served) -> list[int]:
    assert server.process is not None
    number = server.process.pid
    return [int(p) for p in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_queue_is_bounded_and_what_waits_is_taken_up_after_a_restart(
    tmp_path: Path, video: bytes
) -> None:
    settings = Settings(tmp_path, model="none", limits=Limits(max_videos=2))
    ids = []
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        for _ in range(2):
            ids.append(client.post("/api/videos", content=video).json())
        full = client.post("/api/videos", content=video)
    assert full.status_code == 429
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        for told in ids:
            answer = client.get(f"/api/videos/{told['id']}", params={"key": told["key"]})
            assert answer.json()["status"] in ("waiting", "counting", "failed")


def test_a_full_disk_is_said_before_the_upload(tmp_path: Path) -> None:
    settings = Settings(tmp_path, limits=Limits(free_bytes=1 << 60))
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        answer = client.post("/api/videos", content=b"x")
    assert answer.status_code == 507
    assert answer.json()["code"] == "full"
