"""Signs of overreaching: performance falls while load is high, and the same load feels heavier.

A fall of performance that training brought about is what defines overreaching; nothing else known
tells it from other tiredness, and whether it is functional, non-functional or the syndrome is told
only by how long it takes to recover (Meeusen et al., Med Sci Sports Exerc 45(1), 2013). So these
are signs, by rule, and no diagnosis.
"""

from typing import Final, Literal

import numpy as np

from repsight.core.history.findings import Floats, NotYet, Overreaching, RiskFactor
from repsight.core.history.risk.daily import daily_log
from repsight.core.history.risk.factors import HIGH_MONOTONY, own_weeks, share_below
from repsight.core.history.risk.features import FEATURES, WEEK, features
from repsight.core.history.series import session_series
from repsight.core.history.table import History, SetTable

SOURCE: Final = "Meeusen et al. 2013 (ECSS and ACSM consensus); Foster 1998 for monotony"
FALLEN_SESSIONS: Final = 3
"""In a row below what was expected: one bad day is a bad day, three by chance are one in 8,000."""
FALLEN_SHARE: Final = 1 / 3
"""Of the exercises: tiredness shows in many; of twenty exercises one or two fall by chance."""
MAX_FALL: Final = 0.25
"""A larger fall is another machine, another grip or a light week, and no loss of strength."""
EXPECTED_FROM: Final = 8
LOOK_BACK_DAYS: Final = 365
"""What was lifted more than a year ago is no longer expected."""
RECENT_DAYS: Final = 21
EARLIER_DAYS: Final = 84
Z: Final = 1.645
"""Below the 90 % interval: one session in twenty by chance."""
DAY_TO_DAY: Final = 0.02
"""No lifter is steadier than this: the coefficient of variation of best sets in two real logs was
1.7 to 2.5 %, and that of tested maxima is 4 % (Grgic et al., Sports Med Open 6, 2020)."""
HIGH_LOAD: Final = 0.75
MIN_PAIRS: Final = 5
MIN_RPE: Final = 0.5
"""Half a point: what people tell apart on the scale."""
MIN_VELOCITY: Final = 0.04
"""m/s: half of what five per cent of the maximum more on the bar changes (González-Badillo &
Sánchez-Medina, Int J Sports Med 31, 2010)."""
MAD_TO_SD: Final = 1.4826


def overreaching(history: History, today: int) -> Overreaching | NotYet:
    """Whether the three weeks until `today` look like overreaching, and by which signs.

    `NotYet` where no exercise of these weeks has sessions enough to know what to expect.
    """
    age = today - history.sets.day
    sets = history.sets.where((age >= 0) & (age < LOOK_BACK_DAYS)).working()
    fall = _performance(sets, today)
    if isinstance(fall, NotYet):
        return fall
    values = features(daily_log(history, today))
    load = _high_load(values)
    felt = [
        _at_same_load(sets, sets.rpe, "effort", today),
        _at_same_load(sets, sets.measures["velocity"], "velocity", today),
    ]
    signs = [fall, load, *felt]
    known = tuple(sign for sign in signs if isinstance(sign, RiskFactor))
    unknown = tuple(sign for sign in signs if isinstance(sign, str))
    found = {sign.name for sign in known if sign.direction == "raises"}
    signal = _signal(found)
    return Overreaching(signal, known, _why(signal, found), SOURCE, unknown)


def _signal(found: set[str]) -> Literal["none", "possible", "marked"]:
    if not {"performance", "training"} <= found:
        return "none"
    return "marked" if found & {"effort", "velocity"} else "possible"


def _why(signal: str, found: set[str]) -> str:
    if signal == "none":
        lone = "performance" in found
        return (
            "performance has fallen, but not under high or monotonous load: think of rest, illness,"
            " sleep or a planned light week first"
            if lone
            else "performance is where it was expected"
        )
    more = ", and the same load is harder than before" if signal == "marked" else ""
    return (
        f"performance has fallen under high or monotonous load{more}; illness, sleep, food and"
        " stress look the same in a log. A week of less than half the load tells much: who comes"
        " back stronger was overreached and no more"
    )


