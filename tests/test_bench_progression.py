"""The benchmark of progression policies: its table, its summary and its exit code."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from repsight.core.programme.choices import CHOICES, FEATURES
from repsight.core.programme.learned_policy import LearnedPolicy
from repsight.programme.rl.policy_file import packaged_policy, write_policy

BENCH = Path(__file__).parents[1] / "bench" / "progression.py"


def always(choice: int) -> LearnedPolicy:
    bias = np.zeros(len(CHOICES))
    bias[choice] = 1.0
    return LearnedPolicy("bandit", (np.zeros((len(FEATURES), len(CHOICES))),), (bias,), {})


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(BENCH), "--trainees", "12", "--weeks", "4", *arguments]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_a_policy_offered_without_beating_the_rule_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "boast.json"
    write_policy(path, replace(always(0), offered=True))
    done = run("--policy", str(path))
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-1].startswith("MISSED")
    assert "boast.json" in done.stdout.splitlines()[-1]
    assert f"| {path} | +0.00 (+0.00 to +0.00)" in done.stdout  # it is the rule itself
    for row in ("double progression", "fixed linear", "random", "twice the noise"):
        assert f"| {row} |" in done.stdout


def test_the_offered_policy_s_card_says_what_offering_takes() -> None:
    policy = packaged_policy()
    gain, score, risk = (policy.card["difference"][name] for name in ("gain", "score", "risk"))
    assert policy.offered is (json.dumps(policy.card).find("nowhere lower") > 0)
    if policy.offered:
        assert gain[1] > 0
        assert score[1] > 0
        assert risk[1] <= 0
