"""Live coaching end to end: the page, the server, and both under load.

    python bench/live.py --clip VIDEO --exercise NAME --reps N [--model MODEL]
        [--labels FOLDER] [--sessions 20] [--junk 200] [--pictures DIR]

The clip is shown to headless Chromium as its camera, standing still before and after, and the page
is used as a person would use it, with the network in the browser and on the server. Then clients
without a browser send the same pictures and poses: one in real time, many at once, among junk, and
across a crash. `--labels` names a folder with labelled clips (`clips/labels.csv`, `recordings/`),
on all of which is measured how soon repetitions are announced; a clip in such a folder finds it by
itself. Where the server's model is a YOLO, it also runs in the browser, with and without threads.
Exits with 1 when a figure is missed; the last line is the summary.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from announce import all_delays
from live_browser import PageRun, open_browser, train
from live_camera import FPS, clip_pictures, write_camera
from live_client import Client, count_of
from live_frames import run_frames
from live_load import run_load
from live_poses import Script, count_alone, make_script, send_in_time
from live_server import Server
from repsight.core.types import Image
from repsight.pipeline import load_model

SIZE = (640, 480)
MEDIAN_SECONDS, P95_SECONDS, ANNOUNCED_SECONDS = 0.120, 0.200, 0.300


@dataclass(frozen=True)
class Figure:
    """One thing that was measured; `good` None for what is only told."""

    name: str
    value: str
    wanted: str = ""
    good: bool | None = None

    def __str__(self) -> str:
        mark = {True: "ok  ", False: "MISS", None: "    "}[self.good]
        return f"{mark} {self.name:<58} {self.value:<26} {self.wanted}"


@dataclass(frozen=True)
class Task:
    """What is measured with."""

    exercise: str
    reps: int
    pictures: list[Image]
    camera: Path
    data: Path
    shots: Path
    options: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """How long the clip lasts."""
        return len(self.pictures) / FPS


def on_the_page(task: Task) -> Iterator[Figure]:
    """Both ways of looking at the camera, on the page."""
    with Server(task.data / "page", *task.options) as server, open_browser(task.camera) as browser:
        runs = [("browser", "phone", None, ""), ("server", "desktop", None, "")]
        for engine in server.get("/api/config")["engines"]:
            if engine["kind"] == "onnx":
                runs += [("browser", "desktop", engine["name"], q) for q in ("", "?threads=1")]
        for place, view, engine, query in runs:
            run = train(
                browser, server.page, task.exercise, task.seconds,
                place=place, view=view, pictures=task.shots, query=query, engine=engine,
            )  # fmt: skip
            where = f"page, {place}, {view}{f', {engine}{query}' if engine else ''}"
            yield from _page_figures(run, task.reps, where)


def _page_figures(run: PageRun, reps: int, where: str) -> Iterator[Figure]:
    yield Figure(f"{where}: repetitions", str(run.count), f"{reps} ± 1", abs(run.count - reps) <= 1)
    drawn = {"ghost", "label"} <= run.shapes and run.painted > 0
    yield Figure(f"{where}: ghost and count drawn", str(drawn), "True", drawn)
    yield Figure(f"{where}: report opens", str(run.report), "True", run.report)
    yield Figure(
        f"{where}: complaints of the browser", str(len(run.complaints)), "0", not run.complaints
    )
    yield Figure(f"{where}: frames/s ({run.backend}, {run.threads} threads)", f"{run.fps:.1f}")
    yield Figure(f"{where}: picture to overlay, browser included", spread(run.latencies))


def on_the_server(task: Task) -> Iterator[Figure]:
    """Pictures in real time, from a client that costs little itself."""
    with Server(task.data / "frames", *task.options) as server:
        run = run_frames(server.live, task.exercise, task.pictures)
    median, p95 = np.percentile(run.latencies, (50, 95))
    good = bool(median <= MEDIAN_SECONDS and p95 <= P95_SECONDS)
    yield Figure("server: picture to overlay", spread(run.latencies), "120 and 200 ms", good)
    yield Figure("server: frames/s", f"{run.fps:.1f}")
    yield Figure(
        "server: repetitions", str(run.count), f"{task.reps} ± 1", abs(run.count - task.reps) <= 1
    )


def announced(labels: Path | None, looking: float) -> Iterator[Figure]:
    """How soon after its end a repetition is said; `looking` is what a picture takes."""
    if labels is None or not (labels / "clips" / "labels.csv").is_file():
        yield Figure("announced after the labelled end, p95", "no labels", "300 ms")
        return
    late = all_delays(labels) + looking
    median, p95 = np.percentile(late, (50, 95))
    yield Figure(
        f"announced after the labelled end, {len(late)} repetitions",
        f"{1000 * median:.0f} ms, p95 {1000 * p95:.0f} ms", "p95 300 ms",
        bool(p95 <= ANNOUNCED_SECONDS),
    )  # fmt: skip


def under_load(task: Task, script: Script, sessions: int, junk: int) -> Iterator[Figure]:
    """Many sessions at once, alone and among junk; all must count what one alone counts."""
    alone = count_alone(script)
    for bad in (0, junk):
        with Server(task.data / f"load{bad}", *task.options) as server:
            run = run_load(server.live, script, sessions, bad)
            alive = server.alive
        among = f" among {bad} of junk" if bad else ""
        good = not run.failures and set(run.counts) == {alone} and len(run.counts) == sessions
        value = f"{run.counts.count(alone)} of {sessions} counted {alone}"
        yield Figure(f"{sessions} sessions at once{among}", value, "all", good)
        yield Figure(f"server is up{' after' if bad else ''}{among}", str(alive), "True", alive)
        for failure in run.failures[:3]:
            yield Figure("", failure)


def across_a_crash(task: Task, script: Script) -> Iterator[Figure]:
    """Kill the server in the middle, start it again, go on: nothing acknowledged may be lost."""
    data, half = task.data / "crash", len(script.messages) // 2
    with Server(data, *task.options) as first:
        with Client(first.live, script.hello) as client:
            send_in_time(client, script, upto=half)
            time.sleep(0.2)
            first.kill()
        assert client.welcome is not None
        hello = {key: client.welcome[key] for key in ("session", "key")}
    with (
        Server(data, *task.options, port=first.port) as second,
        Client(second.live, {**script.hello, **hello}) as again,
    ):
        lost = half - 1 - again.saved
        yield Figure("killed: seconds of poses lost", f"{lost / FPS:.2f}", "1", lost / FPS <= 1)
        again.seq = again.saved + 1
        send_in_time(again, script, first=again.seq)
        count = count_of(again.finish(len(script.messages) / FPS))
    alone = count_alone(script)
    yield Figure("killed and resumed: repetitions", str(count), str(alone), count == alone)


def spread(seconds: Sequence[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    if not len(seconds):
        return "none"
    median, p95 = np.percentile(seconds, (50, 95))
    return f"{1000 * median:.0f} ms, p95 {1000 * p95:.0f} ms"


def measure(task: Task, chosen: argparse.Namespace) -> Iterator[Figure]:
    """Every figure, as it is known."""
    yield from on_the_page(task)
    yield from on_the_server(task)
    backend = load_model(chosen.model)
    began = time.perf_counter()
    script = make_script(task.exercise, task.pictures, backend)
    looking = (time.perf_counter() - began) / len(task.pictures)
    backend.close()
    yield from announced(chosen.labels or chosen.clip.resolve().parents[1], looking)
    yield from under_load(task, script, chosen.sessions, chosen.junk)
    yield from across_a_crash(task, script)


def main() -> int:
    """Measure, print, and say whether all figures were reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--exercise", required=True)
    parser.add_argument("--reps", type=int, required=True)
    parser.add_argument("--model")
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--junk", type=int, default=200)
    parser.add_argument("--pictures", type=Path)
    chosen = parser.parse_args()
    missed = total = 0
    with tempfile.TemporaryDirectory() as folder:
        shots = chosen.pictures or Path(folder, "pictures")
        shots.mkdir(parents=True, exist_ok=True)
        pictures = clip_pictures(chosen.clip, SIZE)
        camera = Path(folder, "camera.mjpeg")
        write_camera(camera, pictures)
        options = ("--model", chosen.model) if chosen.model else ()
        task = Task(chosen.exercise, chosen.reps, pictures, camera, Path(folder), shots, options)
        for figure in measure(task, chosen):
            print(figure, flush=True)
            total += figure.good is not None
            missed += figure.good is False
    print(f"live: {total - missed} of {total} figures reached with {chosen.clip.name}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
