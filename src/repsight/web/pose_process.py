"""The pose process as the server sees it: pictures in, people out, started again when it dies."""

import asyncio
import contextlib
import json
import logging
import time
from typing import Any, Final

from repsight.web.child import end_child, start_child
from repsight.web.metrics import Metrics
from repsight.web.pose_pipe import ANSWER, ROW_FLOATS, Answer, Request, unpack_people

_LOG: Final = logging.getLogger("repsight.web")
_LOAD_SECONDS: Final = 120.0
"""A model is read in two; the first time it may have to be downloaded."""
_LOOK_SECONDS: Final = 10.0
"""No picture takes a tenth of this; a process that does is stuck."""
_REST_SECONDS: Final = 1.0
"""Between two starts, so that a model that cannot be loaded does not keep the machine busy."""


class PoseProcess:
    """Looks at one picture at a time, in the order they were asked for.

    Each session waits for its answer before it asks again, so that all get their turn.
    """

    def __init__(self, model: str | None, device: str, metrics: Metrics) -> None:
        self._arguments = [model or "", device]
        self._metrics = metrics
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._died = 0.0
        self._said: asyncio.Task[None] | None = None
        self.info: dict[str, Any] = {}
        """Name of the model and its runtime, once it runs."""

    @property
    def pid(self) -> int | None:
        """The process's number; None while there is none."""
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Load the model, if it is not there. Raises OSError or TimeoutError where it fails."""
        async with self._turn:
            await self._running()

    async def look(self, stream: int, t: float, jpeg: bytes) -> Answer | None:
        """Who is in a picture; None where it is none, or the process died over it."""
        # Whoever leaves meanwhile must not take an answer away that is half read.
        return await asyncio.shield(asyncio.ensure_future(self._look(stream, t, jpeg)))

    async def _look(self, stream: int, t: float, jpeg: bytes) -> Answer | None:
        async with self._turn:
            began = time.perf_counter()
            try:
                child = await self._running()
                async with asyncio.timeout(_LOOK_SECONDS):
                    answer = await _ask(child, Request(stream, t, jpeg))
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                _LOG.warning("the pose process is started again: %r", error)
                self._metrics.pose_restarts.inc()
                await self.close()
                self._died = time.monotonic()
                return None
            self._metrics.pose.observe(time.perf_counter() - began)
            return answer

    async def close(self) -> None:
        """End the process; `look` starts it again."""
        child, self._child = self._child, None
        if child is not None:
            await end_child(child)
        if self._said is not None:
            await self._said
            self._said = None

    async def _running(self) -> asyncio.subprocess.Process:
        if self._child is not None and self._child.returncode is None:
            return self._child
        await asyncio.sleep(max(0.0, self._died + _REST_SECONDS - time.monotonic()))
        self._child = child = await start_child("repsight.web.pose_child", self._arguments)
        assert child.stdout is not None
        assert child.stderr is not None
        self._said = asyncio.create_task(_log_lines(child.stderr))
        async with asyncio.timeout(_LOAD_SECONDS):
            line = await child.stdout.readline()
        if not line:
            raise ConnectionError("the pose model could not be loaded")
        self.info = json.loads(line)
        return child


async def _ask(child: asyncio.subprocess.Process, request: Request) -> Answer | None:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(request.pack())
    await child.stdin.drain()
    there, width, height, light, n = ANSWER.unpack(await child.stdout.readexactly(ANSWER.size))
    if not there:
        return None
    body = await child.stdout.readexactly(4 * ROW_FLOATS * n)
    return Answer(unpack_people(body, n), (width, height), light)


async def _log_lines(stream: asyncio.StreamReader) -> None:
    with contextlib.suppress(ValueError):  # a line longer than any library's
        while line := await stream.readline():
            _LOG.info("pose process: %s", line.decode("utf-8", "replace").rstrip())
