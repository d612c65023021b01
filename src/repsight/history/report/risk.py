"""Risk factors and signs of overreaching, with how little that proves."""

from collections.abc import Sequence
from typing import Final

from repsight.core.history.findings import NotYet, Overreaching, RiskFactor, RiskReport
from repsight.history.report.parts import Factor, Section
from repsight.history.report.sections import waiting_card
from repsight.history.report.words import sentence_words, value_words
from repsight.report.numbers import number
from repsight.report.parts import Facts

_SIGNALS: Final = {
    "none": "No sign of overreaching",
    "possible": "Possible overreaching",
    "marked": "Marked signs of overreaching",
}
_WAYS: Final = {"raises": "raises it", "lowers": "lowers it", "neutral": "as usual"}


def risk_sections(
    risk: RiskReport | NotYet | None, over: Overreaching | NotYet | None
) -> tuple[Section, ...]:
    """The sections of both, where there is anything to say."""
    found = [
        None if risk is None else _risk(risk),
        None if over is None else _overreaching(over),
    ]
    return tuple(section for section in found if section is not None)


def _risk(risk: RiskReport | NotYet) -> Section:
    heading = "Risk factors"
    if isinstance(risk, NotYet):
        return Section("risk", heading, "This is not medical advice.", cards=(waiting_card(risk),))
    lead = f"{risk.advice} {_band(risk)}"
    notes = (*((sentence_words(risk.note),) if risk.note else ()), *_unknown(risk.unknown))
    return Section("risk", heading, lead, _card(risk), factors=_factors(risk.factors), notes=notes)


def _band(risk: RiskReport) -> str:
    if risk.risk is None:
        return "What is known to go with injuries, set against your own past; no probability."
    low, high = (number(100 * share) for share in (risk.risk.low, risk.risk.high))
    return (
        f"Over the next {risk.days} days the model puts the risk of an injury between {low} and"
        f" {high} %: a wide band, for little is known of it."
    )


def _card(risk: RiskReport) -> Facts:
    facts = tuple((_plain(key), _short(value)) for key, value in risk.card.items())
    return (("Model", risk.model), *facts) if risk.model else facts


def _overreaching(over: Overreaching | NotYet) -> Section:
    heading = "Overreaching"
    if isinstance(over, NotYet):
        card = waiting_card(over)
        return Section("overreaching", heading, "This is not medical advice.", cards=(card,))
    lead = f"{_SIGNALS[over.signal]}. {sentence_words(over.why)} {over.advice}"
    notes = (*_unknown(over.unknown), *((over.source,) if over.source else ()))
    return Section("overreaching", heading, lead, factors=_factors(over.signs), notes=notes)


def _factors(found: Sequence[RiskFactor]) -> tuple[Factor, ...]:
    """With a bar for each weight, where a model gives weights."""
    largest = max((abs(one.weight) for one in found if one.weight is not None), default=0.0)
    return tuple(
        Factor(
            one.title[:1].upper() + one.title[1:],
            value_words(one.value, one.unit),
            one.direction,
            _WAYS[one.direction],
            None if one.weight is None or not largest else round(100 * abs(one.weight) / largest),
            one.comparison,
            sentence_words(one.why),
            sentence_words(one.changes),
            one.source,
        )
        for one in found
    )


def _unknown(titles: Sequence[str]) -> tuple[str, ...]:
    return (f"Not known from this history: {'; '.join(titles)}.",) if titles else ()


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _short(value: object) -> str:
    return number(value, 2) if isinstance(value, float) else str(value)
