"""A learned policy as numbers: what it weighs, and what it chooses. It needs numpy and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from repsight.core.errors import ModelError
from repsight.core.programme.choices import CHOICES, FEATURES, chosen, features
from repsight.core.programme.policy import Action, ProgressState, double_progression

SCHEMA: Final = "repsight.progression_policy/1"
# What the simulated trainees train for, always with a load.
SIMULATED_GOALS: Final = ("strength", "hypertrophy")
Kind = Literal["bandit", "ppo"]


@dataclass(frozen=True, slots=True, eq=False)
class LearnedPolicy:
    """Layers from features (F,) to a value a choice (C,): `weights` (in, out) and `biases` (out,).

    Between layers lies tanh. `card` says how it was trained and how it compares; `offered` whether
    it beat the rules in simulation. Called with a state it gives the action of the best choice.
    """

    kind: Kind
    weights: tuple[npt.NDArray[np.float64], ...]
    biases: tuple[npt.NDArray[np.float64], ...]
    card: Mapping[str, Any]
    offered: bool = False

    def __post_init__(self) -> None:
        sizes = [w.shape for w in self.weights]
        chained = all(a[1] == b[0] for a, b in pairwise(sizes))
        ends = bool(sizes) and (sizes[0][0], sizes[-1][1]) == (len(FEATURES), len(CHOICES))
        fitting = [b.shape for b in self.biases] == [(s[1],) for s in sizes]
        if not (chained and ends and fitting):
            raise ModelError(
                f"layers of shapes {sizes}; they must lead from {len(FEATURES)} features to"
                f" {len(CHOICES)} choices"
            )
        if not all(np.isfinite(x).all() for x in (*self.weights, *self.biases)):
            raise ModelError("some weights are not finite; train the policy again")

    def values(self, observed: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The value of each choice (..., C) for features (..., F)."""
        x = np.asarray(observed, np.float64)
        for number, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = (np.tanh(x) if number else x) @ weight + bias
        return x

    def choose(self, state: ProgressState) -> int:
        """The best choice in such a state: an index into `CHOICES`."""
        return int(np.argmax(self.values(features(state))))

    def __call__(self, state: ProgressState) -> Action:
        if not state.load_kg or state.step_kg <= 0 or state.goal not in SIMULATED_GOALS:
            return double_progression(state)  # it has never seen the like
        return chosen(self.choose(state), state)


def learned_policy_to_dict(policy: LearnedPolicy) -> dict[str, Any]:
    """The policy as plain data."""
    return {
        "schema": SCHEMA,
        "kind": policy.kind,
        "offered": policy.offered,
        "features": list(FEATURES),
        "choices": list(CHOICES),
        "weights": [_rounded(w) for w in policy.weights],
        "biases": [_rounded(b) for b in policy.biases],
        "card": dict(policy.card),
    }


def learned_policy_from_dict(data: Any) -> LearnedPolicy:
    """The policy that plain data holds. Raises ModelError saying what is wrong."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else type(data).__name__
        raise ModelError(f"its schema is {found!r}; {SCHEMA!r} is needed")
    if data.get("features") != list(FEATURES) or data.get("choices") != list(CHOICES):
        raise ModelError("it knows other features or choices than this version; train it again")
    if data.get("kind") not in get_args(Kind):
        raise ModelError(f"kind is {data.get('kind')!r}; allowed: {', '.join(get_args(Kind))}")
    try:
        weights = tuple(np.array(w, np.float64).reshape(len(w), -1) for w in data["weights"])
        biases = tuple(np.array(b, np.float64) for b in data["biases"])
        card, offered = dict(data["card"]), data["offered"] is True
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"its weights, biases or card are missing or no numbers: {error}"
        ) from None
    return LearnedPolicy(data["kind"], weights, biases, card, offered)


# Six significant digits change no choice that is not a toss-up, and halve the file.
def _rounded(values: npt.NDArray[np.float64]) -> Any:
    return np.vectorize(lambda x: float(f"{x:.6g}"))(values).tolist()
