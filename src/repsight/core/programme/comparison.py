"""Policies compared on simulated trainees: the same people, the same luck, person by person."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from repsight.core.history.findings import Estimate
from repsight.core.programme.course import Course
from repsight.core.programme.policy import Policy
from repsight.core.programme.trainees import (
    MISSPECIFIED,
    TYPICAL,
    Floats,
    Population,
    draw_trainees,
)

# Seeds of trainees for comparing begin with this, those for learning do not: nobody is in both.
_JUDGING: Final = 0x5EED
RESAMPLES: Final = 2000
LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """How courses went, a column (N,) a trainee.

    `gain` of rested strength in percent; `score` that minus the costs of injury and pain; `risk`
    the injuries that were to be expected, and `injuries` those that came; `missed` and `deload` as
    shares of the sessions; `pain` its mean, 0 to 10.
    """

    gain: Floats
    score: Floats
    risk: Floats
    injuries: Floats
    missed: Floats
    deload: Floats
    pain: Floats


# Populations that break what the simulator assumes, and how often a week they train.
SCENARIOS: Final[Mapping[str, tuple[Population, int]]] = {
    **{name: (population, 2) for name, population in MISSPECIFIED.items()},
    "three sessions a week": (TYPICAL, 3),
}
MEASURES: Final = tuple(f.name for f in fields(Courses))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a policy is offered in place of the rule, and why in a sentence."""

    offered: bool
    why: str


def run_courses(
    policy: Policy, seed: int, trainees: int = 200, weeks: int = 52, per_week: int = 2,
    population: Population = TYPICAL,
) -> Courses:  # fmt: skip
    """How so many trainees fare under a policy; the same seed is the same people and luck."""
    people = draw_trainees(trainees, np.random.default_rng([_JUDGING, seed, 0]), population)
    course = Course(people, np.random.default_rng([_JUDGING, seed, 1]), per_week)
    sums = np.zeros((6, trainees))
    for _ in range(weeks * per_week):
        out = course.step([policy(state) for state in course.states()])
        lifted = out.lifted
        sums += (
            out.reward, lifted.risk, lifted.injured, ~lifted.done, out.deload, course.body.pain
        )  # fmt: skip
    score, risk, injuries, *shares = sums
    missed, deload, pain = (share / (weeks * per_week) for share in shares)
    return Courses(course.gained(), score, risk, injuries, missed, deload, pain)


def difference(ours: Courses, theirs: Courses, measure: str, seed: int = 0) -> Estimate:
    """The mean of ours minus theirs, person by person, with its 95 % bootstrap interval."""
    each = getattr(ours, measure) - getattr(theirs, measure)
    rng = np.random.default_rng(seed)
    means = each[rng.integers(len(each), size=(RESAMPLES, len(each)))].mean(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(each.mean()), float(low), float(high), LEVEL)


def differences(ours: Courses, theirs: Courses) -> dict[str, Estimate]:
    """`difference` in each measure, by name."""
    return {measure: difference(ours, theirs, measure) for measure in MEASURES}


def verdict(
    typical: Mapping[str, Estimate], misspecified: Mapping[str, Mapping[str, Estimate]]
) -> Verdict:
    """Whether a policy beats the rule: `differences` to it, in the typical population and others.

    Offered where gain and score are surely higher, and where the score is not surely lower and the
    risk of injury not surely higher in any population, those that break the simulator's assumptions
    included: nobody knows which of them is the true one.
    """
    for measure in ("gain", "score"):
        if typical[measure].low <= 0:
            return Verdict(False, f"its {measure} is not surely higher: {_shown(typical[measure])}")
    for name, found in {"typical trainees": typical, **misspecified}.items():
        if found["risk"].low > 0:
            return Verdict(False, f"its risk is higher ({name}): {_shown(found['risk'])}")
        if found["score"].high < 0:
            return Verdict(False, f"its score is lower ({name}): {_shown(found['score'])}")
    return Verdict(True, f"its score is higher by {_shown(typical['score'])}, and nowhere lower")


def _shown(value: Estimate) -> str:
    return f"{value.value:+.2f} ({value.low:+.2f} to {value.high:+.2f})"
