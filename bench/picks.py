"""How diverse the frames are that `repsight data build` picks, against even steps through a video.

python bench/picks.py CLIPS RECORDINGS [--per-video 12]

CLIPS is a folder of videos, RECORDINGS one of pose recordings of the same names. For each way of
picking: how far the picks' poses are from their nearest neighbour among the picks (mean), and how
far all frames are from the nearest pick (mean and largest), in spreads of the body. Only the poses
of sure frames count, as an outlier is far from everything.
"""

import argparse
from pathlib import Path

import numpy as np

from repsight.core.errors import RepSightError
from repsight.data.building.picking import Seen, pick_frames
from repsight.data.building.pose_space import normalised, pose_distances
from repsight.data.building.scan import by_recording, look_through, stride_for
from repsight.data.fingerprint import stack_prints
from repsight.pipeline import Stop
from repsight.recording import read_recording


def _distances(frames: list[Seen]) -> np.ndarray:
    """Distances (N, N) between the poses of all frames."""
    poses = np.array([f.people.keypoints[f.main] for f in frames])
    points, weights = normalised(poses)
    return np.array([pose_distances(points, weights, i) for i in range(len(poses))])


def _figures(distances: np.ndarray, chosen: list[int]) -> tuple[float, float, float]:
    among = distances[np.ix_(chosen, chosen)] + np.where(np.eye(len(chosen)), np.inf, 0)
    covered = distances[:, chosen].min(axis=1)
    return float(among.min(axis=1).mean()), float(covered.mean()), float(covered.max())


def measure(clip: Path, recording: Path, count: int) -> tuple[int, np.ndarray] | None:
    """How many frames were picked, and figures (2, 3) of the picks and of even steps."""
    finder = by_recording(read_recording(recording))
    looked = look_through(clip, stride_for(clip), finder, None, None, Stop())
    assert looked is not None
    seen = [frame for frame in looked[0] if frame.main is not None]
    picked = {frame.number for frame, _ in pick_frames(looked[0], count, stack_prints([]))}
    sure = np.quantile([frame.confidence for frame in seen], 0.2) if seen else 0.0
    frames = [frame for frame in seen if frame.confidence >= sure]
    chosen = [i for i, frame in enumerate(frames) if frame.number in picked]
    if len(chosen) < 3:
        return None
    even = [i * len(frames) // len(chosen) for i in range(len(chosen))]
    distances = _distances(frames)
    return len(chosen), np.array([_figures(distances, chosen), _figures(distances, even)])


def main() -> None:
    """Print a row for each clip and the means."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("--per-video", type=int, default=12)
    given = parser.parse_args()
    print("| clip | picks | nearest pick: picked, even | mean gap | largest gap |")
    print("| --- | --- | --- | --- | --- |")
    everything = []
    for recording in sorted(given.recordings.glob("*.poses.npz")):
        name = recording.name.removesuffix(".poses.npz")
        try:
            result = measure(given.clips / f"{name}.mp4", recording, given.per_video)
        except RepSightError as error:
            print(f"| {name} | {error} | | | |")
            continue
        if result is not None:
            everything.append(result[1])
            print(f"| {name} | {result[0]} | {_cells(result[1])} |")
    print(f"| mean of {len(everything)} | | {_cells(np.mean(everything, axis=0))} |")


def _cells(figures: np.ndarray) -> str:
    return " | ".join(f"{picked:.2f}, {even:.2f}" for picked, even in figures.T)


if __name__ == "__main__":
    main()
