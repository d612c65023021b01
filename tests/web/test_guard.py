"""Who may talk to the server, and what its answers carry."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from repsight.web.app import create_app
from repsight.web.settings import Settings

TOKEN = "a-token-for-tests"
HELLO = {"type": "hello", "protocol": 1, "mode": "keypoints", "size": [640, 480]}


def running(settings: Settings, address: str) -> TestClient:
    return TestClient(create_app(settings), base_url=address)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[TestClient]:
    with running(Settings(tmp_path), "http://127.0.0.1:8765") as client:
        yield client


@pytest.fixture
def exposed(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(
        tmp_path, token=TOKEN, exposed=True, secure=True, hosts=frozenset({"gym.local"})
    )
    with running(settings, "https://192.168.1.7:8765") as client:
        yield client


HEADERS = {
    "content-security-policy": "default-src 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(self)",
}


@pytest.mark.parametrize(
    "path",
    ["/", "/health", "/metrics", "/api/config", "/api/exercises", "/nothing", "/api/sessions/x",
     "/api/strings/xx", "/engines/none", "/../../etc/passwd"],
)  # fmt: skip
def test_every_answer_carries_the_security_headers(local: TestClient, path: str) -> None:
    answer = local.get(path)
    for name, value in HEADERS.items():
        assert value in answer.headers[name], name
    policy = answer.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "http" not in policy


def test_a_refusal_and_a_broken_address_carry_them_too(local: TestClient) -> None:
    for answer in (
        local.get("/", headers={"host": "evil.example"}),
        local.post("/api/config"),
        local.delete("/health"),
    ):
        assert answer.status_code >= 400
        assert set(answer.json()) == {"code", "message"}
        assert HEADERS.keys() <= answer.headers.keys()


def test_what_breaks_inside_is_told_as_one_sentence(local: TestClient, monkeypatch) -> None:
    def broken() -> bytes:
        raise RuntimeError("/home/somebody/secret/place broke")

    monkeypatch.setattr(local.app.state.hub.metrics, "text", broken)
    answer = local.get("/metrics")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert HEADERS.keys() <= answer.headers.keys()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "192.168.1.7", "", "[::"])
def test_a_foreign_name_is_not_this_server(local: TestClient, host: str) -> None:
    answer = local.get("/api/config", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["code"] == "host"


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]:8765", "LOCALHOST"])
def test_its_own_names_are(local: TestClient, host: str) -> None:
    assert local.get("/api/config", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["192.168.1.7:8765", "gym.local", "localhost"])
def test_an_exposed_server_goes_by_its_addresses_and_names(exposed: TestClient, host: str) -> None:
    assert exposed.get("/health", headers={"host": host}).status_code == 200
    assert exposed.get("/health", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/api/config", "/api/exercises", "/metrics", "/engines/x"])
def test_an_exposed_server_wants_the_token(exposed: TestClient, path: str) -> None:
    assert exposed.get(path).status_code == 401
    assert exposed.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert exposed.get(path, headers={"authorization": f"Bearer {TOKEN}"}).status_code != 401
    assert exposed.get(path, headers={"x-repsight-token": TOKEN}).status_code != 401
    assert exposed.get(path, params={"token": TOKEN}).status_code != 401


def test_health_needs_no_token(exposed: TestClient) -> None:
    assert exposed.get("/health").json()["status"] == "ok"


def test_the_printed_address_leads_to_the_page_with_a_cookie_and_no_token_in_it(
    exposed: TestClient,
) -> None:
    answer = exposed.get("/", params={"token": TOKEN}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "secure"))
    assert exposed.get("/api/config").json()["token"] is True  # the client kept the cookie
    wrong = exposed.get("/", params={"token": "wrong"}, follow_redirects=False)
    assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
     {"origin": "http://127.0.0.1:9999"}],
)  # fmt: skip
def test_another_page_may_neither_open_a_socket_nor_change_anything(
    local: TestClient, headers: dict[str, str]
) -> None:
    assert local.delete("/api/sessions/abc?key=x", headers=headers).status_code == 403
    assert local.post("/api/videos", content=b"x", headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        local.websocket_connect("ws://127.0.0.1:8765/api/live", headers=headers) as socket,
    ):
        socket.receive_json()


def test_the_servers_own_page_may(local: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    with local.websocket_connect("ws://127.0.0.1:8765/api/live", headers=headers) as socket:
        socket.send_json(HELLO)
        assert socket.receive_json()["type"] == "welcome"
    assert local.delete("/api/sessions/abc?key=x", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("query", "headers", "allowed"),
    [("", {}, False), ("?token=wrong", {}, False), (f"?token={TOKEN}", {}, True),
     ("", {"cookie": f"repsight_token={TOKEN}"}, True),
     ("", {"cookie": "repsight_token=wrong"}, False)],
)  # fmt: skip
def test_a_socket_needs_the_token_too(
    exposed: TestClient, query: str, headers: dict[str, str], allowed: bool
) -> None:
    address = f"wss://192.168.1.7:8765/api/live{query}"
    if allowed:
        with exposed.websocket_connect(address, headers=headers) as socket:
            socket.send_json(HELLO)
            assert socket.receive_json()["type"] == "welcome"
        return
    with (
        pytest.raises(WebSocketDisconnect),
        exposed.websocket_connect(address, headers=headers) as socket,
    ):
        socket.receive_json()


def test_a_report_may_run_its_own_script_but_reach_nothing(local: TestClient) -> None:
    policy = local.get("/api/sessions/abc/report?key=x").headers["content-security-policy"]
    assert "sandbox" in policy
    assert "allow-same-origin" not in policy
    assert "connect-src" not in policy
    assert policy.startswith("default-src 'none'")
