"""Whatever is in a file: sessions or one line that says why not."""

import json
import math
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from training_files import HEVY, NOW, STRONG, STRONG_UNITS, hevy_row, strong_row

from repsight.core.errors import RepSightError
from repsight.core.history.log import (
    SETS,
    BodyWeight,
    LoggedRep,
    LoggedSession,
    LoggedSet,
    PainNote,
    UserProfile,
)
from repsight.history.document import Document, document_lines
from repsight.history.exporters import write_json
from repsight.history.exporters.sheet import csv_text
from repsight.history.importers import Imported, read_log

FEW = settings(max_examples=150, deadline=None)


def tried(data: bytes, name: str = "log.csv") -> Imported | None:
    """What is read of the bytes, None where they are refused in one line."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            imported = read_log(path, "Europe/Berlin", now=NOW)
        except RepSightError as refused:
            assert "\n" not in str(refused)
            return None
    assert imported.sessions
    return imported


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", '"', "1", "82,5", "-3", "NaN", "1e9", "W", "Rest Timer", "Note", "0", "\u202f", "2026"]
    ),
    st.datetimes().map(str),
)


@FEW
@given(
    st.sampled_from([STRONG, STRONG_UNITS, HEVY]),
    st.lists(st.lists(CELLS, max_size=15), max_size=6),
    st.sampled_from(",;\t"),
)
def test_any_cells_under_a_header_are_read_or_refused(
    header: str, rows: list[list[str]], separator: str
) -> None:
    lines = [separator.join(row) for row in rows]
    text = "\n".join([header, strong_row(), hevy_row(), *lines])
    tried(text.encode("utf-8", "surrogatepass"))


@FEW
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00")
@example(b"[" * 100_000)
@example(b'{"schema": "repsight.history/1", "sessions": [[]]}')
@example(b'{"schema": "repsight.history/1", "user": ' + b"9" * 5000 + b"}")
def test_any_bytes_are_refused(data: bytes) -> None:
    assert tried(data) is None


@FEW
@given(st.integers(0, 600), st.binary(max_size=8))
def test_a_log_that_is_damaged_anywhere_is_read_or_refused(at: int, noise: bytes) -> None:
    data = "\n".join([STRONG, *(strong_row(n) for n in range(1, 8))]).encode()
    tried(data[:at] + noise + data[at + len(noise) :])
    tried(data[:at])


@pytest.fixture(scope="module")
def fit_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    from test_import_fit import STARTED, one_set

    from repsight.core.types import PersonSummary
    from repsight.export.fit import write_fit

    path = tmp_path_factory.mktemp("fit") / "s.fit"
    write_fit(path, PersonSummary(1, 0, (one_set("squat", 5, 35, 8),)), STARTED)
    return path.read_bytes()


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 500), noise=st.binary(min_size=1, max_size=6))
def test_a_fit_file_that_is_damaged_anywhere_is_read_or_refused(
    fit_bytes: bytes, at: int, noise: bytes
) -> None:
    at %= len(fit_bytes)
    damaged = fit_bytes[:at] + noise + fit_bytes[at + len(noise) :]
    if damaged[8:12] == b".FIT":
        tried(_with_checksum(damaged), "s.fit")
        tried(damaged, "s.fit")


def _with_checksum(data: bytes) -> bytes:
    """The bytes with the checksum that they should end in, so that the decoder goes on."""
    from fitdecode.utils import compute_crc

    return data[:-2] + compute_crc(data[:-2]).to_bytes(2, "little")


NUMBERS = st.floats(0, 100, allow_nan=False)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)
MOMENTS = st.builds(
    lambda at, minutes: at.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(1990, 1, 1), datetime(2026, 5, 1)),
    st.integers(-14 * 60, 14 * 60),
)
MEASURES = st.dictionaries(st.sampled_from(["rom", "tempo", "velocity", "own"]), NUMBERS)
REPS = st.builds(LoggedRep, NUMBERS, NUMBERS, NUMBERS, st.none() | NUMBERS, MEASURES)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)
LOGGED = st.builds(
    LoggedSet,
    exercise=NAMES,
    reps=st.none() | st.integers(0, 50),
    load_kg=st.none() | st.floats(-100, 400, allow_nan=False),
    kind=st.sampled_from(SETS),
    rpe=st.none() | st.floats(0, 10, allow_nan=False),
    seconds=st.none() | NUMBERS,
    distance_m=st.none() | NUMBERS,
    score=st.none() | NUMBERS,
    measures=MEASURES,
    note=TEXTS,
    repetitions=st.lists(REPS, max_size=2).map(tuple),
)
SESSIONS = st.builds(
    LoggedSession,
    started=MOMENTS,
    sets=st.lists(LOGGED, max_size=3).map(tuple),
    name=TEXTS,
    seconds=st.none() | NUMBERS,
    rpe=st.none() | st.floats(0, 10, allow_nan=False),
    note=TEXTS,
    source=st.sampled_from(["strong", "repsight", ""]),
    key=TEXTS,
    recording=st.none() | NAMES,
)
PROFILES = st.builds(
    UserProfile,
    height=st.none() | st.floats(1.4, 2.2),
    sex=st.sampled_from([None, "female", "male"]),
    birth_year=st.none() | st.integers(1930, 2015),
    goals=st.sampled_from([(), ("strength",), ("mobility", "endurance")]),
    injuries=st.lists(NAMES, max_size=2).map(tuple),
)
DOCUMENTS = st.builds(
    Document,
    user=NAMES,
    profile=PROFILES,
    sessions=st.lists(SESSIONS, max_size=3).map(
        lambda some: tuple(sorted(some, key=lambda one: one.started))
    ),
    body_weight=st.lists(st.builds(BodyWeight, MOMENTS, st.floats(40, 200)), max_size=2).map(tuple),
    pain=st.lists(st.builds(PainNote, MOMENTS, NAMES, st.floats(0, 10), TEXTS), max_size=2).map(
        tuple
    ),
)


@settings(max_examples=80, deadline=None)
@given(DOCUMENTS)
def test_a_history_comes_back_from_json_as_it_was(document: Document) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.json"
        write_json(path, document)
        imported = read_log(path)
    assert imported.sessions == document.sessions
    offsets = [one.started.utcoffset() for one in imported.sessions]
    assert offsets == [one.started.utcoffset() for one in document.sessions]
    assert imported.profile == document.profile
    assert (imported.body_weight, imported.pain) == (document.body_weight, document.pain)


@settings(max_examples=80, deadline=None)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_a_history_that_is_changed_anywhere_is_read_or_refused(
    document: Document, chance: Any
) -> None:
    data = json.loads("".join(document_lines(document)))
    _spoil(data, chance)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        try:
            read_log(path)
        except RepSightError as refused:
            assert "\n" not in str(refused)


def _spoil(data: Any, chance: Any) -> None:
    """Put something else somewhere."""
    while isinstance(data, dict | list) and data:
        where = chance.choice(list(data) if isinstance(data, dict) else range(len(data)))
        if not isinstance(data[where], dict | list) or chance.random() < 0.3:
            data[where] = chance.choice([None, -1, 1e999, "x\ny", [], {}, True, [None], "2026"])
            return
        data = data[where]


@settings(max_examples=80, deadline=None)
@given(st.lists(SESSIONS, min_size=1, max_size=3))
def test_sets_come_back_from_csv(sessions: list[LoggedSession]) -> None:
    """All but repetitions, what is finer than a millionth, and the white space around texts."""
    told = [one for one in sessions if one.key.strip() and one.source and _has_a_set(one)]
    told = list({(one.key.strip(), one.started): one for one in told}.values())
    if not told:
        return
    imported = tried(csv_text(told).encode())
    assert imported is not None
    assert imported.partial
    back = {(one.key, one.started): one for one in imported.sessions}
    for one in told:
        found = back[one.key.strip(), one.started.replace(microsecond=0)]
        assert found.source == one.source
        wanted = [each for each in one.sets if _is_told(each)]
        assert [each.kind for each in found.sets] == [each.kind for each in wanted]
        for new, old in zip(found.sets, wanted, strict=True):
            assert new.exercise == old.exercise
            assert new.reps == (old.reps or (None if old.seconds or old.distance_m else old.reps))
            assert math.isclose(new.load_kg or 0, old.load_kg or 0, abs_tol=1e-4)
            assert math.isclose(new.distance_m or 0, old.distance_m or 0, abs_tol=1e-3)
            assert new.measures == pytest.approx(old.measures, abs=1e-6)


def _is_told(one: LoggedSet) -> bool:
    """Whether there is anything in the row of a set, to a millionth."""
    seconds, distance = round(one.seconds or 0, 6), round((one.distance_m or 0) / 1000, 6)
    return one.reps is not None or seconds > 0 or distance > 0


def _has_a_set(session: LoggedSession) -> bool:
    return any(_is_told(one) for one in session.sets)
