"""What a training of a pose model is asked for."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from repsight.core.errors import InvalidInputError
from repsight.pose.letterbox import check_imgsz

MAY_CHANGE: Final = frozenset({"device", "batch", "verbose"})
"""What may differ when a training goes on: where it runs and how much fits there."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """`batch` None: from the number of pictures; `rate` None: from the batch; `freeze`: so many of
    the network's first layers stay as they are; `patience`: epochs without a better mAP before it
    ends early; `name`: how the model is to be known, None not to register it.

    Raises InvalidInputError.
    """

    dataset: str
    model: str = "yolov8n-pose"
    epochs: int = 50
    imgsz: int = 640
    batch: int | None = None
    device: str = "auto"
    freeze: int = 0
    patience: int = 20
    seed: int = 0
    rate: float | None = None
    name: str | None = None
    verbose: bool = False

    def __post_init__(self) -> None:
        check_imgsz(self.imgsz)
        least = {"epochs": 1, "freeze": 0, "patience": 1, "seed": 0}
        for name, low in least.items():
            if getattr(self, name) < low:
                raise InvalidInputError(f"{name} is {getattr(self, name)}; {low} or more is needed")
        if self.batch is not None and self.batch < 1:
            raise InvalidInputError(f"batch is {self.batch}; 1 or more, or auto, is needed")
        if self.rate is not None and not (math.isfinite(self.rate) and 0 < self.rate <= 1):
            raise InvalidInputError(f"lr is {self.rate:g}; above 0 and up to 1 is allowed")

    def as_mapping(self) -> dict[str, Any]:
        """All of them, in values that JSON has."""
        return asdict(self)


def check_same(options: TrainingOptions, before: Mapping[str, Any]) -> None:
    """Raises InvalidInputError where a training that goes on is asked for something else."""
    now = options.as_mapping()
    for name in now:
        if name not in MAY_CHANGE and now[name] != before.get(name):
            raise InvalidInputError(
                f"{name} is {now[name]} now and was {before.get(name)} when this training began;"
                " resume with the same options, or begin another in another folder"
            )
