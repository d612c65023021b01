"""Correcting a data set on the server: versions, marks, what is kept, and what is refused."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from made_dataset import SIZE, made_dataset
from starlette.testclient import TestClient

from repsight.core.errors import OutputError, SourceError
from repsight.core.skeleton import BONES, KEYPOINT_NAMES, MIRRORED
from repsight.data.reading import read_dataset
from repsight.web.app import create_app
from repsight.web.dataset.bodies import MOST_BYTES
from repsight.web.dataset.correction import Versioned, open_correction
from repsight.web.dataset.marks import MARKS_FILE, Mark, Marks
from repsight.web.errors import RefusedError
from repsight.web.settings import Settings

TOKEN = "a-token-for-tests"
FIRST, EMPTY = "images/train/a_000001.jpg", "images/train/a_000017.jpg"
LABELS = Path("labels/train/a_000001.txt")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made_dataset(tmp_path / "set").root


def serving(root: Path | None, data: Path, **chosen: Any) -> TestClient:
    settings = Settings(data, dataset=root, **chosen)
    address = "https://192.168.1.7:8765" if settings.exposed else "http://127.0.0.1:8765"
    return TestClient(create_app(settings), base_url=address)


@pytest.fixture
def client(root: Path, tmp_path: Path) -> Iterator[TestClient]:
    with serving(root, tmp_path / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that refuses whatever it is asked: tests share it."""
    folder = tmp_path_factory.mktemp("steady")
    with serving(made_dataset(folder / "set").root, folder / "data") as opened:
        yield opened


def labels(client: TestClient, file: str = FIRST) -> dict[str, Any]:
    answer = client.get("/api/dataset/labels", params={"file": file})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def put(client: TestClient, body: Any, file: str = FIRST) -> httpx.Response:
    return client.put("/api/dataset/labels", params={"file": file}, json=body)


def moved(labels: dict[str, Any], point: int, x: float, y: float, seen: int = 2) -> dict[str, Any]:
    """The same labels with one point of the first person elsewhere."""
    body = json.loads(json.dumps({name: labels[name] for name in ("people", "version")}))
    body["people"][0]["keypoints"][point] = [x, y, seen]
    return dict(body)


def test_the_pictures_are_listed_with_what_is_known_of_them(client: TestClient) -> None:
    told = client.get("/api/dataset").json()
    assert told["name"] == "set"
    assert told["points"] == list(KEYPOINT_NAMES)
    assert told["bones"] == [list(bone) for bone in BONES]
    assert told["mirrored"] == list(MIRRORED)
    rows = {row["file"]: row for row in told["pictures"]}
    assert len(rows) == 4
    row = rows["images/val/b_000004.jpg"]
    assert (row["split"], row["group"], row["people"]) == ("val", "b", 2)
    assert (row["size"], row["looked"], row["flagged"]) == (list(SIZE), False, False)


def test_a_correction_is_what_the_data_set_says_from_then_on(
    client: TestClient, root: Path
) -> None:
    before, text = labels(client), (root / LABELS).read_text()
    (root / "labels" / "train.cache").write_bytes(b"what a trainer read")
    answer = put(client, moved(before, 9, 70.125, 60.5, 1))
    assert answer.status_code == 200
    after = answer.json()
    assert after["version"] != before["version"]
    assert after == labels(client)
    person = read_dataset(root).pictures[0].people[0]
    np.testing.assert_allclose(person.keypoints[9], (70.125, 60.5, 1), atol=1e-3)
    unmoved = [point for i, point in enumerate(before["people"][0]["keypoints"]) if i != 9]
    np.testing.assert_allclose(np.delete(person.keypoints, 9, 0), unmoved, atol=1e-3)
    assert (root / "labels_before" / LABELS).read_text() == text
    assert not (root / "labels" / "train.cache").exists()
    assert not list(root.rglob("*.part"))


def test_the_first_labels_are_kept_however_often_they_are_corrected(client: TestClient) -> None:
    first = labels(client)
    where = {"params": {"file": FIRST}}
    assert client.get("/api/dataset/labels/before", **where).status_code == 404
    for x in (20, 30, 40):
        assert put(client, moved(labels(client), 0, x, 20)).status_code == 200
    kept = client.get("/api/dataset/labels/before", **where).json()
    assert kept["people"] == first["people"]
    assert put(client, {"people": [], "version": labels(client)["version"]}).status_code == 200
    assert labels(client)["people"] == []


