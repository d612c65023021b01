"""The page of `repsight serve` as its tests see it: a server that runs, and a visit to it."""

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

START_SECONDS = 30.0
WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => window.violations.push(e.blockedURI));
"""


class LiveServer:
    """`repsight serve` in a process of its own, which can be killed and started again."""

    def __init__(self, data: Path, *words: str) -> None:
        self._data, self._words = data, words
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "repsight", "serve", "--port", str(self.port)]
            + ["--data", str(self._data), "--model", "blazepose-full", *self._words],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_up():
            assert self._process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}health", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


class Visit:
    """One page; `complaints` is what the browser complained of, `foreign` who else was asked."""

    def __init__(self, browser: Any, address: str, size: tuple[int, int], **context: Any) -> None:
        width, height = size
        self.address = address
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=width < 600, **context
        )
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.context.add_init_script(WATCH_POLICY)
        self.context.on("request", self._asked)
        self.page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, request: Any) -> None:
        host = urlsplit(request.url).netloc
        if host and host != urlsplit(self.address).netloc:
            self.foreign.append(request.url)

    def open(self, query: str = "") -> Any:
        """The page with its start view."""
        self.page.goto(self.address + query)
        self.page.wait_for_selector("#start")
        return self.page

    def run(self, script: str, argument: Any = None) -> Any:
        """What a function of the page answers; modules are imported by their addresses."""
        return self.page.evaluate(script, argument)

    def choose(self, words: str) -> None:
        """Press a choice of the start view by its words."""
        self.page.get_by_role("radio", name=words).check(force=True)

    def person(self) -> dict[str, Any] | None:
        """What the page last heard of the person in front."""
        found: dict[str, Any] | None = self.run("() => window.repsight?.state?.people[0] ?? null")
        return found

    def wait_for_count(self, count: int, seconds: float) -> None:
        """Wait until so many repetitions are counted."""
        self.page.wait_for_function(
            "(n) => (window.repsight?.state?.people[0]?.count ?? 0) >= n",
            arg=count,
            timeout=seconds * 1000,
        )

    def finish(self) -> Any:
        """End the workout; the summary as text."""
        self.page.keyboard.press("f")
        self.page.click("dialog .primary")
        self.page.wait_for_selector(".summary", timeout=20_000)
        return self.page.inner_text(".summary")

    def close(self) -> None:
        if not self.page.is_closed():
            self.complaints += [
                f"blocked {uri}" for uri in self.run("() => window.violations ?? []")
            ]
        self.context.close()
