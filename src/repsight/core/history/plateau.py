"""Whether an exercise has stopped moving, and since when: a change point, then a flat slope.

A plateau is stated where a rise broke off, or where nothing has risen for long. In the first case
the change is confirmed by a likelihood-ratio test: the last half year as a rise up to a day and
level from there, against a rise that goes on (steady, or slackening as all rises do). In both the
robust slope since that day must have an interval that includes zero and be smaller than the
smallest change that matters. `docs/trends.md` says how late and how wrong this is.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.history.findings import Days, Floats, NotYet, Plateau, Series
from repsight.core.history.log import Experience
from repsight.core.history.trend import MAD, WEEK, noise, robust_slope, widening

# The smallest gain a week that matters, as a share of the level: half of what lifters of that
# experience gain (untrained 40 %, trained 20 %, advanced 10 % over studies of mostly half a year;
# ACSM position stand, Med Sci Sports Exerc 41(3), 2009).
SMALLEST: Final[dict[Experience, float]] = {
    "beginner": 0.005,
    "intermediate": 0.0025,
    "advanced": 0.001,
}
USUAL: Final[Experience] = "intermediate"
# What is needed before a plateau can be told from a slow month.
LEAST_SESSIONS: Final = 12
LEAST_WEEKS: Final = 8.0
# Shorter is a bad fortnight, and fewer sessions are chance.
SHORTEST_WEEKS: Final = 3.0
FEWEST_SESSIONS: Final = 5
# The rise must have been seen for as long as it takes to measure one.
_RISE_WEEKS: Final = 6.0
_WINDOW_WEEKS: Final = 26.0
# Log-likelihood by which "rose, then level" must beat "rises on", and by which "level" must beat
# "rises by the smallest change that matters": so that simulated lifters of three levels of
# experience had about 0.05 false alarms a year or fewer (bench/plateau.py).
EVIDENCE: Final = 2.0
AGAINST_SLOW: Final = 3.0
# A level varies by the noise between sessions; by more than this many times it swings.
_SWING: Final = 1.5
# Where no rise was seen, a level is looked for over so many of the last weeks, longest first.
_LONG_AGO: Final = (104, 78, 52, 39, 26, 20, 16, 13)
# Gains that halve faster than in half a year are no rise any more.
_HALVED_WEEKS: Final = 26.0
# Days without training count at most a week: nobody gains on holiday.
_PAUSE: Final = 7.0
# A session so far below the median of the eight before was meant to be light.
_LIGHT: Final = 0.07
_BEFORE: Final = 8
# Beyond so many standard deviations a point counts linearly (Huber, 1964).
_HUBER: Final = 2.0
# Best sets cannot be told apart more finely than half a step of the plates on 125 kg.
_LEAST_NOISE: Final = 0.01

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Break:
    """A rise broke off at point `index`: by how much log-likelihood that is surer than that it goes
    on (`evidence`), and than that it goes on as slowly as still matters (`against_slow`)."""

    index: int
    evidence: float
    against_slow: float


def plateau(series: Series, experience: Experience | None = None) -> Plateau | NotYet | None:
    """The plateau that the newest session of a series is on, without levers; None where it moves.

    `NotYet` for fewer than 12 sessions or 8 weeks. It looks back only: asked for the part of a
    series up to a session it says what could have been said on that day.
    """
    weeks = (series.day[-1] - series.day[0]) / WEEK if len(series) else 0.0
    if len(series) < LEAST_SESSIONS:
        return NotYet("telling a plateau", len(series), LEAST_SESSIONS)
    if weeks < LEAST_WEEKS:
        return NotYet("telling a plateau", int(weeks), int(LEAST_WEEKS), "weeks")
    smallest = SMALLEST[experience or USUAL] * float(np.median(series.values[-_BEFORE:]))
    kept = usual(series.values)
    day, values = series.day[kept], series.values[kept]
    found = since_break(day, values, smallest)
    start = long_level(day, values, smallest) if found is None else found
    if start is None:
        return None
    slope = robust_slope(day[start:], values[start:])
    if isinstance(slope, NotYet):
        return None
    lasted = float(series.day[-1] - day[start]) / WEEK
    return Plateau(series.exercise, series.measure, int(day[start]), lasted, slope, smallest)


def usual(values: Floats) -> Bools:
    """Which points (N,) are of usual days: not far below the median of the eight usual before."""
    kept = np.ones(len(values), bool)
    before: list[float] = []
    for n, value in enumerate(values.tolist()):
        if len(before) >= 3 and value < (1 - _LIGHT) * np.median(before[-_BEFORE:]):
            # Lower for as long as that is no light week but the new level.
            kept[n] = n >= _BEFORE and not kept[n - _BEFORE + 1 : n].any()
        if kept[n]:
            before.append(value)
    return kept


def since_break(day: Days, values: Floats, smallest: float) -> int | None:
    """The point at which a rise broke off into a level, where that is sure enough."""
    broken = rise_broken(day, values, smallest)
    if broken is None or broken.evidence < EVIDENCE:
        return None
    day, values = day[broken.index :], values[broken.index :]
    # The rise tells where the level began; sets that repeat each other tell more by themselves.
    alone = against_slow(training_weeks(day), values, smallest)
    sure = max(broken.against_slow, alone) >= AGAINST_SLOW
    return broken.index if sure and is_level(day, values, smallest) else None


def is_level(day: Days, values: Floats, smallest: float) -> bool:
    """Whether values (N,) on days stay level: by their robust slope, and without swings.

    The slope's interval includes zero and it is smaller than the smallest change that matters; and
    what the level leaves over is the noise from session to session and not much more.
    """
    slope = robust_slope(day, values)
    if isinstance(slope, NotYet) or not slope.low <= 0 <= slope.high:
        return False
    left = np.abs(values - np.median(values))
    return abs(slope.value) < smallest and MAD * float(np.median(left)) <= _SWING * _spread(values)


def against_slow(weeks: Floats, values: Floats, smallest: float) -> float:
    """The log-likelihood by which a level beats a rise by the smallest change that matters.

    Of values (N,) at weeks of training; lessened by what a session carries into the next.
    """
    spread = _spread(values)
    flat = np.zeros((1, len(values)))
    slower = float(_misfit(flat, values - smallest * weeks, spread)[0])
    return (slower - float(_misfit(flat, values, spread)[0])) / widening(values)


def long_level(day: Days, values: Floats, smallest: float) -> int | None:
    """The first point since which nothing that matters was gained, where that is long ago."""
    trained = training_weeks(day)
    for weeks in _LONG_AGO:
        start = int(np.argmax(trained >= trained[-1] - weeks))
        if trained[-1] < weeks or len(day) - start < LEAST_SESSIONS:
            continue
        sure = against_slow(trained[start:], values[start:], smallest) >= AGAINST_SLOW
        if sure and is_level(day[start:], values[start:], smallest):
            return start
    return None


def rise_broken(day: Days, values: Floats, smallest: float) -> Break | None:
    """Where the rise of the last half year most likely broke off; None where none was seen.

    A generalised likelihood ratio with Huber's loss; the day is tried at every session that has a
    rise of six weeks before it and three weeks and five sessions after it.
    """
    trained = training_weeks(day)
    first = int(np.searchsorted(trained, trained[-1] - _WINDOW_WEEKS))
    t, y = trained[first:], values[first:]
    tried = np.flatnonzero((t >= t[0] + _RISE_WEEKS) & (t <= t[-1] - SHORTEST_WEEKS))
    tried = tried[tried <= len(t) - FEWEST_SESSIONS]
    if not len(tried):
        return None
    spread = _spread(y)
    flat = [_misfit(np.minimum(rise, rise[tried][:, None]), y, spread) for rise in _rises(t - t[0])]
    broken = np.min(flat, axis=0)
    best = int(np.argmin(broken))
    if not np.isfinite(broken[best]):
        return None
    least, at = float(broken[best]), int(tried[best])
    going_on = min(float(_misfit(rise[None], y, spread)[0]) for rise in _rises(t - t[0]))
    carried = widening(left_over(np.minimum(t, t[at]), y))
    slow = y - smallest * np.maximum(t - t[at], 0)
    slower = min(
        float(_misfit(np.minimum(rise, rise[at])[None], slow, spread)[0])
        for rise in _rises(t - t[0])
    )
    return Break(first + at, max(going_on - least, 0.0) / carried, (slower - least) / carried)


def training_weeks(day: Days) -> Floats:
    """Weeks of training (N,) since the first day; longer pauses count as one week."""
    return np.concatenate([[0.0], np.cumsum(np.minimum(np.diff(day), _PAUSE))]) / WEEK


def _rises(weeks: Floats) -> list[Floats]:
    """Courses a rise may take: steady, and with gains that halve in half a year."""
    slackening = (1 - 0.5 ** (weeks / _HALVED_WEEKS)) * _HALVED_WEEKS / np.log(2)
    return [weeks, np.asarray(slackening)]


def left_over(course: Floats, values: Floats) -> Floats:
    """What a rise along a course (N,) leaves of values (N,)."""
    centred, y = course - course.mean(), values - values.mean()
    return np.asarray(y - centred * (centred @ y) / max(float(centred @ centred), 1e-12))


def _misfit(courses: Floats, values: Floats, spread: float) -> Floats:
    """Minus the log-likelihood (C,) of values (N,) under rises along each of the courses (C, N)."""
    centred = courses - courses.mean(1, keepdims=True)
    y = values - values.mean()
    slope = (centred @ y) / np.maximum((centred**2).sum(1), 1e-12)
    left = np.abs(y - slope[:, None] * centred) / spread
    loss = np.where(left < _HUBER, left**2, 2 * _HUBER * left - _HUBER**2).sum(1) / 2
    # A course along which the values fall is no rise.
    return np.where(slope >= 0, loss, np.inf)


def _spread(values: Floats) -> float:
    """The noise to judge values (N,) by."""
    return max(noise(values), _LEAST_NOISE * float(np.median(np.abs(values))))
