"""A session brought back from its journal: by another process, so that the server stays awake.

`python -m repsight.web.replay JOURNAL` writes the session to its output, pickled: between the
server and its own child only, never on a disk.
"""

import contextlib
import pickle
import sys
from pathlib import Path

from repsight.web.child import run_child
from repsight.web.errors import RefusedError
from repsight.web.journal import read_about, read_entries
from repsight.web.opening import parse_opening
from repsight.web.session import LiveSession

# A day of one session is far less; this is a bound, not a wish.
_REPLAY_SECONDS = 600.0


def replay(path: Path) -> LiveSession:
    """The session that a journal leads to."""
    session = LiveSession(parse_opening(read_about(path)["opening"]))
    for entry in read_entries(path):
        with contextlib.suppress(RefusedError):  # it was refused then, too
            session.take(entry.given)
    return session


async def replay_apart(path: Path) -> LiveSession:
    """The same, in a process of its own. Raises ChildError."""
    data = await run_child("repsight.web.replay", [str(path)], _REPLAY_SECONDS)
    session = pickle.loads(data)
    assert isinstance(session, LiveSession)
    return session


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(replay(Path(sys.argv[1]))))
