"""Programs that may die without taking the server along."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Final

_ERROR_BYTES: Final = 64 * 1024


class ChildError(Exception):
    """A child failed; its text is the last line it said."""


async def run_child(
    module: str,
    arguments: Sequence[str],
    seconds: float,
    on_line: Callable[[str], None] | None = None,
) -> bytes:
    """What `python -m MODULE` writes to its output, given to `on_line` by the line if wanted.

    Raises ChildError where it fails or takes longer than `seconds`; it is gone then.
    """
    child = await start_child(module, arguments)
    assert child.stdout is not None
    assert child.stderr is not None
    output = _lines(child.stdout, on_line) if on_line else child.stdout.read()
    try:
        async with asyncio.timeout(seconds):
            told, said, code = await asyncio.gather(output, _last_bytes(child.stderr), child.wait())
    except TimeoutError:
        raise ChildError(f"it took longer than {seconds:g} s") from None
    finally:
        await end_child(child)
    if code:
        lines = said.decode("utf-8", "replace").strip().splitlines()
        raise ChildError(lines[-1] if lines and code > 0 else f"it ended with {code}")
    return told or b""


async def start_child(module: str, arguments: Sequence[str]) -> asyncio.subprocess.Process:
    """A child with pipes for all it reads and writes, in a process group of its own."""
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, *arguments),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,  # Ctrl-C is for the server, which ends its children in order
    )


async def end_child(child: asyncio.subprocess.Process) -> None:
    """Kill the child and whatever it started, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    await child.wait()


async def _lines(stream: asyncio.StreamReader, on_line: Callable[[str], None]) -> bytes:
    while line := await stream.readline():
        on_line(line.decode("utf-8", "replace").rstrip("\n"))
    return b""


async def _last_bytes(stream: asyncio.StreamReader) -> bytes:
    kept = b""
    while part := await stream.read(_ERROR_BYTES):
        kept = (kept + part)[-_ERROR_BYTES:]
    return kept
