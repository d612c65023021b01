"""Labelled clips laid out as `clips/labels.csv`, `clips/*.mp4` and `recordings/*.poses.npz`."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


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


def read_clips(folder: Path, recordings: Path | None) -> tuple[list[Clip], list[str]]:
    """Clips whose source is there, and a note for each that is missing.

    The source is the recording in `recordings`, or the video when that is None.
    """
    clips: list[Clip] = []
    notes: list[str] = []
    labels = folder / "clips" / "labels.csv"
    if not labels.is_file():
        return [], [f"no clips: {labels} is missing"]
    with labels.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["file"].rsplit(".", 1)[0]
            video = folder / "clips" / row["file"]
            source = recordings / f"{name}.poses.npz" if recordings else video
            if source.is_file():
                clips.extend(_people_of(row, name, source))
            else:
                notes.append(f"skipped {name}: {source} is missing")
    return clips, notes


def _people_of(row: dict[str, str], name: str, source: Path) -> Iterator[Clip]:
    people = int(row["people"] or 1)
    counts, times = row["true_reps"].split("+"), row["rep_end_times"].split("|")
    exercises = row["exercise"].split("+")
    if len(counts) == 1:
        truths = [int(counts[0])] + ([int(row["alt_reps"])] if row["alt_reps"] else [])
        moments = _seconds(row["rep_end_times"])
        yield Clip(name, row["exercise"], tuple(truths), moments, people, "", source)
        return
    for place, exercise, count, moments in zip("LR", exercises, counts, times, strict=True):
        seconds = _seconds(moments.split(":", 1)[-1])
        yield Clip(name, exercise, (int(count),), seconds, people, place, source)


def _seconds(text: str) -> tuple[float, ...]:
    return tuple(float(value) for value in text.split(";") if value)