def test_a_person_can_be_added_where_nobody_was_and_no_file_either(
    client: TestClient, root: Path
) -> None:
    path = root / "labels" / "train" / "a_000017.txt"
    path.unlink()
    someone = labels(client)["people"][0]
    body = {"people": [someone], "version": labels(client, EMPTY)["version"]}
    assert put(client, body, EMPTY).status_code == 200
    assert labels(client, EMPTY)["people"] == [someone]
    rows = client.get("/api/dataset").json()["pictures"]
    assert next(row["people"] for row in rows if row["file"] == EMPTY) == 1


def test_two_people_never_overwrite_each_other(client: TestClient, root: Path) -> None:
    seen = labels(client)
    assert put(client, moved(seen, 0, 20, 20)).status_code == 200
    text = (root / LABELS).read_text()
    late = put(client, moved(seen, 0, 90, 20))
    assert late.status_code == 409
    assert late.json()["code"] == "conflict"
    assert (root / LABELS).read_text() == text
    assert put(client, moved(labels(client), 0, 90, 20)).status_code == 200


def test_a_change_by_another_program_is_noticed(client: TestClient, root: Path) -> None:
    seen = labels(client)
    path = root / LABELS
    path.write_text(path.read_text().replace(" 2", " 1"))
    assert put(client, moved(seen, 0, 20, 20)).status_code == 409


def test_of_many_at_once_exactly_one_is_saved(root: Path) -> None:
    correction = open_correction(root)
    people, version = correction.labels(FIRST)
    start = threading.Barrier(8)
    saved: list[Versioned] = []
    refused: list[int] = []

    def save() -> None:
        start.wait()
        try:
            saved.append(correction.save(FIRST, people * 2, version))
        except RefusedError as error:
            refused.append(error.status)

    threads = [threading.Thread(target=save) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    correction.close()
    assert len(saved) == 1
    assert refused == [409] * 7
    assert len(saved[0].people) == 2


def test_a_data_set_is_held_by_one_server_at_a_time(root: Path) -> None:
    correction = open_correction(root)
    with pytest.raises(OutputError, match="another server corrects this data set"):
        open_correction(root)
    correction.close()
    open_correction(root).close()


def mark(client: TestClient, file: str = FIRST, **what: Any) -> httpx.Response:
    return client.put("/api/dataset/mark", params={"file": file}, json=what)


def test_marks_are_kept_apart_from_the_labels_and_over_a_restart(
    root: Path, tmp_path: Path
) -> None:
    with serving(root, tmp_path / "data") as client:
        text = (root / LABELS).read_text()
        assert mark(client, looked=True).json()["looked"] is True
        assert mark(client, flagged=True).json() == {
            "file": FIRST, "people": 1, "looked": True, "flagged": True,
        }  # fmt: skip
        assert mark(client, EMPTY, looked=True).status_code == 200
        assert mark(client, EMPTY, looked=False).status_code == 200
        assert (root / LABELS).read_text() == text
    with serving(root, tmp_path / "data") as client:
        rows = {row["file"]: row for row in client.get("/api/dataset").json()["pictures"]}
        assert (rows[FIRST]["looked"], rows[FIRST]["flagged"]) == (True, True)
        assert rows[EMPTY]["looked"] is False


def test_a_mark_that_a_crash_cut_short_is_dropped_and_the_next_is_whole(tmp_path: Path) -> None:
    path = tmp_path / MARKS_FILE
    marks = Marks(path)
    marks.put("a.jpg", Mark(looked=True))
    marks.put("b.jpg", Mark(looked=True, flagged=True))
    marks.close()
    path.write_bytes(path.read_bytes()[:-20])
    again = Marks(path)
    assert (again.of("a.jpg"), again.of("b.jpg")) == (Mark(looked=True), Mark())
    again.put("c.jpg", Mark(flagged=True))
    again.close()
    assert [json.loads(line)["file"] for line in path.read_text().splitlines()] == [
        "a.jpg",
        "c.jpg",
    ]


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"file": "a.jpg"}', "\\0"])
def test_marks_that_are_none_are_refused_with_their_line(root: Path, line: str) -> None:
    (root / MARKS_FILE).write_text(f'{{"file": "a", "looked": true, "flagged": false}}\n{line}\n')
    with pytest.raises(SourceError, match="line 2") as refused:
        open_correction(root)
    assert "\n" not in str(refused.value)
    (root / MARKS_FILE).unlink()
    open_correction(root).close()  # nothing was left locked


def test_others_hear_what_changed_since_and_everything_after_a_restart(
    root: Path, tmp_path: Path
) -> None:
    with serving(root, tmp_path / "data") as client:
        cursor = client.get("/api/dataset").json()["cursor"]
        none = client.get("/api/dataset/changes", params={"cursor": cursor}).json()
        assert none == {"cursor": cursor, "changed": []}
        mark(client, looked=True)
        put(client, {"people": [], "version": labels(client)["version"]})
        told = client.get("/api/dataset/changes", params={"cursor": cursor}).json()
        assert told["changed"] == [{"file": FIRST, "people": 0, "looked": True, "flagged": False}]
    with serving(root, tmp_path / "data") as client:
        for strange in (told["cursor"], "", "~", "x~-1", told["cursor"] + "9" * 40):
            asked = {"cursor": strange[:64]}
            assert len(client.get("/api/dataset/changes", params=asked).json()["changed"]) == 4


