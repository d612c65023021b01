"""What happens while a model is trained: a line an epoch, and TensorBoard where it is installed."""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any, Final

MAP: Final = "metrics/mAP50-95(P)"
"""Ultralytics' name of the keypoints' mean average precision."""


class EpochLines:
    """Says a line an epoch: loss, mAP on the validation pictures, time left."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._began = 0.0
        self._first = 0

    def __call__(self, event: str, trainer: Any) -> None:
        """One of Ultralytics' events."""
        if event == "on_train_start":
            self._began, self._first = monotonic(), trainer.start_epoch
        elif event == "on_train_epoch_start":
            # Ultralytics halves its batch by itself, silently and in the first epoch only: after
            # three tries it gives up, and leaves it to `memory.with_smaller_batches`.
            trainer._oom_retries = 3
        elif event == "on_fit_epoch_end" and _is_first_process():
            self._tell(trainer)

    def _tell(self, trainer: Any) -> None:
        done = trainer.epoch + 1
        spent = monotonic() - self._began
        left = spent / (done - self._first) * (trainer.epochs - done)
        loss = sum(float(value) for value in trainer.tloss.values())
        accuracy = 100 * float(trainer.metrics.get(MAP, float("nan")))
        self._say(
            f"epoch {done}/{trainer.epochs}: loss {loss:.2f}, mAP {accuracy:.1f},"
            f" {in_words(spent)} done, about {in_words(left)} left"
        )


class TensorBoardLog:
    """Writes losses, figures and rates for TensorBoard; nothing where it is not installed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Any = None

    def __call__(self, event: str, trainer: Any) -> None:
        """One of Ultralytics' events."""
        if event == "on_fit_epoch_end" and _is_first_process() and has_tensorboard():
            if self._writer is None:
                from torch.utils.tensorboard import SummaryWriter

                # What a killed run wrote of epochs that are now repeated is hidden.
                self._writer = SummaryWriter(str(self._folder), purge_step=trainer.epoch + 1)
            values = {**trainer.label_loss_items(trainer.tloss), **trainer.metrics, **trainer.lr}
            for name, value in values.items():
                self._writer.add_scalar(name, float(value), trainer.epoch + 1)
            self._writer.flush()
        elif event == "teardown" and self._writer is not None:
            self._writer.close()
            self._writer = None


def has_tensorboard() -> bool:
    """Whether the package is installed."""
    return importlib.util.find_spec("tensorboard") is not None


def in_words(seconds: float) -> str:
    """A length of time as one reads it: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _is_first_process() -> bool:
    """With several GPUs every process hears of everything; the first one speaks."""
    return os.environ.get("RANK", "0") in ("-1", "0")
