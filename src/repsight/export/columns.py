"""One person's session as typed columns, and these as CSV or Parquet."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.core.types import PersonSummary, Session, Track
from repsight.export.extras import import_extra
from repsight.export.files import replacing
from repsight.export.tables import REP_COLUMNS, angle_series, rep_rows

Columns = Mapping[str, npt.NDArray[Any]]

_TEXTS: Final = ("source", "exercise", "cues")
_NUMBERS: Final = ("person", "set", "rep")
# x and y to a hundredth of a pixel: no network is that good.
_DECIMALS: Final = {"t": 4, "x": 2, "y": 2, "confidence": 3, "angle": 1}


def rep_columns(session: Session) -> Columns:
    """One entry per repetition: the columns of `reps.csv`, numbers NaN where unknown."""
    rows = list(rep_rows(session))
    measures = sorted({name for row in rows for name in row} - set(REP_COLUMNS))
    return {
        name: np.array([row.get(name, np.nan) for row in rows], _type_of(name))
        for name in (*REP_COLUMNS, *measures)
    }


def _type_of(name: str) -> npt.DTypeLike:
    return object if name in _TEXTS else np.int32 if name in _NUMBERS else np.float64


def frame_columns(person: PersonSummary, track: Track) -> Columns:
    """One entry per frame of one person: time, set, repetition, keypoints and angles.

    `set` and `rep` are 0 outside of any. `NAME_x` and `NAME_y` are pixels, `NAME_confidence` 0..1,
    `SIDE_JOINT_angle` degrees; NaN where not seen.
    """
    sets, reps = _numbers(person, track.t)
    series = angle_series(track)
    points = {
        f"{name}_{part}": track.keypoints[:, index, number]
        for index, name in enumerate(KEYPOINT_NAMES)
        for number, part in enumerate(("x", "y", "confidence"))
    }
    angles = {f"{name}_angle": series.degrees[:, i] for i, name in enumerate(series.names)}
    who = np.full(len(track), track.id, np.int32)
    return {"t": track.t, "person": who, "set": sets, "rep": reps, **points, **angles}


def _numbers(
    person: PersonSummary, t: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Number of the set and of the repetition under way at each time, 0 for none."""
    sets, reps = np.zeros(len(t), np.int32), np.zeros(len(t), np.int32)
    for number, one in enumerate(person.sets, 1):
        sets[(t >= one.start) & (t <= one.end)] = number
        for rep in one.reps:
            reps[(t >= rep.start) & (t <= rep.end)] = rep.index
    return sets, reps


def write_frames_csv(path: str | Path, columns: Columns) -> None:
    """Write the columns of `frame_columns`; empty where NaN, or 0 in `set` and `rep`.

    Raises OutputError.
    """
    texts = [_texts(name, column) for name, column in columns.items()]
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*texts, strict=True))


def _texts(name: str, column: npt.NDArray[Any]) -> Iterable[str]:
    if column.dtype.kind == "i":
        return ("" if value == 0 else str(value) for value in column.tolist())
    decimals = _DECIMALS[name.rpartition("_")[2]]
    return ("" if value != value else f"{value:.{decimals}f}" for value in column.tolist())


def write_parquet(path: str | Path, columns: Columns) -> None:
    """Write columns as Parquet (zstd); null where NaN, or 0 in `set` and `rep`.

    Raises OutputError.
    """
    arrow = import_extra("pyarrow", "Parquet")
    files = import_extra("pyarrow.parquet", "Parquet")
    table = arrow.table({name: _arrow(arrow, column) for name, column in columns.items()})
    with replacing(path) as part:
        files.write_table(table, part, compression="zstd")


def _arrow(arrow: Any, column: npt.NDArray[Any]) -> Any:
    if column.dtype.kind == "O":
        return arrow.array(column, arrow.string())
    unknown = column == 0 if column.dtype.kind == "i" else ~np.isfinite(column)
    return arrow.array(column, mask=unknown)
