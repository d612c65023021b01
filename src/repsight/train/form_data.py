"""Labelled repetitions on disk: a folder with `labels.csv` and pose recordings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.counting.repetitions import find_repetitions
from repsight.core.errors import ExerciseError, InvalidInputError
from repsight.core.form import FEATURES, repetition_features
from repsight.core.types import Repetition, Track
from repsight.exercises import load_exercise
from repsight.pipeline.offline import track_recording
from repsight.recording import read_recording
from repsight.train.fitting import FormSamples
from repsight.train.label_table import (
    LABELS,
    parse_person,
    parse_times,
    person_in,
    read_label_table,
    recording_path,
)

NEEDED: Final = ("recording", "subject", "exercise", "label")
TIMES: Final = ("start", "turn", "end")
OPTIONAL: Final = ("person", "view", *TIMES)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One line of `labels.csv`; without `times` all repetitions found in the recording are meant.

    `person` is an id as `repsight count` gives them; None is the one who fills most of the picture.
    """

    recording: str
    subject: str
    exercise: str
    correct: bool
    person: int | None = None
    times: tuple[float, float, float] | None = None
    view: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FormData:
    """What was read: samples of one exercise, where they come from, and what held none."""

    exercise: str
    samples: FormSamples
    recordings: tuple[str, ...]
    views: tuple[str, ...]
    empty: tuple[str, ...]


def read_form_data(folder: str | Path, exercise: str | None = None) -> FormData:
    """Every labelled repetition of one exercise in `folder`.

    Raises SourceError or InvalidInputError, with the line where labels are wrong; ExerciseError
    where repetitions are to be found and nothing says how.
    """
    folder = Path(folder)
    rows = read_labels(folder / LABELS)
    exercise = _choose_exercise(folder / LABELS, rows, exercise)
    rows = [row for row in rows if row.exercise == exercise]
    tracks: dict[str, tuple[Track, ...]] = {}
    values, kept, empty = [], [], []
    for row in rows:
        if row.recording not in tracks:
            tracks[row.recording] = track_recording(
                read_recording(recording_path(folder, row.recording))
            )
        track = person_in(row.recording, row.person, tracks[row.recording])
        found = (repetition_features(track, each) for each in _repetitions(row, track))
        features = [list(each.values()) for each in found if np.isfinite([*each.values()]).any()]
        values += features
        kept += [row] * len(features)
        if not features:
            empty.append(row.recording)
    if not kept:
        raise InvalidInputError(f"no repetition of {exercise} was found in {folder}; give times")
    samples = FormSamples(
        tuple(FEATURES),
        np.array(values),
        np.array([row.correct for row in kept]),
        tuple(row.subject for row in kept),
    )
    views = tuple(row.view for row in kept)
    return FormData(exercise, samples, tuple(row.recording for row in kept), views, tuple(empty))


def read_labels(path: Path) -> list[LabelRow]:
    """The rows of a `labels.csv`. Raises SourceError, InvalidInputError."""
    return read_label_table(path, NEEDED, OPTIONAL, _parse_row)


def _parse_row(row: Mapping[str, str]) -> LabelRow:
    if row["label"] not in ("correct", "incorrect"):
        raise ValueError(f"label is {row['label']!r}; allowed: correct, incorrect")
    times = parse_times(row, TIMES)
    return LabelRow(
        recording=row["recording"],
        subject=row["subject"],
        exercise=row["exercise"],
        correct=row["label"] == "correct",
        person=parse_person(row),
        times=None if times is None else (times[0], times[1], times[2]),
        view=row.get("view", ""),
    )


def _choose_exercise(path: Path, rows: list[LabelRow], exercise: str | None) -> str:
    names = sorted({row.exercise for row in rows})
    if exercise is None:
        if len(names) > 1:
            raise InvalidInputError(
                f"{path} labels {', '.join(names)}; choose one with --exercise NAME"
            )
        return names[0]
    if exercise not in names:
        raise InvalidInputError(f"{path} labels no {exercise!r}; it has {', '.join(names)}")
    return exercise


def _repetitions(row: LabelRow, track: Track) -> list[Repetition]:
    if row.times is not None:
        start, turn, end = row.times
        return [Repetition(1, start, turn, end, end)]
    exercise = load_exercise(row.exercise)
    if exercise.kind != "reps":
        raise ExerciseError(f"{row.exercise} is a hold; a form model judges repetitions")
    return [
        Repetition(index, span.start, span.turn, span.end, span.counted)
        for index, span in enumerate(find_repetitions(track, exercise), start=1)
    ]
