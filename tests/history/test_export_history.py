"""A history as CSV, Parquet, JSON and zip, read with other programs' readers."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from jsonschema import Draft202012Validator
from logs import EVENING, session, squat_set
from training_files import STRONG, read

from repsight.core.errors import OutputError
from repsight.core.history.log import (
    BodyWeight,
    LoggedRep,
    LoggedSession,
    LoggedSet,
    PainNote,
    UserProfile,
)
from repsight.history import Store, open_store
from repsight.history.exporters import export_history
from repsight.history.exporters.sheet import csv_text, duration_text
from repsight.recording import read_recording
from small_disk import small_disk
from squatter import squat_recording

SCHEMA = Path(__file__).parents[2] / "docs" / "history.schema.json"
KINDS = LoggedSession(
    EVENING,
    (
        LoggedSet("Squat", 10, 40.0, "warm_up"),
        LoggedSet("Squat", 5, 102.5, rpe=8.0, note='deep, "really"\nslow'),
        LoggedSet("Squat", 5, 102.5),
        LoggedSet("Squat", 8, 80.0, "drop"),
        LoggedSet("Pull Up (Assisted)", 8, -20.0, "failure"),
        LoggedSet("Plank", seconds=60.0),
        LoggedSet("Rowing", seconds=600.0, distance_m=2500.0),
    ),
    name="Legs",
    seconds=4445.0,
    rpe=7.0,
    note="good",
    source="strong",
    key="k",
)


@pytest.fixture
def full(tmp_path: Path) -> Any:
    """An open history of Ann's with everything that there is."""
    with open_store(str(tmp_path / "kept" / "history.db")) as store:
        store.add_user("Ann", UserProfile(1.7, goals=("strength", "mobility")))
        poses = store.recordings.keep(squat_recording(2))
        store.add_sessions("Ann", [replace(session(0, "a"), recording=poses), KINDS])
        at = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
        store.add_body_weight("Ann", BodyWeight(at, 64.5))
        store.add_pain("Ann", PainNote(at, "knee", 3.0, "after the run"))
        yield store


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_begins_with_strong_s_columns_in_its_order() -> None:
    header = csv_text([KINDS]).splitlines()[0]
    assert header.startswith(STRONG + ",")


def test_the_csv_says_what_strong_would_say() -> None:
    table = rows(csv_text([KINDS]))
    assert [row["Set Order"] for row in table] == ["W", "1", "2", "D", "F", "1", "1"]
    assert {row["Date"] for row in table} == {"2026-11-20 18:00:00"}
    assert {row["Duration"] for row in table} == {"1h 14m 5s"}
    second, rowing = table[1], table[-1]
    assert (second["Weight"], second["Weight Unit"], second["Reps"]) == ("102.5", "kg", "5")
    assert second["Notes"] == 'deep, "really"\nslow'
    assert (rowing["Distance"], rowing["Distance Unit"], rowing["Seconds"]) == ("2.5", "km", "600")
    assert rowing["Reps"] == rowing["Weight"] == ""
    assert second["Started"] == "2026-11-20T18:00:00+01:00"


def test_the_csv_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "sets.csv"
    path.write_text(
        csv_text([replace(KINDS, started=KINDS.started.replace(year=2025))]), newline=""
    )
    imported = read(path, tz="Asia/Tokyo")
    (one,) = imported.sessions
    assert one == replace(
        KINDS,
        started=KINDS.started.replace(year=2025).astimezone(one.started.tzinfo),
        sets=tuple(replace(each, note=each.note) for each in KINDS.sets),
    )
    assert imported.notes == (), "it names its units and its zone"


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "'=1", "'quoted'")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_spreadsheet_runs_what_somebody_wrote_and_it_comes_back(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "sets.csv").write_text(csv_text([_called(text)]), newline="", encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "sets.csv").read_text(encoding="utf-8")))
    for column in ("Workout Name", "Exercise Name", "Notes", "Workout Notes", "Source", "Key"):
        assert not row[column].startswith(("=", "+", "-", "@"))
    assert row["Weight"] == "-20", "numbers stay numbers"
    (one,) = read(tmp_path / "sets.csv").sessions
    called = (one.name, one.note, one.source, one.key, one.sets[0].exercise, one.sets[0].note)
    assert called == (text,) * 6


