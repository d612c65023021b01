"""From stepping into the picture to the first repetition: hints, then a countdown."""

from typing import Final

from repsight.core.coaching.early_start import WALKED, EarlyStart, trunk_place
from repsight.core.coaching.moment import Hint
from repsight.core.coaching.readiness import Readiness
from repsight.core.coaching.rules import Picture
from repsight.core.coaching.tally import Tally
from repsight.core.exercise import Exercise
from repsight.core.geometry import torso_length
from repsight.core.types import Pose

COUNTDOWN_SECONDS: Final = 3.0


class Countdown:
    """Waits for one person to be ready for `exercise`, then counts down. Can be pickled.

    `until` is when the countdown under way is over, None while there is something to put right.
    What is done during the countdown counts, and so does what is plainly the exercise before it:
    when it is over, `early` holds that.
    """

    def __init__(self, exercise: Exercise | None, tally: Tally) -> None:
        self._readiness = Readiness(exercise)
        self.early = EarlyStart(tally)
        self._place = 0.0
        self.until: float | None = None

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What to put right; who is counted down for may move."""
        hints = self._readiness.hints
        if self.until is None:
            return hints
        return tuple(hint for hint in hints if hint.code != "hold_still")

    def update(self, steady: Pose, seen: Pose, picture: Picture) -> bool:
        """Look at a body, `seen` in pixels of that picture; whether its exercise has begun."""
        t, keypoints = seen.t, seen.keypoints
        self._readiness.update(t, keypoints, picture)
        if self.early.update(steady):
            return True
        if self.until is None:
            if self._readiness.ready:
                self.until, self._place = t + COUNTDOWN_SECONDS, trunk_place(keypoints)
                self.early.restart()
            return False
        walked = abs(trunk_place(keypoints) - self._place) / torso_length(keypoints[None])
        if self._readiness.in_the_way or walked > WALKED:
            self.until = None
            return False
        return t >= self.until
