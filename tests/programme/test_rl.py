"""Learning to progress: the environment, the bandit, PPO, and the policies that come along."""

import json
from pathlib import Path

import numpy as np
import pytest

from repsight.core.errors import ModelError, SourceError
from repsight.core.programme.choices import CHOICES, FEATURES
from repsight.core.programme.comparison import run_courses
from repsight.core.programme.learned_policy import learned_policy_to_dict
from repsight.core.programme.policy import double_progression
from repsight.programme.rl.bandit import LinUCB, train_bandit
from repsight.programme.rl.episodes import draw_course
from repsight.programme.rl.policy_file import (
    PACKAGED,
    packaged_policy,
    read_policy,
    write_policy,
)


def worlds(rounds: int, optimism: float) -> tuple[LinUCB, list[np.ndarray]]:
    """A bandit in a world where arm 0 is best for x > 0 and arm 1 for x < 0, arm 2 never."""
    rng = np.random.default_rng(0)
    bandit, taken = LinUCB(3, 2, optimism), []
    for _ in range(rounds):
        x = rng.uniform(-1, 1, 8)
        seen = np.column_stack([np.ones(8), x])
        choices = bandit.choose(seen)
        means = np.column_stack([x, -x, np.full(8, -0.5)])
        rewards = means[np.arange(8), choices] + 0.3 * rng.standard_normal(8)
        bandit.learn(seen, choices, rewards)
        taken.append(choices == np.where(x > 0, 0, 1))
    return bandit, taken


def test_the_bandit_learns_the_best_arm_of_each_context() -> None:
    bandit, taken = worlds(300, 1.0)
    assert np.mean(taken[-50:]) > 0.9
    assert np.mean(taken[-50:]) > np.mean(taken[:10])
    assert bandit.choose([[1.0, 0.8], [1.0, -0.8]]).tolist() == [0, 1]


def test_the_bandit_s_weights_are_ridge_regression() -> None:
    rng = np.random.default_rng(1)
    seen, rewards = rng.standard_normal((40, 3)), rng.standard_normal(40)
    bandit = LinUCB(2, 3)
    bandit.learn(seen, np.zeros(40, int), rewards)
    wanted = np.linalg.solve(seen.T @ seen + np.eye(3), seen.T @ rewards)
    assert bandit.weights[0] == pytest.approx(wanted)
    assert bandit.weights[1] == pytest.approx(0)


def test_the_bandit_tries_what_it_does_not_know() -> None:
    bandit = LinUCB(2, 1)
    bandit.learn(np.ones((30, 1)), np.zeros(30, int), np.full(30, 0.1))
    assert bandit.choose([[1.0]]).tolist() == [1]


def test_the_same_seed_trains_the_same_bandit() -> None:
    first, second = (learned_policy_to_dict(train_bandit(1, 5)) for _ in range(2))
    assert first == second


def test_learners_meet_other_people_each_time() -> None:
    rng = np.random.default_rng(0)
    first, second = draw_course(4, rng), draw_course(4, rng)
    assert not np.array_equal(first.trainees.strength, second.trainees.strength)
    assert first.trainees.shape != second.trainees.shape


@pytest.mark.parametrize("name", PACKAGED)
def test_a_policy_that_comes_along_has_a_card_and_decides(name: str) -> None:
    policy = packaged_policy(name)
    assert policy.card["limits"]
    assert policy.card["verdict"]
    rule, learned = (run_courses(p, 11, 40, 12) for p in (double_progression, policy))
    assert not np.array_equal(rule.gain, learned.gain)


def test_no_other_policy_comes_along() -> None:
    with pytest.raises(ModelError, match="ppo, bandit"):
        packaged_policy("dqn")


def test_a_policy_comes_back_from_its_file(tmp_path: Path) -> None:
    policy = packaged_policy()
    write_policy(tmp_path / "p.json", policy)
    back = read_policy(tmp_path / "p.json")
    assert learned_policy_to_dict(back) == learned_policy_to_dict(policy)


