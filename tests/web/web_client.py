"""A client of `repsight serve`: what the page does, without the page.

It keeps what the server has not saved, sends it again after a lost
connection, and notes every event and how long each answer took.
"""

import asyncio
import json
import struct
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from repsight.core.types import People
from repsight.recording import Recording


@dataclass
class LiveClient:
    """One session. `headers` go with the handshake, as a token does."""

    address: str
    size: tuple[int, int] = (640, 480)
    mode: str = "keypoints"
    plan: dict[str, Any] | None = None
    setup: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    welcome: dict[str, Any] = field(default_factory=dict)
    states: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    answer_seconds: list[float] = field(default_factory=list)
    summary: dict[str, Any] | None = None
    saved: int = -1
    seq: int = 0
    keep_states: bool = True
    closed: ConnectionClosed | None = None

    def __post_init__(self) -> None:
        self._socket: ClientConnection | None = None
        self._unsaved: deque[tuple[int, str | bytes]] = deque()
        self._sent_at: dict[int, float] = {}
        self._reader: asyncio.Task[None] | None = None
        self.ended = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def connect(self) -> None:
        """Begin the session, or go on with it: what is not saved is sent again."""
        if self._reader is not None:
            await self._reader
        self.ended.clear()
        self._socket = await connect(
            f"{self.address}/api/live",
            additional_headers=self.headers,
            max_size=None,
            compression=None,
            ping_timeout=120,
        )
        hello: dict[str, Any] = {"type": "hello", "protocol": 1, "mode": self.mode}
        hello |= {"size": list(self.size), "setup": self.setup, "plan": self.plan}
        hello |= {"model": "test-client"}
        if self.welcome:
            hello |= {"session": self.welcome["session"], "key": self.welcome["key"]}
        await self._socket.send(json.dumps(hello))
        first = json.loads(await self._socket.recv())
        if first["type"] != "welcome":
            self.errors.append(first)
            raise ConnectionRefusedError(first["message"])
        self.welcome |= first
        self._heard_saved(first["saved"])
        self._reader = asyncio.create_task(self._read(self._socket))
        for _, message in list(self._unsaved):
            await self._socket.send(message)

    async def leave(self) -> None:
        """Close the connection; the session stays."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader

    def drop(self) -> None:
        """Lose the connection, as a phone without network does."""
        assert self._socket is not None
        self._socket.transport.abort()

    async def poses(self, t: float, people: People, light: float | None = 0.5) -> int:
        """Send keypoints."""
        found = [
            {
                "score": float(people.scores[i]),
                "box": people.boxes[i].astype(float).round(2).tolist(),
                "keypoints": [
                    None if np.isnan(p).any() else p
                    for p in people.keypoints[i].astype(float).round(4).tolist()
                ],
            }
            for i in range(len(people))
        ]
        return await self.numbered({"type": "poses", "t": t, "light": light, "people": found})

    async def picture(self, t: float, jpeg: bytes) -> int:
        """Send a camera picture."""
        return await self._keep(struct.pack("<Id", self.seq, t) + jpeg)

    async def command(self, t: float, do: str) -> int:
        """Ask for something."""
        return await self.numbered({"type": "command", "t": t, "do": do})

    async def numbered(self, message: dict[str, Any]) -> int:
        """Send any message that carries a `seq`; the number it got."""
        return await self._keep(json.dumps({**message, "seq": self.seq}))

    async def raw(self, message: str | bytes) -> None:
        """Send something as it is."""
        assert self._socket is not None
        await self._socket.send(message)

    async def answered(self, seq: int, seconds: float = 10.0) -> None:
        """Wait until the server has come to `seq`."""
        async with asyncio.timeout(seconds):
            while self.saved < seq and not self.ended.is_set():
                await asyncio.sleep(0.005)

    async def finish(self, t: float, seconds: float = 30.0) -> dict[str, Any]:
        """Finish the session; what came of it."""
        await self.command(t, "finish")
        async with asyncio.timeout(seconds):
            await self.ended.wait()
        assert self.summary is not None, (self.errors, self.closed)
        return dict(self.summary["session"])

    async def play(self, recording: Recording, *, speed: float | None = None) -> None:
        """Send a whole recording; `speed` 1 as fast as it was, None without waiting."""
        began = time.perf_counter()
        for t, people in recording:
            if speed is not None:
                await asyncio.sleep(began + (t - recording.t[0]) / speed - time.perf_counter())
            await self.poses(float(t), people)

    @property
    def repetitions(self) -> int:
        """How many were announced."""
        return sum(event["kind"] == "rep_completed" for event in self.events)

    async def _keep(self, message: str | bytes) -> int:
        seq, self.seq = self.seq, self.seq + 1
        self._unsaved.append((seq, message))
        self._sent_at[seq] = time.perf_counter()
        assert self._socket is not None
        with suppress(ConnectionClosed):  # it stays unsaved, and is sent again
            await self._socket.send(message)
        return seq

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self._hear(json.loads(text))
        except ConnectionClosed as closed:
            self.closed = closed
        finally:
            if socket is self._socket:  # else there is a newer one
                self.ended.set()

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "state":
            sent = self._sent_at.get(message["seq"])
            if sent is not None:
                self.answer_seconds.append(time.perf_counter() - sent)
            self._heard_saved(message["seq"])
            for person in (*message["people"], *message["gone"]):
                self.events += person["events"]
            if self.keep_states:
                self.states.append(message)
        elif kind == "saved":
            self._heard_saved(message["seq"])
        elif kind == "summary":
            self.summary = message
        elif kind == "error":
            self.errors.append(message)

    def _heard_saved(self, seq: int) -> None:
        self.saved = max(self.saved, seq)
        while self._unsaved and self._unsaved[0][0] <= self.saved:
            done, _ = self._unsaved.popleft()
            self._sent_at.pop(done, None)


def counted(session: dict[str, Any]) -> int:
    """Repetitions of everybody in a session's JSON."""
    people: Iterable[dict[str, Any]] = session["people"]
    return sum(one["count"] for person in people for one in person["sets"])
