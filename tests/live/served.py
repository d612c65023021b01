"""A network camera that can be pulled out: FFmpeg sending one video over and over."""

import contextlib
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class NetworkCamera:
    """Serves `video` in real time at `address` from `plug_in` until `pull_out`."""

    def __init__(self, video: Path, kind: str) -> None:
        ffmpeg = shutil.which("ffmpeg")
        if ffmpeg is None:
            pytest.skip("ffmpeg is not here to serve a stream")
        self.address = f"{kind}://127.0.0.1:{free_port()}" + ("/live.ts" if kind == "http" else "")
        listen = {
            "tcp": ["-f", "mpegts", f"{self.address}?listen=1"],
            "http": ["-f", "mpegts", "-listen", "1", self.address],
            "udp": ["-f", "mpegts", f"{self.address}?pkt_size=1316"],
        }[kind]
        read = [ffmpeg, "-v", "error", "-re", "-stream_loop", "-1", "-i", str(video)]
        self._command = [*read, "-c", "copy", *listen]
        self._process: subprocess.Popen[bytes] | None = None

    def plug_in(self) -> None:
        self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)

    def pull_out(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def network_camera(video: Path, kind: str) -> Iterator[NetworkCamera]:
    camera = NetworkCamera(video, kind)
    camera.plug_in()
    try:
        yield camera
    finally:
        camera.pull_out()