def test_files_that_are_no_policies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_policy(tmp_path / "none.json")
    path = tmp_path / "p.json"
    for content, said in (
        (b"\xff\xfe\x00", "not even text"),
        (b"{", "not JSON"),
        (json.dumps({"schema": "x"}).encode(), "no usable policy: its schema"),
    ):
        path.write_bytes(content)
        with pytest.raises(ModelError, match=said):
            read_policy(path)


def test_gymnasium_finds_nothing_wrong_with_the_environment() -> None:
    pytest.importorskip("gymnasium")
    from gymnasium.utils.env_checker import check_env

    from repsight.programme.rl.environment import ProgressionEnv

    check_env(ProgressionEnv(weeks=4), skip_render_check=True)


def test_the_same_seed_is_the_same_episode() -> None:
    pytest.importorskip("gymnasium")
    from repsight.programme.rl.environment import ProgressionEnv

    def episode(seed: int) -> list[float]:
        env, rewards, over = ProgressionEnv(weeks=4), [], False
        env.reset(seed=seed)
        while not over:
            _, reward, ended, over, info = env.step(np.int64(len(rewards) % len(CHOICES)))
            assert not ended
            rewards.append(reward)
        assert set(info) == {"gained", "injured", "done"}
        return rewards

    assert episode(3) == episode(3) != episode(4)
    assert len(episode(3)) in (8, 12)


def test_the_environment_can_be_vectorised() -> None:
    gymnasium = pytest.importorskip("gymnasium")
    from repsight.programme.rl.environment import ENVIRONMENT, register

    register()
    register()  # twice is once
    envs = gymnasium.make_vec(ENVIRONMENT, num_envs=3, vectorization_mode="sync")
    seen, _ = envs.reset(seed=0)
    assert seen.shape == (3, len(FEATURES))
    assert len({row.tobytes() for row in seen}) > 1
    _, rewards, *_ = envs.step(np.zeros(3, int))
    assert rewards.shape == (3,)
    envs.close()


def test_a_crowd_starts_anew_when_its_episodes_end() -> None:
    pytest.importorskip("stable_baselines3")
    from repsight.programme.rl.crowd import Crowd

    crowd = Crowd(3, seed=0)
    assert crowd.reset().shape == (3, len(FEATURES))
    ended = 0
    for _ in range(80):
        seen, rewards, over, infos = crowd.step(np.zeros(3, int))
        assert rewards.shape == (3,)
        if over.any():
            ended += 1
            assert over.all()
            assert all(info["TimeLimit.truncated"] for info in infos)
            assert not np.array_equal(infos[0]["terminal_observation"], seen[0])
    assert ended in (1, 2)


def test_a_policy_without_pytorch_says_what_stable_baselines_says() -> None:
    library = pytest.importorskip("stable_baselines3")
    from repsight.programme.rl.crowd import Crowd
    from repsight.programme.rl.ppo import LAYERS, policy_of

    crowd = Crowd(2, seed=0)
    kwargs = {"net_arch": list(LAYERS)}
    model = library.PPO("MlpPolicy", crowd, seed=1, device="cpu", policy_kwargs=kwargs)
    policy = policy_of(model, {})
    seen = np.random.default_rng(2).uniform(-3, 3, (200, len(FEATURES))).astype(np.float32)
    wanted, _ = model.predict(seen, deterministic=True)
    assert policy.values(seen).argmax(axis=1).tolist() == wanted.tolist()
    shown = model.policy.get_distribution(model.policy.obs_to_tensor(seen)[0]).distribution
    ours = policy.values(seen)
    ours -= np.log(np.exp(ours).sum(axis=1, keepdims=True))
    assert ours == pytest.approx(shown.logits.detach().numpy(), abs=1e-5)


@pytest.mark.slow
def test_twenty_seconds_of_ppo_train_a_policy_that_beats_chance(tmp_path: Path) -> None:
    pytest.importorskip("stable_baselines3")
    from repsight.core.programme.progressions import random_progression
    from repsight.programme.rl.ppo import train_ppo

    policy = train_ppo(60_000, seed=0)
    ours, chance = (run_courses(p, 1, 60, 26) for p in (policy, random_progression(0)))
    assert ours.score.mean() > chance.score.mean()
