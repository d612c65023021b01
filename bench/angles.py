"""How far joint angles are off the truth: by pose model, view, exercise and distance.

    python bench/angles.py [--models DIR] [--pictures N] [--seed N] [--figure PATH.png]
                           [--worst PATH.png]

People are rendered in the middle of exercises, so that every angle is known. Each model's angle is
held against the angle that the picture truly shows (the model's own error) and against the angle in
space (what one camera costs as well). DIR (default: ../shared/models beside the repository) holds
yolov8n-pose.onnx and pose_landmarker_full.task; one that is missing is left out. Needs the `synth`
extra; --figure and --worst need matplotlib.
"""

import argparse
import heapq
import itertools
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from angle_errors import JOINTS, Reading, Row, find_person, readings, rows, size_name, size_names
from angle_figure import Bad, draw_errors, draw_sheet
from angle_scenes import EXERCISES, VIEWS, Scene, scenes
from repsight.pipeline.model import load_model
from repsight.pose.backend import PoseBackend

ROOT: Final = Path(__file__).resolve().parents[1]
DEFAULT_MODELS: Final = ROOT.parent / "shared" / "models"
MODELS: Final = (
    ("YOLOv8n-pose, 640", "yolov8n-pose.onnx", 640),
    ("YOLOv8n-pose, 320", "yolov8n-pose.onnx", 320),
    ("BlazePose full", "pose_landmarker_full.task", 640),
)
HEAD: Final = (
    "joint", "n", "lost", "median", "mean", "95 %", "median", "mean", "95 %", "view alone",
)  # fmt: skip
WORST: Final = 16

Worst = list[tuple[float, int, Bad]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Render, measure, print the tables."""
    options = _parse(arguments)
    backends = _load(options.models)
    if not backends:
        print(f"no model in {options.models}; give --models a folder that holds one")
        return 1
    started = time.monotonic()
    found, worst, count = _measure(backends, options.pictures, options.seed)
    print(f"{count} pictures, {time.monotonic() - started:.0f} s, seed {options.seed}\n")
    _print_tables(found, list(backends))
    if options.figure:
        draw_errors(options.figure, found, next(iter(backends)))
    if options.worst:
        draw_sheet(options.worst, [bad for *_, bad in sorted(worst, reverse=True)])
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--models", type=Path, default=DEFAULT_MODELS)
    parser.add_argument("--pictures", type=int, default=720)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--worst", type=Path)
    return parser.parse_args(arguments)


def _load(folder: Path) -> dict[str, PoseBackend]:
    return {
        name: load_model(folder / file, imgsz=imgsz)
        for name, file, imgsz in MODELS
        if (folder / file).exists()
    }


def _measure(
    backends: dict[str, PoseBackend], pictures: int, seed: int
) -> tuple[list[Reading], Worst, int]:
    """Readings of all models, the worst pictures of the first, and how many pictures there were."""
    found: list[Reading] = []
    worst: Worst = []
    number, count, first = itertools.count(), 0, next(iter(backends))
    for scene in scenes(pictures, seed):
        count += 1
        for name, backend in backends.items():
            people = backend.estimate(scene.image)
            of_scene = readings(name, scene, people)
            found += of_scene
            bad = _worst_of(of_scene, scene)
            if name == first and bad is not None:
                bad = Bad(*bad, scene, find_person(scene, people))
                heapq.heappush(worst, (bad.error, next(number), bad))
                if len(worst) > WORST:
                    heapq.heappop(worst)
    return found, worst, count


def _worst_of(given: Sequence[Reading], scene: Scene) -> tuple[float, str] | None:
    """The largest error of a picture in degrees among joints that are wholly seen, and of what."""
    seen = [each for each in given if not each.lost and not each.covered]
    if not seen:
        return None
    worst = max(seen, key=lambda each: abs(each.measured - each.flat))
    return abs(worst.measured - worst.flat), f"{scene.exercise}, {scene.view}, {worst.joint}"


def _print_tables(found: Sequence[Reading], models: Sequence[str]) -> None:
    first = [each for each in found if each.model == models[0]]
    _print("By model", found, lambda each: each.model, models)
    for covered, title in ((False, "all three points seen"), (True, "a point covered")):
        some = [each for each in found if each.covered is covered]
        _print(f"By model, {title}", some, lambda each: each.model, models)
    _print(f"{models[0]}, by view", first, lambda each: each.view, list(VIEWS))
    _print(f"{models[0]}, by exercise", first, lambda each: each.exercise, EXERCISES)
    _print(f"{models[0]}, by the person's standing height", first, size_name, size_names())


def _print(
    title: str, found: Iterable[Reading], of: Callable[[Reading], str], names: Sequence[str]
) -> None:
    print(f"### {title}\n")
    print("| " + " | ".join(("", *HEAD)) + " |")
    print("| --- | --- |" + " ---: |" * (len(HEAD) - 1))
    for row in rows(found, of, names):
        print(_line(row))
    print()


def _line(row: Row) -> str:
    degrees = [f"{value:.1f}" for value in (*row.flat, *row.space, row.view_only)]
    name = row.name if row.joint == JOINTS[0] else ""
    cells = (name, row.joint, str(row.count), f"{100 * row.lost:.0f} %", *degrees)
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
