"""The Gymnasium environment: one simulated trainee, one main lift, a session a step."""

from typing import Any, Final

import gymnasium
import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from repsight.core.programme.choices import CHOICES, FEATURES, LIMIT, chosen, features
from repsight.core.programme.course import Course
from repsight.programme.rl.episodes import WEEKS, draw_course

Observation = npt.NDArray[np.float32]


class ProgressionEnv(gymnasium.Env[Observation, np.int64]):
    """A trainee who is drawn anew at each reset, from the typical population.

    Observation: `choices.features` of the `ProgressState`, float32 (21,). Action: an index into
    `choices.CHOICES`, which becomes an `Action` and passes the safety bounds. Reward: the gain of
    rested strength in percent, minus the costs of injury and pain (`course.COSTS`). An episode is
    26 weeks and is truncated, never terminated: training goes on. `info` tells `gained` (percent
    since the start), `injured` and `done`.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012  (Gymnasium's own declaration)

    def __init__(self, weeks: int = WEEKS) -> None:
        self._weeks = weeks
        self.observation_space: spaces.Space[Observation] = observation_space()
        self.action_space = spaces.Discrete(len(CHOICES))
        self._course: Course | None = None
        self._left = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """A new trainee; the same seed is the same trainee with the same luck."""
        super().reset(seed=seed, options=options)
        self._course = draw_course(1, self.np_random)
        self._left = self._weeks * self._course.per_week
        return self._observed(), {}

    def step(self, action: np.int64) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """One session. Raises AssertionError before the first reset, as Gymnasium asks."""
        assert self._course is not None, "call reset() before step()"
        outcome = self._course.step([chosen(int(action), self._course.states()[0])])
        self._left -= 1
        info = {
            "gained": float(self._course.gained()[0]),
            "injured": bool(outcome.lifted.injured[0]),
            "done": bool(outcome.lifted.done[0]),
        }
        return self._observed(), float(outcome.reward[0]), False, self._left <= 0, info

    def _observed(self) -> Observation:
        assert self._course is not None
        return features(self._course.states()[0])


def observation_space() -> Any:
    """Where features lie: a Box (21,)."""
    return spaces.Box(-LIMIT, LIMIT, (len(FEATURES),), np.float32)


ENVIRONMENT: Final = "RepSight/Progression-v0"


def register() -> None:
    """Make the environment known to `gymnasium.make` and `make_vec` as `ENVIRONMENT`."""
    if ENVIRONMENT not in gymnasium.registry:
        gymnasium.register(ENVIRONMENT, "repsight.programme.rl.environment:ProgressionEnv")
