"""What a user may choose for a data set, checked before anything is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

from repsight.core.errors import InvalidInputError
from repsight.data.building.splitting import DEFAULT_SHARES, Shares
from repsight.pose.backend import PoseBackend

GroupBy = Literal["video", "folder"]
Model = str | Path | PoseBackend | None


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build. `per_video` frames at most are picked of each video.

    `model` labels (None: the default one), `second_model` only doubts it. `stride` None looks at
    about five frames a second. `group_by` folder keeps together all videos of a folder: one per
    person. `shares` of train, val and test; `seed` of the order in which groups are dealt out.
    `licence` is of the videos, for the card. Raises InvalidInputError.
    """

    per_video: int = 20
    model: Model = None
    second_model: Model = None
    device: str = "auto"
    imgsz: int = 640
    stride: int | None = None
    group_by: GroupBy = "video"
    shares: Shares = field(default_factory=lambda: DEFAULT_SHARES)
    seed: int = 1
    licence: str = ""

    def __post_init__(self) -> None:
        if self.per_video < 1:
            raise InvalidInputError(f"{self.per_video} frames a video were asked for; 1 or more")
        if self.stride is not None and self.stride < 1:
            raise InvalidInputError(f"stride is {self.stride}; use 1 for every frame or more")
        check_group_by(self.group_by)

    def choices(self, models: Mapping[str, str]) -> Mapping[str, Any]:
        """What decides which frames are picked and how they are labelled."""
        return {
            "per_video": self.per_video,
            "imgsz": self.imgsz,
            "stride": self.stride,
            "models": dict(models),
        }


def check_group_by(name: str) -> GroupBy:
    """`name` as what groups are made by. Raises InvalidInputError."""
    for known in get_args(GroupBy):
        if name == known:
            return cast(GroupBy, known)
    raise InvalidInputError(
        f"grouping by {name} is not known; allowed: {', '.join(get_args(GroupBy))}"
    )
