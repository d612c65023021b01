"""A browser with a camera that shows the bundled clip, and a server for it to talk to."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chromium import find_chromium
from repsight.demo import demo_video
from repsight.models import info, is_cached
from web_page import LiveServer, Visit

STILL_BEFORE, STILL_AFTER = 6, 60
"""Seconds: time to be seen and counted down, and to look around afterwards."""


@pytest.fixture(scope="session")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip as Chromium's fake camera reads it: standing still, six squats, standing still."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("no ffmpeg is here to make the fake camera's picture")
    path = tmp_path_factory.mktemp("camera") / "camera.mjpeg"
    still = f"tpad=start_mode=clone:start_duration={STILL_BEFORE}"
    still += f":stop_mode=clone:stop_duration={STILL_AFTER}"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(demo_video()), "-vf", f"scale=640:360,{still}"]
        + ["-r", "30", "-c:v", "mjpeg", "-q:v", "5", "-pix_fmt", "yuvj420p", "-an", str(path)],
        check=True,
    )
    return path


# Its event loop runs as long as it is open, in the way of tests that have one of their own: no
# longer than one module.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Any, camera: Path) -> Iterator[Any]:
    """Chromium that allows the camera without asking."""
    started = playwright.chromium.launch(
        executable_path=find_chromium(),
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ],
    )
    yield started
    started.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The server as a user starts it, with BlazePose."""
    if not is_cached(info("blazepose-full")):
        pytest.skip("blazepose-full is not in the cache; run `repsight models pull blazepose-full`")
    running = LiveServer(tmp_path_factory.mktemp("live"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def visit(browser: Any, server: LiveServer) -> Iterator[Visit]:
    """A phone at the page; a complaint of the browser fails the test."""
    visiting = Visit(browser, server.address, (390, 844))
    yield visiting
    visiting.close()
    assert visiting.complaints == []
    assert visiting.foreign == []
