"""Many honest sessions at once, and many that are not, against a running server."""

import logging
import multiprocessing
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from threading import Thread
from time import sleep
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from live_poses import Script, run_session

GIANT_BYTES = 8 << 20
"""Eight times what a server takes."""
AGAIN_SECONDS = 3.0
SETTLE_SECONDS = 3.0
"""All come from one address, of which a server takes so many sessions: the honest ones go first."""
Junk = Callable[[str, Random], None]


@dataclass(frozen=True)
class LoadRun:
    """What each honest session counted, and what went wrong in them."""

    counts: list[int]
    failures: list[str]


def run_load(address: str, script: Script, sessions: int, junk: int = 0) -> LoadRun:
    """Let `sessions` train at once while `junk` connections misbehave, from another process."""
    counts: list[int] = []
    failures: list[str] = []
    others = multiprocessing.get_context("spawn").Process(target=run_junk, args=(address, junk))
    with ThreadPoolExecutor(sessions) as pool:
        honest = [pool.submit(run_session, address, script) for _ in range(sessions)]
        sleep(SETTLE_SECONDS)
        others.start()
        for session in honest:
            try:
                counts.append(session.result())
            except Exception as error:  # every way of failing counts, and is shown
                failures.append(f"{type(error).__name__}: {error}")
    others.kill()
    others.join()
    return LoadRun(counts, failures)


def run_junk(address: str, number: int) -> None:
    """Misbehave on so many connections, in every way, until killed."""
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # being thrown out is no news
    for each, kind in enumerate(islice(cycle(JUNK), number)):
        Thread(target=_misbehave, args=(kind, address, Random(each))).start()


def _misbehave(kind: Junk, address: str, random: Random) -> None:
    """Do so again and again; being thrown out is what is wanted."""
    while True:
        with suppress(OSError, WebSocketException, TimeoutError, ValueError):
            kind(address, random)
        sleep(AGAIN_SECONDS)


def random_bytes(address: str, random: Random) -> None:
    """Noise where a request is expected."""
    with _tcp(address) as plain:
        plain.sendall(random.randbytes(4096))
        plain.recv(1)


def half_open(address: str, _random: Random) -> None:
    """A request that never ends, a byte at a time."""
    with _tcp(address) as plain:
        plain.sendall(b"GET /api/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while True:
            sleep(1.0)
            plain.sendall(b"x")


def silent(address: str, _random: Random) -> None:
    """A WebSocket that never says hello."""
    with connect(address, open_timeout=20) as web:
        while True:
            web.recv(timeout=5)


def wrong_json(address: str, _random: Random) -> None:
    """Messages that are no messages."""
    said = ("{", "[]", "null", '{"type":"hello","protocol":1,"size":[1e999,-1]}', '{"type":7}',
            '{"type":"poses","people":' + "[" * 5000, "\x00" * 100)  # fmt: skip
    with connect(address, open_timeout=20) as web:
        for text in said:
            web.send(text)
        web.recv(timeout=5)
        web.recv(timeout=5)


def giant(address: str, _random: Random) -> None:
    """A message that would fill the memory."""
    with connect(address, open_timeout=20, max_size=None) as web:
        web.send(os.urandom(1 << 10) * (GIANT_BYTES >> 10))
        web.recv(timeout=5)


def noisy_session(address: str, random: Random) -> None:
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
