"""Training a progression policy on simulated trainees, and its card."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import repsight
from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Estimate
from repsight.core.programme.comparison import (
    SCENARIOS,
    Verdict,
    differences,
    run_courses,
    verdict,
)
from repsight.core.programme.course import COSTS
from repsight.core.programme.learned_policy import Kind, LearnedPolicy
from repsight.core.programme.policy import Policy, double_progression

SESSIONS: Final[dict[Kind, int]] = {"ppo": 700_000, "bandit": 200_000}
# Fewer tell nothing about a tenth of an injury a year.
JUDGED: Final = 400
WEEKS: Final = 52
LIMITS: Final = (
    "It was trained and tried on simulated trainees only. That it beats the rule there does not"
    " show that it does so with people.",
    "The simulator's injuries and pain follow an assumption; nobody knows that curve.",
    "It decides about one lift at a time, by load, sets and easy weeks, within the safety bounds.",
    "It is no medical device.",
)


def choice_of_kind(kind: str) -> Kind:
    """The kind of that name. Raises InvalidInputError for another."""
    for known in SESSIONS:
        if kind == known:
            return known
    raise InvalidInputError(f"kind is {kind!r}; allowed: {', '.join(SESSIONS)}")


def train_policy(kind: Kind, sessions: int | None = None, seed: int = 1) -> LearnedPolicy:
    """A policy trained on so many simulated sessions, judged on trainees that it has not met.

    Raises OutputError naming the install where a library for `kind` "ppo" is missing,
    InvalidInputError below one session.
    """
    sessions = SESSIONS[kind] if sessions is None else sessions
    if sessions < 1:
        raise InvalidInputError(f"{sessions} sessions to train on; 1 or more are needed")
    if kind == "ppo":
        from repsight.programme.rl.ppo import train_ppo

        policy = train_ppo(sessions, seed)
    else:
        from repsight.programme.rl.bandit import train_bandit

        policy = train_bandit(sessions, seed)
    found, typical = judge(policy, JUDGED, WEEKS)
    return replace(policy, offered=found.offered, card=_card(policy, found, typical))


def judge(
    policy: Policy, trainees: int, weeks: int, seed: int = 0
) -> tuple[Verdict, dict[str, Estimate]]:
    """Whether a policy beats double progression, and by how much in the typical population."""
    typical = differences(
        run_courses(policy, seed, trainees, weeks),
        run_courses(double_progression, seed, trainees, weeks),
    )
    others = {}
    for name, (population, per_week) in SCENARIOS.items():
        ours, theirs = (
            run_courses(p, seed, trainees, weeks, per_week, population)
            for p in (policy, double_progression)
        )
        others[name] = differences(ours, theirs)
    return verdict(typical, others), typical


def _card(policy: LearnedPolicy, found: Verdict, typical: dict[str, Estimate]) -> dict[str, Any]:
    return {
        "version": repsight.__version__,
        "date": date.today().isoformat(),
        **policy.card,
        "trained_on": "simulated trainees around the typical population; no log of anybody",
        "costs": {"injury": COSTS.injury, "pain_a_session": COSTS.pain},
        "judged_on": f"{JUDGED} other simulated trainees over {WEEKS} weeks",
        "judged_against": "double progression",
        "difference": {
            name: [round(v, 3) for v in (d.value, d.low, d.high)] for name, d in typical.items()
        },
        "verdict": found.why,
        "limits": list(LIMITS),
    }
