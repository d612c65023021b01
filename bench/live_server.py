"""`repsight serve` as a program of its own, for as long as it is measured."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

START_SECONDS = 60.0


class Server:
    """A running server on a free port of this machine; `data` outlives it."""

    def __init__(self, data: Path, *options: str, port: int | None = None) -> None:
        self.port = free_port() if port is None else port
        data.mkdir(parents=True, exist_ok=True)
        self._log = (data / f"server-{time.monotonic_ns()}.log").open("wb")
        command = [sys.executable, "-m", "repsight", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(
            [*command, "--data", str(data), *options],
            stdout=self._log,
            stderr=self._log,
            env=os.environ,
        )
        self._wait()

    def _wait(self) -> None:
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and self._process.poll() is None:
            with suppress(OSError, ValueError):
                self.get("/health")
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start; see {self._log.name}")

    @property
    def page(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def live(self) -> str:
        """Where live sessions go."""
        return f"ws://127.0.0.1:{self.port}/api/live"

    def get(self, path: str) -> Any:
        """What the server says there, as data."""
        with urllib.request.urlopen(self.page + path.lstrip("/"), timeout=10) as answer:
            return json.load(answer)

    @property
    def alive(self) -> bool:
        """Whether it still runs and answers."""
        try:
            self.get("/health")
        except (OSError, ValueError):
            return False
        return self._process.poll() is None

    def kill(self) -> None:
        """Kill it as a crash would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._log.close()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
