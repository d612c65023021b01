"""Counts one uploaded video: in a process of its own, with bounds on time and memory.

`python -m repsight.web.video_child VIDEO SESSION EXERCISE MODEL DEVICE SECONDS BYTES` writes a line
`DONE TOTAL` now and then, and the session's file at the end.
"""

import os
import resource
import sys
import time
from pathlib import Path
from typing import Final

from repsight.core.errors import RepSightError

_TELL_SECONDS: Final = 0.5
_NICE: Final = 10
"""Those who move in front of a camera come first."""
_MAX_OUTPUT: Final = 1 << 30
_USER_ERROR: Final = 2


def main(words: list[str]) -> int:
    """Count; 2 where the video is to blame, its one line on stderr."""
    video, session, exercise, model, device, seconds, memory = words
    _bound(int(seconds), int(memory))
    os.chdir(Path(video).parent)  # so that the session names the video, and no folder of ours
    from repsight.pipeline import Options, Outputs, Progress, Runner, Stop

    told = 0.0

    def tell(progress: Progress) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _TELL_SECONDS:
            told = now
            print(progress.done, progress.total or 0, flush=True)

    options = Options(exercise, model or None, device, "offline")
    try:
        with Runner(options, progress=tell) as runner, Stop() as stop:
            outcome = runner.run(Path(video).name, Outputs(json=Path(session)), stop)
    except RepSightError as error:
        print(error, file=sys.stderr)
        return _USER_ERROR
    return 0 if outcome.error is None or Path(session).is_file() else _USER_ERROR


def _bound(seconds: int, memory: int) -> None:
    cores = os.cpu_count() or 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds * cores, seconds * cores))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_OUTPUT, _MAX_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_NICE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
