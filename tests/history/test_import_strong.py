"""Exports of Strong, in the five forms that it has written."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from training_files import (
    STRONG,
    STRONG_NUMBERED,
    STRONG_UNITS,
    read,
    sets_of,
    strong_row,
    written,
)

from repsight.core.errors import SourceError


def test_a_row_is_a_set_and_rows_of_one_start_are_a_session(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        STRONG,
        strong_row(1, 100.0, 5, rpe="8.5", note="deep"),
        strong_row(2, 102.5, 4),
        strong_row(1, 60, 8, date="2026-03-04 07:30:00", name="Push", exercise="Bench Press"),
    )
    imported = read(path)
    assert imported.source == "strong"
    assert not imported.skipped
    legs, push = imported.sessions
    assert legs.started == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert legs.started.hour == 18, "as the clock on the wall"
    assert (legs.name, legs.seconds, legs.source) == ("Legs", 3720.0, "strong")
    assert (push.name, push.key) == ("Push", "2026-03-04 07:30:00")
    first, second = legs.sets
    assert (first.load_kg, first.reps, first.rpe, first.note) == (100.0, 5, 8.5, "deep")
    assert (second.load_kg, second.reps, second.rpe, second.kind) == (102.5, 4, None, "working")


def test_nothing_on_the_bar_is_body_weight_and_help_is_less_than_that(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        STRONG,
        strong_row(1, 0, 12, exercise="Push Up"),
        strong_row(1, 20, 8, exercise="Pull Up (Assisted)"),
        strong_row(2, -15, 8, exercise="Pull Up (Assisted)"),
    )
    loads = [load for *_, load, _ in sets_of(read(path))]
    assert loads == [None, -20.0, -15.0]


def test_time_and_distance_are_kept_where_there_are_no_repetitions(tmp_path: Path) -> None:
    row = '2026-03-02 18:00:00,"Core",30m,{},1,0,0,{},{},,,'
    path = written(tmp_path, STRONG, row.format("Plank", 0, 60), row.format("Rowing", 2.5, 600))
    plank, rowing = read(path, unit="kg").sessions[0].sets
    assert (plank.reps, plank.seconds, plank.distance_m) == (None, 60.0, None)
    assert (rowing.reps, rowing.seconds, rowing.distance_m) == (None, 600.0, 2500.0)
    in_miles = read(path, unit="lb").sessions[0].sets[1]
    assert in_miles.distance_m == pytest.approx(2.5 * 1609.344)


def test_a_set_that_failed_at_once_has_no_repetitions_and_stays(tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(1, 140, 0))
    assert sets_of(read(path)) == [("Squat (Barbell)", "working", 140.0, 0)]


def test_the_order_says_what_kind_of_set_it_is(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        STRONG,
        *(strong_row(order, 40, 10) for order in ("W", "w", "1", "D", "F")),
    )
    kinds = [kind for _, kind, *_ in sets_of(read(path))]
    assert kinds == ["warm_up", "warm_up", "working", "drop", "failure"]


def test_rest_timers_are_no_sets_and_are_counted(tmp_path: Path) -> None:
    rest = '2026-03-02 18:00:00,"Legs",1h,"Squat (Barbell)",Rest Timer,0,0,0,90.0,,,'
    imported = read(written(tmp_path, STRONG, strong_row(1), rest, strong_row(2)))
    assert imported.sets == 2
    assert [(one.line, one.kind) for one in imported.skipped] == [(3, "no set")]


def test_a_note_row_is_a_note_on_its_exercise(tmp_path: Path) -> None:
    note = '2026-03-02 18:00:00,"Legs",1h,"{}",Note,,,,,"{}",,'
    path = written(
        tmp_path,
        STRONG,
        note.format("Squat (Barbell)", "belt"),
        strong_row(1),
        strong_row(2),
        note.format("Squat (Barbell)", "slow"),
    )
    imported = read(path)
    assert [one.note for one in imported.sessions[0].sets] == ["belt", "slow"]
    assert not imported.skipped


def test_units_in_rows_count_and_one_that_is_missing_is_that_of_the_others(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        STRONG_UNITS,
        '2026-03-02 18:00:00;"A";"Bench Press";1;100;lbs;5;8;;;0;"";"";53m',
        '2026-03-02 18:00:00;"A";"Bench Press";2;100;;5;;;;0;;;53m',
        '2026-03-02 18:00:00;"A";"Cycling";1;;;;;2;mi.;600;;;53m',
    )
    imported = read(path)
    first, second, ride = imported.sessions[0].sets
    assert first.load_kg == second.load_kg == pytest.approx(45.3592, abs=1e-4)
    assert ride.distance_m == pytest.approx(3218.688)
    assert imported.sessions[0].seconds == 53 * 60
    assert any("1 weight without a unit: lb is taken" in note for note in imported.notes)


def test_units_in_the_header_count(tmp_path: Path) -> None:
    row = '"1";"2026-03-02 18:00:00";"A";"1800";"Run";"1";"{}";"5";"";"1500";"300";"";""'
    imported = read(written(tmp_path, STRONG_NUMBERED, row.format("82,5")))
    one = imported.sessions[0].sets[0]
    assert (one.load_kg, one.distance_m, imported.sessions[0].seconds) == (82.5, 1500.0, 1800.0)
    pounds = STRONG_NUMBERED.replace("(kg)", "(lbs)")
    one = read(written(tmp_path, pounds, row.format("100"))).sessions[0].sets[0]
    assert one.load_kg == pytest.approx(45.3592, abs=1e-4)
    stone = STRONG_NUMBERED.replace("(kg)", "(stone)")
    with pytest.raises(SourceError, match="weight in 'stone'; allowed: kg"):
        read(written(tmp_path, stone, row.format("100")))


def test_the_oldest_form_has_the_unit_for_a_name(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Date;Workout Name;Exercise Name;Set Order;lbs;Reps;mi.;Seconds;Notes;Workout Notes",
        "2018-03-02 18:00:00;A;Squat;1;100;5;;;;",
    )
    assert read(path).sessions[0].sets[0].load_kg == pytest.approx(45.3592, abs=1e-4)


def test_a_unit_that_nobody_names_is_kilograms_and_the_report_says_so(tmp_path: Path) -> None:
    imported = read(written(tmp_path, STRONG, strong_row(1, 100)))
    assert imported.sessions[0].sets[0].load_kg == 100.0
    assert imported.unit_guessed
    note = next(note for note in imported.notes if "unit of weight" in note)
    assert "--unit lb" in note
    assert "speaks for pounds" not in note
    in_pounds = read(written(tmp_path, STRONG, strong_row(1, 100)), unit="lb")
    assert in_pounds.sessions[0].sets[0].load_kg == pytest.approx(45.3592, abs=1e-4)
    assert not in_pounds.unit_guessed


def test_steps_of_five_are_a_hint_at_pounds_and_no_more(tmp_path: Path) -> None:
    fives = [strong_row(n, 45 + 5 * n, 5) for n in range(1, 60)]
    hinted = read(written(tmp_path, STRONG, *fives))
    assert any("speaks for pounds" in note for note in hinted.notes)
    assert hinted.sessions[0].sets[0].load_kg == 50.0, "a hint changes nothing"
    halves = [strong_row(n, 45 + 2.5 * n, 5) for n in range(1, 60)]
    assert not any("speaks" in note for note in read(written(tmp_path, STRONG, *halves)).notes)


def test_a_unit_asked_for_does_not_change_what_the_file_says(tmp_path: Path) -> None:
    row = '2026-03-02 18:00:00;"A";"Bench Press";1;100;kg;5;8;;;0;"";"";53m'
    imported = read(written(tmp_path, STRONG_UNITS, row), unit="lb")
    assert imported.sessions[0].sets[0].load_kg == 100.0
    assert any("the file names its unit, kg" in note for note in imported.notes)


def test_an_exact_copy_of_a_row_is_left_out(tmp_path: Path) -> None:
    rows = [strong_row(1), strong_row(1), strong_row(2), strong_row(2)]
    imported = read(written(tmp_path, STRONG, *rows))
    assert imported.sets == 2
    assert [(one.line, one.kind) for one in imported.skipped] == [
        (3, "written twice"),
        (5, "written twice"),
    ]


def test_a_file_appended_to_itself_is_one_log(tmp_path: Path) -> None:
    rows = [
        strong_row(1),
        strong_row(1, exercise="Deadlift"),
        strong_row(1, date="2026-03-04 18:00:00"),
    ]
    once = read(written(tmp_path, STRONG, *rows))
    with_header = read(written(tmp_path, STRONG, *rows, STRONG, *rows))
    without = read(written(tmp_path, STRONG, *rows, *rows))
    assert with_header.sessions == without.sessions == once.sessions
    assert len(with_header.skipped) == len(without.skipped) == 3


def test_the_same_exercise_twice_in_a_session_is_no_copy(tmp_path: Path) -> None:
    """A log in the data at hand has it: the sets of one machine, others, the same sets again."""
    block = [strong_row(1, 140, 10), strong_row(2, 185, 10)]
    other = strong_row(1, 100, 10, exercise="Hip Abductor")
    imported = read(written(tmp_path, STRONG, *block, other, *block))
    assert imported.sets == 5
    assert not imported.skipped


def test_equal_warm_up_sets_are_two_sets(tmp_path: Path) -> None:
    imported = read(written(tmp_path, STRONG, strong_row("W", 20, 10), strong_row("W", 20, 10)))
    assert imported.sets == 2


def test_two_sessions_of_the_same_start_are_told_apart(tmp_path: Path) -> None:
    rows = [strong_row(1, name="A"), strong_row(1, name="B"), strong_row(2, name="B")]
    imported = read(written(tmp_path, STRONG, *rows))
    assert [one.key for one in imported.sessions] == [
        "2026-03-02 18:00:00",
        "2026-03-02 18:00:00 #2",
    ]
    assert [len(one.sets) for one in imported.sessions] == [1, 2]


def test_a_key_stays_whatever_the_zone_and_the_name_are(tmp_path: Path) -> None:
    before = read(written(tmp_path, STRONG, strong_row(1, name="Evening Workout")))
    after = read(written(tmp_path, STRONG, strong_row(1, name="Legs")), tz="Asia/Tokyo")
    assert before.sessions[0].key == after.sessions[0].key


@pytest.mark.parametrize(
    ("row", "kind", "reason"),
    [
        (strong_row(1, 100, -3), "impossible", "reps is -3; 0 to 10000 is allowed"),
        (strong_row(1, 5000, 5), "impossible", "load_kg is 5000 kg; -1000 to 1000 is allowed"),
        (strong_row(1, "NaN", 5), "not a number", "weight is 'NaN'; a number is needed"),
        (strong_row(1, "inf", 5), "not a number", "weight is 'inf'"),
        (strong_row(1, "9" * 400, 5), "not a number", "weight is '9999"),
        (strong_row(1, 100, 5.5), "not a number", "reps is 5.5; a whole number is needed"),
        (strong_row(1, 100, "many"), "not a number", "reps is 'many'"),
        (strong_row(1, 100, 5, rpe=11), "impossible", "rpe is 11; 0 to 10 is allowed"),
        (strong_row("X", 100, 5), "impossible", "set order is 'X'; a number, W, D or F"),
        (strong_row(1, exercise=""), "impossible", "the exercise of a set is empty"),
        (strong_row(1, 100, ""), "no set", "neither repetitions nor time nor distance"),
        (strong_row(1, date="1800-01-01 10:00:00"), "no usable date", "the date is 1800-01-01"),
        (strong_row(1, date="2031-01-01 10:00:00"), "no usable date", "the date is 2031-01-01"),
        (strong_row(1, date="2026-02-30 10:00:00"), "no usable date", "'2026-02-30 10:00:00'"),
        (strong_row(1, date=""), "no usable date", "the date is empty"),
        (strong_row(1, date="03/04/2026"), "no usable date", "whether day or month is first"),
        (strong_row(1, "82,5", 5), "broken row", "the row has 13 cells, the header 12"),
    ],
)
def test_an_impossible_row_is_left_out_alone(
    tmp_path: Path, row: str, kind: str, reason: str
) -> None:
    imported = read(written(tmp_path, STRONG, strong_row(1), row, strong_row(2)))
    assert imported.sets == 2
    (skipped,) = imported.skipped
    assert (skipped.line, skipped.kind) == (3, kind)
    assert reason in skipped.reason


def test_a_session_of_eleven_days_keeps_its_sets_without_its_duration(tmp_path: Path) -> None:
    """A real export says "264h 1m": somebody forgot to press the button."""
    row = strong_row(1).replace("1h 2m", "264h 1m")
    imported = read(written(tmp_path, STRONG, row))
    assert imported.sessions[0].seconds is None
    assert any("more than a week" in note for note in imported.notes)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "Date,Workout Name,Exercise Name,Reps", "2026-03-02,A,Squat,5")
    with pytest.raises(SourceError, match="export of Strong without the column Set Order, Weight"):
        read(path)


def test_a_file_without_a_good_row_says_why(tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(1, 100, -3), strong_row(2, 100, -3))
    with pytest.raises(SourceError, match=r"no usable row; line 2: reps is -3.*\(2 of 2 rows\)"):
        read(path)
    with pytest.raises(SourceError, match="nothing below its first line"):
        read(written(tmp_path, STRONG))


@pytest.mark.parametrize(
    ("name", "sets", "sessions"), [("strong_hipml", 9065, 476), ("strong_colebaril", 2440, 83)]
)
def test_every_set_of_a_real_log_is_read(shared: Path, name: str, sets: int, sessions: int) -> None:
    imported = read(shared / "history" / name / "strong.csv")
    assert (imported.sets, len(imported.sessions), imported.skipped) == (sets, sessions, ())
    assert all(one.seconds for one in imported.sessions)


def test_reading_leaves_the_limit_of_other_readers_of_csv_alone(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    read(written(tmp_path, STRONG, strong_row(1, 100.0, 5, note="x" * 10)))
    assert csv.field_size_limit() == before
