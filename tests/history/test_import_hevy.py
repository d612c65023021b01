"""Exports of Hevy."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from training_files import HEVY, hevy_row, read, sets_of, written

from repsight.core.errors import SourceError


def test_rows_of_one_start_are_a_session(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEVY,
        hevy_row(0, 60, 5, kind="warmup"),
        hevy_row(1, 100, 5, rpe=8.5),
        hevy_row(0, "", 12, exercise="Push Up", kind="failure"),
    )
    imported = read(path)
    (session,) = imported.sessions
    assert imported.source == session.source == "hevy"
    assert session.started == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert (session.name, session.seconds, session.note) == ("Legs", 3720.0, "felt good")
    assert session.key == "2026-03-02 18:00:00"
    assert sets_of(imported) == [
        ("Squat (Barbell)", "warm_up", 60.0, 5),
        ("Squat (Barbell)", "working", 100.0, 5),
        ("Push Up", "failure", None, 12),
    ]
    assert session.sets[1].rpe == 8.5
    assert not imported.unit_guessed


def test_pounds_and_miles_are_in_the_header(tmp_path: Path) -> None:
    header = HEVY.replace("weight_kg", "weight_lbs").replace("distance_km", "distance_miles")
    path = written(
        tmp_path,
        header,
        hevy_row(0, 225, 5),
        '"Run","3 Mar 2026, 18:00","3 Mar 2026, 18:30","","Running",,"",0,"normal",,,3,1800,',
    )
    squat, run = (one.sets[0] for one in read(path).sessions)
    assert squat.load_kg == pytest.approx(102.0583, abs=1e-4)
    assert (run.reps, run.seconds) == (None, 1800.0)
    assert run.distance_m == pytest.approx(4828.032)


def test_of_two_columns_of_weight_the_one_that_is_filled_counts(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "title,start_time,exercise_title,set_index,set_type,weight_kg,weight_lbs,reps",
        'A,"12 Jan 2026, 18:30",Bench Press,0,normal,,220,5',
        'A,"12 Jan 2026, 18:30",Bench Press,1,normal,100,,5',
    )
    loads = [load for *_, load, _ in sets_of(read(path))]
    assert loads == [pytest.approx(99.7903, abs=1e-4), 100.0]


def test_help_is_less_than_no_load(tmp_path: Path) -> None:
    path = written(tmp_path, HEVY, hevy_row(0, 21, 10, exercise="Pull Up (Assisted)"))
    assert read(path).sessions[0].sets[0].load_kg == -21.0


def test_a_note_that_every_row_repeats_is_kept_once(tmp_path: Path) -> None:
    rows = [hevy_row(n, note="hook grip") for n in range(3)]
    later = hevy_row(0, date="4 Mar 2026, 18:00", end="4 Mar 2026, 19:00", note="hook grip")
    imported = read(written(tmp_path, HEVY, *rows, later))
    notes = [[one.note for one in session.sets] for session in imported.sessions]
    assert notes == [["hook grip", "", ""], ["hook grip"]]


@pytest.mark.parametrize(
    "date",
    [
        "2 Mar 2026, 18:00",
        "2 mars 2026, 18:00",
        "2 mar. 2026, 18:00",
        "2. März 2026, 18:00",
        "2 de mar. de 2026, 18:00",
        "Mar 2, 2026, 6:00 PM",
        "Mar 2, 2026, 6:00\u202fPM",
        "2026-03-02 18:00:00",
        "02.03.2026, 18:00",
        "2026-03-02T17:00:00Z",
        "2026-03-02 18:00:00 +0100",
    ],
)
def test_dates_of_other_languages_and_clocks_are_read(tmp_path: Path, date: str) -> None:
    imported = read(written(tmp_path, HEVY, hevy_row(date=date)))
    assert imported.sessions[0].started == datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "month"),
    [("févr.", 2), ("Mai", 5), ("juin", 6), ("juil.", 7), ("ago", 8), ("Okt", 10), ("dic", 12),
     ("Ocak", 1), ("gen", 1), ("maio", 5)],
)  # fmt: skip
def test_months_have_many_names(tmp_path: Path, name: str, month: int) -> None:
    row = hevy_row(date=f"3 {name} 2025, 18:00", end="")
    assert read(written(tmp_path, HEVY, row)).sessions[0].started.month == month


def test_noon_and_midnight_are_told_apart(tmp_path: Path) -> None:
    rows = [hevy_row(date="Mar 2, 2026, 12:05 AM"), hevy_row(date="Mar 2, 2026, 12:05 PM")]
    hours = [one.started.hour for one in read(written(tmp_path, HEVY, *rows)).sessions]
    assert hours == [0, 12]
    imported = read(written(tmp_path, HEVY, hevy_row(), hevy_row(date="Mar 2, 2026, 13:05 PM")))
    assert [one.kind for one in imported.skipped] == ["no usable date"]


def test_an_end_that_makes_no_sense_costs_the_duration_alone(tmp_path: Path) -> None:
    rows = [
        hevy_row(end="1 Mar 2026, 18:00"),
        hevy_row(date="3 Mar 2026, 18:00", end="soon"),
        hevy_row(date="4 Mar 2026, 18:00", end="2026-03-04T19:00:00Z"),
    ]
    imported = read(written(tmp_path, HEVY, *rows))
    assert [one.seconds for one in imported.sessions] == [None, None, None]


def test_an_unknown_type_of_set_is_a_working_one_and_named(tmp_path: Path) -> None:
    imported = read(written(tmp_path, HEVY, hevy_row(0, kind="myorep")))
    assert imported.sessions[0].sets[0].kind == "working"
    assert any("1 of 'myorep'" in note for note in imported.notes)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    header = HEVY.replace('"weight_kg"', '"what"').replace('"reps"', '"times"')
    with pytest.raises(SourceError, match="Hevy without the column weight_kg or weight_lbs, reps"):
        read(written(tmp_path, header, hevy_row()))
