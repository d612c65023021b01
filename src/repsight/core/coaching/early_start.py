"""Somebody who exercises already has no need of being told to hold still."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.coaching.tally import Tally
from repsight.core.geometry import HIPS, SHOULDERS, torso_length
from repsight.core.types import Event, Pose, RepCompleted, SetFinished

Array = npt.NDArray[np.floating[Any]]

EARLY_REPS: Final = 3
"""Two may be bending down to the camera and getting up again; nobody gets ready in three alike."""
WALKED: Final = 1.0
"""Torso lengths sideways from where somebody was: more than any exercise takes anybody."""
CAME: Final = 1.4
"""By how much a body looks larger or smaller to somebody who walks to or from the camera."""


class EarlyStart:
    """Counts in silence while somebody gets ready; what they did counts once it is plain.

    Can be pickled. `tally` is what counted, `events` all that happened in it.
    """

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.events: tuple[Event, ...] = ()
        self._place: tuple[float, float] | None = None

    def update(self, pose: Pose) -> bool:
        """Look at a pose; whether they are plainly exercising, in one place."""
        events = self.tally.update(pose)
        self.events += events
        paused = any(isinstance(event, SetFinished) for event in events)
        if paused or (any(isinstance(e, RepCompleted) for e in events) and self._walked(pose)):
            self.restart()  # that was no set but getting ready
        return self.tally.count >= EARLY_REPS

    def restart(self) -> None:
        """Begin anew, as if nothing had been seen."""
        self.tally, self.events, self._place = self.tally.fresh(), (), None

    def _walked(self, pose: Pose) -> bool:
        """Whether they are elsewhere than at their first repetition."""
        here, torso = trunk_place(pose.keypoints), torso_length(pose.keypoints[None])
        if self._place is None:
            self._place = here, torso
            return False
        place, before = self._place
        grown = max(torso / before, before / torso)
        return bool(abs(here - place) > WALKED * torso or grown > CAME)


def trunk_place(keypoints: Array) -> float:
    """Where the trunk of a body (17, 3) is, in pixels from the left; NaN when not seen."""
    known = keypoints[[*SHOULDERS, *HIPS], 0]
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else float("nan")
