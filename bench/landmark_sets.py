"""Labelled landmark sequences laid out as `poses.npz` and `labels.csv` in one folder."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

DEFAULT_FPS = 30.0
"""Where the labels name no frame rate; only the smallest and longest duration depend on it."""


def read_landmark_set(
    folder: Path,
) -> Iterator[tuple[str, npt.NDArray[np.float64], npt.NDArray[np.float32], int, str]]:
    """Name, times (T,) s, landmarks (T, 33, 3), true count and exercise of each sequence.

    A frame of zeros means that nobody was found and becomes NaN.
    """
    with (
        np.load(folder / "poses.npz") as poses,
        (folder / "labels.csv").open(newline="", encoding="utf-8") as labels,
    ):
        for row in csv.DictReader(labels):
            landmarks = poses[row["name"]].astype(np.float32)
            landmarks[(landmarks == 0).all(axis=(1, 2))] = np.nan
            t = np.arange(len(landmarks)) / float(row.get("fps") or DEFAULT_FPS)
            yield row["name"], t, landmarks, int(row["count"]), row["exercise"]
