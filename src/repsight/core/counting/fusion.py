"""One movement out of many channels: who can be trusted, and when.

Each channel is scaled to its own range, then averaged with weights: how sure its keypoints are at
that moment, how far it moves, how little it trembles, and how well it agrees with the others. So a
hidden elbow, a knee below the picture or a hip jumping between two people fade out by themselves.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from repsight.core.counting.channels import Channels
from repsight.core.signals import smooth

Array = npt.NDArray[np.floating[Any]]

RANGE_PERCENTILES: Final = (4, 96)
"""A person's own range of motion: almost all of it, a few outliers left out."""
TREMBLE: Final = 50.0
"""Median second difference, as a share of the range, at which 1 / (1 + 50 x) halves trust: 2 %."""
AGREEMENT_SECONDS: Final = 0.1
MIN_AGREEMENT: Final = 0.05
ROUNDS: Final = 3
SILENT: Final = 0.02
"""Moments with less than this share of the usual weight are bridged, not believed."""
ONE_SIDED: Final = 2.0
"""A side this much livelier than the other works alone."""
SIDE_SECONDS: Final = 0.2
TINY: Final = 1e-9


def own_range(values: Array) -> tuple[Array, Array]:
    """Low end and size of the range that `values` (..., T) fill, each (...)."""
    low, high = np.percentile(values, RANGE_PERCENTILES, axis=-1)
    return low, high - low


def steadiness(values: Array, size: Array) -> Array:
    """Trust in channels (C, T) of range `size` (C,): 0..1, from how little they tremble."""
    if values.shape[-1] < 3:
        return np.zeros(len(values))
    tremble = np.median(np.abs(np.diff(values, 2)), axis=-1)
    return np.where(size > 0, 1 / (1 + TREMBLE * tremble / np.maximum(size, TINY)), 0.0)


class Fusion(NamedTuple):
    """The movement (G,), about 0 at the start and 1 at the turn, and its `size` in progress.

    `agreement` is the channels' mean correlation with it: 1 when all tell the same story.
    """

    movement: Array
    size: float
    agreement: float


def fuse(channels: Channels) -> Fusion:
    """One movement out of `channels`."""
    low, size = own_range(channels.progress)
    scaled = (channels.progress - low[:, None]) / np.maximum(size, TINY)[:, None]
    trust = steadiness(channels.progress, size) * np.minimum(size, 1) ** 2
    weight = channels.weight**2 * trust[:, None]
    blurred = _standardised(smooth(scaled, AGREEMENT_SECONDS, channels.rate))
    agreed = weight
    for _ in range(ROUNDS):
        movement = smooth(_average(scaled, agreed), AGREEMENT_SECONDS, channels.rate)
        agreement = np.maximum(blurred @ _standardised(movement), MIN_AGREEMENT)
        agreed = weight * agreement[:, None] ** 2
    shares, voices = agreed.sum(axis=1), weight.sum(axis=1)
    return Fusion(
        _average(scaled, agreed),
        float(shares @ size / max(shares.sum(), TINY)),
        float(voices @ agreement / max(voices.sum(), TINY)),
    )


def _average(scaled: Array, weight: Array) -> Array:
    total = weight.sum(axis=0)
    if not total.any():
        return np.asarray(scaled.mean(axis=0))
    heard = np.flatnonzero(total > SILENT * np.median(total[total > 0]))
    mean = np.einsum("ct,ct->t", scaled, weight)[heard] / total[heard]
    return np.asarray(np.interp(np.arange(len(total)), heard, mean))


def _standardised(values: Array) -> Array:
    """Signals (..., T) with mean 0 and norm 1, so that their dot product is their correlation."""
    centred = values - values.mean(axis=-1, keepdims=True)
    norm = np.sqrt((centred**2).sum(axis=-1, keepdims=True))
    return np.asarray(centred / np.maximum(norm, TINY))


def split_sides(channels: Channels) -> tuple[Channels, ...]:
    """The channels of the side that works alone, of each side when they alternate, or all."""
    left, right = (
        channels.take([i for i, side in enumerate(channels.sides) if side == wanted])
        for wanted in (0, 1)
    )
    if not len(left) or not len(right):
        return (channels,)
    lively_left, lively_right = _liveliness(left), _liveliness(right)
    if lively_left > ONE_SIDED * lively_right:
        return (left,)
    if lively_right > ONE_SIDED * lively_left:
        return (right,)
    movements = [smooth(fuse(side).movement, SIDE_SECONDS, channels.rate) for side in (left, right)]
    a, b = (_standardised(movement) for movement in movements)
    return (left, right) if a @ b < 0 else (channels,)


def _liveliness(channels: Channels) -> float:
    _, size = own_range(channels.progress)
    steady = steadiness(channels.progress, size)
    return float((size * steady * channels.weight.mean(axis=1)).max())
