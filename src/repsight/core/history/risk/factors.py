"""Risk factors without a model: what the literature names, against the person's own past.

Each has a direction and a source, none a weight: the studies are of other people and other sports.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.findings import Direction, Floats, RiskFactor
from repsight.core.history.risk.features import FEATURES, MAX_WEEKS_SINCE_BREAK, WEEK

MIN_WEEKS: Final = 8
"""Own weeks to compare with: with eight, higher than all of them is one chance in nine."""
MAX_WEEKS: Final = 104
UNUSUAL: Final = 0.9
"""Higher than nine in ten of one's own weeks is called unusual. It is so one week in ten."""
HIGH_MONOTONY: Final = 2.0
RETURN_WEEKS: Final = 4.0
NOTED_PAIN: Final = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a factor matters, by which source, and what would change it.

    It raises the risk from `high` on, up to `low`, or where it is unusual for the person.
    """

    why: str
    source: str
    changes: str
    high: float | None = None
    low: float | None = None
    unusual: bool = True


EVIDENCE: Final[Mapping[str, Evidence]] = {
    "load": Evidence(
        "a week far above what one is used to was followed by more injuries in some studies, in"
        " others not; it describes, it does not foretell",
        "Soligard et al. 2016 (IOC consensus); critically, Impellizzeri et al. 2020",
        "a next week closer to the usual one",
    ),
    "change": Evidence(
        "three of four studies of runners found more injuries after sudden increases, one did not",
        "Damsted et al. 2018 (systematic review)",
        "smaller steps from week to week",
    ),
    "monotony": Evidence(
        "loads that are alike every day were followed by more illness in 25 athletes; above 2 is"
        " called high",
        "Foster 1998",
        "days off and light days between hard ones",
        high=HIGH_MONOTONY,
        unusual=False,
    ),
    "strain": Evidence(
        "much load, alike every day: most illnesses came after athletes went above a strain of"
        " their own",
        "Foster 1998",
        "less load, or more unlike days",
    ),
    "since_break": Evidence(
        "strength and capacity fall in a break, and what is then asked is more for it",
        "Mujika & Padilla 2000; Soligard et al. 2016",
        f"{RETURN_WEEKS:g} weeks of regular training, begun below the old loads",
        low=RETURN_WEEKS,
        unusual=False,
    ),
    "previous_injury": Evidence(
        "the best supported of all: injured footballers had 2.7 times the hazard in the next season"
        " (1.7 to 4.3)",
        "Hägglund et al. 2006",
        "time, and a rehabilitation that was finished",
        high=1.0,
        unusual=False,
    ),
    "pain": Evidence(
        "complaints that did not stop 218 footballers were followed by 3.6 to 6.9 times as many"
        " injuries within a week",
        "Whalan et al. 2020",
        "other movements or less load until it is gone; a clinician if it stays",
        high=NOTED_PAIN,
        unusual=False,
    ),
    "asymmetry": Evidence(
        "reviews contradict each other: the evidence that it foretells injury is moderate to low",
        "Helme et al. 2021 (systematic review)",
        "single-sided work, and a look at the weaker side",
    ),
    "rom_loss": Evidence(
        "less mobility than before may come from fatigue, pain or haste; as a risk it is weak",
        "van Dyk et al. 2018",
        "a lighter load through the whole range",
    ),
    "form_decay": Evidence(
        "repetitions unlike one's usual ones may be a sign of fatigue; that they foretell injury is"
        " not shown",
        "Bahr 2016, on screening tests in general",
        "fewer repetitions a set, or less load",
    ),
    "velocity_loss": Evidence(
        "sets taken closer to failure tire more and for longer; that they injure more is not shown",
        "Pareja-Blanco et al. 2019",
        "a set stopped earlier",
    ),
}


def own_weeks(values: Floats) -> Floats:
    """A feature (D,) at the end of the weeks before the last day, latest first, known ones only."""
    weeks = values[-1 - WEEK :: -WEEK][:MAX_WEEKS] if len(values) > WEEK else values[:0]
    return np.asarray(weeks[np.isfinite(weeks)])


def share_below(value: float, weeks: Floats) -> float:
    """The share of weeks that a value is above; equal ones count half."""
    return float((weeks < value).mean() + (weeks == value).mean() / 2)


def known_factors(values: Floats) -> tuple[RiskFactor, ...]:
    """The factors that are known on the last of the days (D, all of `FEATURES`), worst first."""
    found = [
        _factor(name, values[:, place])
        for place, name in enumerate(FEATURES)
        if np.isfinite(values[-1, place])
    ]
    order: dict[Direction, int] = {"raises": 0, "lowers": 1, "neutral": 2}
    return tuple(sorted(found, key=lambda factor: order[factor.direction]))


def _factor(name: str, values: Floats) -> RiskFactor:
    feature, evidence, value = FEATURES[name], EVIDENCE[name], float(values[-1])
    return RiskFactor(
        name=name,
        title=feature.title,
        value=value,
        unit=feature.unit,
        weight=None,
        why=evidence.why,
        direction="raises" if _raises(evidence, value, own_weeks(values)) else "neutral",
        comparison=_compared(name, value, own_weeks(values)),
        source=evidence.source,
        changes=evidence.changes,
    )


def _raises(evidence: Evidence, value: float, weeks: Floats) -> bool:
    if evidence.high is not None and value >= evidence.high:
        return True
    if evidence.low is not None and value <= evidence.low:
        return True
    if not evidence.unusual or len(weeks) < MIN_WEEKS:
        return False
    return value > 0 and share_below(value, weeks) >= UNUSUAL


def _compared(name: str, value: float, weeks: Floats) -> str:
    if name == "previous_injury":
        return "an injury in the profile or the last year" if value else "none known"
    if name == "since_break":
        if value >= MAX_WEEKS_SINCE_BREAK:
            return f"no break in the last {MAX_WEEKS_SINCE_BREAK:g} weeks"
        return "in a break" if value == 0 else "back from two weeks or more without training"
    if len(weeks) < MIN_WEEKS:
        return f"only {len(weeks)} weeks of yours to compare with; {MIN_WEEKS} are needed"
    return (
        f"above {share_below(value, weeks):.0%} of your last {len(weeks)} weeks (median"
        f" {np.median(weeks):.2f}, most {weeks.max():.2f})"
    )
