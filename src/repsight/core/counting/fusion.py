"""One movement out of many channels: who can be trusted, and when.

Each channel is scaled to its own range, then averaged with weights: how sure its keypoints are at
that moment, how far it moves, how little it trembles, and how well it agrees with the others. So a
hidden elbow, a knee below the picture or a hip jumping between two people fade out by themselves.
"""

from typing import Any, Final

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


def own_range(values: Array) -> tuple[float, float]:
    """Low end and size of the range that `values` (T,) fill."""
    low, high = np.percentile(values, RANGE_PERCENTILES)
    return float(low), float(high - low)


def steadiness(values: Array) -> float:
    """Trust in a channel (0..1) from how little it trembles from sample to sample."""
    _, size = own_range(values)
    if size <= 0 or len(values) < 3:
        return 0.0
    return float(1 / (1 + TREMBLE * np.median(np.abs(np.diff(values, 2))) / size))


def fuse(channels: Channels) -> tuple[Array, float]:
    """The movement (G,), about 0 at the start and 1 at the turn, and its size in progress."""
    ranges = [own_range(values) for values in channels.progress]
    size = np.array([max(extent, 1e-9) for _, extent in ranges])
    low = np.array([start for start, _ in ranges])
    scaled = (channels.progress - low[:, None]) / size[:, None]
    trust = np.array([steadiness(values) for values in channels.progress])
    weight = channels.weight**2 * (trust * np.minimum(size, 1) ** 2)[:, None]
    agreed = weight
    blurred = np.stack([smooth(values, AGREEMENT_SECONDS, channels.rate) for values in scaled])
    for _ in range(ROUNDS):
        movement = _average(scaled, agreed)
        agreed = weight * _agreement(blurred, movement, channels.rate)[:, None] ** 2
    shares = agreed.sum(axis=1)
    return _average(scaled, agreed), float(shares @ size / max(shares.sum(), 1e-12))


def _average(scaled: Array, weight: Array) -> Array:
    total = weight.sum(axis=0)
    if not (total > 0).any():
        return np.asarray(scaled.mean(axis=0))
    heard = np.flatnonzero(total > SILENT * np.median(total[total > 0]))
    mean = (scaled * weight).sum(axis=0)[heard] / total[heard]
    return np.asarray(np.interp(np.arange(len(total)), heard, mean))


def _agreement(blurred: Array, movement: Array, rate: float) -> Array:
    reference = smooth(movement, AGREEMENT_SECONDS, rate)
    return np.array([max(MIN_AGREEMENT, correlation(z, reference)) for z in blurred])


def correlation(a: Array, b: Array) -> float:
    """Pearson correlation of two signals (T,); 0 when one of them is still."""
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm > 0 else 0.0


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
    movements = [smooth(fuse(side)[0], SIDE_SECONDS, channels.rate) for side in (left, right)]
    return (left, right) if correlation(*movements) < 0 else (channels,)


def _liveliness(channels: Channels) -> float:
    return max(
        own_range(values)[1] * steadiness(values) * float(weight.mean())
        for values, weight in zip(channels.progress, channels.weight, strict=True)
    )
