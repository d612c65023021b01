"""What moves in a sequence of landmarks, whatever it is: a path that repeats when the body does.

The path has no scale and no position, so that it is the same for pixels and for landmarks whose
axes were stretched frame by frame. It is split by symmetry: the mean of a left and a right
landmark and their difference behave differently in a mirror, and a change of signs is all it takes
to see the same movement done on the other side.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, median_filter

from repsight.core.errors import InvalidInputError
from repsight.core.signals import uniform_times

Array = npt.NDArray[np.floating[Any]]

TINY: Final = 1e-12
"""Keeps a body that does not move at all from dividing by zero."""
RATE_HZ: Final = 20.0
"""Twelve samples of the fastest repetition worth counting (0.6 s)."""
SPIKE_SAMPLES: Final = 5
"""Running median; a landmark that jumps for up to two samples is put back."""
SMOOTH_SECONDS: Final = 0.08
"""A repetition of 0.6 s keeps 0.7 of its size."""
DRIFT_SECONDS: Final = 2.0
"""Slower than this is posture, camera or a change of shot; one of 9 s keeps 0.6 of its size."""
GAIN_SECONDS: Final = 4.0
"""The movement is measured by its own size over a repetition or two: views and sets differ."""
QUIET_SHARE: Final = 0.35
"""Below this share of the sequence's mean movement, stillness is not blown up into movement."""
MIN_BENDING: Final = 0.06
"""Nor where the body hardly changes its shape, as a share of its size: one that stands, or sways,
or is seen by a shaking camera reaches 0.01; all but two of 270 labelled sequences reach 0.1."""
MIN_CONFIDENCE: Final = 0.3
"""Landmarks less sure than this jump."""
MIN_SEEN: Final = 0.25
"""A landmark seen in less of the time says more about guesses than about the body."""
COMPONENTS: Final = 2
"""Of each group of coordinates: one for the movement, one for its second harmonic or a part."""

# Nose, then shoulders, elbows, wrists, hips, knees, ankles: (nose, left, right) by skeleton.
_COCO: Final = (0, (5, 7, 9, 11, 13, 15), (6, 8, 10, 12, 14, 16))
_BLAZEPOSE: Final = (0, (11, 13, 15, 23, 25, 27), (12, 14, 16, 24, 26, 28))
_SKELETONS: Final = {17: _COCO, 33: _BLAZEPOSE}