def test_pictures_and_small_ones_are_sent_to_be_kept_by_the_browser_only(
    client: TestClient, root: Path
) -> None:
    whole = client.get("/api/dataset/picture", params={"file": FIRST})
    assert whole.content == (root / FIRST).read_bytes()
    small = client.get("/api/dataset/thumbnail", params={"file": FIRST})
    assert small.content[:2] == b"\xff\xd8"
    for answer in (whole, small):
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"].startswith("private")
    (root / FIRST).write_bytes(b"no picture")
    assert client.get("/api/dataset/thumbnail", params={"file": FIRST}).status_code == 404
    (root / FIRST).unlink()
    assert client.get("/api/dataset/picture", params={"file": FIRST}).status_code == 404


READING = ("labels", "labels/before", "picture", "thumbnail")


@pytest.mark.parametrize(
    "file",
    ["../secret.jpg", "images/train/../../../etc/passwd", "/etc/passwd", "data.yaml", "", "\0",
     "images/train/a_000001.jpg/..", "images\\train\\a_000001.jpg", "x" * 5000],
)  # fmt: skip
def test_what_is_no_picture_of_the_data_set_is_not_there(steady: TestClient, file: str) -> None:
    for address in READING:
        answer = steady.get(f"/api/dataset/{address}", params={"file": file})
        assert answer.status_code in (400, 404)
        assert set(answer.json()) == {"code", "message"}
    assert put(steady, {"people": [], "version": ""}, file).status_code in (400, 404)
    assert mark(steady, file, looked=True).status_code in (400, 404)


@pytest.mark.parametrize("linked", ["images/train", "labels/train", str(LABELS), FIRST])
def test_links_that_lead_out_of_the_data_set_are_not_followed(
    root: Path, tmp_path: Path, linked: str
) -> None:
    with serving(root, tmp_path / "data") as client:
        seen = labels(client)
        outside = tmp_path / "outside"
        (root / linked).rename(outside)
        (root / linked).symlink_to(outside)
        held = sorted(
            path.read_bytes() for path in [outside, *outside.rglob("*")] if path.is_file()
        )
        answers = [client.get(f"/api/dataset/{one}", params={"file": FIRST}) for one in READING]
        refused = [answer for answer in answers if answer.status_code == 404]
        assert len(refused) >= 2
        if linked.startswith("labels"):
            assert put(client, moved(seen, 0, 20, 20)).status_code == 404
        now = sorted(path.read_bytes() for path in [outside, *outside.rglob("*")] if path.is_file())
        assert now == held


def junk(people: Any, version: Any = "x") -> dict[str, Any]:
    return {"people": people, "version": version}


def person(**other: Any) -> dict[str, Any]:
    return {"box": [1, 1, 90, 90], "keypoints": [[5, 5, 2]] * 17} | other


