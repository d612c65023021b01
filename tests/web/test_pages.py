"""The addresses that say what there is, and the page's files."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from repsight.exercises import exercise_names
from repsight.strings import load_strings
from repsight.web.app import create_app
from repsight.web.assets import STATIC, send_asset
from repsight.web.errors import RefusedError
from repsight.web.settings import Settings


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(Settings(tmp_path))
    with TestClient(app, base_url="http://localhost") as opened:
        yield opened


def test_all_exercises_are_offered_with_what_a_workout_needs(client: TestClient) -> None:
    listed = client.get("/api/exercises").json()
    assert tuple(one["name"] for one in listed) == exercise_names()
    squat = next(one for one in listed if one["name"] == "squat")
    assert squat["title"] == "Squat"
    assert squat["kind"] == "reps"
    assert squat["tempo"] == [2, 0, 1, 0]
    assert "side" in squat["views"]
    assert all(one["views"] for one in listed)
    assert next(one for one in listed if one["name"] == "plank")["kind"] == "hold"


def test_the_page_learns_what_it_talks_to(client: TestClient) -> None:
    config = client.get("/api/config").json()
    assert config["protocol"] == 1
    assert config["modes"] == ["keypoints", "frames"]
    assert config["token"] is False
    assert config["limits"]["message_bytes"] > 0
    for language in config["languages"]:
        texts = client.get(f"/api/strings/{language}").json()
        assert texts == dict(load_strings(language))
    for engine in config["engines"]:
        assert client.get(engine["url"]).status_code == 200


def test_texts_of_no_language_are_not_there(client: TestClient) -> None:
    assert client.get("/api/strings/xx").status_code == 404
    assert client.get("/api/strings/..%2fen").status_code == 404


def test_metrics_are_what_prometheus_reads(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for name in ("sessions", "frames_total", "repetitions_total", "pose_restarts_total",
                 "messages_rejected_total", "answer_seconds"):  # fmt: skip
        assert f"# TYPE repsight_{name}" in answer.text


@pytest.fixture
def files(tmp_path: Path) -> TestClient:
    root = tmp_path / "static"
    (root / "deep").mkdir(parents=True)
    (root / "index.html").write_text("<p>page</p>")
    (root / "app.mjs").write_text("export {}")
    (root / "site.webmanifest").write_text("{}")
    (root / "deep" / "net.wasm.gz").write_bytes(gzip.compress(b"\0asm network"))
    (root / ".hidden").write_text("no")
    (tmp_path / "secret.txt").write_text("no")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")

    async def asset(request: Request) -> Response:
        try:
            return await send_asset(request, request.path_params["name"], root)
        except RefusedError as error:
            return JSONResponse({}, error.status)

    return TestClient(Starlette(routes=[Route("/{name:path}", asset)]))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("", "text/html; charset=utf-8"), ("index.html", "text/html; charset=utf-8"),
     ("app.mjs", "text/javascript; charset=utf-8"), ("deep/net.wasm", "application/wasm"),
     ("site.webmanifest", "application/manifest+json")],
)  # fmt: skip
def test_a_file_has_its_type(files: TestClient, name: str, kind: str) -> None:
    answer = files.get(f"/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind


def test_what_is_kept_gzipped_is_sent_so_to_who_takes_it(files: TestClient) -> None:
    packed = files.get("/deep/net.wasm", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = files.get("/deep/net.wasm", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == b"\0asm network"


def test_a_file_that_is_the_same_is_not_sent_again(files: TestClient) -> None:
    tag = files.get("/app.mjs").headers["etag"]
    again = files.get("/app.mjs", headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "name",
    ["nothing.js", "deep", "deep/", "%2e%2e/secret.txt", "..%2fsecret.txt", ".hidden", "link.txt",
     "deep/%00", "//etc/passwd", "deep//net.wasm"],
)  # fmt: skip
def test_what_is_not_of_the_page_is_not_there(files: TestClient, name: str) -> None:
    assert files.get(f"/{name}").status_code == 404


def test_every_file_of_the_page_has_a_known_type(client: TestClient) -> None:
    for path in STATIC.rglob("*"):
        if path.is_file() and path.suffix in (".mjs", ".css", ".html", ".svg", ".webmanifest"):
            answer = client.get(f"/{path.relative_to(STATIC).as_posix()}")
            assert answer.status_code == 200
            assert answer.headers["content-type"] != "application/octet-stream"
