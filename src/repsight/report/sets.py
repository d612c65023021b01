"""What is said of a set besides its score and its repetitions."""

import math

from repsight.core.exercise import Exercise
from repsight.core.types import Session, SetSummary
from repsight.report.parts import Facts
from repsight.report.words import clock, number, plural

_VIEWS = {
    "side": "from the side",
    "oblique": "at an angle, between side and front",
    "front": "from the front or the back",
    "above": "from above or below",
}


def set_facts(one: SetSummary, exercise: Exercise | None) -> Facts:
    """When, how sure, seen from where."""
    facts = [("Time", f"{clock(one.start)} to {clock(one.end)}")]
    if one.kind == "reps" and exercise is not None and one.confidence < 1:
        facts.append(("Recognised", f"as {exercise.title.lower()}, {_percent(one)} sure"))
    if one.assessment is not None:
        view = _VIEWS.get(one.assessment.view, "from where is not known")
        facts.append(("Camera", view))
    return tuple(facts)


def _percent(one: SetSummary) -> str:
    return number(100 * one.confidence, 0, " %")


def tell_hold(one: SetSummary) -> Facts:
    """Seconds held, and of them in good form."""
    held = one.end - one.start
    facts = [("Held", number(held, 1, " s"))]
    good = one.measures.get("good_form_seconds", math.nan)
    if math.isfinite(good) and held > 0:
        facts.append(("In good form", f"{number(good, 1)} s ({number(100 * good / held)} %)"))
    elif one.assessment is not None:
        facts.append(("In good form", "not measurable"))
    return tuple(facts)


def why_unscored(one: SetSummary, exercise: Exercise | None, session: Session) -> str:
    """Why a set has no score; "" where it has one."""
    if one.assessment is not None:
        if one.assessment.total is not None:
            return ""
        return "Too little of what counts could be measured for a total."
    if session.provenance.options.get("scores") == "none":
        return "It was counted with --no-scores, so nothing is scored."
    if one.exercise == "unknown":
        return "This movement is none that is known, so there is no standard to score it by."
    if one.kind == "reps" and not one.reps:
        return "There is no repetition to score."
    if exercise is None:
        return f"The exercise {one.exercise} is not here, so its scores are not either."
    what = "This hold" if one.kind == "hold" else f"This set of {plural(one.count, 'repetition')}"
    return f"{what} has no scores in the session: too little of the body was seen."
