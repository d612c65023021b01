"""FIT activities: those that RepSight writes, and what watches add."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from training_files import read

from repsight.core.errors import SourceError
from repsight.core.types import PersonSummary, Repetition, SetSummary
from repsight.export.fit import write_fit

STARTED = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def one_set(exercise: str, start: float, end: float, reps: int = 0) -> SetSummary:
    done = tuple(Repetition(i + 1, start, start, end, end) for i in range(reps))
    return SetSummary(exercise, start, end, done, kind="reps" if reps else "hold")


def watch_file(tmp_path: Path, *sets: dict[str, Any], **activity: Any) -> Path:
    """A file as a watch writes it, with `sets` as fields of the message."""
    from fit_tool.fit_file_builder import FitFileBuilder
    from fit_tool.profile.messages.activity_message import ActivityMessage
    from fit_tool.profile.messages.exercise_title_message import ExerciseTitleMessage
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.session_message import SessionMessage
    from fit_tool.profile.messages.set_message import SetMessage
    from fit_tool.profile.profile_type import FileType

    builder = FitFileBuilder(auto_define=True)
    at = round(STARTED.timestamp() * 1000)

    def add(local: int, kind: Any, **fields: Any) -> None:
        message = kind()
        for name, value in fields.items():
            setattr(message, name, value)
        message.local_id = local
        builder.add(message)

    add(0, FileIdMessage, type=FileType.ACTIVITY, manufacturer=1, time_created=at)
    add(
        1, ExerciseTitleMessage, exercise_category=28, exercise_name=900,
        workout_step_name="Zercher Squat",
    )  # fmt: skip
    for fields in sets:
        add(2, SetMessage, timestamp=at, start_time=at, **fields)
    add(3, SessionMessage, timestamp=at, start_time=at, total_elapsed_time=1800.0)
    add(4, ActivityMessage, timestamp=at, num_sessions=1, **activity)
    path = tmp_path / "watch.fit"
    path.write_bytes(builder.build_bytes())
    return path


def test_what_repsight_writes_it_reads(tmp_path: Path) -> None:
    sets = (
        one_set("squat", 5, 35, 8),
        one_set("bench_press", 95, 120.5, 5),
        one_set("plank", 200, 260),
    )
    write_fit(tmp_path / "s.fit", PersonSummary(1, 0, sets), STARTED)
    imported = read(tmp_path / "s.fit")
    (session,) = imported.sessions
    assert imported.source == session.source == "fit"
    assert session.started == STARTED
    assert session.started.hour == 18, "in the zone asked for"
    assert session.seconds == 260.0
    done = [(one.exercise, one.reps, one.seconds) for one in session.sets]
    assert done == [("Squat", 8, 30.0), ("Bench Press", 5, 25.5), ("Plank", None, 60.0)]


def test_weights_are_kilograms_and_rests_are_no_sets(tmp_path: Path) -> None:
    path = watch_file(
        tmp_path,
        {"set_type": 1, "repetitions": 5, "weight": 102.5, "category": [28], "duration": 20.0},
        {"set_type": 0, "duration": 90.0},
        {"set_type": 1, "repetitions": 12, "weight": 0.0, "category": [22], "duration": 25.0},
    )
    imported = read(path)
    squat, push_up = imported.sessions[0].sets
    assert (squat.exercise, squat.load_kg, squat.reps) == ("Squat", 102.5, 5)
    assert (push_up.exercise, push_up.load_kg, push_up.reps) == ("Push Up", None, 12)
    assert imported.skipped == ()


def test_an_exercise_has_the_watch_s_name_or_the_profile_s(tmp_path: Path) -> None:
    common = {"set_type": 1, "repetitions": 5}
    path = watch_file(
        tmp_path,
        {**common, "category": [28], "category_subtype": [900]},
        {**common, "category": [28], "category_subtype": [6]},
        {**common, "category": [65534, 28], "category_subtype": [65535, 65535]},
        {**common},
    )
    names = [one.exercise for one in read(path).sessions[0].sets]
    assert names == ["Zercher Squat", "Barbell Back Squat", "Squat", "Unknown"]


def test_the_offset_of_the_watch_counts_where_no_zone_is_asked_for(tmp_path: Path) -> None:
    local = round((STARTED - timedelta(hours=5)).timestamp()) - 631_065_600  # FIT counts from 1989
    path = watch_file(tmp_path, {"set_type": 1, "repetitions": 5}, local_timestamp=local)
    started = read(path, tz=None).sessions[0].started  # type: ignore[arg-type]
    assert (started, started.utcoffset()) == (STARTED, timedelta(hours=-5))
    assert read(path).sessions[0].started.utcoffset() == timedelta(hours=1)


def test_a_session_is_told_by_its_start_in_any_zone(tmp_path: Path) -> None:
    path = watch_file(tmp_path, {"set_type": 1, "repetitions": 5})
    assert read(path).sessions[0].key == read(path, tz="Asia/Tokyo").sessions[0].key
    assert read(path).sessions[0].key == "2026-03-02 17:00:00Z"


def test_a_set_that_cannot_be_is_left_out(tmp_path: Path) -> None:
    path = watch_file(
        tmp_path,
        {"set_type": 1, "repetitions": 20_000},
        {"set_type": 1, "repetitions": 5},
    )
    imported = read(path)
    assert imported.sets == 1
    assert imported.skipped[0].reason == "set 1: reps is 20000; 0 to 10000 is allowed"


def test_an_activity_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a FIT file without sets; strength activities have them"):
        read(watch_file(tmp_path, {"set_type": 0, "duration": 90.0}))


def test_a_file_that_is_cut_off_or_changed_is_refused(tmp_path: Path) -> None:
    path = watch_file(tmp_path, {"set_type": 1, "repetitions": 5})
    data = path.read_bytes()
    for damaged in (data[:-10], data[:40], data[:60] + b"\0\0\0" + data[63:]):
        path.write_bytes(damaged)
        with pytest.raises(SourceError, match="a damaged FIT file"):
            read(path)
