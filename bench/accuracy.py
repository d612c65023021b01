"""How right the counts are: every labelled clip and pose sequence in a folder, and the baselines.

    python bench/accuracy.py DIR [--pixels] [--model NAME] [--recordings DIR2] [--json PATH|-]

DIR is laid out as clips/labels.csv, clips/*.mp4, recordings/*.poses.npz, poses/repcount_a and
poses/countix_fitness; what is missing is skipped with a note. Counting uses the recordings unless
--pixels, which runs the pose model over the videos. Nothing is tuned to what it reads.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from clips import Clip, read_clips
from metrics import Result, by_exercise, summarise
from repsight.pipeline import load_model
from repsight.pipeline.record import record_poses
from repsight.recording import Recording, read_recording
from suites import run_clips, run_landmarks

COLUMNS = ("n", "exact", "obo", "mae", "over", "under", "f1", "recognised")
LANDMARK_SETS = ("repcount_a", "countix_fitness")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pixels", action="store_true", help="run the pose model over the videos")
    parser.add_argument("--model", help="with --pixels: the pose model (default: RepSight's)")
    parser.add_argument("--recordings", type=Path, help="folder of recordings to count from")
    parser.add_argument("--json", help="write all figures here; - for stdout")
    options = parser.parse_args()
    quiet = options.json == "-"
    out = sys.stderr if quiet else sys.stdout
    recordings = None if options.pixels else options.recordings or options.folder / "recordings"
    clips, notes = read_clips(options.folder, recordings)
    results = run_clips(clips, reader(options)) if clips else {}
    for name in LANDMARK_SETS:
        if (options.folder / "poses" / name).is_dir():
            results[name] = run_landmarks(options.folder / "poses" / name)
        else:
            notes.append(f"skipped {name}: {options.folder / 'poses' / name} is missing")
    report(results, notes, out)
    if options.json:
        text = json.dumps(as_data(results, notes), indent=1)
        print(text) if quiet else Path(options.json).write_text(text, encoding="utf-8")


def reader(options: argparse.Namespace) -> Callable[[Clip], Recording]:
    """How a clip becomes a recording: read, or made from its pixels once."""
    if not options.pixels:
        return lambda clip: read_recording(clip.source)
    backend = load_model(options.model)
    made: dict[Path, Recording] = {}
    scratch = tempfile.TemporaryDirectory()

    def watch(clip: Clip) -> Recording:
        if clip.source not in made:
            output = Path(scratch.name) / f"{clip.name}.poses.npz"
            made[clip.source], error = record_poses(clip.source, output, backend)
            print(clip.name, *([error] if error else []), file=sys.stderr, flush=True)
        return made[clip.source]

    return watch


def as_data(results: dict[str, list[Result]], notes: list[str]) -> dict[str, object]:
    """All figures for a program."""
    data: dict[str, object] = {"notes": notes}
    for suite, items in results.items():
        wrong = [
            {"name": r.name, "exercise": r.exercise, "true": list(r.truths), "counted": r.count,
             "recognised": r.recognised}
            for r in items if r.error or r.recognised not in (None, r.exercise)
        ]  # fmt: skip
        data[suite] = {**summarise(items), "by_exercise": by_exercise(items), "wrong": wrong}
    return data


def report(results: dict[str, list[Result]], notes: list[str], out: object) -> None:
    """Tables in Markdown: per suite in total, then per exercise."""

    def line(name: str, figures: dict[str, float | int | None]) -> None:
        cells = ["" if (v := figures.get(c)) is None else f"{v:.3f}" if isinstance(v, float) else v
                 for c in COLUMNS]  # fmt: skip
        print(f"| {name:32} | " + " | ".join(f"{cell!s:>6}" for cell in cells) + " |", file=out)

    def head(name: str) -> None:
        print(f"\n| {name:32} | " + " | ".join(f"{c:>6}" for c in COLUMNS) + " |", file=out)
        print("| :-- |" + " --: |" * len(COLUMNS), file=out)

    head("suite")
    for suite, items in results.items():
        line(suite, summarise(items))
    for suite, items in results.items():
        if not suite.startswith("baseline"):
            head(suite)
            for exercise, figures in by_exercise(items).items():
                line(exercise, figures)
    for note in notes:
        print(note, file=out)


if __name__ == "__main__":
    main()
