"""A policy trained by proximal policy optimisation, and taken out of PyTorch as plain numbers."""

from typing import Any, Final

import numpy as np

from repsight.core.programme.learned_policy import LearnedPolicy
from repsight.export.extras import import_extra

# Two small layers: 21 features and 7 choices need no more, and each weight must be learned.
LAYERS: Final = (32, 32)
TRAINEES: Final = 64
SESSIONS_A_ROUND: Final = 52
# A reward comes mostly within weeks, a deload pays within two months: 0.98 looks 50 sessions ahead.
DISCOUNT: Final = 0.98
# A session's reward is about a tenth of a percent of strength; values near 1 learn best.
BATCH: Final = 832
# Doing as the rule says is where learning starts: departing must first prove its worth.
RULE_BIAS: Final = 2.0


def train_ppo(sessions: int, seed: int) -> LearnedPolicy:
    """A policy trained on so many simulated sessions; the same seed gives the same policy.

    Raises OutputError naming the install where stable-baselines3 is missing.
    """
    library = import_extra("stable_baselines3", "training a policy by PPO", "rl")
    from repsight.programme.rl.crowd import Crowd

    torch = import_extra("torch", "training a policy by PPO", "rl")
    torch.set_num_threads(1)
    model = library.PPO(
        "MlpPolicy", Crowd(TRAINEES, seed), n_steps=SESSIONS_A_ROUND, batch_size=BATCH,
        gamma=DISCOUNT, ent_coef=0.003, learning_rate=_falling_rate, n_epochs=8, seed=seed,
        device="cpu", policy_kwargs={"net_arch": list(LAYERS)},
    )  # fmt: skip
    with torch.no_grad():
        model.policy.action_net.bias[0] = RULE_BIAS
    model.learn(total_timesteps=sessions)
    return policy_of(model, {"sessions": int(model.num_timesteps), "seed": seed})


def policy_of(model: Any, card: dict[str, Any]) -> LearnedPolicy:
    """The policy of a trained PPO model: the same values as its network, without PyTorch."""
    layers = [m for m in model.policy.mlp_extractor.policy_net if hasattr(m, "weight")]
    layers.append(model.policy.action_net)
    weights = tuple(np.array(m.weight.detach().numpy().T, np.float64) for m in layers)
    biases = tuple(np.array(m.bias.detach().numpy(), np.float64) for m in layers)
    return LearnedPolicy("ppo", weights, biases, card)


def _falling_rate(left: float) -> float:
    """The learning rate while a share of the training is left."""
    return 1e-3 * left
