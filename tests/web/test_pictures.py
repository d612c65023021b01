"""Camera pictures looked at on the server: counted, scaled, refused; the process may die."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from served_app import Served
from web_client import LiveClient, counted

from repsight.demo import demo_video
from repsight.models import find, is_cached, list_models
from repsight.video import open_source
from repsight.web.jpeg import jpeg_size

SQUATS = {"steps": [{"exercise": "squat"}]}
STRIDE = 3


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    card = next(card for card in list_models() if card.name == "blazepose-full")
    if not is_cached(card):
        pytest.skip("blazepose-full is not in the cache; `repsight models pull blazepose-full`")
    find(card.name)
    server = Served(tmp_path_factory.mktemp("looking"), "--model", card.name).start()
    yield server
    _, said = server.stop()
    assert "Traceback" not in said, said


@pytest.fixture(scope="module")
def pictures() -> list[tuple[float, bytes]]:
    """Every third frame of the demo clip's first seconds, as a camera would send it."""
    found = []
    with open_source(demo_video()) as source:
        for place, frame in enumerate(source):
            if place % STRIDE == 0:
                bgr = cv2.cvtColor(np.asarray(frame.image), cv2.COLOR_RGB2BGR)
                _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 80])
                found.append((frame.t, jpeg.tobytes()))
            if frame.t > 12:
                break
    return found


def pose_process(server: Served) -> int:
    """The number of the pose process: the server's child."""
    assert server.process is not None
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    for child in children.split():
        if b"pose_child" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("there is no pose process")


async def play(
    one: LiveClient, pictures: list[tuple[float, bytes]], disturb: object = None
) -> None:
    """Each picture when the one before was answered, so that none is skipped."""
    for place, (t, jpeg) in enumerate(pictures):
        if disturb is not None and place == len(pictures) // 2:
            disturb()  # type: ignore[operator]
        seq = await one.picture(t, jpeg)
        try:
            await one.answered(seq, 0.6 if disturb else 10)
        except TimeoutError:
            continue  # the frame that was lost with the process


async def whole(server: Served, pictures: list, disturb: object = None) -> tuple[LiveClient, dict]:
    width, height = jpeg_size(pictures[0][1]) or (0, 0)
    size = (2 * width, 2 * height)  # the page's own picture is larger than what it sends
    async with LiveClient(server.ws, size=size, mode="frames", plan=SQUATS) as one:
        await play(one, pictures, disturb)
        return one, await one.finish(pictures[-1][0] + 0.1)


def test_pictures_are_counted_and_the_scene_is_in_the_pages_own_pixels(
    looking: Served, pictures: list
) -> None:
    one, session = asyncio.run(whole(looking, pictures))
    assert session["provenance"]["model"] == "blazepose-full"
    assert counted(session) >= 2
    assert not one.errors
    width, _ = one.size
    points = [p for s in one.states[5:] for line in s["scene"] for p in line.get("points", [])]
    xs = [x for x, _ in points]
    assert width * 0.3 < np.median(xs) < width * 0.7  # the person stands in the middle


@pytest.mark.slow
def test_a_killed_pose_process_costs_a_frame_or_two(looking: Served, pictures: list) -> None:
    _, undisturbed = asyncio.run(whole(looking, pictures))
    first = pose_process(looking)
    one, session = asyncio.run(
        whole(looking, pictures, lambda: os.kill(pose_process(looking), signal.SIGKILL))
    )
    assert not one.errors
    assert abs(counted(session) - counted(undisturbed)) <= 1
    assert pose_process(looking) != first
    assert "repsight_pose_restarts_total 1.0" in httpx.get(f"{looking.http}/metrics").text


def test_what_is_no_picture_is_refused_and_the_session_goes_on(
    looking: Served, pictures: list
) -> None:
    good = pictures[0][1]
    size = jpeg_size(good)
    assert size is not None
    head = good.index(b"\xff\xc0")
    giant = good[: head + 5] + b"\xff\xff\xff\xff" + good[head + 9 :]
    cut = good[: len(good) // 2]

    async def run() -> LiveClient:
        async with LiveClient(looking.ws, size=size, mode="frames", plan=SQUATS) as one:
            for place, jpeg in enumerate([b"\x89PNG\r\n", giant, good[:60], cut]):
                await one.picture(float(place), jpeg)
                await asyncio.sleep(0.3)
            seq = await one.picture(10.0, good)
            await one.answered(seq)
            return one

    one = asyncio.run(run())
    assert [error["code"] for error in one.errors][:2] == ["picture", "picture"]
    assert not any(error["fatal"] for error in one.errors)
    assert one.states[-1]["t"] == 10.0


def test_of_pictures_that_come_too_fast_the_newest_is_looked_at(
    looking: Served, pictures: list
) -> None:
    async def run() -> tuple[LiveClient, float]:
        size = jpeg_size(pictures[0][1])
        assert size is not None
        async with LiveClient(looking.ws, size=size, mode="frames", plan=SQUATS) as one:
            await one.picture(*pictures[0])
            began = time.perf_counter()
            for t, jpeg in pictures[1:]:
                await one.picture(t, jpeg)
            await one.answered(one.seq - 1, 20)
            return one, time.perf_counter() - began

    one, seconds = asyncio.run(run())
    assert one.states[-1]["t"] == pictures[-1][0]
    assert len(one.states) < len(pictures)
    assert seconds < 10


def test_a_session_of_keypoints_takes_no_pictures(served: Served, pictures: list) -> None:
    async def run() -> LiveClient:
        async with LiveClient(served.ws) as one:
            await one.picture(*pictures[0])
            await asyncio.sleep(0.3)
            return one

    assert [error["code"] for error in asyncio.run(run()).errors] == ["mode"]


@pytest.mark.parametrize("quality", [10, 95])
@pytest.mark.parametrize("progressive", [0, 1])
def test_a_jpegs_size_is_in_its_header(quality: int, progressive: int) -> None:
    picture = np.zeros((123, 456, 3), np.uint8)
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_PROGRESSIVE, progressive]
    _, jpeg = cv2.imencode(".jpg", picture, options)
    assert jpeg_size(jpeg.tobytes()) == (456, 123)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8" + b"\xff" * 500, b"GIF89a" * 9,
             b"\xff\xd8\xff\xe0\x00\x00" * 50, b"\xff\xd8\xff\xe0\xff\xff"],
)  # fmt: skip
def test_what_is_no_jpeg_has_no_size(data: bytes) -> None:
    assert jpeg_size(data) is None
