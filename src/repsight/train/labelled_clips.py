"""Clips whose repetitions were counted by hand: `labels.csv` beside the videos.

Needed columns: file, exercise, true_reps. `alt_reps` is another count that is right too,
`rep_end_times` seconds as 1.2;3.4, `people` how many are in it. Where two people were counted,
true_reps is `5+6`, the left one first, exercise may be `squat+lunge` and times `L:…|R:…`.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.tracking import track_people
from repsight.core.types import Track
from repsight.recording import Recording

LABELS_FILE: Final = "labels.csv"
NOTHING_TO_COUNT: Final = ("none", "plank")
_NEEDED: Final = ("file", "exercise", "true_reps")


@dataclass(frozen=True)
class Clip:
    """One person of one clip; `place` is "L" or "R" where two people are labelled."""

    name: str
    exercise: str
    truths: tuple[int, ...]
    times: tuple[float, ...]
    people: int
    place: str
    source: Path

    @property
    def title(self) -> str:
        """Unique name."""
        return f"{self.name}/{self.place}" if self.place else self.name

    def truth(self, count: int) -> int:
        """The right count that is nearest to the one counted."""
        return min(self.truths, key=lambda truth: abs(count - truth))


def read_clips(folder: Path, recordings: Path | None = None) -> tuple[list[Clip], list[str]]:
    """Clips of `folder` whose source is there, and a note for each that is missing.

    The source is the recording in `recordings`, or the video when that is None. Raises SourceError
    where labels.csv cannot be read, InvalidInputError with the line where it is wrong.
    """
    labels = folder / LABELS_FILE
    clips: list[Clip] = []
    notes: list[str] = []
    try:
        with labels.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{labels} cannot be read ({reason}); it lists the clips") from None
    for number, row in enumerate(rows, start=2):
        if missing := [name for name in _NEEDED if not row.get(name)]:
            raise InvalidInputError(f"{labels}, line {number}: {', '.join(missing)} is missing")
        name = row["file"].rsplit(".", 1)[0]
        source = recordings / f"{name}.poses.npz" if recordings else folder / row["file"]
        if not source.is_file():
            notes.append(f"skipped {name}: {source} is missing")
            continue
        try:
            clips.extend(_people_of(row, name, source))
        except ValueError as error:
            raise InvalidInputError(f"{labels}, line {number}: {error}") from None
    return clips, notes


def tracks_of(recording: Recording) -> tuple[Track, ...]:
    """Everybody in a recording, the one who fills it most first."""
    r = recording
    return track_people(r.t, r.frame, r.keypoints, r.boxes, r.scores)


def track_of(clip: Clip, recording: Recording) -> Track | None:
    """The person whose count is labelled: the main one, or the left or right of the main two."""
    tracks = tracks_of(recording)
    if clip.place:
        tracks = tuple(sorted(tracks[:2], key=lambda k: float(np.nanmedian(k.keypoints[:, :, 0]))))
        return tracks["LR".index(clip.place)] if len(tracks) == 2 else None
    return tracks[0] if tracks else None


def count_figures(counts: Sequence[int], truths: Sequence[int]) -> dict[str, float]:
    """Exact, off-by-one, and MAE = mean |p - g| / (g + 0.1), as the literature defines them."""
    errors = np.subtract(counts, truths)
    return {
        "exact": float((errors == 0).mean()),
        "obo": float((np.abs(errors) <= 1).mean()),
        "mae": float((np.abs(errors) / (np.asarray(truths) + 0.1)).mean()),
    }


def _people_of(row: dict[str, str], name: str, source: Path) -> Iterator[Clip]:
    people = int(row.get("people") or 1)
    counts, times = row["true_reps"].split("+"), (row.get("rep_end_times") or "").split("|")
    exercises = row["exercise"].split("+")
    if len(counts) == 1:
        other = row.get("alt_reps")
        truths = [int(counts[0])] + ([int(other)] if other else [])
        moments = _seconds(times[0])
        yield Clip(name, row["exercise"], tuple(truths), moments, people, "", source)
        return
    if len(exercises) == 1:
        exercises *= 2
    times = times if len(times) == 2 else ["", ""]
    for place, exercise, count, text in zip("LR", exercises, counts, times, strict=True):
        seconds = _seconds(text.split(":", 1)[-1])
        yield Clip(name, exercise, (int(count),), seconds, people, place, source)


def _seconds(text: str) -> tuple[float, ...]:
    return tuple(float(value) for value in text.split(";") if value)
