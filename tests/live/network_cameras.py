"""A network camera that can be pulled out: FFmpeg sending one video over and over."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class NetworkCamera:
    """Serves `video` in real time at `address` from `plug_in` until `pull_out`."""

    def __init__(self, video: Path, kind: str) -> None:
        ffmpeg = shutil.which("ffmpeg")
        if ffmpeg is None:
            pytest.skip("ffmpeg is not here to serve a stream")
        self._port = free_port()
        self.address = f"{kind}://127.0.0.1:{self._port}" + ("/live.ts" if kind == "http" else "")
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
        for _ in range(100):  # FFmpeg takes one connection only, so it is not asked
            if self.address.startswith("udp") or _is_taken(self._port):
                return
            time.sleep(0.1)

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
