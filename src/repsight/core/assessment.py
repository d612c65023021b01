"""What a score is and what it rests on; as plain data, its part of `repsight.session/1`."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Component = Literal["rom", "stability", "tempo"]

# Points must sum to the missing points to a millionth, after a round trip too.
_POINT_DECIMALS: Final = 9
_DECIMALS: Final = 3


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points of 100 that something cost a repetition or a set, and the evidence.

    `value` with its standard error `error`, in `unit`, was seen at `t` seconds; at `target` it
    would have cost nothing. `fault` says what is wrong, `change` what would have changed it and by
    how much ("4° deeper at the bottom: +9"). `proxy` says what was inferred rather than measured,
    `measure` names what was read of the body ("" for a comparison or a time).
    """

    component: Component
    name: str
    title: str
    points: float
    value: float
    error: float
    unit: str
    target: float
    t: float
    fault: str
    change: str
    cue: str = ""
    proxy: str | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one feature told a learned form model: `log_odds` for (positive) or against.

    `said` is the feature and its value in words.
    """

    name: str
    said: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class LearnedForm:
    """A learned model's opinion beside the rules: it changes no score.

    `probability` of correct form, which from `threshold` on counts as correct. In log-odds the
    probability is `base`, that of the average repetition the model learned from, plus all
    `reasons`, the strongest first, plus the `rest` of the features together.
    """

    probability: float
    threshold: float
    base: float
    reasons: tuple[Reason, ...] = ()
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Assessment:
    """How good a repetition or set was, 0 to 100, and why.

    `total` is the weighted mean of `components` (rom, stability, tempo); None is "not measurable".
    The points of all `deductions` sum to 100 - total. `confidence` (0..1) says how much of what
    counts could be measured and how surely; `margin` is the standard error of the total in points.
    `unmeasured` holds (what, why not). `cues` are for the person, the most important first.
    """

    total: float | None
    components: Mapping[Component, float | None]
    weights: Mapping[Component, float]
    confidence: float
    margin: float
    deductions: tuple[Deduction, ...] = ()
    unmeasured: tuple[tuple[str, str], ...] = ()
    cues: tuple[str, ...] = ()
    view: str = "unknown"
    learned: LearnedForm | None = None


def assessment_to_dict(part: Assessment) -> dict[str, Any]:
    """The assessment as dicts, lists, strings and finite numbers."""
    return {
        "total": _points(part.total),
        "components": {name: _points(value) for name, value in part.components.items()},
        "weights": {name: _points(value) for name, value in part.weights.items()},
        "confidence": _number(part.confidence),
        "margin": _number(part.margin),
        "view": part.view,
        "cues": list(part.cues),
        "deductions": [_deduction_to_dict(each) for each in part.deductions],
        "unmeasured": [{"what": what, "why": why} for what, why in part.unmeasured],
        "learned": None if part.learned is None else _learned_to_dict(part.learned),
    }


def assessment_from_dict(data: Mapping[str, Any]) -> Assessment:
    """The assessment that such data describes.

    Raises KeyError, TypeError or ValueError where something is missing or no score.
    """
    return Assessment(
        total=_score(data["total"]),
        components={_component(name): _score(v) for name, v in data["components"].items()},
        weights={_component(name): float(v) for name, v in data["weights"].items()},
        confidence=float(data["confidence"]),
        margin=float(data["margin"]),
        deductions=tuple(_deduction_from_dict(each) for each in data["deductions"]),
        unmeasured=tuple((str(gap["what"]), str(gap["why"])) for gap in data["unmeasured"]),
        cues=tuple(str(cue) for cue in data["cues"]),
        view=str(data["view"]),
        learned=_learned_from_dict(data.get("learned")),
    )


def _learned_to_dict(learned: LearnedForm) -> dict[str, Any]:
    return {
        "probability": _points(learned.probability),
        "threshold": _points(learned.threshold),
        "base": _points(learned.base),
        "reasons": [
            {"name": each.name, "said": each.said, "log_odds": _points(each.log_odds)}
            for each in learned.reasons
        ],
        "rest": _points(learned.rest),
    }


def _learned_from_dict(data: Mapping[str, Any] | None) -> LearnedForm | None:
    if data is None:
        return None
    probability = _finite(data["probability"])
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability is {probability:g}; 0 to 1 is allowed")
    return LearnedForm(
        probability=probability,
        threshold=_finite(data["threshold"]),
        base=_finite(data["base"]),
        reasons=tuple(
            Reason(str(each["name"]), str(each["said"]), _finite(each["log_odds"]))
            for each in data["reasons"]
        ),
        rest=_finite(data["rest"]),
    )


def _deduction_to_dict(each: Deduction) -> dict[str, Any]:
    return {
        "component": each.component,
        "name": each.name,
        "title": each.title,
        "points": _points(each.points),
        "value": _number(each.value),
        "error": _number(each.error),
        "unit": each.unit,
        "target": _number(each.target),
        "t": _number(each.t),
        "fault": each.fault,
        "change": each.change,
        "cue": each.cue,
        "proxy": each.proxy,
        "measure": each.measure,
    }


def _deduction_from_dict(data: Mapping[str, Any]) -> Deduction:
    proxy = data.get("proxy")
    return Deduction(
        component=_component(data["component"]),
        name=str(data["name"]),
        title=str(data["title"]),
        points=_finite(data["points"]),
        value=_finite(data["value"]),
        error=_finite(data["error"]),
        unit=str(data["unit"]),
        target=_finite(data["target"]),
        t=_finite(data["t"]),
        fault=str(data["fault"]),
        change=str(data["change"]),
        cue=str(data["cue"]),
        proxy=None if proxy is None else str(proxy),
        measure=str(data.get("measure", "")),
    )


def _component(name: str) -> Component:
    for known in get_args(Component):
        if name == known:
            return known  # type: ignore[no-any-return]
    raise ValueError(f"component {name!r}; allowed: {', '.join(get_args(Component))}")


def _score(value: Any) -> float | None:
    if value is None:
        return None
    number = _finite(value)
    if not 0 <= number <= 100:
        raise ValueError(f"a score is {number:g}; 0 to 100 is allowed")
    return number


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} stands where a number is needed")
    return float(value)


def _points(value: float | None) -> float | None:
    return None if value is None else round(value, _POINT_DECIMALS)


def _number(value: float) -> float:
    return round(float(value), _DECIMALS)
