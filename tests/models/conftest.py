"""A real HTTP server on this machine, and a cache of its own for each test."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


@dataclass
class LocalServer:
    """Serves `files`: path to (status, body, length it claims to have)."""

    url: str = ""
    files: dict[str, tuple[int, bytes, int]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: bytes, *, claimed: int | None = None) -> str:
        self.files[path] = (200, body, len(body) if claimed is None else claimed)
        return self.url + path


@pytest.fixture(autouse=True)
def _no_proxy_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where downloads need a proxy, the tests' own server must still be asked directly."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[LocalServer]:
    local = LocalServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            local.asked.append(self.path)
            status, body, claimed = local.files.get(self.path, (404, b"nothing", 7))
            self.send_response(status)
            self.send_header("Content-Length", str(claimed))
            kind = "text/html" if self.path.endswith("/") else "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        local.url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        yield local
        http.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder that is used instead of the user's."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("REPSIGHT_CACHE", str(folder))
    return folder
