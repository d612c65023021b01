"""A person's profile: learned from, held against, never damaged."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest

import repsight
from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.core.types import Session, SetSummary
from repsight.exercises import load_exercise
from repsight.export import read_session
from repsight.profile import PROFILE_SCHEMA, Profile, learn_from, read_profile, write_profile
from repsight.recording import write_recording
from small_disk import small_disk
from squatter import squat_recording

KEY = "squat.thigh_elevation.side"


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("deep"), depth=1.0)


@pytest.fixture(scope="module")
def shallow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("shallow"), depth=0.6)


def recorded(folder: Path, **changes: Any) -> Path:
    path = folder / "squats.poses.npz"
    write_recording(path, squat_recording(4, **changes))
    return path


def count(source: Path, profile: Path | None = None, **options: Any) -> Session:
    return repsight.count(source, exercise="squat", profile=profile, **options)


def the_set(session: Session) -> SetSummary:
    (one,) = session.people[0].sets
    return one


def range_score(session: Session) -> float:
    part = the_set(session).assessment
    assert part is not None
    assert part.components["rom"] is not None
    return part.components["rom"]


def test_a_file_that_is_not_there_yet_is_an_empty_profile(tmp_path: Path) -> None:
    assert read_profile(tmp_path / "me.json") == Profile() == Profile(None, {})


def test_a_profile_survives_its_file(tmp_path: Path) -> None:
    kept = Profile(1.78, {KEY: 81.25, "plank.hip.front": 3.5})
    write_profile(tmp_path / "me.json", kept)
    assert read_profile(tmp_path / "me.json") == kept
    data = json.loads((tmp_path / "me.json").read_text(encoding="utf-8"))
    assert set(data) == {"schema", "height", "best"}
    assert data["schema"] == PROFILE_SCHEMA


def test_a_count_writes_what_it_learned(deep: Path, tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    one = the_set(count(deep, path))
    shown = one.measures["own_best_range"]
    assert read_profile(path) == Profile(None, {KEY: round(shown, 3)})


def test_a_shallower_session_is_held_against_the_deep_one_before(
    deep: Path, shallow: Path, tmp_path: Path
) -> None:
    path = tmp_path / "me.json"
    count(deep, path)
    known = path.read_text(encoding="utf-8")
    with_profile, without = count(shallow, path), count(shallow)
    assert range_score(with_profile) < range_score(without) - 0.5
    for held, free in zip(the_set(with_profile).reps, the_set(without).reps, strict=True):
        assert held.measures["own_range"] < free.measures["own_range"] - 5
    assert (
        the_set(without).measures["own_range"] == pytest.approx(100, abs=1)
        if ("own_range" in the_set(without).measures)
        else True
    )
    assert path.read_text(encoding="utf-8") == known  # it taught nothing new


def test_a_deeper_session_raises_what_is_known_by_a_tenth_at_most(
    deep: Path, shallow: Path, tmp_path: Path
) -> None:
    path = tmp_path / "me.json"
    count(shallow, path)
    before = read_profile(path).best[KEY]
    count(deep, path)
    assert before < read_profile(path).best[KEY] <= 1.1 * before + 1e-3


def test_the_height_stays_and_gives_metres_a_second(deep: Path, tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    write_profile(path, Profile(height=2.0))
    tall = the_set(count(deep, path)).measures
    assert tall["concentric_velocity_m"] == pytest.approx(2 * tall["concentric_velocity_bl"])
    assert read_profile(path).height == 2.0
    assert KEY in read_profile(path).best
    given = the_set(count(deep, path, height=1.0)).measures
    assert given["concentric_velocity_m"] == pytest.approx(given["concentric_velocity_bl"])
    assert "concentric_velocity_m" not in the_set(count(deep)).measures


def test_two_people_leave_the_profile_as_it_is_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "me.json"
    with caplog.at_level(logging.WARNING, "repsight"):
        session = count(recorded(tmp_path, people=2), path)
    assert len(session.people) == 2
    assert not path.exists()
    (record,) = caplog.records
    assert re.search("left as it is: .* sessions of one person; 2 people", record.getMessage())


def test_without_scores_nothing_is_learned(deep: Path, tmp_path: Path) -> None:
    count(deep, tmp_path / "me.json", score=False)
    assert not (tmp_path / "me.json").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a shopping list", "is no profile, it is not JSON"),
        ("", "is no profile, it is not JSON"),
        ("[" * 100_000, "is no profile, it is not JSON"),
        ("[]", "its schema is None; this version reads 'repsight.profile/1'"),
        ({"schema": "repsight.session/1"}, "its schema is 'repsight.session/1'"),
        ({"schema": PROFILE_SCHEMA, "height": 178}, "height is 178"),
        ({"schema": PROFILE_SCHEMA, "height": "tall"}, "'tall'"),
        ({"schema": PROFILE_SCHEMA, "height": []}, "is no valid repsight.profile/1"),
        ({"schema": PROFILE_SCHEMA, "best": 3}, "is no valid repsight.profile/1"),
        ({"schema": PROFILE_SCHEMA, "best": [KEY]}, "is no valid repsight.profile/1"),
        ({"schema": PROFILE_SCHEMA, "best": {KEY: -1}}, f"best {KEY} is -1.0; a number above 0"),
        ({"schema": PROFILE_SCHEMA, "best": {KEY: 0}}, "a number above 0 is needed"),
        ({"schema": PROFILE_SCHEMA, "best": {KEY: None}}, "is no valid repsight.profile/1"),
        ({"schema": PROFILE_SCHEMA, "best": {KEY: float("nan")}}, "a number above 0 is needed"),
        ({"schema": PROFILE_SCHEMA, "best": {KEY: 10**400}}, "is no valid repsight.profile/1"),
        ({"schema": PROFILE_SCHEMA, "height": 10**400}, "is no valid repsight.profile/1"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_no_profile_is_refused_in_one_line_and_stays(
    deep: Path, tmp_path: Path, content: Any, says: str
) -> None:
    path = tmp_path / "me.json"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read_profile(path)
    assert str(error.value).startswith(f"{path} is no ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    with pytest.raises(SourceError):
        count(deep, path)
    assert path.read_text(encoding="utf-8") == text


def test_bytes_that_are_no_text_and_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "me.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="is no profile"):
        read_profile(tmp_path / "me.json")
    with pytest.raises(SourceError, match="cannot be read"):
        read_profile(tmp_path)


@pytest.mark.parametrize("best", [0.0, -1.0, float("nan"), float("inf")])
def test_a_best_that_cannot_be_is_refused(best: float) -> None:
    with pytest.raises(InvalidInputError, match="a number above 0 is needed"):
        Profile(best={KEY: best})


def test_a_profile_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    write_profile(path, Profile(1.8, {KEY: 80.0}))
    before = path.read_text(encoding="utf-8")
    with small_disk(20), pytest.raises(OutputError, match="cannot be written: "):
        write_profile(path, Profile(1.8, {KEY: 90.0}))
    assert path.read_text(encoding="utf-8") == before
    assert [each.name for each in tmp_path.iterdir()] == ["me.json"]


def test_what_is_learned_from_a_session_read_again_is_the_same(deep: Path, tmp_path: Path) -> None:
    count(deep, tmp_path / "me.json", json=tmp_path / "s.json")
    session = read_session(tmp_path / "s.json")
    assert learn_from(tmp_path / "other.json", session, [load_exercise("squat")]) is None
    assert read_profile(tmp_path / "other.json").best == pytest.approx(
        read_profile(tmp_path / "me.json").best, abs=2e-3
    )
