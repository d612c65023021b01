"""Labelled recordings to learn exercises from: windows of numbers, names, and who is in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.auto import WINDOW_SECONDS, window_chances
from repsight.core.counting.sequence import pose_sequence
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise, parse_exercise
from repsight.core.types import Track
from repsight.exercises import exercise_names, load_all, load_exercise, read_text
from repsight.pipeline.offline import track_recording
from repsight.recording import read_recording
from repsight.train.label_table import (
    LABELS,
    parse_person,
    parse_times,
    person_in,
    read_label_table,
    recording_path,
)
from repsight.video.expand import RECORDING_SUFFIX

NONE: Final = "none"
"""The label of what is no exercise: walking, getting ready, playing about."""
NEEDED: Final = ("recording", "subject", "exercise")
TIMES: Final = ("start", "end")
OPTIONAL: Final = ("person", *TIMES)
HOP_SECONDS: Final = 1.0
"""Windows overlap: where in a repetition one begins must not matter."""
MIN_GROUPS: Final = 3
MIN_EXERCISES: Final = 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled stretch of a recording; all of it without `times`, and of its main person."""

    recording: str
    group: str
    exercise: str
    person: int | None = None
    times: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Examples to learn from: `steps` (N, STEPS, CHANNELS), `labels` (N,) and `clips` (N,).

    A label is an index into the names of the exercises, one past their end for none of them;
    a clip is the stretch that a window is from, `groups` (N,) who is in it, `looks` (N, K + 1) what
    the looks of the exercises say of it.
    """

    steps: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    clips: npt.NDArray[np.int64]
    groups: npt.NDArray[np.str_]
    looks: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: npt.NDArray[Any]) -> "Windows":
        """Only these windows."""
        return Windows(
            self.steps[rows], self.labels[rows], self.clips[rows], self.groups[rows],
            self.looks[rows],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class RecogniserData:
    """What was read: the exercises' names and themselves, the TOML texts of those not bundled,
    and the windows.

    `left_out` says in a line each what was not used, and why.
    """

    names: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    described: Mapping[str, str]
    windows: Windows
    recordings: tuple[str, ...]
    left_out: tuple[str, ...]


def read_recogniser_data(folder: str | Path, *, bundled: bool = False) -> RecogniserData:
    """Every labelled stretch in `folder`: by its `labels.csv`, else by folders named as exercises.

    `bundled` has every bundled exercise that is recognised unnamed among the names as well.
    Raises SourceError or InvalidInputError, ExerciseError where an exercise's TOML is wrong.
    """
    folder = Path(folder)
    rows, left_out = _rows(folder)
    labelled = {row.exercise for row in rows} - {NONE}
    described = {n: _described(folder, n) for n in labelled if n not in exercise_names()}
    known = {e.name for e in load_all() if bundled and e.auto}
    names = tuple(sorted(labelled | known))
    exercises = tuple(
        parse_exercise(described[name]) if name in described else load_exercise(name)
        for name in names
    )
    steps: list[npt.NDArray[np.float32]] = []
    looks: list[npt.NDArray[Any]] = []
    labels: list[int] = []
    clips: list[int] = []
    used: list[Labelled] = []
    tracks: dict[str, tuple[Track, ...]] = {}
    for row in rows:
        if row.recording not in tracks:
            path = recording_path(folder, row.recording)
            tracks[row.recording] = track_recording(read_recording(path))
        found = list(_windows(row, tracks[row.recording]))
        if not found:
            left_out.append(f"{row.recording}: nobody is seen where {row.exercise} is labelled")
            continue
        steps += [numbers for numbers, _ in found]
        looks += [window_chances(window, exercises) for _, window in found]
        labels += [names.index(row.exercise) if row.exercise != NONE else len(names)] * len(found)
        clips += [len(used)] * len(found)
        used.append(row)
    if not used:
        raise InvalidInputError(f"nobody is seen in any recording of {folder}")
    groups = np.array([used[clip].group for clip in clips])
    windows = Windows(np.stack(steps), np.array(labels), np.array(clips), groups, np.stack(looks))
    recordings = tuple(dict.fromkeys(row.recording for row in used))
    return RecogniserData(names, exercises, described, windows, recordings, tuple(left_out))


def check_data(data: RecogniserData) -> None:
    """Raises InvalidInputError where there is too little to learn from or to be tried on."""
    labelled = [name for k, name in enumerate(data.names) if (data.windows.labels == k).any()]
    if len(labelled) < MIN_EXERCISES:
        raise InvalidInputError(
            f"the only exercise labelled is {', '.join(labelled) or NONE}; two or more are needed"
            " to tell them apart"
        )
    groups = sorted(set(data.windows.groups.tolist()))
    if len(groups) < MIN_GROUPS:
        raise InvalidInputError(
            f"there are {len(groups)} subjects ({', '.join(groups)}); {MIN_GROUPS} or more are"
            " needed to try the recogniser on people it has not seen"
        )


def _rows(folder: Path) -> tuple[list[Labelled], list[str]]:
    labels = folder / LABELS
    rows = read_label_table(labels, NEEDED, OPTIONAL, _parse) if labels.exists() else []
    if not labels.exists():
        rows = [
            Labelled(f"{path.parent.name}/{path.name}", _group_of(path), path.parent.name)
            for path in sorted(folder.glob(f"*/*{RECORDING_SUFFIX}"))
        ]
    if not rows:
        raise InvalidInputError(
            f"{folder} holds neither {LABELS} nor recordings as EXERCISE/NAME{RECORDING_SUFFIX}"
        )
    known = {recording_path(folder, row.recording) for row in rows}
    every = folder.glob(f"{'**/' if labels.exists() else ''}*{RECORDING_SUFFIX}")
    unlabelled = sorted(str(path.relative_to(folder)) for path in every if path not in known)
    return rows, [f"{name}: it has no label" for name in unlabelled]


def _group_of(path: Path) -> str:
    """Who is in a recording without a table: what its name has before the first `_`."""
    return path.name.removesuffix(RECORDING_SUFFIX).split("_")[0]


def _parse(row: Mapping[str, str]) -> Labelled:
    times = parse_times(row, TIMES)
    return Labelled(
        recording=row["recording"],
        group=row["subject"],
        exercise=row["exercise"],
        person=parse_person(row),
        times=None if times is None else (times[0], times[1]),
    )


def _described(folder: Path, name: str) -> str:
    """The TOML text of an exercise that is not bundled."""
    path = folder / f"{name}.toml"
    if not path.is_file():
        raise InvalidInputError(
            f"{folder} labels {name!r}, which is no bundled exercise; put {name}.toml there (see"
            f" `repsight exercises`), or call what is no exercise {NONE!r}"
        )
    text = read_text(path)
    described = parse_exercise(text, source=str(path))
    if described.name != name:
        raise InvalidInputError(f"{path} describes {described.name!r}, not {name!r}; rename it")
    return text


Seen = tuple[npt.NDArray[np.float32], Track]


def _windows(row: Labelled, tracks: tuple[Track, ...]) -> Iterator[Seen]:
    if not tracks and row.person is None:
        return
    track = person_in(row.recording, row.person, tracks)
    if row.times is not None:
        track = _part(track, *row.times)
    yield from windows_of(track)


def windows_of(track: Track, hop: float = HOP_SECONDS) -> Iterator[Seen]:
    """Numbers (STEPS, CHANNELS) of every window in which somebody is seen, and the window."""
    if not len(track):
        return
    latest = max(float(track.t[-1]) - WINDOW_SECONDS, float(track.t[0]))
    for start in np.arange(float(track.t[0]), latest + 1e-6, hop):
        window = _part(track, float(start), float(start) + WINDOW_SECONDS)
        steps = pose_sequence(window)
        if steps is not None:
            yield steps, window


def _part(track: Track, start: float, end: float) -> Track:
    inside = (track.t >= start) & (track.t <= end)
    return Track(track.t[inside], track.keypoints[inside], track.id)
