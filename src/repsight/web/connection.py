"""One WebSocket: greeting, messages in, states out, and the end."""

import asyncio
import contextlib
import time
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from repsight.web.answering import Answers
from repsight.web.errors import RefusedError
from repsight.web.greeting import Greeter, summary
from repsight.web.hub import Hub
from repsight.web.inbox import Arrived, Inbox
from repsight.web.pace import Pace
from repsight.web.pictures import PictureLooker
from repsight.web.refusals import refusal
from repsight.web.result import write_result
from repsight.web.states import encode
from repsight.web.store import OpenSession
from repsight.web.wire import (
    Asked,
    Input,
    Message,
    Mirror,
    Picture,
    Ping,
    Poses,
    parse_message,
    parse_picture,
)

_MOST_REFUSED: Final = 20
"""Messages that make no sense, of one connection, before it is closed."""
_FORGIVEN: Final = 0.99
"""What is left of those with every message that does: half in two seconds."""
_SAVED_SECONDS: Final = 1.0
"""How often a client hears what it need not keep any longer."""
_POLICY: Final = 1008
"""Close code of RFC 6455 for what is not allowed."""
_DONE: Final = 1000
_BROKEN: Final = 500
"""Statuses from here on are the server's own fault."""
_MOST_FRAMES: Final = 120
"""Frames of a second of a session's time; no camera gives more."""


