"""From where the camera looks at a body: from its side, its front or back, or between."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.geometry import HIPS, KNEES, SHOULDERS, middle
from repsight.core.signals import extremes

Array = npt.NDArray[np.floating[Any]]

SHOULDER_WIDTH: Final = 0.68
HIP_WIDTH: Final = 0.43
"""Distance between the two keypoints, from the front, in torso lengths; detectors mark joints
inside the body's outline, so this is less than the bony widths of anthropometric tables."""
OBLIQUE_DEGREES: Final = 36.0
FRONT_DEGREES: Final = 54.0
"""Off the side view by this much, a view is called oblique, or from the front."""


FORESHORTENED: Final = 1.3
"""From the front, a level body's trunk points at the camera: its shoulders look at least this many
times as wide beside it as those of somebody upright. Less, and the camera looks from above."""


MISPLACED: Final = "joints were mistaken: trunk and legs have lengths that no body has"
RESCALED: Final = "the shot changed: the body is seen at another size than in the rest of the set"
STRETCHED: Final = 1.8
"""From the side a thigh or trunk that looks this many times as long at one moment as at another is
none: of 19 clips seen well none changed by more than 1.7."""


@dataclass(frozen=True, slots=True)
class View:
    """`off_side` in degrees: 0 from the side, 90 from the front or back; NaN when not seen.

    `above` is for a level body that is seen from above or below; `problem` says why hips and legs
    cannot be believed, "" where they can.
    """

    off_side: float
    above: bool = False
    problem: str = ""

    @property
    def name(self) -> str:
        """side, oblique, front (also from the back), above, or unknown."""
        if not math.isfinite(self.off_side):
            return "unknown"
        if self.off_side < OBLIQUE_DEGREES:
            return "side"
        if self.off_side < FRONT_DEGREES:
            return "oblique"
        return "above" if self.above else "front"


def estimate_view(keypoints: Array, torso: float, *, level: bool = False) -> View:
    """The view of a body (T, 17, 3) whose torso is `torso` pixels long; `level` when it lies.

    The wider shoulders and hips are seen, the more the camera looks from the front. Medians over
    time, so that a twist or a lost point changes little.
    """
    if not len(keypoints) or not math.isfinite(torso) or torso <= 0:
        return View(math.nan)
    shares = []
    for (left, right), width in ((SHOULDERS, SHOULDER_WIDTH), (HIPS, HIP_WIDTH)):
        apart = np.hypot(*(keypoints[:, left, :2] - keypoints[:, right, :2]).T)
        if np.isfinite(apart).any():
            shares.append(float(np.nanmedian(apart)) / torso / width)
    if not shares:
        return View(math.nan)
    share = float(np.mean(shares))
    off_side = math.degrees(math.asin(min(1.0, share)))
    return View(
        off_side=off_side,
        above=level and off_side >= FRONT_DEGREES and share < FORESHORTENED,
        problem=MISPLACED if off_side < OBLIQUE_DEGREES and _changes_length(keypoints) else "",
    )


def _changes_length(keypoints: Array) -> bool:
    """Whether thighs or trunk, seen from the side, grow and shrink as no limb does."""
    thighs = np.hypot(*np.moveaxis(keypoints[:, KNEES, :2] - keypoints[:, HIPS, :2], 2, 0)).T
    trunk = np.hypot(*(middle(keypoints, SHOULDERS)[0] - middle(keypoints, HIPS)[0]).T)
    return min(map(_stretch, thighs)) > STRETCHED or _stretch(trunk) > STRETCHED


def _stretch(length: Array) -> float:
    low, high = extremes(length, 0.1)
    return high / low if low > 0 else 1.0
