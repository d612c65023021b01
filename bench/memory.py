"""Peak memory of counting a long video and a short one, each in a process of its own.

The network would need most of an hour for an hour of video, and its memory does not depend on the
length. So it runs on every `STRIDE`-th frame and its people stand in for the frames in between: all
frames are decoded, kept, tracked and counted, which is what could grow.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from excerpts import repeat_for
from repsight.core.types import Frame, Image, People
from repsight.pipeline import Options, Outputs, Runner, Stop
from repsight.pose.backend import BackendInfo, PoseBackend

STRIDE = 30
SHORT_SECONDS = 60.0
# What ru_maxrss counts in: kilobytes, but bytes on a Mac.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Sparse:
    """A backend that runs another one on every `STRIDE`-th frame and repeats what it found."""

    def __init__(self, backend: PoseBackend) -> None:
        self._backend = backend

    @property
    def info(self) -> BackendInfo:
        return self._backend.info

    def estimate(self, image: Image) -> People:
        return self._backend.estimate(image)

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        people = People.empty()
        for number, frame in enumerate(frames):
            if number % STRIDE == 0:
                people = self._backend.estimate(frame.image)
            yield frame, people

    def close(self) -> None:
        self._backend.close()


def measure_memory(video: Path, model: Path, imgsz: int, minutes: float) -> dict[str, Any]:
    """Peak megabytes for `minutes` of the video over and over, and for one minute of it."""
    with tempfile.TemporaryDirectory() as folder:
        results = {}
        for name, seconds in (("short", SHORT_SECONDS), ("long", minutes * 60)):
            path = repeat_for(video, seconds, Path(folder, f"{name}.mkv"))
            results[name] = _in_own_process(path, model, imgsz)
            path.unlink()
    growth = results["long"]["peak_mb"] / results["short"]["peak_mb"] - 1
    return {"video": video.name, "model": model.name, **results, "growth": round(growth, 4)}


def _in_own_process(path: Path, model: Path, imgsz: int) -> dict[str, Any]:
    command = [sys.executable, __file__, str(path), str(model), str(imgsz)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ})
    result: dict[str, Any] = json.loads(done.stdout)
    return result


class SparseRunner(Runner):
    """Counts as the command does, with a sparse network."""

    def loaded(self) -> PoseBackend:
        backend = super().loaded()
        if not isinstance(backend, Sparse):
            self._backend = backend = Sparse(backend)
        return backend


def _measure_here(path: Path, model: Path, imgsz: int) -> dict[str, Any]:
    import resource

    options = Options(exercise="squat", model=model, imgsz=imgsz)
    with SparseRunner(options) as runner, Stop() as stop:
        session = runner.run(path, Outputs(), stop).session
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT
    return {
        "frames": session.people[0].frames_seen if session.people else 0,
        "reps": session.count,
        "complete": session.complete,
        "peak_mb": round(peak / 1e6, 1),
    }


if __name__ == "__main__":
    print(json.dumps(_measure_here(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
