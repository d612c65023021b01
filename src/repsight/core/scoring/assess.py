"""From findings to a score: what each costs, summing to the missing points exactly."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from repsight.core.assessment import Assessment, Deduction
from repsight.core.scoring.finding import Finding
from repsight.core.scoring.weights import COMPONENTS, Component
from repsight.core.scoring.wording import describe_change, up_to

MIN_SHARE: Final = 0.65
"""Where less than this share of the weights could be measured there is no total: the rest would
speak for what was not seen. With the usual weights, range of motion must have been seen."""
HARDLY_SEEN: Final = "the body was hardly seen"


def assess(
    findings: Sequence[Finding], weights: Mapping[Component, float], view: str = "unknown"
) -> Assessment:
    """The assessment of one repetition or hold.

    A component is 100 less what its findings cost: each weighted finding its share of those that
    were measured, each fault its severity, both times how bad it is. Components are weighed among
    those that were measured.
    """
    costs: dict[Component, dict[Finding, float] | None] = {
        name: _costs([f for f in findings if f.component == name]) for name in COMPONENTS
    }
    counted = [name for name in COMPONENTS if costs[name] is not None and weights[name] > 0]
    share = sum(weights[name] for name in counted)
    components: dict[Component, float | None] = {
        name: None if (lost := costs[name]) is None else 100 - sum(lost.values())
        for name in COMPONENTS
        if weights[name] > 0
    }
    unmeasured = tuple(
        (f.title, f.reason) for f in findings if f.reason and weights[f.component] > 0
    )
    confidence, margin = _confidence(findings, weights), 0.0
    if share < MIN_SHARE:
        return Assessment(
            None, components, dict(weights), confidence, 0.0, (), unmeasured, view=view
        )
    deductions = []
    for name in counted:
        factor = weights[name] / share
        for finding, points in (costs[name] or {}).items():
            margin += (factor * _wobble(finding, findings)) ** 2
            if points > 0:
                deductions.append(_deduction(finding, factor * points))
    deductions.sort(key=lambda d: -d.points)
    total = 100 - math.fsum(d.points for d in deductions)
    return Assessment(
        total=total,
        components=components,
        weights=dict(weights),
        confidence=confidence,
        margin=math.sqrt(margin),
        deductions=tuple(deductions),
        unmeasured=unmeasured,
        view=view,
    )


def _costs(findings: Sequence[Finding]) -> dict[Finding, float] | None:
    """Points of the component that each measured finding costs; None where nothing was measured."""
    measured = [f for f in findings if f.measured]
    weight = sum(f.weight for f in measured)
    if weight <= 0:
        return None
    costs = {f: _full_cost(f, weight) * f.badness for f in measured}
    over = sum(costs.values()) / 100
    return {f: cost / over for f, cost in costs.items()} if over > 1 else costs


def _full_cost(finding: Finding, weight: float) -> float:
    return 100 * finding.weight / weight + finding.severity


def _wobble(finding: Finding, findings: Sequence[Finding]) -> float:
    """How many points of its component one standard error of a value is worth."""
    weight = sum(f.weight for f in findings if f.component == finding.component and f.measured)
    here = finding.badness
    steps = (finding.badness_at(finding.value + s * finding.error) - here for s in (1, -1))
    return _full_cost(finding, weight) * max(abs(step) for step in steps)


def _confidence(findings: Iterable[Finding], weights: Mapping[Component, float]) -> float:
    """Share of what counts that was measured, each as far as its error lets it say something."""
    known = full = 0.0
    for finding in findings:
        counts = weights[finding.component] * (finding.weight + finding.severity / 100)
        full += counts
        known += counts * finding.certainty
    return known / full if full else 0.0


def _deduction(finding: Finding, points: float) -> Deduction:
    return Deduction(
        component=finding.component,
        name=finding.name,
        title=finding.title,
        points=points,
        value=finding.value,
        error=finding.error,
        unit=finding.unit,
        target=finding.band.nearest_good(finding.value),
        t=finding.t,
        fault=finding.fault,
        change=describe_change(finding, points),
        cue=finding.cue,
        proxy=finding.proxy,
        measure=finding.measure,
    )


def not_measurable(
    weights: Mapping[Component, float], why: str = HARDLY_SEEN, view: str = "unknown"
) -> Assessment:
    """The assessment of a repetition or hold in which nothing could be looked at."""
    nothing: dict[Component, float | None] = {name: None for name in COMPONENTS if weights[name]}
    unmeasured = (("Everything", why),)
    return Assessment(None, nothing, dict(weights), 0.0, 0.0, unmeasured=unmeasured, view=view)


def mean_assessment(parts: Sequence[Assessment], view: str) -> Assessment:
    """The assessment of a set: the means of its repetitions' scores and deductions.

    Only repetitions with a total count; where they are fewer than half there is none for the set.
    What was never measurable is told once.
    """
    scored = [part for part in parts if part.total is not None]
    if 2 * len(scored) < len(parts):
        scored = []
    names = list(dict.fromkeys(name for part in parts for name in part.components))
    components = {
        name: _mean([value for p in parts if (value := p.components.get(name)) is not None])
        for name in names
    }
    weights = parts[0].weights if parts else {}
    unmeasured = tuple(
        dict.fromkeys(
            gap for part in parts for gap in part.unmeasured
            if all(gap[0] in {name for name, _ in p.unmeasured} for p in parts)
        )
    )  # fmt: skip
    once = {name: (name, why) for name, why in reversed(unmeasured)}
    return Assessment(
        total=_mean([part.total for part in scored if part.total is not None]),
        components=components,
        weights=weights,
        confidence=_mean([part.confidence for part in parts]) or 0.0,
        margin=_mean([part.margin for part in scored]) or 0.0,
        deductions=_mean_deductions(scored),
        unmeasured=tuple(once.values()),
        view=view,
    )


def _mean_deductions(parts: Sequence[Assessment]) -> tuple[Deduction, ...]:
    """What each criterion cost on average; told by the repetition in which it cost most."""
    grouped: dict[str, list[Deduction]] = {}
    for part in parts:
        for deduction in part.deductions:
            grouped.setdefault(deduction.name, []).append(deduction)
    means = []
    for same in grouped.values():
        points = math.fsum(d.points for d in same) / len(parts)
        worst = max(same, key=lambda d: d.points)
        means.append(replace(worst, points=points, change=up_to(worst.change, points)))
    return tuple(sorted(means, key=lambda d: -d.points))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
