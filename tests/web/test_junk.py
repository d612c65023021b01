"""Clients that mean harm or are broken: the server stays up, honest sessions notice nothing."""

import asyncio
import json
import os
import random
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from served_app import Served
from web_client import LiveClient, counted
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from squatter import squat_recording

Junk = Callable[[Served, random.Random], Awaitable[None]]
CONNECTIONS = 200
HELLO = {"type": "hello", "protocol": 1, "mode": "keypoints", "size": [640, 480]}


@asynccontextmanager
async def plain(served: Served) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


async def random_bytes(served: Served, chance: random.Random) -> None:
    async with plain(served) as (_, writer):
        writer.write(chance.randbytes(4096))
        await writer.drain()
        await asyncio.sleep(1)


async def half_open(served: Served, chance: random.Random) -> None:
    async with plain(served):
        await asyncio.sleep(3)


async def slow_loris(served: Served, chance: random.Random) -> None:
    async with plain(served) as (_, writer):
        writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
        for number in range(10):
            writer.write(f"X-Header-{number}: a\r\n".encode())
            await asyncio.sleep(0.3)


async def giant_message(served: Served, chance: random.Random) -> None:
    async with connect(f"{served.ws}/api/live", compression=None) as socket_:
        await socket_.send("x" * (3 << 20))
        await socket_.recv()


async def wrong_json(served: Served, chance: random.Random) -> None:
    async with connect(f"{served.ws}/api/live") as socket_:
        await socket_.send(json.dumps(HELLO))
        await socket_.recv()
        for _ in range(100):
            await socket_.send(chance.choice(WRONG))
            await asyncio.sleep(0.01)
        await socket_.recv()


async def silent_socket(served: Served, chance: random.Random) -> None:
    async with connect(f"{served.ws}/api/live"):
        await asyncio.sleep(3)


async def aborted_socket(served: Served, chance: random.Random) -> None:
    async with connect(f"{served.ws}/api/live") as socket_:
        await socket_.send(json.dumps(HELLO)[: chance.randrange(40)])
        socket_.transport.abort()


WRONG = [
    "{}", "[]", "null", "{", "\x00", '{"type":"poses"}', '{"type":"hello"}', "[" * 5000,
    '{"type":"poses","seq":1,"t":NaN,"people":[]}', '{"type":"poses","seq":-1,"t":1,"people":[]}',
    '{"type":"poses","seq":1e9,"t":1,"people":[]}', '{"type":"command","seq":0,"t":1,"do":"rm"}',
    '{"type":"size","seq":0,"t":1,"size":[0,1e9]}', '{"type":"mirror"}', b"", b"\xff" * 100,
]  # fmt: skip
KINDS: list[Junk] = [
    random_bytes, half_open, slow_loris, giant_message, wrong_json, silent_socket, aborted_socket,
]  # fmt: skip


async def misbehave(served: Served, number: int) -> None:
    try:
        await KINDS[number % len(KINDS)](served, random.Random(number))
    except (OSError, ConnectionClosed, InvalidHandshake, EOFError):
        return  # thrown out, as it should be


async def honest(served: Served) -> LiveClient:
    recording = squat_recording(reps=3)
    one = LiveClient(served.ws, size=recording.size, plan={"steps": [{"exercise": "squat"}]})
    await one.connect()
    await one.play(recording, speed=2)
    one.session = await one.finish(float(recording.t[-1]) + 0.1)  # type: ignore[attr-defined]
    await one.leave()
    return one


@pytest.mark.slow
def test_two_hundred_connections_of_junk_leave_honest_sessions_untouched(served: Served) -> None:
    async def run() -> list[LiveClient]:
        junk = [asyncio.create_task(misbehave(served, number)) for number in range(CONNECTIONS)]
        clients = await asyncio.gather(*(honest(served) for _ in range(3)))
        await asyncio.gather(*junk)
        return clients

    for one in asyncio.run(run()):
        assert counted(one.session) == 3  # type: ignore[attr-defined]
        assert one.repetitions == 3
        assert not one.errors
    assert httpx.get(f"{served.http}/health", timeout=5).status_code == 200
    assert "repsight_messages_rejected_total" in httpx.get(f"{served.http}/metrics").text


