"""Policies of progression on simulated trainees, against double progression.

    python bench/progression.py [--trainees 400] [--weeks 52] [--seed 0] [--policy POLICY.json ...]

400 are those of the cards; with 200 the interval of the gain is 3 % of strength wide, and a policy
that is a little better may not be told from the rule. Everybody trains under every policy, with the
same luck. First the typical population, then those that break what the simulator assumes. Policies
that come along are always compared; `--policy` adds others. Differences are to double progression,
with 95 % bootstrap intervals over people.
Exit code 1 when a policy calls itself offered that does not beat the rule here; the last line sums
up.
"""

import argparse
import sys
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.findings import Estimate
from repsight.core.programme.comparison import (
    SCENARIOS,
    Courses,
    Verdict,
    differences,
    run_courses,
    verdict,
)
from repsight.core.programme.learned_policy import LearnedPolicy
from repsight.core.programme.policy import Policy, double_progression
from repsight.core.programme.progressions import fixed_linear, random_progression
from repsight.core.programme.trainees import TYPICAL, Population
from repsight.programme.rl.policy_file import PACKAGED, packaged_policy, read_policy
from repsight.train.policy import JUDGED

RULE: Final = "double progression"
SHOWN: Final = ("gain", "score", "risk", "injuries", "missed", "deload", "pain")
PERCENT: Final = ("missed", "deload")


@dataclass(frozen=True, slots=True)
class Trial:
    """How many simulated people train for how long, and which."""

    trainees: int
    weeks: int
    seed: int

    def run(self, policy: Policy, population: Population = TYPICAL, per_week: int = 2) -> Courses:
        return run_courses(policy, self.seed, self.trainees, self.weeks, per_week, population)


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--trainees", type=int, default=JUDGED)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--policy", action="append", default=[], metavar="POLICY.json")
    options = parser.parse_args()
    trial = Trial(options.trainees, options.weeks, options.seed)
    learned = {name: packaged_policy(name) for name in PACKAGED}
    learned |= {path: read_policy(path) for path in options.policy}
    typical = compare_typical(trial, learned)
    worse = compare_misspecified(trial, learned)
    verdicts = {name: verdict(typical[name], worse[name]) for name in learned}
    sys.exit(0 if sum_up(learned, verdicts) else 1)


def compare_typical(
    trial: Trial, learned: dict[str, LearnedPolicy]
) -> dict[str, dict[str, Estimate]]:
    """The table of the typical population; the differences of the learned policies."""
    policies: dict[str, Policy] = {
        "fixed linear": fixed_linear,
        "random": random_progression(trial.seed),
        **learned,
    }
    rule = trial.run(double_progression)
    print(f"{trial.trainees} trainees, {trial.weeks} weeks, typical population\n")
    print(f"| policy | {' | '.join(SHOWN)} |\n| --- |{' ---: |' * len(SHOWN)}")
    print(f"| {RULE} | {' | '.join(mean(rule, name) for name in SHOWN)} |")
    found = {}
    for name, policy in policies.items():
        courses = trial.run(policy)
        found[name] = differences(courses, rule)
        print(f"| {name} | {' | '.join(mean(courses, m) for m in SHOWN)} |")
    print(f"\n| minus {RULE} | {' | '.join(SHOWN)} |\n| --- |{' ---: |' * len(SHOWN)}")
    for name, each in found.items():
        print(f"| {name} | {' | '.join(interval(each[m], m) for m in SHOWN)} |")
    return found


def compare_misspecified(
    trial: Trial, learned: dict[str, LearnedPolicy]
) -> dict[str, dict[str, dict[str, Estimate]]]:
    """The table of the populations that break assumptions: differences in score and risk."""
    print(f"\n| population | {' | '.join(f'{n}: score | {n}: risk' for n in learned)} |")
    print(f"| --- |{' ---: |' * (2 * len(learned))}")
    found: dict[str, dict[str, dict[str, Estimate]]] = {name: {} for name in learned}
    for title, (population, per_week) in SCENARIOS.items():
        rule = trial.run(double_progression, population, per_week)
        cells = []
        for name, policy in learned.items():
            each = differences(trial.run(policy, population, per_week), rule)
            found[name][title] = each
            cells += [interval(each["score"], "score"), interval(each["risk"], "risk")]
        print(f"| {title} | {' | '.join(cells)} |", flush=True)
    return found


def mean(courses: Courses, measure: str) -> str:
    """The mean over trainees as text."""
    value = float(np.mean(getattr(courses, measure)))
    return f"{value:.1%}" if measure in PERCENT else f"{value:.2f}"


def interval(value: Estimate, measure: str) -> str:
    """A difference and its interval as text; shares in points of percent."""
    factor = 100 if measure in PERCENT else 1
    shown = [f"{factor * v:+.2f}" for v in (value.value, value.low, value.high)]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def sum_up(learned: dict[str, LearnedPolicy], verdicts: dict[str, Verdict]) -> bool:
    """Print a line a policy and the summary; whether no policy is offered without beating."""
    print()
    wrong = [n for n, p in learned.items() if p.offered and not verdicts[n].offered]
    for name, policy in learned.items():
        state = "offered" if policy.offered else "not offered"
        print(f"{name} ({state}): {verdicts[name].why}")
    if wrong:
        print(f"MISSED: {', '.join(wrong)} offered without beating {RULE}")
    else:
        offered = [name for name, policy in learned.items() if policy.offered]
        print(f"reached: offered and better than {RULE}: {', '.join(offered) or 'none'}")
    return not wrong


if __name__ == "__main__":
    main()
