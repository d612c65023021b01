"""Text files as other systems leave them: encodings, separators, and damage."""

import tracemalloc
from pathlib import Path

import pytest
from training_files import STRONG, read, sets_of, strong_row, written

from repsight.core.errors import InvalidInputError, RepSightError, SourceError
from repsight.history.importers import read_log
from repsight.history.importers.cells import duration, number
from repsight.history.importers.collect import MAX_SETS
from repsight.history.importers.imported import BadRowError

NAME = "Übung für Beine"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, STRONG, strong_row(exercise=NAME), encoding=encoding)
    imported = read(path)
    assert imported.sessions[0].sets[0].exercise == NAME
    assert any("no UTF-8" in note for note in imported.notes) == (encoding == "cp1252")


def test_bytes_that_windows_does_not_know_are_latin_1(tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(exercise=NAME + "\x81"), encoding="latin-1")
    assert read(path).sessions[0].sets[0].exercise.startswith(NAME)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found(tmp_path: Path, separator: str, end: str) -> None:
    line = _with_separator(separator, "Squat, deep; slow", "82,5")
    path = tmp_path / "log.csv"
    path.write_bytes((STRONG.replace(",", separator) + end + line + end).encode())
    assert sets_of(read(path)) == [("Squat, deep; slow", "working", 82.5, 5)]


def _with_separator(separator: str, exercise: str, weight: str) -> str:
    cells = [
        "2026-03-02 18:00:00", "Legs", "1h", f'"{exercise}"', "1", f'"{weight}"', "5", "0", "0",
        '"a ""b"""', "", "",
    ]  # fmt: skip
    return separator.join(cells)


def test_excel_s_own_first_line_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    lines = ["sep=;", "", STRONG.replace(",", ";"), "", strong_row().replace(",", ";"), ";;;", ""]
    assert read(written(tmp_path, *lines)).sets == 1


def test_a_note_may_have_paragraphs(tmp_path: Path) -> None:
    rows = [strong_row(1, note="one\n\ntwo; three, four"), strong_row(2)]
    imported = read(written(tmp_path, STRONG, *rows))
    assert imported.sets == 2
    assert imported.sessions[0].sets[0].note == "one\n\ntwo; three, four"


@pytest.mark.parametrize("cut", [5, 30, 60, len(strong_row(2)) - 6])
def test_a_last_line_that_is_cut_off_is_left_out(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, STRONG, strong_row(1))
    with path.open("a") as file:
        file.write(strong_row(2, 100.0, 10)[:cut])
    imported = read(path)
    assert sets_of(imported) == [("Squat (Barbell)", "working", 100.0, 5)]
    (skipped,) = imported.skipped
    assert (skipped.line, skipped.kind) == (3, "cut off")


def test_a_last_line_without_a_line_end_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(STRONG + "\n" + strong_row(1))
    assert read(path).sets == 1


def test_a_file_that_is_cut_off_within_a_letter_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(1), strong_row(2, exercise=NAME))
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex("Ü".encode()) + 1])
    imported = read(path)
    assert imported.sets == 1
    assert [one.kind for one in imported.skipped] == ["cut off"]


def test_a_quotation_mark_that_nobody_closed_costs_one_row(tmp_path: Path) -> None:
    broken = strong_row(2).replace('"Squat (Barbell)"', '"Squat (Barbell)')
    rows = [strong_row(1), broken, *(strong_row(n) for n in range(3, 300))]
    imported = read(written(tmp_path, STRONG, *rows))
    lost = 299 - imported.sets
    assert 1 <= lost <= 2
    assert imported.skipped[0].line == 3


def test_a_quotation_mark_in_a_name_is_a_letter(tmp_path: Path) -> None:
    row = '2026-03-02 18:00:00,Legs,1h,Deficit Deadlift 5",1,100,5,0,0,,,'
    imported = read(written(tmp_path, STRONG, row, strong_row(2)))
    assert imported.sets == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty; export the log again"),
        (b"  \r\n \n", "is empty; export the log again"),
        (b"\xef\xbb\xbf", "is empty; export the log again"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither text nor a FIT activity"),
        (b"\x00" * 5000, "neither text nor a FIT activity"),
        (b"a,b,c\n1,2,3\n", "it begins with 'a,b,c'; CSV exports of Strong and Hevy"),
        (b"date,weight_kg\n2026-01-01,80\n", "without the column"),
        (b"x" * 2_000_000, "more than 1,000,000 characters"),
        (b"{", "no whole JSON"),
        (b"PK\3\4 and so on", "damaged zip"),
        (b"\x0e\x10\xd9\x07\x10\x00\x00\x00.FIT", "damaged FIT file"),
    ],
)
def test_a_file_that_is_no_log_is_refused_in_one_line(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message) as refused:
        read(path)
    assert "\n" not in str(refused.value)
    assert "log.csv" in str(refused.value)


def test_no_file_is_refused_and_so_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_options_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row())
    with pytest.raises(InvalidInputError, match="the unit is 'stone'; allowed: kg, lb"):
        read_log(path, unit="stone")  # type: ignore[arg-type]
    for zone in ("Mars/Olympus", "../etc/passwd", "", "/etc/localtime"):
        with pytest.raises(InvalidInputError, match="an IANA name is needed"):
            read_log(path, zone)


def test_a_long_log_takes_a_few_hundred_bytes_a_row(tmp_path: Path) -> None:
    days = [f"20{10 + day // 28:02}-02-{day % 28 + 1:02} 18:00:00" for day in range(100)]
    rows = [strong_row(n, 100, 5, date=day) for day in days for n in range(1, 31)]
    path = written(tmp_path, STRONG, *rows)
    tracemalloc.start()
    try:
        imported = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert imported.sets == len(rows)
    assert peak / len(rows) < 700


def test_a_file_of_more_sets_than_anybody_does_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_SETS == 1_000_000
    monkeypatch.setattr("repsight.history.importers.collect.MAX_SETS", 10)
    rows = [strong_row(n) for n in range(1, 13)]
    with pytest.raises(RepSightError, match="more than 10 sets"):
        read(written(tmp_path, STRONG, *rows))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("82.5", 82.5), ("82,5", 82.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5),
        ("1 234,5", 1234.5), ("1'234.5", 1234.5), ("−3", -3.0), ("+3", 3.0), (".5", 0.5),
        ("5.", 5.0), ("1,000", 1.0),
    ],
)  # fmt: skip
def test_a_number_may_have_either_decimal_sign(text: str, value: float | None) -> None:
    assert number(text, "it") == value


@pytest.mark.parametrize("text", ["x", "1.2.3", "1e3", "1_000", "0x10", "nan", "∞", "--1", "٣"])
def test_what_is_no_number_is_none(text: str) -> None:
    with pytest.raises(BadRowError, match="a number is needed"):
        number(text, "it")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 14min", 4440.0), ("56m", 3360.0), ("45s", 45.0), ("1h", 3600.0), ("21min", 1260.0),
        ("1h 5m 3s", 3903.0), ("3600", 3600.0), ("1:14:00", 4440.0), ("1:14", None),
        ("264h 1m", 950460.0), ("", None), ("long", None), ("0", None), ("0s", None),
    ],
)  # fmt: skip
def test_a_duration_may_be_written_in_many_ways(text: str, seconds: float | None) -> None:
    assert duration(text) == seconds
