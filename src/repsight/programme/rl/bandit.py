"""A contextual bandit: it looks one session ahead, and learns what each choice brings.

LinUCB with a linear model a choice (Li et al., WWW 2010; Chu et al., AISTATS 2011).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.programme.choices import CHOICES, FEATURES, chosen, features
from repsight.core.programme.learned_policy import LearnedPolicy
from repsight.programme.rl.episodes import WEEKS, draw_course

Floats = npt.NDArray[np.float64]

# How far an unsure choice is preferred: one standard error, as usual.
OPTIMISM: Final = 1.0
# Prior precision of the weights, in sessions: a handful of observations outweigh it.
RIDGE: Final = 1.0
TRAINEES: Final = 64


class LinUCB:
    """A linear model of the reward for each of C choices of F features, and how sure it is."""

    def __init__(self, choices: int, size: int, optimism: float = OPTIMISM) -> None:
        self._optimism = optimism
        self._precision = np.tile(np.eye(size) * RIDGE, (choices, 1, 1))
        self._moment = np.zeros((choices, size))
        self._refresh()

    @property
    def weights(self) -> Floats:
        """The reward a unit of each feature, a choice a row: (C, F)."""
        return np.asarray(self._weights, np.float64)

    def choose(self, seen: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """The choice with the highest plausible reward for each of N rows (N, F)."""
        seen = np.asarray(seen, float)
        spread = np.sqrt(np.einsum("nf,cfg,ng->nc", seen, self._covariance, seen))
        return np.asarray(np.argmax(seen @ self._weights.T + self._optimism * spread, axis=1))

    def learn(
        self, seen: npt.ArrayLike, choices: npt.NDArray[np.int64], rewards: npt.ArrayLike
    ) -> None:
        """Take in what the choices (N,) brought where (N, F) was seen."""
        seen, rewards = np.asarray(seen, float), np.asarray(rewards, float)
        for choice in np.unique(choices):
            rows = seen[choices == choice]
            self._precision[choice] += rows.T @ rows
            self._moment[choice] += rewards[choices == choice] @ rows
        self._refresh()

    def _refresh(self) -> None:
        self._covariance = np.linalg.inv(self._precision)
        self._weights = np.einsum("cfg,cg->cf", self._covariance, self._moment)


def train_bandit(sessions: int, seed: int) -> LearnedPolicy:
    """A bandit trained on so many simulated sessions; the same seed gives the same policy."""
    rng = np.random.default_rng(seed)
    bandit = LinUCB(len(CHOICES), len(FEATURES))
    done = 0
    while done < sessions:
        course = draw_course(TRAINEES, rng)
        for _ in range(WEEKS * course.per_week):
            states = course.states()
            seen = np.array([features(state) for state in states])
            choices = bandit.choose(seen)
            actions = [chosen(int(c), s) for c, s in zip(choices, states, strict=True)]
            bandit.learn(seen, choices, course.step(actions).reward)
            done += TRAINEES
    card = {"sessions": done, "seed": seed}
    return LearnedPolicy("bandit", (bandit.weights.T,), (np.zeros(len(CHOICES)),), card)
