"""`repsight serve --user`: what the page counts is in the history."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from served_app import Served
from web_client import LiveClient

from repsight.core.history.log import LoggedSession
from repsight.history import open_store
from repsight.web.keeping import Keeper
from repsight.web.settings import Settings
from squatter import squat_recording

REPS = 3
RECORDING = squat_recording(REPS)


class Visits(NamedTuple):
    """What was done on a page, and what was in the history when."""

    data: Path
    database: str
    deleted: str
    """The key of a session that was finished, and deleted on the page."""
    finished: str
    left: str
    """The key of a session that nobody finished."""
    running: tuple[LoggedSession, ...]
    """While the server ran."""
    stopped: tuple[LoggedSession, ...]
    """When it had stopped."""


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Visits:
    folder = tmp_path_factory.mktemp("visits")
    data, database = folder / "data", str(folder / "history.db")
    served = Served(data, "--user", "Ann", "--database", database).start()
    try:
        deleted, finished = (asyncio.run(visit(served, finish=True)) for _ in range(2))
        address = f"{served.http}/api/sessions/{deleted['session']}"
        gone = httpx.delete(address, params={"key": deleted["key"]})
        assert gone.status_code == 204
        left = asyncio.run(visit(served, finish=False))
        running = kept(database)
    finally:
        served.stop()
    names = [str(one["session"]) for one in (deleted, finished, left)]
    return Visits(data, database, *names, running, kept(database))


async def visit(served: Served, *, finish: bool) -> dict[str, Any]:
    """Squats before the page; the server's welcome."""
    plan = {"steps": [{"exercise": "squat"}]}
    async with LiveClient(served.ws, size=RECORDING.size, plan=plan) as one:
        await one.play(RECORDING)
        await one.answered(one.seq - 1)
        if finish:
            await one.finish(float(RECORDING.t[-1]) + 0.1)
        return one.welcome


def kept(database: str) -> tuple[LoggedSession, ...]:
    with open_store(database) as store:
        return store.sessions("Ann", repetitions=True)


def test_a_finished_session_is_kept_and_stays_when_the_page_deletes_it(visits: Visits) -> None:
    assert [one.key for one in visits.running] == [visits.deleted, visits.finished]
    for one in visits.running:
        assert [(each.exercise, each.reps) for each in one.sets] == [("squat", REPS)]
        assert one.sets[0].score is not None
        assert abs(one.started - datetime.now(UTC)) < timedelta(minutes=5)
        with open_store(visits.database) as store:
            assert store.recordings.path(str(one.recording)).is_file()


def test_a_session_that_nobody_finished_is_kept_when_the_server_stops(visits: Visits) -> None:
    left = visits.stopped[-1]
    assert left.key == visits.left
    assert sum(each.reps or 0 for each in left.sets) >= REPS - 1  # the last was under way


def test_what_a_killed_server_had_finished_is_kept_when_it_runs_again(visits: Visits) -> None:
    (before,) = (one for one in visits.stopped if one.key == visits.finished)
    folder = visits.data / "sessions" / visits.finished
    with open_store(visits.database) as store:
        store.delete_session("Ann", before.id or 0)
    keeper = Keeper(Settings(visits.data, user="Ann", database=visits.database))
    keeper.keep_due(folder.parent)
    assert visits.finished not in {one.key for one in kept(visits.database)}  # deleted for good
    keeper.promise(folder)  # as it is where a server is killed before the session was kept
    keeper.keep_due(folder.parent)
    keeper.close()
    (after,) = (one for one in kept(visits.database) if one.key == visits.finished)
    assert after.sets == before.sets
