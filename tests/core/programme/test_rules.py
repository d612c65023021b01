"""The rules: each has a source, and the page says what the code does."""

import re
from pathlib import Path

import pytest

from repsight.core.programme.rules import RULES, Rule

PAGE = Path(__file__).parents[3] / "docs" / "programme.md"


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_names_a_dated_source(rule: Rule) -> None:
    assert re.search(r"\b(19|20)\d\d\b", rule.source)
    assert rule.says.endswith(".")
    reason = rule.because("data", "change")
    assert (reason.rule, reason.source) == (rule.name, rule.source)


def test_the_page_holds_exactly_the_rules_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(rule.name, rule.says, rule.source) for rule in RULES.values()]


def test_the_page_says_what_it_is_not() -> None:
    text = PAGE.read_text("utf-8")
    assert "no substitute for a professional" in text
    assert "cleared by a professional" in text
