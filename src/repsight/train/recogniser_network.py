"""The two kinds of small network that tell exercises apart, and what is written of one."""

import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

import onnx
import torch
from torch import nn

from repsight.core.counting.sequence import CHANNELS
from repsight.core.errors import InvalidInputError
from repsight.recogniser import INPUT_SHAPE
from repsight.train.recogniser_augment import POINT_NUMBERS, mirrored

Kind = Literal["gru", "tcn"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

WIDTH: Final = 40
"""Cells or channels: tens of clips teach no more. A TCN has some 36,000 numbers, a GRU 30,000."""
KERNEL: Final = 5
DILATIONS: Final = (1, 2, 4)
"""With steps halved to 5 a second the last layer sees 6 s: a slow repetition."""
DROPOUT: Final = 0.2
GROUPS: Final = 4
_UNSEEN: Final = 100.0
_OPSET: Final = 17


class _Body(nn.Module):
    """What both kinds share: halve the steps, look at them in order, gather over time."""

    def __init__(self, outputs: int, width: int) -> None:
        super().__init__()
        # Every other step: half the work, and no joint moves that fast.
        self.first = nn.Conv1d(CHANNELS, WIDTH, KERNEL, stride=2, padding=KERNEL // 2)
        self.drop = nn.Dropout(DROPOUT)
        self.last = nn.Linear(2 * width, outputs)

    def in_order(self, steps: torch.Tensor) -> torch.Tensor:
        """What is known at each step (N, width, S) after looking at those around it."""
        raise NotImplementedError

    def forward(self, steps: torch.Tensor) -> torch.Tensor:
        """Scores (N, outputs) of windows (N, STEPS, CHANNELS)."""
        weights = steps[:, ::2, 2:POINT_NUMBERS:3]
        seen = (weights.amax(dim=-1) > 0).to(steps.dtype)[:, None]
        known = self.in_order(torch.relu(self.first(steps.transpose(1, 2))))
        mean = (known * seen).sum(dim=2) / seen.sum(dim=2).clamp(min=1)
        most = (known - _UNSEEN * (1 - seen)).amax(dim=2).clamp(min=-_UNSEEN / 2)
        scores: torch.Tensor = self.last(self.drop(torch.cat([mean, most], dim=1)))
        return scores


class Tcn(_Body):
    """Dilated convolutions with a way around each (Bai, Kolter & Koltun 2018), both ways in time.

    The window is over when it is looked at, so there is nothing to be causal about.
    """

    def __init__(self, outputs: int) -> None:
        super().__init__(outputs, WIDTH)
        self.layers = nn.ModuleList(
            nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=KERNEL // 2 * wide, dilation=wide)
            for wide in DILATIONS
        )
        self.norms = nn.ModuleList(nn.GroupNorm(GROUPS, WIDTH) for _ in DILATIONS)

    def in_order(self, steps: torch.Tensor) -> torch.Tensor:
        """What is known at each step (N, width, S) after looking at those around it."""
        for layer, norm in zip(self.layers, self.norms, strict=True):
            steps = steps + self.drop(torch.relu(norm(layer(steps))))
        return steps


class Gru(_Body):
    """Gated recurrent units (Cho et al. 2014), both ways in time."""

    def __init__(self, outputs: int) -> None:
        super().__init__(outputs, 2 * WIDTH)
        self.cells = nn.GRU(WIDTH, WIDTH, batch_first=True, bidirectional=True)

    def in_order(self, steps: torch.Tensor) -> torch.Tensor:
        """What is known at each step (N, 2 width, S) after looking at those around it."""
        known: torch.Tensor = self.cells(steps.transpose(1, 2))[0]
        return known.transpose(1, 2)


class Calibrated(nn.Module):
    """Probabilities: the mean score of a window and its mirror image, cooled by a temperature.

    A body and its mirror image thus get the same answer, to the last digit. `doubt` is added to
    the score of no exercise, the last.
    """

    def __init__(self, network: nn.Module, temperature: float = 1.0, doubt: float = 0.0) -> None:
        super().__init__()
        self.network = network
        self.temperature, self.doubt = temperature, doubt

    def forward(self, steps: torch.Tensor) -> torch.Tensor:
        """Probabilities (N, outputs) of windows (N, STEPS, CHANNELS)."""
        scores = both_ways(self.network, steps)
        last = torch.zeros(scores.shape[-1])
        last[-1] = self.doubt
        return torch.softmax(scores / self.temperature + last, dim=-1)


def both_ways(network: nn.Module, steps: torch.Tensor) -> torch.Tensor:
    """Mean scores (N, outputs) of windows and their mirror images."""
    scores: torch.Tensor = (network(steps) + network(mirrored(steps))) / 2
    return scores


def make_network(kind: str, outputs: int) -> nn.Module:
    """A network that has learned nothing. Raises InvalidInputError for another kind."""
    if kind not in KINDS:
        raise InvalidInputError(f"the kind of recogniser is {kind!r}; allowed: {', '.join(KINDS)}")
    return Tcn(outputs) if kind == "tcn" else Gru(outputs)


def to_onnx(network: nn.Module, metadata: Mapping[str, str]) -> bytes:
    """An ONNX file of the network, from one window to its outputs, with texts by name."""
    network.eval()
    options: dict[str, Any] = {"input_names": ["poses"], "output_names": ["chances"]}
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        # The older exporter says that it is old; the newer one needs onnxscript.
        warnings.simplefilter("ignore")
        path = Path(folder) / "recogniser.onnx"
        torch.onnx.export(
            network, (torch.zeros(INPUT_SHAPE),), path,
            dynamo=False, opset_version=_OPSET, **options,
        )  # fmt: skip
        model = onnx.load(path)
    onnx.helper.set_model_props(model, dict(metadata))
    return bytes(model.SerializeToString())
