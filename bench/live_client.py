"""A client of `repsight serve` without a browser: says hello, sends, and keeps what comes back."""

import json
import struct
import threading
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PROTOCOL = 1


@dataclass
class Answer:
    """A state the server sent: when it came (of `perf_counter`), and what it said."""

    arrived: float
    said: dict[str, Any]


@dataclass
class Client:
    """One connection. `states` are all that came; `summary` is there after `finish`."""

    address: str
    hello: dict[str, Any]
    states: list[Answer] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    summary: dict[str, Any] | None = None
    welcome: dict[str, Any] | None = None
    saved: int = -1
    answered: int = -1
    seq: int = 0

    def __enter__(self) -> "Client":
        self.socket = connect(self.address, max_size=1 << 24, open_timeout=20, close_timeout=5)
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._say({"type": "hello", "protocol": PROTOCOL, **self.hello})
        self.wait(lambda: self.welcome is not None or bool(self.errors), 20)
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _read(self) -> None:
        try:
            for message in self.socket:
                said = json.loads(message)
                with self._changed:
                    self._take(said)
                    self._changed.notify_all()
        except ConnectionClosed:
            return

    def _take(self, said: dict[str, Any]) -> None:
        kind = said["type"]
        if kind == "state":
            self.states.append(Answer(perf_counter(), said))
            self.answered = max(self.answered, said["seq"])
        elif kind == "saved":
            self.saved = max(self.saved, said["seq"])
        elif kind == "welcome":
            self.welcome = said
            self.saved = said["saved"]
        elif kind == "summary":
            self.summary = said
        elif kind == "error":
            self.errors.append(said)

    def wait(self, done: Any, seconds: float) -> bool:
        """Whether `done()` came true in time."""
        with self._changed:
            return bool(self._changed.wait_for(done, seconds))

    def _say(self, message: dict[str, Any]) -> None:
        self.socket.send(json.dumps(message))

    def numbered(self, message: dict[str, Any]) -> int:
        """Send a message that carries a number; the number."""
        number, self.seq = self.seq, self.seq + 1
        self._say({**message, "seq": number})
        return number

    def picture(self, t: float, jpeg: bytes) -> int:
        """Send a camera picture; its number."""
        number, self.seq = self.seq, self.seq + 1
        self.socket.send(struct.pack("<Id", number, t) + jpeg)
        return number

    def finish(self, t: float, seconds: float = 30.0) -> dict[str, Any]:
        """The session, once everything has been counted and closed."""
        self.numbered({"type": "command", "t": t, "do": "finish"})
        if not self.wait(lambda: self.summary is not None, seconds):
            raise TimeoutError(f"no summary came in {seconds:g} s: {self.errors}")
        assert self.summary is not None
        session: dict[str, Any] = self.summary["session"]
        return session

    @property
    def events(self) -> list[tuple[float, dict[str, Any]]]:
        """Everything that happened, with when it was heard."""
        return [
            (answer.arrived, event)
            for answer in self.states
            for person in answer.said["people"]
            for event in person["events"]
        ]


def count_of(session: dict[str, Any]) -> int:
    """Repetitions of the person who did most."""
    counts = [sum(one["count"] for one in person["sets"]) for person in session["people"]]
    return max(counts, default=0)
