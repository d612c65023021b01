"""Draws the lifts of real logs with their level, plateaus and changes: to look at as a lifter."""

import math
from pathlib import Path
from typing import Final

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from repsight.core.history.findings import Plateau, Series
from repsight.core.history.plateau import plateau
from repsight.core.history.series import main_measure, session_series
from repsight.core.history.table import EPOCH, History, history_of
from repsight.core.history.trend import smoothed
from repsight.history.changes import changes
from repsight.history.importers import read_log

# The lifts done most, of each log.
MOST: Final = 12


def draw_logs(logs: Path, folder: Path) -> None:
    """Writes one PNG a log: Strong and Hevy CSV under `logs`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(logs.rglob("*.csv")):
        if not path.parent.name.startswith(("strong", "hevy")):
            continue
        history = history_of(read_log(path, tz="UTC", unit="lb").sessions)
        target = folder / f"{path.parent.name}.png"
        _draw(history, target)
        print(target)


def _draw(history: History, target: Path) -> None:
    names = history.sets.exercises()[:MOST]
    rows = math.ceil(len(names) / 3)
    figure, axes = plt.subplots(rows, 3, figsize=(21, 4.2 * rows))
    for axis, name in zip(axes.ravel(), names, strict=False):
        own = history.sets.of(name)
        loads = session_series(own, name, "load")
        _lift(axis, session_series(own, name, main_measure(own.working())), loads)
    figure.tight_layout()
    figure.savefig(target, dpi=70)
    plt.close(figure)


def _lift(axis, series: Series, loads: Series) -> None:
    def dates(day):
        return np.datetime64(EPOCH) + np.asarray(day)

    axis.plot(dates(series.day), series.values, ".", color="0.5", ms=4)
    axis.plot(dates(series.day), smoothed(series), color="tab:blue")
    for change in changes(series):
        axis.axvline(dates(change.day), color="tab:orange", ls=":")
    for since, until in stated(series, loads):
        axis.axvspan(dates(since), dates(until), color="tab:red", alpha=0.15)
    axis.set_title(f"{series.exercise} · {series.measure} {series.unit}", fontsize=9)
    axis.tick_params(labelsize=7, axis="x", rotation=30)


def until(series: Series, n: int) -> Series:
    """The first n points of a series."""
    return Series(series.exercise, series.measure, series.unit, series.day[:n], series.values[:n])


def stated(series: Series, loads: Series) -> list[tuple[int, int]]:
    """The plateaus told in the course of a series: since when, and until which session told."""
    found: list[tuple[int, int]] = []
    for n in range(1, len(series) + 1):
        told = plateau(until(series, n), loads=until(loads, n))
        if isinstance(told, Plateau):
            day = int(series.day[n - 1])
            if found and told.since <= found[-1][1]:
                found[-1] = (min(found[-1][0], told.since), day)
            else:
                found.append((told.since, day))
    return found
