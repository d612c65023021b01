"""Whether an exercise has stopped moving, and since when: a change point, then a flat slope.

A plateau is stated where a rise broke off, or where nothing has risen for long. The change is
confirmed by a likelihood ratio, asked after every session (a sequential test in the manner of
Page, Biometrika 41, 1954; Lorden, Ann Math Stat 42, 1971): the last half year as a rise up to a day
and level from there, against a rise that goes on (steady, or slackening as all rises do). The
robust slope since that day must have an interval that includes zero and be smaller than the
smallest change that matters. `docs/trends.md` says how late and how wrong this is.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.findings import Days, Estimate, Floats, NotYet, Plateau, Series
from repsight.core.history.log import Experience
from repsight.core.history.trend import MAD, WEEK, noise, recent, robust_slope, widening
from repsight.core.history.usual import BEFORE, usual

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
# Long enough: shorter is a bad week, and fewer sessions have no slope.
SHORTEST_WEEKS: Final = 2.0
FEWEST_SESSIONS: Final = 6
# The rise must have been seen for as long as it takes to measure one.
_RISE_WEEKS: Final = 6.0
_WINDOW_WEEKS: Final = 26.0
# Log-likelihoods by which "rose, then level" must beat "rises on", and "rises on by the smallest
# change that matters"; and by which, where no rise was seen, that change must show. Set on
# simulated lifters; on fresh ones false alarms were about 0.06 a year (bench/plateau.py).
EVIDENCE: Final = 4.0
SLOWER: Final = 2.5
AGAINST_SLOW: Final = 4.5
# Days of change looked at, the likeliest first: how well a break is placed where it is sure.
_LIKELIEST: Final = 12
# The mean of the last sessions is this many standard errors above the level: it rises again.
_ABOVE: Final = 1.0
_LAST: Final = 3
# A level varies by the noise between sessions; by more than this many times it swings.
_SWING: Final = 1.5
# Where no rise was seen, a level is looked for over so many of the last weeks, longest first.
_LONG_AGO: Final = (104, 78, 52, 39, 26, 20, 16, 13)
# Gains that halve faster than in so many weeks have broken off; slower they slacken as all do.
_HALVED_WEEKS: Final = 40.0
# Nothing before these weeks is looked at: a plateau of two years is as good as for ever.
_LOOKED_AT_WEEKS: Final = 130.0
# Days without training count at most a week: nobody gains on holiday.
_PAUSE: Final = 7.0
# Beyond so many standard deviations a point counts linearly (Huber, 1964).
_HUBER: Final = 2.5
# What is taken for the noise before anything was seen, with what it carries into the next session
# (two real logs: 1.5 and 3 %), and for how many sessions that counts. Best sets cannot be told
# apart more finely than by the least.
_PRIOR_NOISE: Final = 0.027
_PRIOR_SESSIONS: Final = 6
_LEAST_NOISE: Final = 0.006


@dataclass(frozen=True, slots=True, eq=False)
class Breaks:
    """Points (K,) at which a rise may have broken off, the likeliest first.

    `evidence` (K,) is the log-likelihood by which that is surer than that the rise goes on,
    `against_slow` (K,) than that it goes on as slowly as still matters; `spread` the noise of a
    session, widened by what it carries into the next, as a share.
    """

    points: Days
    evidence: Floats
    against_slow: Floats
    spread: float


def plateau(
    series: Series, experience: Experience | None = None, loads: Series | None = None
) -> Plateau | NotYet | None:
    """The plateau that the newest session of a series is on, without levers; None where it moves.

    `loads` are the heaviest loads of the same sessions: with them light weeks are told better.
    `NotYet` for fewer than 12 sessions or 8 weeks. It looks back only: asked for the part of a
    series up to a session it says what could have been said on that day.
    """
    weeks = (series.day[-1] - series.day[0]) / WEEK if len(series) else 0.0
    if len(series) < LEAST_SESSIONS:
        return NotYet("telling a plateau", len(series), LEAST_SESSIONS)
    if weeks < LEAST_WEEKS:
        return NotYet("telling a plateau", int(weeks), int(LEAST_WEEKS), "weeks")
    smallest = SMALLEST[experience or USUAL] * float(np.median(series.values[-BEFORE:]))
    part = recent(series, _LOOKED_AT_WEEKS)
    same = loads is not None and np.array_equal(loads.day, series.day)
    lifted = loads.values[-len(part) :] if loads is not None and same else None
    kept = usual(part.values, lifted)
    day, values = part.day[kept], part.values[kept]
    found = since_break(day, values, smallest) or long_level(day, values, smallest)
    if found is None:
        return None
    start, slope = found
    lasted = float(series.day[-1] - day[start]) / WEEK
    return Plateau(series.exercise, series.measure, int(day[start]), lasted, slope, smallest)


def since_break(day: Days, values: Floats, smallest: float) -> tuple[int, Estimate] | None:
    """The likeliest point since which a rise has been level, and the slope since then."""
    logs = _logs(values)
    breaks = rise_broken(training_weeks(day), logs, smallest / float(np.median(values[-BEFORE:])))
    if breaks is None:
        return None
    sure = (breaks.evidence >= EVIDENCE) & (breaks.against_slow >= SLOWER)
    for at in breaks.points[sure].tolist():
        slope = level_slope(day[at:], values[at:], smallest)
        if slope is not None and not rises_inside(logs[at:], breaks.spread):
            return at, slope
    return None


def level_slope(day: Days, values: Floats, smallest: float) -> Estimate | None:
    """The robust slope of values (N,) on days where they stay level, else None.

    Its interval includes zero and it is smaller than the smallest change that matters; and what
    the level leaves over is the noise from session to session and not much more.
    """
    slope = robust_slope(day, values)
    if isinstance(slope, NotYet) or not slope.low <= 0 <= slope.high:
        return None
    left = MAD * float(np.median(np.abs(values - np.median(values))))
    least = _LEAST_NOISE * float(np.median(np.abs(values)))
    steady = left <= _SWING * max(noise(values), least)
    return slope if abs(slope.value) < smallest and steady else None


def rises_inside(logs: Floats, spread: float) -> bool:
    """Whether the last of the log values (N,), up to half of them, lie above the level of all, or
    the first ones below it: the rise goes on again, or had not ended yet."""
    left = logs - np.median(logs)
    many = np.sqrt(np.arange(1, len(logs) + 1))
    half = slice(_LAST - 1, len(logs) // 2)
    ends = (np.cumsum(left[::-1]) / many)[half], (-np.cumsum(left) / many)[half]
    return any(bool((end > _ABOVE * spread).any()) for end in ends)


def long_level(day: Days, values: Floats, smallest: float) -> tuple[int, Estimate] | None:
    """The first point since which nothing that matters was gained, long ago, and the slope."""
    trained = training_weeks(day)
    for weeks in _LONG_AGO:
        start = int(np.argmax(trained >= trained[-1] - weeks))
        if trained[-1] < weeks or len(day) - start < LEAST_SESSIONS:
            continue
        since = values[start:]
        centred = trained[start:] - trained[start:].mean()
        spread = _spread(_logs(since) - np.median(_logs(since)))
        gain = smallest / float(np.median(since))
        if gain**2 * float(centred @ centred) / (2 * spread**2) < AGAINST_SLOW:
            continue
        slope = level_slope(day[start:], since, smallest)
        if slope is not None and not rises_inside(_logs(since), spread):
            return start, slope
    return None


def rise_broken(weeks: Floats, logs: Floats, gain: float) -> Breaks | None:
    """Where the rise of the last half year may have broken off; None where none was seen.

    Of log values (N,) at weeks of training; `gain` a week is the smallest that matters. A
    generalised likelihood ratio with Huber's loss; the day is tried at every session that has a
    rise of six weeks before it and two weeks and six sessions after it.
    """
    first = int(np.searchsorted(weeks, weeks[-1] - _WINDOW_WEEKS))
    t, y = weeks[first:] - weeks[first], logs[first:]
    tried = np.flatnonzero((t >= _RISE_WEEKS) & (t <= t[-1] - SHORTEST_WEEKS))
    tried = tried[tried <= len(t) - FEWEST_SESSIONS]
    if not len(tried):
        return None
    rises = _rises(t)
    broken = [np.minimum(rise, rise[tried][:, None]) for rise in rises]
    left = _left_over(broken[0], y)[0]
    spread = _spread(left[int(np.argmin((left**2).sum(1)))])
    best = np.min([_misfit(courses, y, spread) for courses in broken], axis=0)
    going_on = float(_misfit(np.stack(rises), y, spread).min())
    order = np.argsort(best)[:_LIKELIEST]
    order = order[np.isfinite(best[order])]
    if not len(order):
        return None
    slow = y - gain * np.maximum(t - t[tried[order]][:, None], 0)
    slower = np.min([_misfit(courses[order], slow, spread) for courses in broken], axis=0)
    return Breaks(first + tried[order], going_on - best[order], slower - best[order], spread)


def training_weeks(day: Days) -> Floats:
    """Weeks of training (N,) since the first day; longer pauses count as one week."""
    return np.concatenate([[0.0], np.cumsum(np.minimum(np.diff(day), _PAUSE))]) / WEEK


def _rises(weeks: Floats) -> tuple[Floats, Floats]:
    """Courses a rise may take: steady, and with gains that halve in 40 weeks."""
    slackening = (1 - 0.5 ** (weeks / _HALVED_WEEKS)) * _HALVED_WEEKS / np.log(2)
    return weeks, np.asarray(slackening)


def _logs(values: Floats) -> Floats:
    """Values (N,) as logarithms, so that gains are shares; nothing counts as next to nothing."""
    return np.asarray(np.log(np.maximum(values, 0.01 * max(float(np.median(values)), 1e-9))))


def _left_over(courses: Floats, values: Floats) -> tuple[Floats, Floats]:
    """What a rise along each of the courses (C, N) leaves of values (N,) or (C, N); slopes (C,)."""
    centred = courses - courses.mean(1, keepdims=True)
    y = values - values.mean(-1, keepdims=True)
    slope = (centred * y).sum(1) / np.maximum((centred**2).sum(1), 1e-12)
    return y - slope[:, None] * centred, slope


def _misfit(courses: Floats, values: Floats, spread: float) -> Floats:
    """Minus the log-likelihood (C,) of values (N,) or (C, N) under rises along courses (C, N)."""
    left, slope = _left_over(courses, values)
    left = np.abs(left) / spread
    loss = np.where(left < _HUBER, left**2, 2 * _HUBER * left - _HUBER**2).sum(1) / 2
    # A course along which the values fall is no rise.
    return np.where(slope >= 0, loss, np.inf)


def _spread(left: Floats) -> float:
    """The noise of a session that residuals (N,) tell, with what it carries into the next."""
    n = len(left)
    own = max((MAD * float(np.median(np.abs(left)))) ** 2, float((left**2).mean()) / 2)
    seen = n * own * widening(left) + _PRIOR_SESSIONS * _PRIOR_NOISE**2
    return max(float(np.sqrt(seen / (n + _PRIOR_SESSIONS))), _LEAST_NOISE)
