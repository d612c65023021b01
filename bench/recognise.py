"""How often the right exercise is recognised, on every labelled clip in a folder.

    python bench/recognise.py ../shared
    python bench/recognise.py ../shared --learned --kind gru --synthetic 100

Counts nobody's repetitions: the main person's track goes to the recogniser, once as it is and once
cut to the labelled repetitions. Clips labelled `none` are left out: there the counter decides.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from repsight.core.counting.recognise import Ranking, recognise
from repsight.core.tracking import track_people
from repsight.core.types import Track
from repsight.exercises import load_all

NOTHING = "none"
DEFAULT_PERIOD = 3.0
"""Seconds before the only repetition of a clip."""


def main_tracks(folder: Path) -> Iterator[tuple[dict[str, str], Track]]:
    """Each labelled clip that shows an exercise, with the track of its main person."""
    return ((row, track) for row, track in labelled_clips(folder) if row["exercise"] != NOTHING)


def labelled_clips(folder: Path) -> Iterator[tuple[dict[str, str], Track]]:
    """Each labelled clip with the track of its main person."""
    with (folder / "clips" / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        recording = folder / "recordings" / f"{Path(row['file']).stem}.poses.npz"
        if not recording.exists():
            continue
        with np.load(recording) as data:
            tracks = track_people(
                *(data[name] for name in ("t", "frame", "keypoints", "boxes", "scores"))
            )
        if tracks:
            yield row, tracks[0]


def labelled_part(track: Track, end_times: str) -> np.ndarray:
    """Which frames (T,) show the labelled repetitions; all where no times are given."""
    ends = [float(end) for end in end_times.split("|")[0].removeprefix("L:").split(";") if end]
    if not ends:
        return np.ones(len(track), bool)
    period = float(np.median(np.diff(ends))) if len(ends) > 1 else DEFAULT_PERIOD
    inside: np.ndarray = (track.t >= ends[0] - period) & (track.t <= ends[-1] + period / 2)
    return inside


def print_table(title: str, results: list[tuple[dict[str, str], Ranking]]) -> None:
    """Accuracy per exercise and what each was taken for."""
    seen: dict[str, Counter[str]] = {}
    right = 0
    for row, ranking in results:
        wanted = row["exercise"].split("+")
        name = wanted[0] if ranking.best.name in wanted else ranking.best.name
        right += ranking.best.name in wanted
        seen.setdefault(wanted[0], Counter())[name] += 1
    print(f"\n{title}: {right} of {len(results)} right, {right / len(results):.3f}")
    print("| exercise | clips | right | taken for |\n| :-- | --: | --: | :-- |")
    for exercise, names in sorted(seen.items()):
        wrong = ", ".join(f"{name} {n}" for name, n in names.most_common() if name != exercise)
        print(f"| {exercise} | {names.total()} | {names[exercise]} | {wrong} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learned", action="store_true", help="compare with a learned one")
    parser.add_argument("--kind", default="gru", choices=("gru", "tcn"))
    parser.add_argument("--synthetic", type=int, default=100, metavar="N")
    arguments = parser.parse_args()
    folder = arguments.folder
    exercises = [exercise for exercise in load_all() if exercise.auto]
    whole, cut = [], []
    for row, track in main_tracks(folder):
        whole.append((row, recognise(track.keypoints, exercises, track.t)))
        part = labelled_part(track, row["rep_end_times"])
        cut.append((row, recognise(track.keypoints[part], exercises, track.t[part])))
    if not whole:
        raise SystemExit(f"{folder} holds no recording of a labelled clip")
    print_table("labelled repetitions", cut)
    print_table("whole tracks", whole)
    if arguments.learned:
        from recognise_learned import compare

        compare(folder, arguments.kind, arguments.synthetic)


if __name__ == "__main__":
    main()
