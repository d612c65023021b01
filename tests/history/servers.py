"""PostgreSQL for tests: Debian's, started in a folder of its own."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
UNPRIVILEGED = "postgres"
"""Who runs it where the tests run as root, which it refuses."""
_START_SECONDS = 30.0


class UnavailableError(Exception):
    """Why there is no PostgreSQL here."""


@contextmanager
def postgresql(folder: Path, *, fsync: bool = False) -> Iterator[str]:
    """The address of a server that runs until the block ends. Raises UnavailableError.

    Without `fsync` it is fast; nobody pulls the plug in a test.
    """
    if not BINARIES:
        raise UnavailableError("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin)")
    owner = _owner()
    data = folder / "data"
    folder.chmod(0o755)
    data.mkdir()
    if owner is not None:
        os.chown(data, owner.pw_uid, owner.pw_gid)
        _open_the_way(folder)
    tools = BINARIES[-1]
    _as(owner, [tools / "initdb", "-D", data, "-U", "repsight", "-A", "trust", "-E", "UTF8",
                "--no-sync"])  # fmt: skip
    port, speed = _free_port(), () if fsync else ("-F",)
    server = subprocess.Popen(
        [str(word) for word in _words(owner, [
            tools / "postgres", "-D", data, "-p", port, "-h", "127.0.0.1", "-k", "", *speed,
        ])],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(tools, port, server)
        yield f"postgresql://repsight@127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def _owner() -> pwd.struct_passwd | None:
    """Who must run the server; None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    if shutil.which("setpriv") is None:
        raise UnavailableError("PostgreSQL refuses to run as root, and there is no setpriv")
    try:
        return pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        why = f"PostgreSQL refuses to run as root, and {UNPRIVILEGED} is no user"
        raise UnavailableError(why) from None


def _words(owner: pwd.struct_passwd | None, words: list[object]) -> list[object]:
    if owner is None:
        return words
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups",
            "--", *words]  # fmt: skip


def _as(owner: pwd.struct_passwd | None, words: list[object]) -> None:
    done = subprocess.run(
        [str(word) for word in _words(owner, words)], capture_output=True, text=True, cwd="/"
    )
    if done.returncode:
        raise UnavailableError(f"PostgreSQL cannot be set up: {done.stderr.strip()}")


def _open_the_way(folder: Path) -> None:
    """pytest's folders are for their owner only; the server's user must get through."""
    for each in (folder, *folder.parents):
        mode = each.stat().st_mode
        if each.stat().st_uid == os.geteuid() and not mode & 0o001 and each != Path("/"):
            each.chmod(mode | 0o011)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(tools: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        ready = [tools / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        if subprocess.run(ready).returncode == 0:
            return
        time.sleep(0.05)
    raise UnavailableError("PostgreSQL does not start")
