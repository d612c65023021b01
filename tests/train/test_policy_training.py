"""`repsight train policy`: a policy, its card, and what is refused."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from repsight.cli.train import app
from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.programme.comparison import MEASURES
from repsight.core.programme.policy import double_progression
from repsight.programme.rl.policy_file import read_policy
from repsight.train import policy as training
from repsight.train.policy import judge, train_policy


def run(*arguments: str):
    return CliRunner().invoke(app, ["policy", *arguments])


def test_a_policy_and_its_card_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "JUDGED", 10)
    monkeypatch.setattr(training, "WEEKS", 4)
    path = tmp_path / "p.json"
    done = run("-o", str(path), "--kind", "bandit", "--sessions", "1", "--seed", "3")
    assert done.exit_code == 0, done.output
    made = read_policy(path)
    assert made.kind == "bandit"
    assert set(made.card["difference"]) == set(MEASURES)
    assert "simulated trainees" in made.card["trained_on"]
    assert any("medical" in limit for limit in made.card["limits"])
    assert made.card["verdict"] in done.output
    assert ("not offered" in done.output) is not made.offered


def test_the_rule_is_not_offered_in_place_of_itself() -> None:
    found, typical = judge(double_progression, trainees=10, weeks=4)
    assert not found.offered
    assert "not surely higher" in found.why
    assert typical["gain"].value == 0


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    assert isinstance(run("-o", "p.txt").exception, OutputError)
    refused = run("-o", str(tmp_path / "p.json"), "--kind", "dqn").exception
    assert isinstance(refused, InvalidInputError)
    assert "ppo, bandit" in str(refused)
    (tmp_path / "file").write_text("")
    assert isinstance(run("-o", str(tmp_path / "file" / "p.json")).exception, OutputError)
    with pytest.raises(InvalidInputError, match="0 sessions"):
        train_policy("bandit", 0)
