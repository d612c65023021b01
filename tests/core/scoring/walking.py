"""Every number in a result, wherever it stands."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from repsight.core.assessment import Assessment
from repsight.core.types import SetSummary

POINTS_SUM_TO = 1e-6


def walk(part: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """(place, value) of everything in dataclasses, mappings and sequences."""
    if is_dataclass(part):
        for each in fields(part):
            yield from walk(getattr(part, each.name), f"{where}.{each.name}")
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from walk(value, f"{where}[{key!r}]")
    elif isinstance(part, list | tuple):
        for place, value in enumerate(part):
            yield from walk(value, f"{where}[{place}]")
    else:
        yield where, part


def assessments(one: SetSummary) -> list[Assessment]:
    """Of the set and of its repetitions, those there are."""
    every = [one.assessment, *(rep.assessment for rep in one.reps)]
    return [part for part in every if part is not None]


def check_sane(one: SetSummary) -> None:
    """No NaN, points that add up, and everything within its bounds."""
    for part in assessments(one):
        for where, value in walk(part):
            assert not isinstance(value, float) or math.isfinite(value), f"{where} is {value}"
        check_sums(part)
    for measures in (one.measures, *(rep.measures for rep in one.reps)):
        assert all(math.isfinite(value) for value in measures.values()), measures


def check_sums(part: Assessment) -> None:
    """Points, components, weights and confidence of one assessment."""
    assert 0 <= part.confidence <= 1
    assert part.margin >= 0
    assert abs(sum(part.weights.values()) - 1) < 1e-8
    for score in (part.total, *part.components.values()):
        assert score is None or -1e-9 <= score <= 100 + 1e-9
    lost = sum(each.points for each in part.deductions)
    if part.total is None:
        assert not part.deductions
    else:
        assert abs(lost - (100 - part.total)) < POINTS_SUM_TO
    assert all(each.points > 0 for each in part.deductions)
    assert [d.points for d in part.deductions] == sorted(d.points for d in part.deductions)[::-1]
