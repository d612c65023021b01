"""Many trainees in one environment of stable-baselines3: a hundred sessions in one step."""

from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from stable_baselines3.common.vec_env import VecEnv

from repsight.core.programme.choices import CHOICES, chosen, features
from repsight.programme.rl.environment import observation_space
from repsight.programme.rl.episodes import WEEKS, draw_course


class Crowd(VecEnv):
    """So many `ProgressionEnv` at once, whose sessions are simulated together.

    All episodes end together, and new trainees follow at once.
    """

    def __init__(self, count: int, seed: int) -> None:
        super().__init__(count, observation_space(), spaces.Discrete(len(CHOICES)))
        self._rng = np.random.default_rng(seed)
        self._chosen: list[int] = []

    def reset(self) -> npt.NDArray[np.float32]:
        """New trainees and what is seen of them (N, 21)."""
        self._course = draw_course(self.num_envs, self._rng)
        self._left = WEEKS * self._course.per_week
        return self._observed()

    def step_async(self, actions: npt.NDArray[np.int64]) -> None:
        """Take note of a choice each."""
        self._chosen = actions.tolist()

    def step_wait(self) -> Any:
        """One session of everybody: observations, rewards, ends and infos."""
        actions = [chosen(c, s) for c, s in zip(self._chosen, self._states, strict=True)]
        outcome = self._course.step(actions)
        self._left -= 1
        over = self._left <= 0
        seen = self._observed()
        infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        if over:
            for info, last in zip(infos, seen, strict=True):
                info.update({"terminal_observation": last, "TimeLimit.truncated": True})
            seen = self.reset()
        return seen, outcome.reward.astype(np.float32), np.full(self.num_envs, over), infos

    def _observed(self) -> npt.NDArray[np.float32]:
        self._states = self._course.states()
        return np.array([features(state) for state in self._states])

    def close(self) -> None:
        """Nothing is held open."""

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """An attribute, once an environment."""
        return [getattr(self, attr_name, None) for _ in self._get_indices(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:  # noqa: ARG002
        """Set an attribute; they are shared."""
        setattr(self, attr_name, value)

    def env_method(
        self, method_name: str, *arguments: Any, indices: Any = None, **named: Any
    ) -> list[Any]:
        """Call a method, once an environment."""
        method = getattr(self, method_name)
        return [method(*arguments, **named) for _ in self._get_indices(indices)]

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:  # noqa: ARG002
        """There are no wrappers."""
        return [False for _ in self._get_indices(indices)]
