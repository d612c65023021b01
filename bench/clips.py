"""Labelled clips laid out as `clips/labels.csv`, `clips/*.mp4` and `recordings/*.poses.npz`."""

from pathlib import Path

from repsight.train import labelled_clips
from repsight.train.labelled_clips import LABELS_FILE, Clip

__all__ = ["Clip", "read_clips"]


def read_clips(folder: Path, recordings: Path | None) -> tuple[list[Clip], list[str]]:
    """Clips whose source is there, and a note for each that is missing.

    The source is the recording in `recordings`, or the video when that is None.
    """
    labels = folder / "clips" / LABELS_FILE
    if not labels.is_file():
        return [], [f"no clips: {labels} is missing"]
    return labelled_clips.read_clips(labels.parent, recordings)
