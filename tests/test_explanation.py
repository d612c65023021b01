"""The explanation of a score in a session file: it is the session's, and says so in words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import repsight
from counted import REPS, counted, empty_room
from repsight.core.assessment import assessment_to_dict
from repsight.core.errors import InvalidInputError, OutputError, RepSightError, SourceError
from repsight.core.scoring.explain import explain
from repsight.explanation import explain_session
from repsight.export import read_session
from squatter import squat_recording, write_video

SHALLOW = 0.6
"""Of the way to level thighs: something to explain."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("counted"), squat_recording(REPS, depth=SHALLOW))


def edited(session: Path, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    data = json.loads(session.read_text(encoding="utf-8"))
    change(data)
    path = folder / "edited.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_a_set_is_explained_by_its_own_assessment(session: Path) -> None:
    (one,) = read_session(session).people[0].sets
    found = explain_session(session)
    assert found.rep is None
    assert found.assessment == one.assessment
    assert found.lines() == [found.title, *explain(found.assessment)]
    assert found.title.startswith("squat, ")
    assert found.title.endswith("squats.poses.npz, person 1, set 1")


@pytest.mark.parametrize("index", range(1, REPS + 1))
def test_a_repetition_is_explained_by_its_own_assessment(session: Path, index: int) -> None:
    (one,) = read_session(session).people[0].sets
    found = explain_session(session, rep=index)
    assert found.rep == one.reps[index - 1]
    assert found.assessment == one.reps[index - 1].assessment
    assert found.lines()[0].startswith(f"repetition {index} of squat, ")


@pytest.mark.parametrize("rep", [None, 2])
def test_the_data_are_those_of_the_session_through_json_and_back(
    session: Path, rep: int | None
) -> None:
    kept = json.loads(session.read_text(encoding="utf-8"))["people"][0]["sets"][0]
    kept = kept["assessment"] if rep is None else kept["reps"][rep - 1]["assessment"]
    found = explain_session(session, rep=rep)
    data = json.loads(json.dumps(found.as_data(), allow_nan=False))
    assert {key: data[key] for key in kept} == kept == assessment_to_dict(found.assessment)
    assert (data["person"], data["set"], data["rep"], data["exercise"]) == (1, 1, rep, "squat")
    assert data["source"].endswith("squats.poses.npz")
    assert data["text"] == found.lines()
    lost = sum(each["points"] for each in data["deductions"])
    assert lost > 3
    assert lost == pytest.approx(100 - data["total"], abs=1e-6)


def test_of_several_people_the_first_with_sets_is_explained(tmp_path: Path) -> None:
    path = counted(tmp_path, squat_recording(REPS, people=2))
    first, second = read_session(path).people
    assert explain_session(path).person == first
    assert explain_session(path, person=second.id).person == second
    alone = edited(path, tmp_path, lambda data: data["people"][0].update(sets=[]))
    assert explain_session(alone).person.id == second.id


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"rep": 9}, "this set has 3 repetitions, there is no repetition 9"),
        ({"rep": 0}, "there is no repetition 0"),
        ({"rep": -1}, "there is no repetition -1"),
        ({"set_number": 2}, "person 1 has 1 set, there is no set 2; choose with --set"),
        ({"set_number": 0}, "there is no set 0"),
        ({"person": 7}, "there is no person 7; its people: 1"),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused_in_one_line(
    session: Path, chosen: dict[str, int], says: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        explain_session(session, **chosen)
    one_line(error.value, session, says)


def one_line(error: RepSightError, path: Path, says: str) -> None:
    assert str(error).startswith(f"{path}: ")
    assert says in str(error)
    assert "\n" not in str(error)


def test_one_repetition_is_one(session: Path, tmp_path: Path) -> None:
    def keep_one(data: dict[str, Any]) -> None:
        one = data["people"][0]["sets"][0]
        one.update(reps=one["reps"][:1], count=1)

    with pytest.raises(InvalidInputError, match="this set has 1 repetition, there is no"):
        explain_session(edited(session, tmp_path, keep_one), rep=2)


def test_a_set_counted_without_scores_is_refused(session: Path, tmp_path: Path) -> None:
    source = session.with_name("squats.poses.npz")
    path = tmp_path / "s.json"
    repsight.count(source, exercise="squat", json=path, score=False)
    for rep in (None, 1):
        with pytest.raises(InvalidInputError) as error:
            explain_session(path, rep=rep)
        one_line(error.value, path, "squat was not scored; count it again without --no-scores")


def test_an_unknown_movement_is_refused(session: Path, tmp_path: Path) -> None:
    def forget(data: dict[str, Any]) -> None:
        one = data["people"][0]["sets"][0]
        for part in (one, *one["reps"]):
            part.update(score=None, assessment=None)
        one["exercise"] = "unknown"

    path = edited(session, tmp_path, forget)
    with pytest.raises(InvalidInputError) as error:
        explain_session(path)
    one_line(error.value, path, "unknown was not scored; an unknown movement has no standard")


def test_a_session_in_which_nobody_exercises_is_refused(tmp_path: Path) -> None:
    path = counted(tmp_path, empty_room())
    with pytest.raises(InvalidInputError) as error:
        explain_session(path)
    one_line(error.value, path, "nobody exercises in it, so there is no score")
    with pytest.raises(InvalidInputError, match=r"no person 1; its people: none"):
        explain_session(path, person=1)


@pytest.mark.parametrize("content", ["a shopping list", "{}", "[]", '{"schema": "x/1"}', ""])
def test_a_file_that_is_no_session_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        explain_session(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.json"):
        explain_session(tmp_path / "none.json")


def test_pictures_are_written_and_named_in_text_and_data(session: Path, tmp_path: Path) -> None:
    video = write_video(tmp_path / "squats.mp4", squat_recording(REPS))
    found = explain_session(session, rep=1).with_pictures(tmp_path / "new" / "shots", video)
    written = sorted((tmp_path / "new" / "shots").iterdir())
    named = [path for path in found.pictures if path is not None]
    assert written == sorted(named)
    assert written
    assert all(path.read_bytes().startswith(b"\xff\xd8") for path in written)
    assert found.lines()[-len(named) :] == [f"picture: {path}" for path in named]
    data = found.as_data()
    assert len(found.pictures) == len(data["deductions"])
    assert [each["picture"] for each in data["deductions"]] == [
        None if path is None else str(path) for path in found.pictures
    ]


def test_pictures_without_a_video_or_poses_are_refused(session: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="pictures need the video: "):
        explain_session(session).with_pictures(tmp_path / "shots")
    lost = edited(session, tmp_path, lambda data: data.update(poses=None))
    with pytest.raises(InvalidInputError, match=r"need the poses, and edited\.json names"):
        explain_session(lost).with_pictures(tmp_path / "shots")
    assert not (tmp_path / "shots").exists()


def test_pictures_where_a_file_is_in_the_way_are_refused(session: Path, tmp_path: Path) -> None:
    video = write_video(tmp_path / "squats.mp4", squat_recording(REPS))
    (tmp_path / "shots").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="shots"):
        explain_session(session, rep=1).with_pictures(tmp_path / "shots", video)