def test_in_the_zip_nothing_runs_either(full: Store, tmp_path: Path) -> None:
    full.add_session("Ann", _called("=1+1"))
    full.add_pain("Ann", PainNote(EVENING, "=1+1", 3.0, "=1+1"))
    export_history(full, "Ann", tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                for row in csv.reader(io.StringIO(archive.read(name).decode())):
                    assert not any(cell.startswith("=") for cell in row), name


def _called(text: str) -> LoggedSession:
    """A session with that text wherever people write."""
    rep = LoggedRep(0.0, 0.9, 1.7)
    one = LoggedSet(text, 8, -20.0, note=text, repetitions=(rep,))
    return LoggedSession(EVENING.replace(year=2025), (one,), text, note=text, source=text, key=text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0.0, "0s"), (45.0, "45s"), (3600.0, "1h"), (4445.5, "1h 14m 5.5s")],
)
def test_a_duration_is_written_as_people_read_it(seconds: float | None, text: str) -> None:
    assert duration_text(seconds) == text


def test_the_json_is_what_its_schema_says(full: Store, tmp_path: Path) -> None:
    export_history(full, "Ann", tmp_path / "ann.json")
    data = json.loads((tmp_path / "ann.json").read_text(encoding="utf-8"))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    assert len(data["sessions"][0]["sets"][0]["repetitions"]) == 5
    assert data["sessions"][0]["zone"] == "Europe/Berlin"
    strict = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for part in (strict, *strict["$defs"].values()):
        if "properties" in part:
            part["additionalProperties"] = False
    Draft202012Validator(strict).validate(data)
    data["sessions"][0]["sets"][0]["reps"] = -3
    assert list(Draft202012Validator(schema).iter_errors(data))


def test_parquet_has_typed_columns_that_duckdb_reads(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "ann.parquet"
    export_history(full, "Ann", path)
    table = duckdb.sql(f"SELECT * FROM '{path}' ORDER BY source, set").fetchall()
    names = duckdb.sql(f"SELECT * FROM '{path}'").columns
    by_name = [dict(zip(names, row, strict=True)) for row in table]
    first, second = by_name[0], by_name[3]
    assert first["started"] == datetime(2026, 11, 20, 17, 0)
    assert first["local"] == "2026-11-20T18:00:00+01:00"
    assert (first["exercise"], first["kind"], first["load_kg"]) == ("squat", "working", 100.0)
    assert (first["rom"], first["score"]) == (90.0, 82.5)
    assert (second["set"], second["rom"]) == (2, None)
    total = duckdb.sql(f"SELECT sum(load_kg * reps) FROM '{path}' WHERE source = 'strong'")
    assert total.fetchall() == [(40.0 * 10 + 102.5 * 10 + 80.0 * 8 - 20 * 8,)]


def test_the_zip_has_everything(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "ann.zip"
    export_history(full, "Ann", path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        (poses,) = (name for name in names if name.startswith("recordings/"))
        assert set(names) - {poses} == {
            "README.txt", "history.json", "sets.csv", "repetitions.csv", "body_weight.csv",
            "pain.csv", "profile.csv",
        }  # fmt: skip
        texts = {name: archive.read(name).decode() for name in names if name.endswith(".csv")}
        archive.extract(poses, tmp_path)
    assert len(read_recording(tmp_path / poses)) == len(squat_recording(2))
    assert len(rows(texts["sets.csv"])) == 9
    reps = rows(texts["repetitions.csv"])
    assert [row["rep"] for row in reps] == ["1", "2", "3", "4", "5"] * 2
    assert reps[0]["range"] == "95.5"
    assert rows(texts["body_weight.csv"])[0]["mass_kg"] == "64.5"
    assert rows(texts["pain.csv"])[0]["place"] == "knee"
    assert "goals,strength mobility" in texts["profile.csv"]


def test_a_recording_that_is_gone_is_left_out(full: Store, tmp_path: Path) -> None:
    name = full.sessions("Ann")[1].recording or full.sessions("Ann")[0].recording
    assert name is not None
    full.recordings.path(name).unlink()
    export_history(full, "Ann", tmp_path / "ann.zip")
    with zipfile.ZipFile(tmp_path / "ann.zip") as archive:
        assert not [name for name in archive.namelist() if name.startswith("recordings/")]


@pytest.mark.parametrize("form", ["csv", "json", "zip", "parquet"])
def test_an_export_is_written_whole_or_not_at_all(tmp_path: Path, form: str, full: Store) -> None:
    full.add_sessions("Ann", [session(n, f"n{n}", (squat_set(),) * 9) for n in range(1, 30)])
    disk = tmp_path / "disk"
    disk.mkdir()
    path = disk / f"ann.{form}"
    path.write_text("before")
    with small_disk(1000), pytest.raises(OutputError, match="cannot be written"):
        export_history(full, "Ann", path)
    assert path.read_text() == "before"
    assert [one.name for one in disk.iterdir()] == [path.name]


def test_an_empty_history_is_a_json_of_nothing(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "h.db")) as store:
        store.add_user("Ann")
        export_history(store, "Ann", tmp_path / "ann.json")
    data = json.loads((tmp_path / "ann.json").read_text())
    assert (data["sessions"], data["profile"]) == ([], {})
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(data)
