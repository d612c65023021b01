"""Teaching a network, trying it on people it has not seen, and cooling what it is too sure of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from scipy.optimize import minimize
from torch import nn

from repsight.recogniser import together
from repsight.train.fitting import subject_folds
from repsight.train.recogniser_augment import augmented
from repsight.train.recogniser_data import Windows
from repsight.train.recogniser_network import both_ways, make_network

Array = npt.NDArray[np.floating[Any]]

BATCH: Final = 64
LEARNING_RATE: Final = 3e-3
TUNING_RATE: Final = 1e-3
"""Of a network that knows something already."""
WEIGHT_DECAY: Final = 1e-3
SMOOTHING: Final = 0.05
"""Of the labels: a window may be of the rest between two repetitions."""
WARM_UP: Final = 0.15
MAX_SLOPE: Final = 1.0
MAX_FOLDS: Final = 5
"""Each fold is a training of its own; more than five are waited for too long."""
REAL_SHARE: Final = 0.5
"""Of what is learned from, where there are people who never were as well."""
STILL_SHARE: Final = 0.05
"""Windows of a batch that are stopped at one moment and shown as no exercise."""
LOOKS_WEIGHTS: Final = (0.0, 0.5, 1.0)
"""A finer choice is one among people; see docs/recogniser.md."""
_TEMPERATURES: Final = (0.25, 8.0)
_DOUBTS: Final = (-4.0, 4.0)


@dataclass(frozen=True, slots=True)
class Teaching:
    """How to teach: the kind of network, how many batches, and the seed.

    `holds` are labels of exercises in which nothing moves; `start` are weights to go on from.
    """

    kind: str
    batches: int
    seed: int = 0
    holds: tuple[int, ...] = ()
    start: dict[str, torch.Tensor] | None = None
    still: bool = True


def weigh(windows: Windows) -> Array:
    """How often each window (N,) is to be shown, adding up to 1.

    Every clip as often as another of its exercise, however long; an exercise by the root of its
    clips, so that a rare one is neither drowned nor learned by heart.
    """
    _, place, sizes = np.unique(windows.clips, return_inverse=True, return_counts=True)
    clips = np.array([len(set(windows.clips[windows.labels == k])) for k in windows.labels])
    weights = 1 / sizes[place] / np.sqrt(clips)
    return np.asarray(weights / weights.sum())


def joined(real: Windows, made: Windows) -> tuple[Windows, Array]:
    """Both together and how often each window is to be shown."""
    everything = Windows(*(
        np.concatenate([getattr(real, part), getattr(made, part)])
        for part in ("steps", "labels", "clips", "groups", "looks")
    ))  # fmt: skip
    weights = [REAL_SHARE * weigh(real), (1 - REAL_SHARE) * weigh(made)]
    return everything, np.concatenate(weights)


def teach(windows: Windows, weights: Array, outputs: int, teaching: Teaching) -> nn.Module:
    """A network that learned `outputs` labels, the last one no exercise; the same for a seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(teaching.seed)
        network = make_network(teaching.kind, outputs)
        if teaching.start is not None:
            network.load_state_dict(teaching.start)
        _descend(network, windows, weights, teaching)
    return network.eval()


def _descend(network: nn.Module, windows: Windows, weights: Array, teaching: Teaching) -> None:
    drawn = torch.Generator().manual_seed(teaching.seed)
    steps, labels = torch.from_numpy(windows.steps), torch.from_numpy(windows.labels)
    chances = torch.from_numpy(np.asarray(weights, np.float64))
    rate = LEARNING_RATE if teaching.start is None else TUNING_RATE
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rate, total_steps=max(teaching.batches, 2), pct_start=WARM_UP
    )
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    stop = _stopper(network, teaching, drawn)
    network.train()
    for _ in range(teaching.batches):
        rows = torch.multinomial(chances, BATCH, replacement=True, generator=drawn)
        shown, wanted = stop(augmented(steps[rows], drawn), labels[rows])
        loss = loss_of(network(shown), wanted)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), MAX_SLOPE)
        optimiser.step()
        schedule.step()