@pytest.mark.parametrize(
    ("hello", "code"),
    [("nonsense", "json"), ("[1]", "json"), ({"type": "poses"}, "hello"),
     ({**HELLO, "protocol": 2}, "protocol"), ({**HELLO, "mode": "video"}, "mode"),
     ({**HELLO, "size": [1, 1]}, "size"), ({**HELLO, "size": "big"}, "size"),
     ({**HELLO, "plan": {"steps": []}}, "plan"),
     ({**HELLO, "plan": {"steps": [{"exercise": "../../etc/passwd.toml"}]}}, "exercise"),
     ({**HELLO, "plan": {"steps": [{"exercise": ["squat"]}]}}, "exercise"),
     ({**HELLO, "plan": {"steps": [{"exercise": "squat", "sets": 10**9}]}}, "invalid"),
     ({**HELLO, "plan": {"steps": [{"exercise": "squat", "rest": "a"}]}}, "rest"),
     ({**HELLO, "plan": {"steps": [{"exercise": "squat", "tempo": [1, 2]}]}}, "tempo"),
     ({**HELLO, "plan": {"steps": [{"exercise": "squat", "tempo": [-1, 2, 3, 4]}]}}, "invalid"),
     ({**HELLO, "session": "a", "key": "b"}, "unknown"),
     ({**HELLO, "session": "../../../../etc", "key": "b"}, "unknown"),
     ({**HELLO, "session": {}, "key": []}, "unknown")],
)  # fmt: skip
def test_a_wrong_greeting_is_refused_with_a_sentence(
    served: Served, hello: object, code: str
) -> None:
    async def run() -> dict:
        async with connect(f"{served.ws}/api/live") as socket_:
            await socket_.send(hello if isinstance(hello, str) else json.dumps(hello))
            answer = json.loads(await socket_.recv())
            with pytest.raises(ConnectionClosed):
                await socket_.recv()
            return dict(answer)

    answer = asyncio.run(run())
    assert answer["type"] == "error"
    assert answer["code"] == code
    assert answer["fatal"] is True
    assert "/etc" not in answer["message"]
    assert "Traceback" not in answer["message"]


def test_a_wrong_message_is_refused_and_the_next_is_taken(served: Served) -> None:
    async def run() -> LiveClient:
        recording = squat_recording(reps=1)
        async with LiveClient(served.ws, size=recording.size) as one:
            await one.raw('{"type":"poses","seq":0,"t":0,"people":[{"score":2}]}')
            await one.raw(struct.pack("<Id", 1, 0.0) + b"no picture")
            await one.play(recording)
            await one.answered(one.seq - 1)
            return one

    one = asyncio.run(run())
    assert [error["fatal"] for error in one.errors] == [False, False]
    assert one.saved == len(squat_recording(reps=1)) - 1


@pytest.mark.slow
def test_who_says_nothing_is_hung_up_on(restartable: Served) -> None:
    """Neither half a head of HTTP nor a socket without a greeting holds a connection for long."""

    async def closes(first: bytes) -> bytes:
        async with plain(restartable) as (reader, writer), asyncio.timeout(30):
            writer.write(first)
            return await reader.read()

    async def run() -> None:
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        handshake = (
            "GET /api/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        half = b"GET / HTTP/1.1\r\nHost: loc"
        nothing, told = await asyncio.gather(closes(half), closes(handshake.encode()))
        assert nothing == b""
        assert b"silent" in told

    asyncio.run(run())


def test_the_number_of_open_files_goes_back_to_where_it_was(served: Served) -> None:
    def open_files() -> int:
        assert served.process is not None
        return len(os.listdir(f"/proc/{served.process.pid}/fd"))  # noqa: PTH208

    async def knock() -> None:
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", served.port)) as noise:
                noise.sendall(b"\x16\x03\x01 not tls")
        await asyncio.sleep(0.5)

    before = open_files()
    asyncio.run(knock())
    assert open_files() <= before + 2
