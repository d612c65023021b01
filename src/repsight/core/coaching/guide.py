"""Where one person should move, next to where they are: ghost, target zone, depth line, arrows."""

import numpy as np
import numpy.typing as npt

from repsight.core.assessment import Deduction
from repsight.core.exercise import Exercise
from repsight.core.shapes import Guidance
from repsight.core.types import Phase


class Guide:
    """Guides one person through one exercise; learns their proportions. Can be pickled.

    `tempo` in seconds is eccentric, pause at the turn, concentric, pause at the start; None takes
    the exercise's own.
    """

    def __init__(
        self, exercise: Exercise, tempo: tuple[float, float, float, float] | None = None
    ) -> None:
        self._exercise = exercise
        self._tempo = tempo or exercise.standard.tempo

    def update(
        self,
        t: float,
        keypoints: npt.NDArray[np.float32],
        phase: Phase,
        correction: Deduction | None = None,
    ) -> Guidance | None:
        """The guidance at `t` seconds for a body (17, 3); None while the body is not known.

        `correction` is what the last repetition lost most by, while it is worth showing.
        """
        return None
