"""An explanation of one score in lines that anybody can read."""

from collections.abc import Iterator
from typing import Final

from repsight.core.assessment import Assessment, Deduction, LearnedForm
from repsight.core.scoring.weights import COMPONENTS, TITLES
from repsight.core.scoring.wording import format_value

TELL_FROM_POINTS: Final = 0.5
"""What costs less is added up in one line."""
SHOWN: Final = 0.05


def explain(part: Assessment) -> list[str]:
    """What the score is, what took points away, what would have changed it, and how sure it is."""
    return [
        *_score(part),
        *_deductions(part),
        *(f"not measurable: {what}: {why}" for what, why in part.unmeasured),
        *_learned(part.learned),
        *(f"say: {cue}" for cue in part.cues),
    ]


def _score(part: Assessment) -> Iterator[str]:
    sure = f"{describe_confidence(part.confidence)} ({part.confidence:.0%})"
    if part.total is None:
        yield f"score: not measurable; confidence {sure}"
    else:
        yield f"score: {part.total:.1f} ± {part.margin:.1f} of 100; confidence {sure}"
    cells = []
    for name in COMPONENTS:
        if name in part.components:
            value = part.components[name]
            shown = "not measurable" if value is None else f"{value:.1f}"
            cells.append(f"{TITLES[name]} {shown} (weight {part.weights.get(name, 0.0):.0%})")
    yield ", ".join(cells)


def _deductions(part: Assessment) -> Iterator[str]:
    if part.total is None:
        return
    if 100 - part.total < SHOWN:
        yield "nothing took points away"
        return
    yield f"{100 - part.total:.1f} points were lost:"
    small = 0.0
    for each in part.deductions:
        if each.points < TELL_FROM_POINTS:
            small += each.points
        else:
            yield from describe_deduction(each)
    if small >= SHOWN:
        yield f"  −{small:.1f}  smaller things together"


def describe_deduction(each: Deduction) -> Iterator[str]:
    """A deduction in two lines: what was seen and when, and what would have changed it."""
    value = format_value(each.value, each.unit)
    error = format_value(each.error, each.unit)
    yield (
        f"  −{each.points:.1f}  {each.title} ({TITLES[each.component]}), {each.t:.2f} s:"
        f" {each.fault} ({value} ± {error})"
    )
    inferred = f"; inferred {each.proxy}" if each.proxy else ""
    yield f"        {each.change}{inferred}"


def _learned(learned: LearnedForm | None) -> Iterator[str]:
    if learned is None:
        return
    yield f"learned form model: {learned.probability:.0%} likely correct (it changes no score)"
    for reason in learned.reasons:
        way = "for" if reason.log_odds > 0 else "against"
        yield f"  {_signed(reason.log_odds)}  {way} it: {reason.said}"
    rest, base = _signed(learned.rest), _signed(learned.base)
    yield f"  {rest}  all else; {base} for the average repetition"


def _signed(log_odds: float) -> str:
    text = f"{log_odds:+.2f}"
    return text if float(text) else text[1:]


def describe_confidence(confidence: float) -> str:
    """How sure, in a word."""
    words = ((0.75, "high"), (0.55, "fair"), (0.35, "low"))
    return next((word for least, word in words if confidence >= least), "very low")