Batch = tuple[torch.Tensor, torch.Tensor]


def _stopper(
    network: nn.Module, teaching: Teaching, drawn: torch.Generator
) -> Callable[[torch.Tensor, torch.Tensor], Batch]:
    """Some windows of a batch stopped at a moment: posing is no exercise, but in a hold."""
    none = network.last.out_features - 1  # type: ignore[union-attr, operator]

    def stop(steps: torch.Tensor, labels: torch.Tensor) -> Batch:
        chosen = torch.rand(len(labels), generator=drawn) < STILL_SHARE
        for held in teaching.holds:
            chosen &= labels != held
        if not (teaching.still and chosen.any()):
            return steps, labels
        moment = torch.randint(steps.shape[1], (int(chosen.sum()),), generator=drawn)
        held_still = steps[chosen][torch.arange(len(moment)), moment]
        steps, labels = steps.clone(), labels.clone()
        steps[chosen] = held_still[:, None].expand(-1, steps.shape[1], -1)
        labels[chosen] = none
        return steps, labels

    return stop


def scores(network: nn.Module, steps: npt.NDArray[np.float32]) -> Array:
    """Scores (N, outputs) of windows (N, STEPS, CHANNELS), before calibration."""
    with torch.no_grad():
        parts = [
            both_ways(network, torch.from_numpy(steps[first : first + 256]))
            for first in range(0, len(steps), 256)
        ]
    return np.asarray(torch.cat(parts).numpy(), np.float64)


def cross_validate(
    windows: Windows, outputs: int, teaching: Teaching, made: Windows | None = None
) -> Array:
    """Scores (N, outputs) of each window from a network that saw nobody of its group."""
    found = np.zeros((len(windows), outputs))
    for out in subject_folds(windows.groups.tolist(), MAX_FOLDS):
        seen = windows.take(~out)
        everything, weights = (seen, weigh(seen)) if made is None else joined(seen, made)
        found[out] = scores(teach(everything, weights, outputs, teaching), windows.steps[out])
    return found


def calibrate(found: Array, labels: npt.NDArray[np.int64], weights: Array) -> tuple[float, float]:
    """Temperature and doubt that make scores (N, K) of people not seen the likeliest.

    Temperature scaling after Guo et al. 2017; without windows of no exercise there is no telling
    how much doubt is due, and it stays 0.
    """
    none = found.shape[1] - 1
    free = bool((labels == none).any()) and bool((labels != none).any())

    def loss(values: Array) -> float:
        cooled = cooled_log_chances(found, float(np.exp(values[0])), float(values[1]) * free)
        return float(-(weights * cooled[np.arange(len(labels)), labels]).sum() / weights.sum())

    limits = [(float(np.log(_TEMPERATURES[0])), float(np.log(_TEMPERATURES[1]))), _DOUBTS]
    best = minimize(loss, np.zeros(2), bounds=limits, method="L-BFGS-B").x
    return float(np.exp(best[0])), float(best[1]) * free


def weigh_looks(cooled: Array, windows: Windows) -> float:
    """How much the looks are to count beside log-chances of people not seen: the likeliest of a
    few weights, 0 where they only mislead."""
    weights, rows = weigh(windows), np.arange(len(windows))

    def loss(weight: float) -> float:
        both = together(np.exp(cooled), windows.looks, weight)
        return -float((weights * np.log(both[rows, windows.labels])).sum())

    return min(LOOKS_WEIGHTS, key=loss)


def cooled_log_chances(found: Array, temperature: float, doubt: float) -> Array:
    """Logarithms of probabilities (N, K) from scores, as `Calibrated` has them."""
    cooled = found / temperature
    cooled[:, -1] += doubt
    cooled -= cooled.max(axis=1, keepdims=True)
    return np.asarray(cooled - np.log(np.exp(cooled).sum(axis=1, keepdims=True)))
