"""What is likely to move a plateau: what differs from before it, or from what is known to work.

Each lever carries the numbers that led to it. They are no diagnosis: a log knows loads and
repetitions, not sleep, food or worries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.findings import Estimate, Lever, Plateau
from repsight.core.history.one_rep_max import wathan
from repsight.core.history.series import session_series
from repsight.core.history.table import SetTable
from repsight.core.history.trend import WEEK, robust_slope

# What was done before the plateau is looked up in as many weeks.
_BEFORE_WEEKS: Final = 12
# A quarter less than before is a change of training, not of the calendar.
_LESS: Final = 0.75
# Five sets a week or fewer gain least strength (Ralston et al., Sports Med 47, 2017).
_FEW_SETS: Final = 5.0
# Twice a week gains more than once, mostly by the volume (Grgic et al., Sports Med 48, 2018).
_SELDOM: Final = 1.5
# From 80 % of the maximum on a load is heavy; maximum strength gains more by heavy loads
# (Schoenfeld et al., J Strength Cond Res 31(12), 2017).
_HEAVY: Final = 0.8
_FEW_HEAVY: Final = 0.2
# Load is raised by 2 to 10 % at a time (ACSM position stand, 2009); by the small end when stuck.
_BIG_STEP: Final = 0.05
# The same load and repetitions in most sessions: nothing more was asked for.
_REPEATED: Final = 0.6
# Lifters deload every 4 to 8 weeks (Bell et al., Sports Med Open 9, 2023).
_DELOAD_WEEKS: Final = 8.0
_LIGHT_WEEK: Final = 0.7
_FORM: Final = ("score", "rom", "stability", "tempo")
NOT_KNOWN: Final = Lever(
    "recovery", "sleep, food and stress are not in the log; look there if nothing else fits"
)


@dataclass(frozen=True, slots=True)
class _Spans:
    """The working sets of an exercise since a plateau began and in the weeks before it."""

    exercise: str
    since: SetTable
    before: SetTable
    weeks: float
    weeks_before: float


def levers(sets: SetTable, plateau: Plateau) -> tuple[Lever, ...]:
    """What is likely to move a plateau, from the sets of all exercises; last what is not known."""
    spans = _spans(sets, plateau)
    asked: tuple[Callable[[_Spans], Lever | None], ...] = (
        _frequency, _volume, _heaviness, _repetition, _steps, _form, _deload,
    )  # fmt: skip
    found = [lever(spans) for lever in asked]
    return (*(one for one in found if one is not None), NOT_KNOWN)


def _spans(sets: SetTable, plateau: Plateau) -> _Spans:
    own = sets.of(plateau.exercise).working()
    start = plateau.since - _BEFORE_WEEKS * WEEK
    before = own.where((own.day >= start) & (own.day < plateau.since))
    known = (plateau.since - own.day[0]) / WEEK if len(own) else 0.0
    weeks_before = float(min(known, _BEFORE_WEEKS))
    since = own.where(own.day >= plateau.since)
    return _Spans(plateau.exercise, since, before, max(plateau.weeks, 1.0), weeks_before)


def _frequency(spans: _Spans) -> Lever | None:
    now = _sessions(spans.since) / spans.weeks
    if spans.weeks_before >= 4:
        before = _sessions(spans.before) / spans.weeks_before
        if now < _LESS * before:
            return Lever("frequency", f"{now:.1f} sessions a week since, {before:.1f} before")
    if now < _SELDOM:
        return Lever("frequency", f"{now:.1f} sessions a week; twice a week gains more than once")
    return None


def _volume(spans: _Spans) -> Lever | None:
    now = len(spans.since) / spans.weeks
    if spans.weeks_before >= 4:
        before = len(spans.before) / spans.weeks_before
        if now < _LESS * before:
            return Lever("volume", f"{now:.1f} sets a week since, {before:.1f} before")
    if now <= _FEW_SETS:
        return Lever("volume", f"{now:.1f} sets a week; five or fewer gain least strength")
    return None


def _heaviness(spans: _Spans) -> Lever | None:
    """Too few heavy sets, for a plateau of strength."""
    load = spans.since.load_kg
    told = (load > 0) & (spans.since.reps > 0)
    if told.sum() < _FEW_SETS:
        return None
    best = np.max(wathan(load[told], spans.since.reps[told]))
    share = float(np.mean(load[told] >= _HEAVY * best))
    if share >= _FEW_HEAVY:
        return None
    return Lever(
        "intensity",
        f"{share:.0%} of the sets were at 80 % of the e1RM or more; heavy sets raise strength most",
    )


def _repetition(spans: _Spans) -> Lever | None:
    """The same best set session after session."""
    best = session_series(spans.since, spans.exercise, "e1rm").values
    if len(best) < 4:
        return None
    same = int(np.sum(np.diff(best) == 0))
    if same < _REPEATED * (len(best) - 1):
        return None
    return Lever(
        "progression",
        f"{same} of {len(best) - 1} sessions repeated load and repetitions of the one before",
    )


def _steps(spans: _Spans) -> Lever | None:
    """Steps of load that are large for the load."""
    loads = session_series(_joined(spans), spans.exercise, "load").values
    rises = np.diff(loads)
    rises = rises[rises > 0]
    if len(rises) < 2:
        return None
    step, load = float(np.median(rises)), float(np.median(loads))
    if step <= _BIG_STEP * load:
        return None
    return Lever(
        "load steps",
        f"the load rose by {step:g} kg at a time, {step / load:.0%}; try smaller steps",
    )


def _form(spans: _Spans) -> Lever | None:
    """Form that got worse since the plateau began."""
    for measure in _FORM:
        series = session_series(spans.since, spans.exercise, measure)
        slope = robust_slope(series.day, series.values)
        if isinstance(slope, Estimate) and slope.high < 0:
            return Lever("form", f"{measure} falls by {-slope.value:.1f} points a week since")
    return None


def _deload(spans: _Spans) -> Lever | None:
    """No light week for long."""
    own = _joined(spans)
    if not len(own):
        return None
    week = (own.day[-1] - own.day) // int(WEEK)
    sets = np.bincount(week, minlength=int(week.max()) + 1)
    light = np.flatnonzero(sets[1:] <= _LIGHT_WEEK * np.median(sets))
    ago = int(light[0]) + 1 if len(light) else len(sets)
    if ago < _DELOAD_WEEKS:
        return None
    return Lever("deload", f"no light week for {ago} weeks; every 4 to 8 is usual")


def _joined(spans: _Spans) -> SetTable:
    """Before and since together."""
    parts = (spans.before, spans.since)
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in SetTable.__dataclass_fields__
        if name != "measures"
    }
    measures = {
        name: np.concatenate([part.measures[name] for part in parts])
        for name in spans.since.measures
    }
    return SetTable(**columns, measures=measures)


def _sessions(sets: SetTable) -> int:
    return len(np.unique(sets.session))
