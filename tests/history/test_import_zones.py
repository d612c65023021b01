"""Local times: zones, and the hours that clocks show twice or never."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from training_files import BERLIN, STRONG, read, strong_row, written

from repsight.history.importers import read_log
from repsight.history.importers.zones import LocalTimes

OURS = STRONG + ",Started,Source,Key"


def test_a_local_time_is_one_of_the_zone_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(date="2026-07-02 18:00:00"))
    # Later than `read` allows: the future of another test.
    now = datetime(2027, 1, 1, tzinfo=UTC)
    hours = {
        zone: read_log(path, zone, now=now).sessions[0].started.astimezone(UTC).hour
        for zone in (BERLIN, "America/New_York", "Asia/Kolkata", "UTC")
    }
    assert hours == {BERLIN: 16, "America/New_York": 22, "Asia/Kolkata": 12, "UTC": 18}


def test_the_zone_is_the_machine_s_where_none_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    path = written(tmp_path, STRONG, strong_row())
    monkeypatch.setenv("TZ", "Australia/Adelaide")
    time.tzset()
    try:
        imported = read_log(path)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert imported.sessions[0].started.utcoffset() == timedelta(hours=10.5)
    assert any("this machine's" in note for note in imported.notes)


def test_summer_and_winter_of_one_log_have_their_own_offsets(tmp_path: Path) -> None:
    rows = [strong_row(date="2025-07-01 18:00:00"), strong_row(date="2025-12-01 18:00:00")]
    sessions = read(written(tmp_path, STRONG, *rows)).sessions
    assert [one.started.utcoffset() for one in sessions] == [timedelta(hours=2), timedelta(hours=1)]
    assert [one.started.hour for one in sessions] == [18, 18]


def test_a_time_in_the_hour_that_is_shown_twice_is_the_first(tmp_path: Path) -> None:
    imported = read(written(tmp_path, STRONG, strong_row(date="2025-10-26 02:30:00")))
    assert imported.sessions[0].started.astimezone(UTC) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert any("clocks showed twice" in note for note in imported.notes)


def test_a_time_in_the_hour_that_is_skipped_is_an_hour_later(tmp_path: Path) -> None:
    imported = read(written(tmp_path, STRONG, strong_row(date="2025-03-30 02:30:00")))
    started = imported.sessions[0].started
    assert started.astimezone(UTC) == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    assert started.hour == 3
    assert any("clocks skipped" in note for note in imported.notes)
    assert imported.sessions[0].key == "2025-03-30 02:30:00", "as written"


def test_two_zones_in_one_file_are_two_zones(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        OURS,
        strong_row() + ",2026-03-02T18:00:00+01:00,strong,a",
        strong_row(date="2026-03-03 18:00:00") + ",2026-03-03T18:00:00-05:00,strong,b",
        strong_row(date="2026-03-04 18:00:00") + ",,strong,c",
    )
    sessions = read(path, tz="Asia/Tokyo").sessions
    assert [one.started.astimezone(UTC).hour for one in sessions] == [17, 23, 9]
    assert [one.started.hour for one in sessions] == [18, 18, 18]


@pytest.mark.parametrize("zone", [BERLIN, "America/St_Johns", "Australia/Lord_Howe", "UTC"])
def test_every_hour_of_a_year_comes_back_as_written(zone: str) -> None:
    times = LocalTimes(zone)
    start = datetime(2025, 1, 1)
    for minutes in range(0, 365 * 24 * 60, 30):
        written_as = start + timedelta(minutes=minutes)
        moment = times(written_as)
        if written_as not in times.skipped:
            assert moment.replace(tzinfo=None) == written_as
    shifts = 30 if zone == "Australia/Lord_Howe" else 60
    expected = 0 if zone == "UTC" else shifts // 30
    assert len(times.skipped) == len(times.twice) == expected
