"""One model on labelled pictures and labelled clips: what `repsight train eval` prints."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from repsight.core.errors import InvalidInputError
from repsight.data.types import PoseDataset, Split
from repsight.pipeline import load_model
from repsight.train.labelled_clips import Clip
from repsight.train.pose.clip_counts import ClipCount, ClipFigures, count_clips, summarise
from repsight.train.pose.evaluation import PictureFigures, choose_split, look, measure
from repsight.train.pose.evaluation_text import as_json

_EVERY: int = 100
"""Pictures between two lines of progress."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A model's figures; without clips `clips` and `counts` are empty."""

    model: str
    sha256: str | None
    runtime: str
    device: str
    pictures: PictureFigures
    clips: tuple[ClipFigures, ...]
    counts: tuple[ClipCount, ...]

    def as_json(self) -> dict[str, Any]:
        """Everything in values that JSON has."""
        return {**asdict(self), "pictures": as_json(self.pictures)}


def chosen_split(dataset: PoseDataset, asked: str | None) -> Split:
    """The split of that name, or the one to measure on. Raises InvalidInputError."""
    if asked is None:
        return choose_split(dataset)
    for split in get_args(Split):
        if asked == split:
            return choose_split(dataset, split)
    raise InvalidInputError(f"split is {asked!r}; {', '.join(get_args(Split))} is allowed")


def evaluate_model(
    name: str,
    dataset: PoseDataset,
    split: Split,
    clips: Sequence[Clip],
    *,
    imgsz: int,
    device: str,
    say: Callable[[str], None],
) -> Evaluated:
    """The figures of the model of that name or path.

    Raises ModelError, DeviceError, SourceError, InvalidInputError.
    """

    def tell(done: int, total: int) -> None:
        if done % _EVERY == 0 or done == total:
            say(f"{name}: {done} of {total} pictures")

    backend = load_model(name, device=device, imgsz=imgsz)
    try:
        pictures = measure(look(backend, dataset, split, tell))
        counts = count_clips(backend, clips, say) if clips else ()
        figures = summarise(counts) if counts else ()
        info = backend.info
        return Evaluated(name, info.sha256, info.runtime, info.device, pictures, figures, counts)
    finally:
        backend.close()
