"""Stability: smoothness, sway, likeness of the ways taken, and symmetry."""

import itertools
import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.scoring.best import range_measure
from repsight.core.scoring.body import MIN_RATE_HZ, RATE_HZ, Body
from repsight.core.scoring.builtin import PATH, SMOOTHNESS, SWAY, SYMMETRY
from repsight.core.scoring.finding import Finding
from repsight.core.scoring.paths import Way, cycle, seen_part, still_point
from repsight.core.scoring.phases import CUT, Phases, Span
from repsight.core.scoring.readings import Readings
from repsight.core.scoring.smoothness import (
    MIN_JERK_RATE_HZ,
    log_dimensionless_jerk,
    spectral_arc_length,
)
from repsight.core.scoring.view import View
from repsight.core.signals import extremes

Array = npt.NDArray[np.floating[Any]]

MIN_REPS_TO_COMPARE: Final = 3
SWAY_SECONDS: Final = 3.0
"""A longer stretch is looked at in pieces: slow drifting is no wavering."""
UNSEEN: Final = "the moving point was not seen throughout"


def smoothness(path: Array, body: Body, phases: Phases) -> tuple[Finding, float]:
    """SPARC of the speed along the way, mean of both halves, and the log dimensionless jerk.

    The jerk (NaN below 30 frames a second) is reported but not scored.
    """
    if body.rate < MIN_RATE_HZ:
        reason = f"{body.rate:.0f} frames a second are too few; {MIN_RATE_HZ:.0f} are needed"
        return SMOOTHNESS.unmeasured(reason), math.nan
    speeds, spans = [], phases.sweeps
    for span in spans:
        part = seen_part(path, body, span)
        if part is None:
            return SMOOTHNESS.unmeasured(UNSEEN), math.nan
        speeds.append(np.hypot(*np.gradient(part, axis=0).T) * RATE_HZ)
    values = [spectral_arc_length(speed, RATE_HZ) for speed in speeds]
    if not values or not np.isfinite(values).all():
        return SMOOTHNESS.unmeasured("the movement was too short to judge"), math.nan
    at = sum(spans[int(np.argmin(values))]) / 2
    fast_enough = body.rate >= MIN_JERK_RATE_HZ - 0.5  # 29.97 frames a second are 30
    jerks = [log_dimensionless_jerk(speed, RATE_HZ) for speed in speeds]
    jerk = float(np.mean(jerks)) if fast_enough else math.nan
    return SMOOTHNESS.found(float(np.mean(values)), at), jerk


def sway(centre: Array, body: Body, spans: Sequence[Span]) -> Finding:
    """How far the centre of mass leaves a smooth way sideways, RMS in percent of body height.

    The smooth way is a cubic in time through each span: what the movement itself needs.
    """
    off, at = [], []
    for begin, end in [piece for span in spans for piece in _pieces(span)]:
        part = seen_part(centre, body, (begin, end))
        if part is None:
            return SWAY.unmeasured("trunk and legs were not seen throughout")
        clock = np.linspace(-1, 1, len(part))
        fit = np.polynomial.polynomial.polyfit(clock, part[:, 0], min(3, len(part) - 1))
        off.append(part[:, 0] - np.polynomial.polynomial.polyval(clock, fit))
        at.append(begin + np.arange(len(part)) / RATE_HZ)
    if not off:
        return SWAY.unmeasured(CUT)
    percent = np.concatenate(off) * body.torso_of_height * 100
    worst = float(np.concatenate(at)[np.abs(percent).argmax()])
    return SWAY.found(float(np.sqrt(np.mean(percent**2))), worst)


def _pieces(span: Span) -> list[Span]:
    count = max(1, round((span[1] - span[0]) / SWAY_SECONDS))
    edges = np.linspace(*span, count + 1).tolist()
    return list(itertools.pairwise(edges))


def path_likeness(
    ways: Sequence[Way | None], body: Body, phases: Sequence[Phases | None]
) -> list[Finding | None]:
    """How far each repetition's way is from the typical one: RMS, percent of that one's extent.

    A repetition of one arm is compared with those of the same arm. Ways are taken beside the point
    that moves least, so that neither a step nor a moving camera counts.
    """
    still = still_point(body)
    shapes: list[Array | None] = []
    for way, each in zip(ways, phases, strict=True):
        shape = (
            None if way is None or each is None or each.cut else cycle(way.path - still, body, each)
        )
        shapes.append(None if shape is None else shape - shape.mean(axis=0))
    found: list[Finding | None] = []
    for way, each, shape in zip(ways, phases, shapes, strict=True):
        if way is None or each is None:
            found.append(None)
            continue
        same = [s for w, s in zip(ways, shapes, strict=True) if w and w.side == way.side]
        known = [s for s in same if s is not None]
        found.append(_likeness(shape, known, each))
    return found


def _likeness(shape: Array | None, same: Sequence[Array], phases: Phases) -> Finding:
    if shape is None:
        return PATH.unmeasured(CUT if phases.cut else UNSEEN)
    if len(same) < MIN_REPS_TO_COMPARE:
        return PATH.unmeasured("fewer than 3 repetitions can be compared")
    typical = np.median(np.stack(same), axis=0)
    extent = float(np.hypot(*np.ptp(typical, axis=0)))
    apart = np.hypot(*(shape - typical).T)
    at, half = int(apart.argmax()), len(shape) // 2
    begin, finish = phases.second if at >= half else phases.first
    t = begin + (finish - begin) * (at % half) / half
    return PATH.found(100 * float(np.sqrt(np.mean(apart**2))) / max(extent, 1e-6), t)


def symmetry(
    exercise: Exercise, readings: Readings, body: Body, phases: Phases, view: View
) -> Finding:
    """Difference of the ranges of left and right, percent of their mean; from the front only."""
    if exercise.alternating:
        return SYMMETRY.unmeasured("one side may work alone in this exercise")
    if view.name != "front":
        return SYMMETRY.unmeasured("left and right can only be compared from the front")
    values = readings.both(range_measure(exercise))[0]
    inside = values[body.at(phases.begin) : body.at(phases.finish) + 1]
    if values.shape[1] == 1 or np.isfinite(inside).mean() < 0.8:
        return SYMMETRY.unmeasured("left and right were not both seen")
    left, right = (high - low for low, high in map(extremes, inside.T))
    mean = max((left + right) / 2, 1e-6)
    return SYMMETRY.found(100 * abs(left - right) / mean, phases.turn)
