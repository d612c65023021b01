"""How good a hold was: how long the position was right, and how still."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from repsight.core.exercise import Exercise
from repsight.core.scoring.assess import assess, not_measurable
from repsight.core.scoring.body import Body
from repsight.core.scoring.builtin import GOOD_FORM
from repsight.core.scoring.control import sway
from repsight.core.scoring.cues import set_cues
from repsight.core.scoring.paths import centre_of_mass
from repsight.core.scoring.phases import Phases
from repsight.core.scoring.ranges import examine
from repsight.core.scoring.readings import Readings
from repsight.core.scoring.weights import Component
from repsight.core.types import SetSummary

STEP_SECONDS: Final = 0.5
NO_TEMPO: Final = "a hold has no tempo, and nothing else was to count"


def score_hold(
    exercise: Exercise, one: SetSummary, body: Body, weights: Mapping[Component, float]
) -> SetSummary:
    """The hold with its score and the seconds of good form. A hold has no tempo."""
    total = sum(weight for name, weight in weights.items() if name != "tempo")
    if not total:
        return replace(one, assessment=not_measurable(weights, NO_TEMPO))
    weights = {n: 0.0 if n == "tempo" else weight / total for n, weight in weights.items()}
    if not len(body) or math.isnan(body.torso):
        return replace(one, assessment=not_measurable(weights))
    middle = (one.start + one.end) / 2
    whole = Phases(one.start, middle, middle, middle, one.end, True)
    readings = Readings(body)
    findings = [examine(c, body, readings, whole, body.view) for c in exercise.standard.criteria]
    steps = np.arange(one.start, one.end, STEP_SECONDS)
    good = [_in_form(exercise, body, readings, t, min(t + STEP_SECONDS, one.end)) for t in steps]
    known = [form for form in good if form is not None]
    share = float(np.mean(known)) if known else math.nan
    unjudged = GOOD_FORM.unmeasured("the position could not be judged")
    findings.append(GOOD_FORM.found(100 * share, middle) if known else unjudged)
    findings.append(sway(centre_of_mass(body), body, [(one.start, one.end)]))
    part = assess(findings, weights, body.view.name)
    measures = {f.name: f.value for f in findings if f.measured}
    if known:
        measures["good_form_seconds"] = share * (one.end - one.start)
    return replace(one, assessment=set_cues(part), measures={**one.measures, **measures})


def _in_form(
    exercise: Exercise, body: Body, readings: Readings, begin: float, end: float
) -> bool | None:
    """Whether nothing was wrong in a moment of a hold; None where nothing could be measured."""
    middle = (begin + end) / 2
    moment = Phases(begin, middle, middle, middle, end, True)
    findings = [examine(c, body, readings, moment, body.view) for c in exercise.standard.criteria]
    measured = [f for f in findings if f.measured]
    return all(f.badness == 0 for f in measured) if measured else None
