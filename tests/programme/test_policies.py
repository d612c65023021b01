"""Policies by name: the rule, the learned one that comes along, one's own, and none that lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.programme.policy import double_progression
from repsight.programme.policies import LEARNED, RULE, progression_policy
from repsight.programme.rl.policy_file import packaged_policy, write_policy


def test_the_rule_and_the_learned_policy_have_names() -> None:
    assert progression_policy(RULE) is double_progression
    assert progression_policy(LEARNED) is packaged_policy()


def test_a_policy_of_one_s_own_is_taken_where_it_won(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    write_policy(path, replace(packaged_policy("bandit"), offered=True))
    assert progression_policy(str(path)).kind == "bandit"


def test_a_policy_that_did_not_beat_the_rule_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    write_policy(path, replace(packaged_policy("bandit"), offered=False))
    verdict = packaged_policy("bandit").card["verdict"]
    with pytest.raises(InvalidInputError, match="did not beat") as refused:
        progression_policy(str(path))
    assert verdict in str(refused.value)


def test_other_names_and_missing_files_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="double_progression, learned"):
        progression_policy("guess")
    with pytest.raises(SourceError, match="cannot be read"):
        progression_policy("no/such.json")
