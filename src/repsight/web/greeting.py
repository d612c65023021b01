"""The first message of a connection: a new session, or one that goes on."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from repsight.web.errors import RefusedError
from repsight.web.hub import Hub
from repsight.web.journal import read_entries
from repsight.web.opening import check_protocol, parse_opening, plan_to_dict
from repsight.web.result import JOURNAL_FILE, SESSION_FILE
from repsight.web.settings import PROTOCOL
from repsight.web.states import encode
from repsight.web.store import ELSEWHERE, OpenSession
from repsight.web.wire import flag, parse_json

_DONE: Final = 1000


class Greeter:
    """Opens the session that a client asks for; `mirror` is how it shows its picture."""

    def __init__(self, hub: Hub, socket: WebSocket) -> None:
        self._hub = hub
        self._socket = socket
        self.mirror = False

    async def hear(self) -> Mapping[str, Any]:
        """The greeting. Raises RefusedError where the first message is none."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code") or 1006)
        text = message.get("text")
        if text is None or len(text) > self._hub.settings.limits.text_bytes:
            raise RefusedError("hello", "The first message must be hello, as text.")
        data = parse_json(text)
        check_protocol(data)
        return data

    async def open(self, data: Mapping[str, Any]) -> OpenSession | None:
        """The session, welcomed; None where it was finished before and is told so."""
        self.mirror = flag("mirror", data.get("mirror", False))
        if "session" not in data:
            one = await self._begin(data)
        else:
            name, key = data["session"], data.get("key")
            done = self._hub.sessions.finished(name, key)
            if done is not None:
                await self._tell_finished(done, str(key))
                return None
            one = await self._go_on(data)
        await self._welcome(one)
        return one

    async def _begin(self, data: Mapping[str, Any]) -> OpenSession:
        opening = parse_opening(data)
        if opening.mode == "frames":
            await self._hub.ready_pose()
            opening = replace(opening, model=str(self._hub.pose.info["model"]))
        client = self._socket.client.host if self._socket.client else ""
        one = self._hub.sessions.create(opening, client)
        self._hub.metrics.opened.labels(opening.mode).inc()
        return one

    async def _go_on(self, data: Mapping[str, Any]) -> OpenSession:
        one = await self._hub.sessions.resume(data["session"], data.get("key"))
        if one.leave is not None:
            one.leave(ELSEWHERE)  # the connection that was lost without anybody noticing
        if one.live.opening.mode == "frames":
            await self._hub.ready_pose()
        self._hub.metrics.resumed.inc()
        return one

    async def _welcome(self, one: OpenSession) -> None:
        live = one.live
        await self._socket.send_text(
            encode(
                {
                    "type": "welcome",
                    "protocol": PROTOCOL,
                    "session": one.id,
                    "key": one.key,
                    "saved": live.seq,
                    "t": live.t if live.frames else None,
                    "size": list(live.size),
                    "plan": plan_to_dict(live.opening.plan),
                    "model": live.opening.model,
                    "limits": self._hub.settings.limits.told(),
                }
            )
        )

    async def _tell_finished(self, folder: Path, key: str) -> None:
        """All that is left to say of a session that was finished before."""
        saved, text = await asyncio.to_thread(_last, folder)
        head = {"type": "welcome", "protocol": PROTOCOL, "session": folder.name, "key": key}
        await self._socket.send_text(encode({**head, "saved": saved, "t": None}))
        await self._socket.send_text(summary(folder.name, text))
        await self._socket.close(_DONE)


def summary(name: str, session: str) -> str:
    """The message that ends a session, from its JSON text."""
    return f'{{"type":"summary","session":{session},"report":"/api/sessions/{name}/report"}}'


def _last(folder: Path) -> tuple[int, str]:
    """The last input's number, and the session as JSON text, of a finished session."""
    saved = -1
    for entry in read_entries(folder / JOURNAL_FILE):
        saved = entry.given.seq
    return saved, (folder / SESSION_FILE).read_text(encoding="utf-8")
