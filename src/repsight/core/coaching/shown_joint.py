"""Which of the left and right working joint is shown live: the one seen better, without flicker."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.playback import working_joint

MEMORY: Final = 0.98
"""How fast the idea of which side is seen better follows: half in about a second at 30 FPS."""
MARGIN: Final = 1.3
"""The other side must be seen this much better before the number shown changes sides."""


class ShownJoint:
    """Chooses the side of the working joint whose angle is shown."""

    def __init__(self) -> None:
        self._side = 0
        self._sure = np.zeros(2)

    def choose(
        self, exercise: Exercise | None, keypoints: npt.NDArray[np.float32]
    ) -> tuple[int, int, int] | None:
        """The three keypoints of the joint; None where the exercise has none."""
        sides = working_joint(exercise)
        if sides is None:
            return None
        now = np.nan_to_num([keypoints[list(side), 2].min() for side in sides])
        self._sure = MEMORY * self._sure + (1 - MEMORY) * now
        if self._sure[1 - self._side] > MARGIN * self._sure[self._side]:
            self._side = 1 - self._side
        return sides[self._side]
