"""FIT activities, read back with fitdecode."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fitdecode
import pytest

from counted import REPS, counted
from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.core.types import PersonSummary, Repetition, SetSummary
from repsight.exercises import exercise_names
from repsight.export import export_session, read_session
from repsight.export.fit import write_fit
from small_disk import small_disk

STARTED = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)


def messages(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Every message of a file whose checksums are right, as (name, fields)."""
    with fitdecode.FitReader(path, check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [
            (frame.name, {field.name: field.value for field in frame.fields})
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage)
        ]


def sets(path: Path) -> list[dict[str, Any]]:
    return [fields for name, fields in messages(path) if name == "set"]


def one_set(exercise: str, start: float, end: float, reps: int = 0) -> SetSummary:
    done = tuple(Repetition(i + 1, start, start, end, end) for i in range(reps))
    return SetSummary(exercise, start, end, done, kind="reps" if reps else "hold")


def test_a_session_is_one_strength_activity(tmp_path: Path) -> None:
    path = counted(tmp_path)
    export_session(path, "fit", tmp_path / "s.fit", started=STARTED)
    names = [name for name, _ in messages(tmp_path / "s.fit")]
    assert names == ["file_id", "event", "set", "event", "lap", "session", "activity"]
    fields = dict(messages(tmp_path / "s.fit"))
    assert fields["file_id"]["type"] == "activity"
    assert fields["session"]["sport"] == "training"
    assert fields["session"]["sub_sport"] == "strength_training"
    assert fields["session"]["start_time"] == STARTED


def test_a_set_has_repetitions_category_start_and_duration(tmp_path: Path) -> None:
    path = counted(tmp_path)
    export_session(path, "fit", tmp_path / "s.fit", started=STARTED)
    (found,) = sets(tmp_path / "s.fit")
    (expected,) = read_session(path).people[0].sets
    assert (found["repetitions"], found["category"], found["set_type"]) == (REPS, "squat", "active")
    assert found["duration"] == pytest.approx(expected.end - expected.start, abs=2e-3)
    begun = STARTED + timedelta(seconds=expected.start)
    assert abs(found["start_time"] - begun) <= timedelta(seconds=0.51)


def test_every_set_is_a_message_and_a_hold_has_no_repetitions(tmp_path: Path) -> None:
    person = PersonSummary(
        1, 9,
        (one_set("push_up", 2, 30, 12), one_set("plank", 60, 120), one_set("dip", 150, 170, 5)),
    )  # fmt: skip
    write_fit(tmp_path / "s.fit", person, STARTED)
    found = sets(tmp_path / "s.fit")
    assert [one["category"] for one in found] == ["push_up", "plank", "triceps_extension"]
    assert [one.get("repetitions") for one in found] == [12, None, 5]
    assert [one["duration"] for one in found] == [28, 60, 20]
    assert [one["message_index"] for one in found] == [0, 1, 2]
    assert [one["start_time"] - STARTED for one in found] == [
        timedelta(seconds=seconds) for seconds in (2, 60, 150)
    ]
    totals = dict(messages(tmp_path / "s.fit"))
    assert totals["session"]["total_elapsed_time"] == totals["activity"]["total_timer_time"] == 170


@pytest.mark.parametrize("exercise", exercise_names())
def test_every_exercise_has_a_category(exercise: str, tmp_path: Path) -> None:
    person = PersonSummary(1, 9, (one_set(exercise, 0, 10, 3),))
    write_fit(tmp_path / "s.fit", person, STARTED)
    category = sets(tmp_path / "s.fit")[0]["category"]
    assert isinstance(category, str)  # a number is one that the profile does not name
    assert category != "unknown"


def test_an_exercise_of_ones_own_has_no_category(tmp_path: Path) -> None:
    write_fit(tmp_path / "s.fit", PersonSummary(1, 9, (one_set("my_squat", 0, 9, 1),)), STARTED)
    assert sets(tmp_path / "s.fit")[0]["category"] == "unknown"


def test_without_a_start_it_is_when_the_source_was_changed_and_that_is_said(tmp_path: Path) -> None:
    path = counted(tmp_path)
    os.utime(tmp_path / "squats.poses.npz", (STARTED.timestamp(), STARTED.timestamp()))
    done = export_session(path, "fit", tmp_path / "s.fit")
    assert dict(messages(tmp_path / "s.fit"))["file_id"]["time_created"] == STARTED
    (note,) = done.notes
    assert "squats.poses.npz was last changed" in note


def test_without_a_source_it_is_now_and_that_is_said(tmp_path: Path) -> None:
    path = counted(tmp_path)
    (tmp_path / "squats.poses.npz").unlink()
    done = export_session(path, "fit", tmp_path / "s.fit")
    created = dict(messages(tmp_path / "s.fit"))["file_id"]["time_created"]
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert "now, as " in done.notes[0]


@pytest.mark.parametrize("year", [1970, 1989, 2150])
def test_a_time_that_fit_cannot_say_is_refused(tmp_path: Path, year: int) -> None:
    path = counted(tmp_path)
    with pytest.raises(InvalidInputError, match="FIT knows times from 1989-12-31"):
        export_session(path, "fit", tmp_path / "s.fit", started=datetime(year, 5, 1, tzinfo=UTC))


def test_a_time_without_a_zone_is_local(tmp_path: Path) -> None:
    local = datetime(2026, 3, 1, 18, 30)
    write_fit(tmp_path / "s.fit", PersonSummary(1, 9, (one_set("squat", 0, 9, 1),)), local)
    created = dict(messages(tmp_path / "s.fit"))["file_id"]["time_created"]
    assert created == local.astimezone()


@pytest.mark.parametrize("end", [None, -1.0, 1e12])
def test_a_set_that_cannot_be_is_refused(tmp_path: Path, end: float | None) -> None:
    path = counted(tmp_path)
    data = json.loads(path.read_text())
    data["people"][0]["sets"][0]["end"] = end
    path.write_text(json.dumps(data))
    with pytest.raises(SourceError, match="set 1 of person 1 lasts from"):
        export_session(path, "fit", tmp_path / "s.fit")


def test_a_full_disk_leaves_no_half_activity(tmp_path: Path) -> None:
    path = counted(tmp_path / "in")
    with small_disk(100), pytest.raises(OutputError, match=r"s\.fit cannot be written"):
        export_session(path, "fit", tmp_path / "s.fit")
    assert [file.name for file in tmp_path.iterdir()] == ["in"]