# Groups of coordinates: mean x, mean y, left minus right x, left minus right y. The sign that each
# takes for a body seen in a mirror (front view), and for one whose sides change roles (side view).
_IN_A_MIRROR: Final = (-1, 1, 1, -1)
_SIDES_SWAPPED: Final = (1, 1, -1, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A body's movement: `t` (T,) s at RATE_HZ, `path` (T, D), typically of size 1.

    `mirrors` (2, D) holds the signs that make of the path the same movement mirrored, from the
    front and from the side. `signals` (S, T) are those views of the path that swing most.
    """

    t: Array
    path: Array
    mirrors: Array
    signals: Array


def describe_motion(
    t: Array, landmarks: Array, smooth_seconds: float = SMOOTH_SECONDS
) -> Motion | None:
    """The motion of landmarks (T, 17 or 33, 2 or 3) at `t` (T,) s; None if there is none.

    x and y count, in any unit. The third value is a confidence for the 17 COCO keypoints and
    ignored (depth) for the 33 of BlazePose. NaN where unseen. `smooth_seconds` is the standard
    deviation of the Gaussian that takes the noise away. Raises InvalidInputError for other shapes.
    """
    _check(t, landmarks)
    grid, points = _clean(np.asarray(t, float), np.asarray(landmarks, float))
    if len(grid) < RATE_HZ:
        return None
    size = float(np.median(np.linalg.norm(_centred(points), axis=(1, 2))))
    groups = _groups(points)
    edges = np.cumsum([group.shape[1] for group in groups])[:-1]
    bending = _between_noise_and_drift(
        smooth_seconds, np.concatenate(_groups(_centred(points)), axis=1)
    )
    moved = _between_noise_and_drift(smooth_seconds, np.concatenate(groups, axis=1))
    moved = _even_out(moved, np.minimum(_nearby(bending) / (MIN_BENDING * size + TINY), 1.0))
    parts = [_components(part, COMPONENTS) for part in np.split(moved, edges, axis=1)]
    path = np.concatenate(parts, axis=1)
    mirrors = np.repeat([_IN_A_MIRROR, _SIDES_SWAPPED], [p.shape[1] for p in parts], axis=1)
    signals = np.concatenate([_components(path, COMPONENTS), parts[1][:, :1]], axis=1)
    return Motion(grid, path, mirrors, signals.T)


def _check(t: Array, landmarks: Array) -> None:
    shape = np.shape(landmarks)
    if len(shape) != 3 or shape[1] not in _SKELETONS or shape[2] not in (2, 3):
        raise InvalidInputError(
            f"landmarks have shape {shape}; (T, 17, 2 or 3) or (T, 33, 2 or 3) is needed"
        )
    if np.shape(t) != shape[:1]:
        raise InvalidInputError(f"t has shape {np.shape(t)}; {shape[:1]} is needed, one a frame")
    if not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        raise InvalidInputError("t must be finite and strictly increasing seconds")


def _clean(t: Array, landmarks: Array) -> tuple[Array, Array]:
    """A grid (G,) and thirteen points (G, 13, 2): nose, six of the left side, six of the right."""
    nose, left, right = _SKELETONS[landmarks.shape[1]]
    chosen = landmarks[:, [nose, *left, *right]]
    points = chosen[:, :, :2].copy()
    points[~np.isfinite(points).all(axis=2)] = np.nan
    if landmarks.shape[1:] == (17, 3):
        points[~(chosen[:, :, 2] >= MIN_CONFIDENCE)] = np.nan
    seen = np.isfinite(points[:, :, 0])
    present = seen.any(axis=1)
    if present.sum() < 2:
        return t[:0], points[:0]
    # Nobody in the picture at either end is not part of the sequence.
    first, last = np.flatnonzero(present)[[0, -1]]
    grid = uniform_times(t[first : last + 1], RATE_HZ)
    often = seen.sum(axis=0) >= MIN_SEEN * present.sum()
    filled = np.zeros((len(grid), *points.shape[1:]))
    for k in np.flatnonzero(often):
        for axis in range(2):
            known = seen[:, k]
            filled[:, k, axis] = np.interp(grid, t[known], points[known, k, axis])
    _stand_in(filled, often)
    return grid, median_filter(filled, size=SPIKE_SAMPLES, mode="nearest", axes=0)


def _stand_in(points: Array, often: npt.NDArray[np.bool_]) -> None:
    """Let a point that is hardly seen do as its partner does, or as the others do on average."""
    middle = points[:, often].mean(axis=1) if often.any() else points[:, 0]
    for k in np.flatnonzero(~often):
        partner = k + 6 if 1 <= k <= 6 else k - 6
        points[:, k] = points[:, partner] if k and often[partner] else middle


def _centred(points: Array) -> Array:
    return np.asarray(points - points.mean(axis=1, keepdims=True))


def _groups(points: Array) -> list[Array]:
    left, right = points[:, 1:7], points[:, 7:]
    # The square root keeps lengths: halves of the pairs weigh as much as the points did.
    mean = np.concatenate([(left + right) / np.sqrt(2), points[:, :1]], axis=1)
    difference = (left - right) / np.sqrt(2)
    return [mean[:, :, 0], mean[:, :, 1], difference[:, :, 0], difference[:, :, 1]]


def _between_noise_and_drift(smooth_seconds: float, values: Array) -> Array:
    smooth = gaussian_filter1d(values, smooth_seconds * RATE_HZ, axis=0, mode="nearest")
    drift = gaussian_filter1d(smooth, DRIFT_SECONDS * RATE_HZ, axis=0, mode="nearest")
    return np.asarray(smooth - drift)


def _nearby(values: Array) -> Array:
    """The size of `values` (T, D) around each moment (T,)."""
    power = (values**2).sum(axis=1)
    return np.asarray(np.sqrt(gaussian_filter1d(power, GAIN_SECONDS * RATE_HZ, mode="nearest")))


def _even_out(values: Array, gain: Array) -> Array:
    """`values` (T, D) over their own size nearby, times `gain` (T,)."""
    floor = QUIET_SHARE * np.sqrt((values**2).sum(axis=1).mean()) + TINY
    return np.asarray(values * (gain / np.maximum(_nearby(values), floor))[:, None])


def _components(values: Array, count: int) -> Array:
    """The first principal components (T, count) of `values` (T, D)."""
    centred = values - values.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ directions[:, ::-1][:, :count])