@pytest.mark.parametrize(
    "body",
    [
        None, [], "people", {}, junk(None), junk([1]), junk([{}]), junk([], 5), junk([], "x" * 99),
        junk([person(box=[1, 1, 2])]), junk([person(keypoints=[[5, 5, 2]] * 16)]),
        junk([person(keypoints=[[5, 5, 2]] * 18)]), junk([person(keypoints=[[5, 5]] * 17)]),
        junk([person(keypoints=[[5, 5, 3]] * 17)]), junk([person(keypoints=[[5, 5, 1.5]] * 17)]),
        junk([person(keypoints=[["a", 5, 2]] * 17)]), junk([person(box=[50, 50, 50, 90])]),
        junk([person(box=[90, 90, 1, 1])]), junk([person(box=[-9, -9, -1, -1])]),
        junk([person(keypoints=[[161, 5, 2]] * 17)]), junk([person(keypoints=[[5, -1, 1]] * 17)]),
        junk([person(keypoints=[[1e308, 5, 1]] * 17)]), junk([person()] * 201),
    ],
)  # fmt: skip
def test_what_is_no_labels_is_refused_in_one_line(steady: TestClient, body: Any) -> None:
    before = labels(steady)
    if isinstance(body, dict) and body.get("version") == "x":
        body["version"] = before["version"]
    answer = put(steady, body)
    assert answer.status_code == 400
    assert "\n" not in answer.json()["message"]
    assert labels(steady) == before
    kept = steady.get("/api/dataset/labels/before", params={"file": FIRST})
    assert kept.status_code == 404


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(steady: TestClient, number: str) -> None:
    text = json.dumps(moved(labels(steady), 0, -77, 5)).replace("-77", number)
    answer = steady.put(
        f"/api/dataset/labels?file={FIRST}",
        content=text,
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.json() == {
        "code": "invalid", "message": "people.0.keypoints.0.0 is missing or wrong.",
    }  # fmt: skip


def test_a_point_outside_the_picture_is_named(steady: TestClient) -> None:
    answer = put(steady, moved(labels(steady), 10, 500, 5))
    assert answer.json()["message"].startswith("The right wrist of person 1 lies outside")


def test_an_unlabelled_point_may_be_anywhere_and_lies_nowhere(client: TestClient) -> None:
    assert put(client, moved(labels(client), 10, 500, -5, 0)).status_code == 200
    assert labels(client)["people"][0]["keypoints"][10] == [0, 0, 0]


def test_a_body_that_is_too_large_is_not_read_to_its_end(steady: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1 << 18
            yield b" " * (1 << 18)

    for address in ("labels", "mark"):
        answer = steady.put(f"/api/dataset/{address}?file={FIRST}", content=endless())
        assert answer.status_code == 413
        assert answer.json()["message"] == "A body may have 1 MB."
    assert sent > MOST_BYTES


def test_labels_that_another_program_broke_are_said_to_be_with_their_line(
    client: TestClient, root: Path
) -> None:
    (root / LABELS).write_text("0 0.5 0.5\n")
    answer = client.get("/api/dataset/labels", params={"file": FIRST})
    assert answer.status_code == 409
    assert answer.json()["code"] == "labels"
    assert answer.json()["message"].startswith("a_000001.txt: line 1: 3 values")
    assert str(root) not in answer.text


def test_without_a_data_set_there_is_none_and_the_page_says_what_to_do(tmp_path: Path) -> None:
    with serving(None, tmp_path) as client:
        assert client.get("/api/config").json()["dataset"] is False
        assert client.get("/dataset").status_code == 200
        for address in ("", *(f"/{one}?file=a" for one in READING), "/changes?cursor="):
            answer = client.get(f"/api/dataset{address}")
            assert answer.status_code == 404
            assert "--dataset" in answer.json()["message"]


def test_whoever_does_not_know_the_token_sees_and_changes_nothing(
    root: Path, tmp_path: Path
) -> None:
    with serving(root, tmp_path / "data", exposed=True, token=TOKEN) as client:
        text = (root / LABELS).read_text()
        for address in ("", *(f"/{one}?file={FIRST}" for one in READING), "/changes?cursor="):
            answer = client.get(f"/api/dataset{address}")
            assert answer.status_code == 401
            assert "a_0000" not in answer.text
        assert put(client, junk([])).status_code == 401
        assert mark(client, looked=True).status_code == 401
        assert (root / LABELS).read_text() == text
        welcome = client.get(f"/dataset?token={TOKEN}", follow_redirects=False)
        assert welcome.headers["location"] == "/dataset"
        client.cookies.set("repsight_token", TOKEN)
        assert client.get("/api/dataset").status_code == 200


def test_a_page_of_another_origin_changes_nothing(steady: TestClient) -> None:
    answer = steady.put(
        f"/api/dataset/mark?file={FIRST}",
        json={"looked": True},
        headers={"origin": "https://evil.example"},
    )
    assert answer.status_code == 403


SAVING = """
import sys
from pathlib import Path
from repsight.web.dataset.correction import open_correction

correction = open_correction(Path(sys.argv[1]))
people, version = correction.labels(sys.argv[2])
for number in range(1_000_000):
    version = correction.save(sys.argv[2], people * (1 + number % 30), version).version
    correction.mark(sys.argv[2], looked=number % 2 == 0, flagged=None)
"""


def test_killed_while_it_saves_it_leaves_whole_labels_and_marks(root: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", SAVING, str(root), FIRST])
    ends = time.monotonic() + 60
    while not (root / MARKS_FILE).exists() or (root / MARKS_FILE).stat().st_size < 5000:
        assert killed.poll() is None
        assert time.monotonic() < ends
        time.sleep(0.02)
    killed.kill()
    killed.wait(10)
    (again,) = (one for one in read_dataset(root).pictures if one.file.as_posix() == FIRST)
    assert 1 <= len(again.people) <= 30
    assert len((root / "labels_before" / LABELS).read_text().splitlines()) == 1
    correction = open_correction(root)  # the lock went with the process
    assert correction.save(FIRST, (), correction.labels(FIRST).version).people == ()
    correction.close()
