"""A session as tables: `reps.csv`, one row per repetition, and `angles.csv`, the angle series."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, get_args

import numpy as np

from repsight.core.assessment import Assessment, Component
from repsight.core.geometry import MEASURES
from repsight.core.skeleton import ANGLES
from repsight.core.types import AngleSeries, Session, Track
from repsight.export.files import refusal, write_text

REP_COLUMNS: Final = (
    "source", "person", "set", "exercise", "rep",
    "start", "turn", "end", "counted", "confidence",
    "score", "score_rom", "score_stability", "score_tempo", "score_margin", "score_confidence",
    "cues",
)  # fmt: skip
_POINTS: Final = frozenset(name for name in REP_COLUMNS if name.startswith("score")) - {
    "score_confidence"
}


def write_reps(path: str | Path, session: Session) -> None:
    """Write one row per repetition, times in seconds. Raises OutputError.

    Measures follow the fixed columns, one column each; what is not known is an empty cell.
    """
    rows = list(rep_rows(session))
    measures = sorted({name for row in rows for name in row} - set(REP_COLUMNS))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*REP_COLUMNS, *measures])
    writer.writeheader()
    writer.writerows({name: _text(name, row[name]) for name in row} for row in rows)
    write_text(path, text.getvalue())


def rep_rows(session: Session) -> Iterable[dict[str, Any]]:
    """One dict per repetition: the columns `REP_COLUMNS`, then its measures; NaN is unknown."""
    for person in session.people:
        for number, one in enumerate(person.sets, 1):
            for rep in one.reps:
                yield {
                    "source": session.source,
                    "person": person.id,
                    "set": number,
                    "exercise": one.exercise,
                    "rep": rep.index,
                    "start": rep.start,
                    "turn": rep.turn,
                    "end": rep.end,
                    "counted": rep.counted,
                    "confidence": rep.confidence,
                    **_scores(rep.assessment),
                    **rep.measures,
                }


def _scores(part: Assessment | None) -> dict[str, Any]:
    """The score, its components and cues; NaN for what was not measurable."""
    components = {} if part is None else part.components
    score = None if part is None else part.total
    return {
        "score": math.nan if score is None else score,
        **{
            f"score_{name}": math.nan if (value := components.get(name)) is None else value
            for name in get_args(Component)
        },
        "score_margin": math.nan if part is None or score is None else part.margin,
        "score_confidence": math.nan if part is None else part.confidence,
        "cues": None if part is None else " ".join(part.cues) or None,
    }


def _text(name: str, value: object) -> object:
    if not isinstance(value, float):
        return value
    return _cell(value, 1 if name in _POINTS else 3)


def write_angles(path: str | Path, tracks: Sequence[Track]) -> None:
    """Write the joint angles of everybody in every frame, in degrees. Raises OutputError."""
    with AngleTable(path) as table:
        for track in tracks:
            table.add(track)


class AngleTable:
    """`angles.csv` row by row, for streams without end. The file appears when the block ends.

    It does so also by an exception: then with what was written so far. Raises OutputError.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._part = self._path.with_name(self._path.name + ".part")
        try:
            self._file = self._part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise refusal(self._path, error) from None
        self._writer = csv.writer(self._file)
        self._put([["t", "person", *angle_names()]])

    def add(self, track: Track) -> None:
        """Append one row per frame of the track."""
        series = angle_series(track)
        self._put(
            [_cell(t, 4), track.id, *(_cell(value, 1) for value in degrees)]
            for t, degrees in zip(series.t, series.degrees, strict=True)
        )

    def _put(self, rows: Iterable[Sequence[Any]]) -> None:
        try:
            self._writer.writerows(rows)
        except OSError as error:
            raise refusal(self._path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
            self._part.replace(self._path)
        except OSError as failure:
            if kind is None:  # else the first error is the one to show
                raise refusal(self._path, failure) from None


def angle_series(track: Track) -> AngleSeries:
    """All joint angles of one person, left and right, in degrees (T, A); NaN where not seen."""
    sides = [MEASURES[joint](track.keypoints)[0] for joint in ANGLES]
    return AngleSeries(track.t, angle_names(), np.concatenate(sides, axis=1))


def angle_names() -> tuple[str, ...]:
    """What the columns of an angle series are called: side and joint."""
    return tuple(f"{side}_{joint}" for joint in ANGLES for side in ("left", "right"))


def _cell(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}" if math.isfinite(value) else ""