def _performance(sets: SetTable, today: int) -> RiskFactor | NotYet:
    """How the estimated 1RM of the exercises trained of late stands to what was expected."""
    need = EXPECTED_FROM + FALLEN_SESSIONS
    changes: list[float] = []
    fallen: list[str] = []
    most = 0
    for exercise in sets.where(sets.day > today - RECENT_DAYS).exercises():
        series = session_series(sets, exercise, "e1rm")
        # What is expected is from before these weeks: a fall must not become what is expected.
        late = series.day > today - RECENT_DAYS
        before, recent = series.values[~late], series.values[late][-FALLEN_SESSIONS:]
        most = max(most, min(len(before), EXPECTED_FROM) + len(recent))
        if len(before) < EXPECTED_FROM or len(recent) < FALLEN_SESSIONS:
            continue
        level, spread = _expected(before[-EXPECTED_FROM:])
        changes.append(float(np.median(recent) / level - 1))
        if (recent < level - Z * spread).all() and changes[-1] > -MAX_FALL:
            fallen.append(exercise)
    if not changes:
        question = (
            f"whether strength falls ({FALLEN_SESSIONS} sessions of an exercise in {RECENT_DAYS}"
            f" days, {EXPECTED_FROM} before them)"
        )
        return NotYet(question, most, need)
    named = f": {', '.join(fallen)}" if fallen else ""
    return RiskFactor(
        "performance",
        "change of the estimated 1RM, median of exercises",
        100 * float(np.median(changes)),
        "%",
        None,
        "a fall that rest does not undo in days is what overreaching means",
        "raises" if len(fallen) >= max(1.0, FALLEN_SHARE * len(changes)) else "neutral",
        f"last {FALLEN_SESSIONS} sessions against {EXPECTED_FROM} before these weeks;"
        f" {len(fallen)} of {len(changes)} exercises are below their 90 % interval{named}",
        SOURCE,
        "sessions back inside the interval",
    )


def _expected(values: Floats) -> tuple[float, float]:
    """Level of sessions and the standard deviation of a next one, both robust."""
    level = float(np.median(values))
    spread = MAD_TO_SD * float(np.median(np.abs(values - level)))
    return level, max(spread, DAY_TO_DAY * level) * float(np.sqrt(1 + 1 / len(values)))


def _high_load(values: Floats) -> RiskFactor | str:
    """The highest weekly load of the last three weeks against those before, and its monotony."""
    names = list(FEATURES)
    load, monotony = values[:, names.index("load")], values[:, names.index("monotony")]
    before = own_weeks(load[: -RECENT_DAYS + WEEK]) if len(load) > RECENT_DAYS else load[:0]
    recent = load[: -RECENT_DAYS - 1 : -WEEK]
    if not len(before) or not np.isfinite(recent).any():
        return "load against earlier weeks"
    most, equal = float(np.nanmax(recent)), float(np.nanmax(monotony[-RECENT_DAYS:]))
    share = share_below(most, before)
    high = share >= HIGH_LOAD or equal >= HIGH_MONOTONY
    return RiskFactor(
        "training",
        "highest weekly load of the last three weeks",
        most,
        "× usual",
        None,
        "a fall without load behind it has another cause",
        "raises" if high else "neutral",
        f"above {share:.0%} of the {len(before)} weeks before; monotony up to {equal:.1f}",
        SOURCE,
        "a week of less load, and of days unlike each other",
    )


def _at_same_load(sets: SetTable, values: Floats, name: str, today: int) -> RiskFactor | str:
    """How much the same load for the same repetitions changed from the months before."""
    title = {"effort": "effort at the same load", "velocity": "velocity at the same load"}[name]
    gaps = _pairs(sets, values, today)
    if len(gaps) < MIN_PAIRS:
        return title
    change = float(gaps.mean())
    error = float(gaps.std(ddof=1)) / float(np.sqrt(len(gaps)))
    harder = change - Z * error >= 0 and change >= MIN_RPE
    if name == "velocity":
        harder = change + Z * error <= 0 and change <= -MIN_VELOCITY
    return RiskFactor(
        name,
        title,
        change,
        {"effort": "RPE", "velocity": "m/s"}[name],
        None,
        "the same work that is harder than before is a sign of fatigue",
        "raises" if harder else "neutral",
        f"{len(gaps)} sets of the last {RECENT_DAYS} days against the same load and repetitions in"
        f" the {EARLIER_DAYS} days before (standard error {error:.2f})",
        SOURCE,
        "the same set at its old effort or speed",
    )


def _pairs(sets: SetTable, values: Floats, today: int) -> Floats:
    """Of each recent set its value less the mean of earlier sets alike."""
    age = today - sets.day
    usable = np.isfinite(values) & np.isfinite(sets.load_kg) & np.isfinite(sets.reps)
    rows = np.flatnonzero(usable & (age < RECENT_DAYS + EARLIER_DAYS))
    earlier: dict[tuple[str, float, float], list[float]] = {}
    recent: list[tuple[tuple[str, float, float], float]] = []
    for row in rows.tolist():
        alike = (sets.exercise[row], round(float(sets.load_kg[row]), 1), float(sets.reps[row]))
        if age[row] >= RECENT_DAYS:
            earlier.setdefault(alike, []).append(float(values[row]))
        else:
            recent.append((alike, float(values[row])))
    return np.array([value - np.mean(earlier[like]) for like, value in recent if like in earlier])
