"""What is left of a session: its file, the poses it was counted from, and a report of both."""

import asyncio
import math
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from repsight import __version__
from repsight.core.types import Provenance, Session
from repsight.exercises import exercise_sha256
from repsight.export import format_session
from repsight.pipeline.live_record import write_live
from repsight.recording import Recording, RecordingBuilder
from repsight.web.child import ChildError, run_child
from repsight.web.errors import RefusedError
from repsight.web.journal import read_about, read_entries
from repsight.web.opening import AUTO
from repsight.web.session import LiveSession
from repsight.web.wire import Poses

SESSION_FILE: Final = "session.json"
REPORT_FILE: Final = "report.html"
JOURNAL_FILE: Final = "journal"


def write_result(folder: Path, live: LiveSession) -> str:
    """Write the finished session and its poses; the session as JSON text. Raises OutputError."""
    recording = _recording(folder / JOURNAL_FILE, live)
    return format_session(write_live(folder / SESSION_FILE, as_session(folder, live), recording))


def as_session(folder: Path, live: LiveSession) -> Session:
    """What was counted so far, as `repsight count` would write it."""
    began = time.localtime(read_about(folder / JOURNAL_FILE)["created"])
    return Session(
        source=time.strftime("Live session, %Y-%m-%d %H:%M", began),
        provenance=_provenance(live),
        people=live.people,
        complete=live.finished,
    )


def _provenance(live: LiveSession) -> Provenance:
    opening = live.opening
    browser = opening.mode == "keypoints"
    return Provenance(
        version=__version__,
        model=opening.model,
        model_sha256=None,
        runtime="browser" if browser else "server",
        device="browser" if browser else "cpu",
        exercise=opening.exercise,
        exercise_sha256=None if opening.exercise == AUTO else exercise_sha256(opening.exercise),
        options={"mode": "live", "person": "all", "stride": 1},
    )


def _recording(journal: Path, live: LiveSession) -> Recording:
    """All poses that were counted, and whose they were."""
    builder, last = RecordingBuilder(live.opening.size, live.opening.model), -math.inf
    identities: list[int] = []
    for given, found in read_entries(journal):
        if isinstance(given, Poses) and given.t > last:
            builder.add(given.t, given.people)
            identities += found
            last = given.t
    return replace(builder.build(), identity=np.array(identities, np.int32))


class Reports:
    """Builds reports, one at a time and each once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._one = asyncio.Lock()

    async def path(self, folder: Path, *, pictures: bool) -> Path:
        """The report of the session in a folder, with `pictures` of its video where there is one.

        Raises RefusedError where there can be no report.
        """
        path = folder / REPORT_FILE
        if not (folder / SESSION_FILE).is_file():
            raise RefusedError("unfinished", "There is no report before the end; finish it.", 409)
        async with self._one:
            if not path.is_file():
                await self._build(folder, path, pictures)
        return path

    async def _build(self, folder: Path, path: Path, pictures: bool) -> None:
        words = ["report", str(folder / SESSION_FILE), "-o", str(path), "--quiet"]
        words += [] if pictures else ["--no-pictures"]
        try:
            await run_child("repsight", words, self._seconds)
        except ChildError as error:
            raise RefusedError("report", "The report cannot be built; try again.", 503) from error
