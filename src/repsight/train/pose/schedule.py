"""How long a step is and how often one is made, from how much there is to learn from."""

import math
from dataclasses import dataclass
from typing import Final

NOMINAL_BATCH: Final = 64
"""Ultralytics adds up gradients until so many pictures were seen."""
STEPS_PER_EPOCH: Final = 40
"""At least so many steps an epoch, even where that means fewer pictures a step: adding up to 64
pictures of a set of 100 would make one or two steps an epoch, and nothing would be learned. With 40
in place of 10 the loss of 160 rendered pictures was lower after as many epochs (runs/LOG.md)."""
CPU_BATCH: Final = 16
GPU_BATCH: Final = 64
"""For each GPU; more would make fewer steps. Halved where it does not fit."""
LEARNING_RATE: Final = 0.0002
"""Of AdamW, at batches of 16 and more. Its usual 0.001 undid what the weights knew within an epoch
of 160 rendered pictures; after 14 epochs 0.0001 was better than 0.0003 (mAP 13.9 against 10.5)."""
FULL_RATE_BATCH: Final = 16
WARMUP_SHARE: Final = 0.1
"""Of all epochs, at most three of them (Ultralytics' own): a run of ten has no three to spare."""
MAX_WARMUP_EPOCHS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """`batch` pictures at a time, a step every `nominal` pictures."""

    batch: int
    nominal: int
    learning_rate: float
    warmup_epochs: float

    def as_settings(self) -> dict[str, float | int | str]:
        """By Ultralytics' names."""
        return {
            "batch": self.batch,
            "nbs": self.nominal,
            "optimizer": "AdamW",
            "lr0": self.learning_rate,
            "lrf": 0.01,
            "momentum": 0.9,
            "warmup_epochs": self.warmup_epochs,
            # AdamW needs no high rate for biases at the start; 0.1 would undo what they know.
            "warmup_bias_lr": 0.0,
        }


def plan(
    pictures: int, epochs: int, *, gpus: int, batch: int | None = None, rate: float | None = None
) -> Schedule:
    """The schedule for so many training pictures; `batch` and `rate` are the user's, if any."""
    if batch is None:
        most = GPU_BATCH * gpus if gpus else CPU_BATCH
        batch = _largest_power(min(most, pictures // STEPS_PER_EPOCH))
    nominal = max(batch, min(NOMINAL_BATCH, pictures // STEPS_PER_EPOCH))
    if rate is None:
        # Noisier steps are made shorter, with the square root of their pictures (Krizhevsky 2014).
        rate = LEARNING_RATE * min(1.0, math.sqrt(nominal / FULL_RATE_BATCH))
    warmup = min(MAX_WARMUP_EPOCHS, WARMUP_SHARE * epochs)
    return Schedule(batch, nominal, rate, warmup)


def _largest_power(limit: int) -> int:
    """The largest power of two up to `limit`, 4 at least: BatchNorm needs several pictures."""
    return max(4, 1 << max(limit, 1).bit_length() - 1)