class Connection:
    """Talks with one client until it leaves, errs too often, or is done."""

    def __init__(self, socket: WebSocket, hub: Hub) -> None:
        self._socket = socket
        self._hub = hub
        self._limits = hub.settings.limits
        self._inbox = Inbox()
        self._opened: OpenSession | None = None
        self._reason: RefusedError | None = None
        self._refused = 0.0
        self._told_saved = 0.0
        self._saved = -1

    async def run(self) -> None:
        """Everything from the greeting on; the session stays when this ends."""
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._hub.leavers.add(self.leave)
        try:
            await self._talk()
        except WebSocketDisconnect:
            return
        except asyncio.CancelledError:
            if self._reason is None:
                raise
            task.uncancel()
            await self._end(self._reason)
        except TimeoutError:
            await self._end(RefusedError("silent", "Nothing came for too long; connect again."))
        except Exception as error:  # one client's trouble must stay its own
            await self._fail(error)
        finally:
            self._hub.leavers.discard(self.leave)

    async def _talk(self) -> None:
        greeter = Greeter(self._hub, self._socket)
        async with asyncio.timeout(self._limits.hello_seconds):
            data = await greeter.hear()
        one = await greeter.open(data)
        if one is None:
            return
        self._one = self._opened = one
        self._answers = Answers(self._socket, self._hub, one, greeter.mirror)
        self._looker = PictureLooker(self._hub, one)
        one.leave = leave = self.leave
        reader = asyncio.create_task(self._read())
        try:
            await self._work()
            if not one.live.finished:
                await reader  # for what ended it
        finally:
            reader.cancel()
            if one.leave == leave:
                one.release()

    def leave(self, reason: RefusedError) -> None:
        """End the connection; the client hears why."""
        self._reason = reason
        self._task.cancel()

    async def _read(self) -> None:
        """Take in messages at the allowed pace."""
        count, size = Pace(self._limits.messages_per_second), Pace(self._limits.bytes_per_second)
        try:
            while True:
                async with asyncio.timeout(self._limits.silence_seconds):
                    message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                data = message.get("text") or message.get("bytes") or b""
                now = time.monotonic()
                await asyncio.sleep(max(count.wait(1, now), size.wait(len(data), now)))
                try:
                    await self._inbox.put(self._parsed(data))
                except RefusedError as error:
                    await self._refuse(error)
        finally:
            self._inbox.end()

    def _parsed(self, data: str | bytes) -> Message:
        if isinstance(data, bytes):
            return parse_picture(data)
        if len(data) > self._limits.text_bytes:
            raise RefusedError("size", f"A text may have {self._limits.text_bytes} bytes.")
        return parse_message(data)

    async def _work(self) -> None:
        """Count all that comes; of several that wait, the last is answered."""
        if self._one.live.finished:  # before its result was written
            await self._finish()
            return
        while (arrived := await self._inbox.take()) or not self._inbox.ended:
            for place, (at, message) in enumerate(arrived):
                if not self._outdone(arrived, place):
                    await self._handle(at, message)
                if self._one.live.finished:
                    await self._finish()
                    return
            await self._answers.send_in_time(self._inbox.nudge)
            await self._tell_saved()
            await asyncio.sleep(0)  # others' turn

    def _outdone(self, arrived: list[Arrived], place: int) -> bool:
        """Whether a newer picture is there already."""
        after = arrived[place + 1 : place + 2]
        skipped = bool(after) and all(
            isinstance(message, Picture) for message in (arrived[place][1], after[0][1])
        )
        self._hub.metrics.skipped.inc(skipped)
        return skipped

    async def _handle(self, at: float, message: Message) -> None:
        if isinstance(message, Ping):
            await self._send({"type": "pong"})
        elif isinstance(message, Mirror):
            self._answers.mirror = message.mirror
        elif message.seq > self._one.live.seq:
            try:
                await self._take(at, message)
            except RefusedError as error:
                await self._refuse(error)

    async def _take(self, at: float, message: Input | Picture) -> None:
        if isinstance(message, Picture):
            seen = await self._looker.look(message)
            if seen is None or seen.seq <= self._one.live.seq:
                return
            message = seen
        began = time.perf_counter()
        try:
            moments = self._one.live.take(message)
        except RefusedError:
            self._one.journal.write(message, (0,) * _rows(message))
            raise
        # Before anybody hears of it: what was answered must outlive the server.
        self._one.journal.write(message, moments[0].identities if moments else ())
        if isinstance(message, Poses):
            self._hub.metrics.coach.observe(time.perf_counter() - began)
            self._hub.metrics.frames.labels(self._one.live.opening.mode).inc()
        self._refused *= _FORGIVEN
        for moment in moments:
            self._answers.remember(moment, at)
        longest, live = self._limits.session_seconds, self._one.live
        if live.seconds > longest or live.frames > _MOST_FRAMES * longest:
            await self._take(at, Asked(message.seq + 1, message.t, "finish"))

    async def _tell_saved(self) -> None:
        """Now and then, tell what the client need not keep any longer."""
        now, seq = time.monotonic(), self._one.live.seq
        if seq > self._saved and now - self._told_saved >= _SAVED_SECONDS:
            self._told_saved, self._saved = now, seq
            await self._send({"type": "saved", "seq": seq})

    async def _finish(self) -> None:
        """Write what came of it, tell, and forget the session."""
        await self._answers.send()
        one = self._one
        await self._send({"type": "saved", "seq": one.live.seq})
        text = await asyncio.to_thread(self._write, one)
        self._hub.metrics.finished.inc()
        await self._socket.send_text(summary(one.id, text))
        await self._socket.close(_DONE)
        one.leave = None
        self._hub.sessions.drop(one)

    def _write(self, one: OpenSession) -> str:
        self._hub.keeper.promise(one.folder)
        text = write_result(one.folder, one.live)
        self._hub.keeper.keep_finished(one.folder)
        return text

    async def _send(self, data: dict[str, Any]) -> None:
        await self._socket.send_text(encode(data))

    async def _refuse(self, error: RefusedError) -> None:
        """Tell what was wrong with a message; too often ends the connection."""
        self._refused += 1
        self._hub.metrics.rejected.labels(error.code).inc()
        if self._refused >= _MOST_REFUSED:
            raise RefusedError("nonsense", "Too many messages made no sense; load the page again.")
        await self._send(told(error, fatal=False))

    async def _fail(self, error: Exception) -> None:
        why = refusal(error)
        if why.status >= _BROKEN and self._opened is not None:
            self._hub.sessions.drop(self._opened)  # where it stands is not certain; its journal is
        await self._end(why)

    async def _end(self, error: RefusedError) -> None:
        self._hub.metrics.rejected.labels(error.code).inc()
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # gone already
            await self._send(told(error, fatal=True))
            await self._socket.close(_POLICY)


def told(error: RefusedError, *, fatal: bool) -> dict[str, Any]:
    """An error as a message."""
    return {"type": "error", "code": error.code, "message": str(error), "fatal": fatal}


def _rows(given: Input) -> int:
    return len(given.people) if isinstance(given, Poses) else 0
