"""One person's track made ready for measuring: even in time, gaps bridged, noise filtered."""

from dataclasses import replace
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.ndimage import median_filter
from scipy.signal import butter, sosfiltfilt

from repsight.core.body_scale import body_height_pixels
from repsight.core.geometry import ANKLES, HIPS, KNEES, longest, torso_length
from repsight.core.scoring.sides import weigh_sides
from repsight.core.scoring.view import MISPLACED, RESCALED, View, estimate_view
from repsight.core.signals import uniform_times
from repsight.core.types import Track

Array = npt.NDArray[np.floating[Any]]

RATE_HZ: Final = 60.0
CUTOFF_HZ: Final = 5.0
"""Zero-lag fourth-order Butterworth, as is usual for keypoints (Winter 2009, section 3.4). Whole
bodies move more slowly than this, and a camera of 15 frames a second can show it."""
MIN_RATE_HZ: Final = 12.0
"""Fewer frames a second cannot show movement up to the cutoff (twice 5 Hz and a margin)."""
MAX_GAP_SECONDS: Final = 0.35
"""A point that is missing for longer is not guessed."""
JUMP: Final = 0.15
"""A point that leaves its neighbours in time by this many torso lengths for a frame or two has
jumped to something else."""
JUMP_SAMPLES: Final = 5
SAME_SIZE: Final = (0.65, 1.5)
"""A trunk that is longest at less or more than this share of what it is in the whole set is seen
from elsewhere. Bending towards the camera shortens it to 0.75."""
MIN_FRAMES: Final = 8
LEG: Final = ((HIPS, KNEES), (KNEES, ANKLES))
TORSO_OF_LEG: Final = (0.4, 0.9)
"""Trunk over thigh and shank is 0.59 in bodies (Drillis and Contini 1964), 0.45 to 0.8 in pictures
from the side. A plate before the shoulders or a leg lost in the dark puts joints elsewhere."""
MIN_CONFIDENCE: Final = 0.15
"""Below this a detector guesses."""


class Body:
    """Keypoints (G, 17, 3) at the times `t` (G,), 60 a second; NaN where not seen.

    `rate` is how many frames a second the camera gave, `torso` the torso's length in pixels (NaN
    when never seen), `height` the body's, standing, in pixels, `view` from where the camera looks.
    `level` says that the exercise keeps the body level.
    """

    def __init__(self, track: Track, *, level: bool = False) -> None:
        steps = np.diff(track.t)
        self.rate = float(1 / np.median(steps)) if len(steps) else 0.0
        self.t, self.keypoints = _even(track)
        self.torso = torso_length(self.keypoints) if len(self.t) else float("nan")
        self.height = body_height_pixels(self.keypoints)
        self._misplaced = _misplaced(self.keypoints, self.torso)
        self._middles: dict[tuple[int, int], Array] = {}
        self._level = level
        self.view = self.view_of(slice(None))

    def middle(self, pair: tuple[int, int]) -> Array:
        """Way (G, 2) in torso lengths of the point between two keypoints, the surer leading."""
        if pair not in self._middles:
            points = self.keypoints[:, pair]
            self._middles[pair] = weigh_sides(points[:, :, :2], points[:, :, 2])[0] / self.torso
        return self._middles[pair]

    @property
    def torso_of_height(self) -> float:
        """Length of the torso as a share of the body's height, by the longest of all segments."""
        return self.torso / self.height

    def __len__(self) -> int:
        return len(self.t)

    def view_of(self, moments: slice) -> View:
        """The view during some moments: a video may change it."""
        view = estimate_view(self.keypoints[moments], self.torso, level=self._level)
        if self._misplaced and view.name == "side":
            return replace(view, problem=MISPLACED)
        if self._is_rescaled(moments):
            return replace(view, problem=RESCALED)
        return view

    def _is_rescaled(self, moments: slice) -> bool:
        size = torso_length(self.keypoints[moments]) / self.torso
        return size < SAME_SIZE[0] or size > SAME_SIZE[1]

    def at(self, t: float) -> int:
        """Index of the moment nearest to `t` seconds."""
        return min(max(round((t - float(self.t[0])) * RATE_HZ), 0), len(self.t) - 1)


