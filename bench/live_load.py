"""Many honest sessions at once, and many that are not, against a running server."""

import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from threading import Event
from time import sleep
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from live_poses import Script, run_session

GIANT_BYTES = 64 << 20
SETTLE_SECONDS = 3.0
"""All come from one address, of which a server takes so many sessions: the honest ones go first."""
Junk = Callable[[str, Random, Event], None]


@dataclass(frozen=True)
class LoadRun:
    """What each honest session counted, and what went wrong in them."""

    counts: list[int]
    failures: list[str]


def run_load(address: str, script: Script, sessions: int, junk: int = 0) -> LoadRun:
    """Let `sessions` train at once while `junk` connections misbehave."""
    over = Event()
    counts: list[int] = []
    failures: list[str] = []
    with ThreadPoolExecutor(sessions + junk) as pool:
        honest = [pool.submit(run_session, address, script) for _ in range(sessions)]
        sleep(SETTLE_SECONDS)
        for number, kind in enumerate(islice(cycle(JUNK), junk)):
            pool.submit(_misbehave, kind, address, Random(number), over)
        for session in honest:
            try:
                counts.append(session.result())
            except Exception as error:  # every way of failing counts, and is shown
                failures.append(f"{type(error).__name__}: {error}")
        over.set()
    return LoadRun(counts, failures)


def _misbehave(kind: Junk, address: str, random: Random, over: Event) -> None:
    """Do so again and again until it is over; being thrown out is what is wanted."""
    while not over.is_set():
        with suppress(OSError, WebSocketException, TimeoutError, ValueError):
            kind(address, random, over)
        over.wait(0.5)


def random_bytes(address: str, random: Random, _over: Event) -> None:
    """Noise where a request is expected."""
    with _tcp(address) as plain:
        plain.sendall(random.randbytes(4096))
        plain.recv(1)


def half_open(address: str, _random: Random, over: Event) -> None:
    """A request that never ends, a byte at a time."""
    with _tcp(address) as plain:
        plain.sendall(b"GET /api/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while not over.wait(1.0):
            plain.sendall(b"x")


def silent(address: str, _random: Random, over: Event) -> None:
    """A WebSocket that never says hello."""
    with connect(address, open_timeout=20) as web:
        while not over.wait(0.2):
            web.recv(timeout=5)


def wrong_json(address: str, _random: Random, _over: Event) -> None:
    """Messages that are no messages."""
    said = ("{", "[]", "null", '{"type":"hello","protocol":1,"size":[1e999,-1]}', '{"type":7}',
            '{"type":"poses","people":' + "[" * 5000, "\x00" * 100)  # fmt: skip
    with connect(address, open_timeout=20) as web:
        for text in said:
            web.send(text)
        web.recv(timeout=5)
        web.recv(timeout=5)


def giant(address: str, _random: Random, _over: Event) -> None:
    """A message that would fill the memory."""
    with connect(address, open_timeout=20, max_size=None) as web:
        web.send(os.urandom(1 << 10) * (GIANT_BYTES >> 10))
        web.recv(timeout=5)


def noisy_session(address: str, random: Random, _over: Event) -> None:
    """A session that says hello properly and then sends pictures that are none."""
    hello = (
        '{"type":"hello","protocol":1,"mode":"frames","size":[640,480],"mirror":false,'
        '"plan":{"steps":[{"exercise":"squat"}]}}'
    )
    with connect(address, open_timeout=20) as web:
        web.send(hello)
        for _ in range(50):
            web.send(random.randbytes(random.randrange(1, 5000)))
        web.recv(timeout=5)


JUNK: tuple[Junk, ...] = (random_bytes, half_open, silent, wrong_json, noisy_session, giant)


def _tcp(address: str) -> socket.socket:
    parts = urlsplit(address)
    assert parts.hostname is not None
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=5)
