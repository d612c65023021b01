"""Assessments as texts: the total, the bars, what took points away, what could not be measured."""

import math
from collections.abc import Sequence
from typing import Final

from repsight.core.assessment import Assessment, Deduction, LearnedForm
from repsight.core.exercise import Exercise
from repsight.core.scoring.explain import describe_confidence
from repsight.core.scoring.weights import TITLES
from repsight.core.types import Repetition
from repsight.report.parts import Bar, Lost, Score
from repsight.report.words import (
    NOTHING,
    measured,
    number,
    quantity,
    read_from,
    reasons_of,
    rounded_parts,
)

LEAST_POINTS: Final = 0.05
"""What costs less does not show in a table with tenths of points."""
_WORTH_NAMING: Final = 0.5
"""What costs less is nobody's main fault."""
_MAX_REASONS: Final = 2
_SUM_TOLERANCE: Final = 0.01
NOT_MEASURABLE: Final = "not measurable"


def tell_score(
    part: Assessment, exercise: Exercise | None, reps: Sequence[Repetition] = ()
) -> Score:
    """The assessment in words; with `reps` it is a set's, and a deduction says where it is most."""
    return Score(
        total=NOT_MEASURABLE if part.total is None else number(part.total),
        margin="" if part.total is None else _margin(part.margin),
        sure=_sure(part),
        bars=tuple(_bar(part, name, exercise) for name in part.components),
        lost=_lost(part, reps),
        gaps=part.unmeasured,
        cues=part.cues,
        learned=_learned(part.learned),
        sum_line=_sum_line(part, of_set=bool(reps)),
    )


def main_deduction(part: Assessment | None) -> Deduction | None:
    """What cost most, if it cost anything that shows."""
    if part is None:
        return None
    most = max(part.deductions, key=lambda d: d.points, default=None)
    return most if most is not None and most.points >= _WORTH_NAMING else None


def _margin(margin: float) -> str:
    """The standard error of a total; never "± 0", as nothing is seen exactly."""
    return "± <1" if abs(margin) < 0.5 else f"± {number(abs(margin))}"


def _sure(part: Assessment) -> str:
    if not math.isfinite(part.confidence):
        return "confidence not known"
    share = number(100 * part.confidence)
    return f"confidence {describe_confidence(part.confidence)}, {share} %"


def _learned(learned: LearnedForm | None) -> tuple[str, ...]:
    """A learned model's opinion, which stands beside the score."""
    if learned is None:
        return ()
    verdict = "correct" if learned.probability >= learned.threshold else "not correct"
    reasons = (
        f"{'for' if each.log_odds > 0 else 'against'}: {each.said}"
        f" ({'+' if each.log_odds > 0 else ''}{number(each.log_odds, 2)} log-odds)"
        for each in learned.reasons
    )
    return (
        f"A learned form model thinks: {verdict} ({number(100 * learned.probability)} % likely"
        " correct). It changes no score.",
        *reasons,
    )


def _bar(part: Assessment, name: str, exercise: Exercise | None) -> Bar:
    title = next((text for known, text in TITLES.items() if known == name), name)
    weight = next((w for known, w in part.weights.items() if known == name), math.nan)
    value = next(v for known, v in part.components.items() if known == name)
    reasons = reasons_of(name, part.unmeasured, exercise) if value is None else ()
    why = "; ".join(reasons[:_MAX_REASONS]) or "nothing of it was seen well enough"
    return Bar(
        title=title.capitalize(),
        weight=f"counts {number(100 * weight)} %" if math.isfinite(weight) else "",
        value=value,
        text=NOT_MEASURABLE if value is None else number(value),
        why=why if value is None else "",
    )


def _lost(part: Assessment, reps: Sequence[Repetition]) -> tuple[Lost, ...]:
    """A row for each deduction worth reading, at least the largest, and one for the rest."""
    worth = sum(d.points >= _WORTH_NAMING for d in part.deductions)
    shown, rest = part.deductions[: max(worth, 1)], part.deductions[max(worth, 1) :]
    points = [d.points for d in shown] + ([math.fsum(d.points for d in rest)] if rest else [])
    rounded = rounded_parts(points, math.fsum(points))
    rows = [_row(each, value, reps) for each, value in zip(shown, rounded, strict=False)]
    if rest and rounded[-1]:
        small = ", ".join(each.title.lower() for each in rest)
        rows.append(Lost("Trifles", small, f"−{rounded[-1]:.1f}", "", "", "", ""))
    return tuple(rows)


def _row(each: Deduction, points: float, reps: Sequence[Repetition]) -> Lost:
    return Lost(
        title=each.title,
        fault=each.fault,
        points=f"−{points:.1f}",
        seen=measured(each.value, each.error, each.unit),
        target=quantity(each.target, each.unit),
        change=each.change.removesuffix(": +0").replace("-", "−"),
        component=TITLES.get(each.component, each.component),
        where=_where(each, reps),
        inferred=each.proxy or "",
        of=read_from(each.measure),
    )


def _where(each: Deduction, reps: Sequence[Repetition]) -> str:
    """Which repetition a deduction of the set shows: the one in which it cost most."""
    for rep in reps:
        if rep.assessment is not None and any(
            d.name == each.name and d.t == each.t for d in rep.assessment.deductions
        ):
            return f"most in repetition {rep.index}"
    return ""


def _sum_line(part: Assessment, *, of_set: bool) -> str:
    """That the points sum to what is missing; or, in a file that was changed, that they do not."""
    if part.total is None:
        return ""
    missing = 100 - part.total
    found = math.fsum(d.points for d in part.deductions)
    if abs(found - missing) > _SUM_TOLERANCE:
        return (
            f"The deductions in the file sum to {number(found, 1)}, but {number(missing, 1)} points"
            " are missing: the file was changed."
        )
    if missing < LEAST_POINTS:
        return "Nothing was taken away."
    mean = " on average" if of_set else ""
    total = rounded_parts([missing], missing)[0]
    return f"Together −{total:.1f}{mean}: 100 − {total:.1f} = {100 - total:.1f}"


def component_texts(part: Assessment | None, names: Sequence[str]) -> tuple[str, ...]:
    """The components of a repetition as the table shows them."""
    if part is None:
        return (NOTHING,) * len(names)
    known = {str(name): value for name, value in part.components.items()}
    return tuple(number(known.get(name)) for name in names)
