"""Histories on the server: only where they were asked for, only of whom, only to whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.history.lifters import Lifter, simulate
from repsight.core.history.log import LoggedSession
from repsight.history import open_store
from repsight.web.app import create_app
from repsight.web.settings import Settings

TOKEN = "a-token-for-tests"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("history") / "history.db"
    sessions = simulate(Lifter(weeks=30, exercise="squat"), 1).sessions
    with open_store(str(path)) as store:
        for name in ("ada", "bo/../cy", "di"):
            store.add_user(name)
        store.add_sessions("ada", sessions)
        store.add_sessions("bo/../cy", simulate(Lifter(weeks=2, exercise=HOSTILE), 2).sessions)
    return str(path)


def serving(tmp_path: Path, database: str, **chosen: object) -> TestClient:
    settings = Settings(tmp_path, database=database, **chosen)
    address = "https://192.168.1.7:8765" if settings.exposed else "http://127.0.0.1:8765"
    return TestClient(create_app(settings), base_url=address)


@pytest.fixture
def everybody(tmp_path: Path, database: str) -> Iterator[TestClient]:
    with serving(tmp_path, database, history=True) as client:
        yield client


def test_no_history_is_shown_unless_it_was_asked_for(tmp_path: Path, database: str) -> None:
    with serving(tmp_path, database) as client:
        assert client.get("/api/config").json()["history"] is False
        for path in ("/api/history/users", "/api/history/users/ada"):
            answer = client.get(path)
            assert answer.status_code == 404
            assert "--history" in answer.json()["message"]


def test_with_one_user_nobody_elses_is_shown(tmp_path: Path, database: str) -> None:
    with serving(tmp_path, database, user="ADA") as client:
        assert client.get("/api/config").json()["history"] is True
        assert client.get("/api/history/users").json() == [{"name": "ada"}]
        assert client.get("/api/history/users/ada?wait=false").status_code == 200
        for other in ("di", "nobody"):
            answer = client.get(f"/api/history/users/{other}")
            assert answer.status_code == 404
            assert answer.json()["message"] == "This server shows no history of that name."


def test_whoever_does_not_know_the_token_sees_nothing(tmp_path: Path, database: str) -> None:
    with serving(tmp_path, database, history=True, exposed=True, token=TOKEN) as client:
        for path in ("users", "users/ada", "users/ada/report", "style.css"):
            answer = client.get(f"/api/history/{path}")
            assert answer.status_code == 401
            assert "ada" not in answer.text
        known = {"authorization": f"Bearer {TOKEN}"}
        assert client.get("/api/history/users", headers=known).status_code == 200


def test_a_history_comes_quickly_first_and_whole_when_waited_for(everybody: TestClient) -> None:
    quick = everybody.get("/api/history/users/ada?wait=false").json()
    assert quick["pending"] is True
    assert "Training days" in quick["sections"]
    assert "being computed" in quick["sections"]
    whole = everybody.get("/api/history/users/ada").json()
    assert whole["pending"] is False
    assert whole["exercises"] == ["squat"]
    for said in ("Estimated one-repetition maximum", "Personal records", "Load by weeks"):
        assert said in whole["sections"], said
    again = everybody.get("/api/history/users/ada?wait=false").json()
    assert again["sections"] == whole["sections"]  # it was kept


def test_what_is_kept_is_not_shown_after_another_session(
    everybody: TestClient, database: str
) -> None:
    everybody.get("/api/history/users/ada")
    (last,) = simulate(Lifter(weeks=30, exercise="squat"), 1).sessions[-1:]
    with open_store(database) as store:
        new = LoggedSession(last.started.replace(minute=59), last.sets, key="new")
        store.add_session("ada", new)
    assert everybody.get("/api/history/users/ada?wait=false").json()["pending"] is True


def test_a_history_of_nothing_is_an_answer(everybody: TestClient) -> None:
    answer = everybody.get("/api/history/users/di").json()
    assert answer["exercises"] == []
    assert answer["pending"] is False
    assert "Nothing is kept yet" in answer["sections"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("since=yesterday", 400), ("exercise=curl", 400), ("exercise=" + 300 * "x", 400),
     ("since=2024-06-01", 200), ("exercise=squat", 200), ("wait=maybe", 400)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_sentence(
    everybody: TestClient, query: str, status: int
) -> None:
    answer = everybody.get(f"/api/history/users/ada?wait=false&{query}")
    assert answer.status_code == status
    if status != 200:
        assert set(answer.json()) == {"code", "message"}


def test_names_of_others_are_text_in_page_and_sections(everybody: TestClient) -> None:
    address = "/api/history/users/bo%2F..%2Fcy"
    for path in (f"{address}?wait=false", f"{address}/report"):
        answer = everybody.get(path)
        if answer.status_code == 200:
            assert HOSTILE not in answer.text
            assert "&lt;script&gt;alert(1)" in answer.text
        else:  # a slash in a name is taken for one in the address
            assert answer.status_code == 404


def test_the_page_of_its_own_may_do_nothing_but_show_itself(everybody: TestClient) -> None:
    answer = everybody.get("/api/history/users/ada/report?since=2024-05-01")
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "Only what was done since 1 May 2024 is shown." in answer.text
    assert answer.text.count("Content-Security-Policy") == 1


def test_the_style_is_of_a_shadow_root(everybody: TestClient) -> None:
    answer = everybody.get("/api/history/style.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.text.startswith(":host {")
    assert ".fan80" in answer.text