def _misplaced(keypoints: Array, torso: float) -> bool:
    legs = [longest(keypoints[:, far, :2] - keypoints[:, near, :2]) for near, far in LEG]
    leg = float(np.fmax.reduce(legs[0]) + np.fmax.reduce(legs[1]))
    # Comparisons with what was not seen are false: nothing is wrong that is not there.
    return bool(torso < TORSO_OF_LEG[0] * leg or torso > TORSO_OF_LEG[1] * leg)


def _even(track: Track) -> tuple[Array, Array]:
    """Times (G,) at the even rate and keypoints (G, 17, 3)."""
    if len(track) < MIN_FRAMES:
        return np.zeros(0), np.zeros((0, 17, 3))
    keypoints = np.asarray(track.keypoints, np.float64)
    grid = uniform_times(track.t, RATE_HZ)
    out = np.full((len(grid), 17, 3), np.nan)
    jump = JUMP * torso_length(keypoints)
    seen = np.isfinite(keypoints[:, :, :2]).all(axis=2) & (keypoints[:, :, 2] >= MIN_CONFIDENCE)
    points = np.flatnonzero(seen.sum(axis=0) >= MIN_FRAMES)
    if not len(points):
        return grid, out
    keypoints, seen = keypoints[:, points], seen[:, points]
    whole = bool(seen.all())
    filled = keypoints if whole else _filled(track.t, keypoints, seen)
    ways = _smooth(track.t, filled[:, :, :2], grid, jump)
    sure = np.stack([np.interp(grid, track.t, column) for column in filled[:, :, 2].T], axis=1)
    even = np.concatenate([ways, sure[:, :, None]], axis=2)
    if not whole:
        for place in range(len(points)):
            even[_in_a_gap(track.t[seen[:, place]], grid), place] = np.nan
    out[:, points] = even
    return grid, out


def _filled(t: Array, keypoints: Array, seen: npt.NDArray[np.bool_]) -> Array:
    """Keypoints (T, P, 3) without holes: straight lines between what was seen."""
    filled = np.empty_like(keypoints)
    for place in range(keypoints.shape[1]):
        known = seen[:, place]
        for axis in range(3):
            filled[:, place, axis] = np.interp(t, t[known], keypoints[known, place, axis])
    return filled


def _in_a_gap(t: Array, grid: Array) -> npt.NDArray[np.bool_]:
    """Moments (G,) farther from what was seen at the times `t` than a bridge is long."""
    after = np.clip(np.searchsorted(t, grid), 1, len(t) - 1)
    within = t[after] - t[after - 1] <= MAX_GAP_SECONDS
    inside = (grid >= t[0] - 1e-9) & (grid <= t[-1] + 1e-9)
    return np.asarray(~(within & inside))


def _smooth(t: Array, ways: Array, grid: Array, jump: float) -> Array:
    """Ways (T, P, 2) at the grid's times (G, P, 2), low-passed, without jumps of `jump` pixels."""
    typical = median_filter(ways, size=(JUMP_SAMPLES, 1, 1), mode="nearest")
    jumped = np.linalg.norm(ways - typical, axis=2) > jump  # never where the torso is not known
    steady = np.where(jumped[:, :, None], typical, ways)
    curve = CubicSpline(t, steady)(grid)
    reach = min(len(grid) - 1, round(RATE_HZ / CUTOFF_HZ * 3))
    return np.asarray(sosfiltfilt(_low_pass(), curve, axis=0, padlen=reach))


@cache
def _low_pass() -> Array:
    return np.asarray(butter(2, CUTOFF_HZ, fs=RATE_HZ, output="sos"))
