"""Views of simulated lifters with findings that are made here, so that each is known exactly."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from core.history.lifters import Lifter, Plateau, simulate
from repsight.core.history import findings as found
from repsight.core.history.adherence import Adherence
from repsight.core.history.log import BodyWeight, LoggedSession, PainNote
from repsight.core.history.series import session_series
from repsight.core.history.table import History, history_of
from repsight.core.programme.types import Prescription, Programme, Reason, Week, Workout
from repsight.history.report.view import ExerciseView, HistoryView

LIFTS = (("squat", 120.0), ("Bench Press (Barbell)", 80.0), ("deadlift", 150.0))
LEVER = found.Lever("An easy week", "your load rose for 9 weeks without one")


def history(weeks: int, lifts: Sequence[tuple[str, float]] = LIFTS) -> History:
    """Three lifts on three days a week, with a plateau of the first at the end; weights, pain."""
    sessions: list[LoggedSession] = []
    for seed, (name, level) in enumerate(lifts):
        still = (Plateau(7 * weeks - 84, 84),) if seed == 0 else ()
        lifter = Lifter(exercise=name, level=level, weeks=weeks, plateaus=still)
        hours = timedelta(hours=seed)
        sessions += [
            LoggedSession(one.started + hours, one.sets, rpe=7, seconds=3600)
            for one in simulate(lifter, seed).sessions
        ]
    start = datetime(2024, 1, 3, 7, tzinfo=UTC)
    weights = [BodyWeight(start + timedelta(weeks=w), 80 + w / 40) for w in range(0, weeks, 2)]
    pain = [PainNote(start + timedelta(weeks=weeks - 9), "knee", 4, "after squats")]
    return history_of(sessions, "ada", body_weight=weights, pain=pain)


def trend(history: History, exercise: str, measure: str = "e1rm") -> found.Trend:
    """A level by a running mean, two changes, and a plateau over the last twelve weeks."""
    series = session_series(history.sets, exercise, measure)
    wide = max(1, len(series) // 20)
    padded = np.pad(series.values, wide, mode="edge")
    level = np.convolve(padded, np.ones(2 * wide + 1) / (2 * wide + 1), "valid")
    slope = found.Estimate(0.02, -0.11, 0.15)
    since = int(series.day[-1]) - 84
    still = None
    if exercise == "squat" and measure == "e1rm" and since > series.day[0]:
        still = found.Plateau(exercise, measure, since, 12.0, slope, 0.4, (LEVER,))
    day = int(series.day[len(series) // 2])
    changes = (found.Change(day, 118.0, 125.5), found.Change(int(series.day[-1]) - 60, 125.5, 123))
    rising = found.Estimate(0.6, 0.3, 0.9)
    return found.Trend(series, level, slope if still else rising, changes, still)


def forecast(trend: found.Trend, ahead: int = 4) -> found.Forecast:
    """Intervals of 2 and 4 kg that widen by one session after the other."""
    steps = np.arange(1, ahead + 1)
    mean = trend.level[-1] + 0.3 * steps
    width = np.sqrt(steps)
    scores = tuple(
        found.BacktestScore(name, mase, mase + 0.1, 0.81, 0.95, 1.234, 160)
        for name, mase in (("damped level", 0.71), ("naive", 0.88))
    )
    return found.Forecast(
        trend.series, "damped level", trend.series.day[-1] + 4 * steps, mean,
        mean - 2 * width, mean + 2 * width, mean - 4 * width, mean + 4 * width, scores,
        "The damped level erred least over 160 forecasts of your own past.",
    )  # fmt: skip


def weeks_of(history: History) -> tuple[found.LoadWeek, ...]:
    """The load of each week as sets, with a monotony that goes up and down."""
    first = int(history.sessions.day[0])
    count = (int(history.sessions.day[-1]) - first) // 7 + 1
    by_week = (history.sets.day - first) // 7
    loads = [float((by_week == week).sum()) * 30 for week in range(count)]
    return tuple(
        found.LoadWeek(
            first + 7 * week, 3, 12, 10 * load, load, 1.2 + 0.9 * np.sin(week / 3) ** 2,
            1.5 * load, load, float(np.mean(loads[week - 3 : week + 1])) if week > 2 else None,
        )
        for week, load in enumerate(loads)
    )  # fmt: skip


def records(history: History, exercise: str) -> tuple[found.PersonalRecord, ...]:
    series = session_series(history.sets, exercise, "load")
    best = int(np.argmax(series.values))
    value, day = float(series.values[best]), int(series.day[best])
    last = int(series.day[-1])
    return (
        found.PersonalRecord(exercise, "load", value, "kg", day, 1),
        found.PersonalRecord(exercise, "reps", 8, "", last, 2),
    )


RISK = found.RiskReport(
    found.Estimate(0.06, 0.01, 0.24), 28,
    (
        found.RiskFactor("strain", "Strain of the last week", 4200, "", 0.8, "days were alike",
            "raises", "above 92 % of your weeks", "Foster, 1998", "a week with easy days",
        ),
        found.RiskFactor(
            "asymmetry", "Difference of the sides", 4.0, "%", -0.3, "it is small", "lowers"
        ),
    ),
    "logistic regression, calibrated",
    {"trained on": "6 athletes with 6 injuries: this proves the pipeline, not the accuracy"},
)  # fmt: skip

SIGN = found.RiskFactor("fall", "change of the estimated maximum", 1.1, "%", None, "a fall")
OVER = found.Overreaching(
    "none", (SIGN,),
    "performance is where it was expected", "Meeusen et al., 2013", ("velocity",),
)  # fmt: skip

REASON = Reason(
    "Add load when all sets reach 8", "ACSM, 2009", "8, 8, 8 last time", "a set below 5"
)


def programme(today: int) -> Programme:
    """A week with a day that is done, one that was missed, and one to come."""
    dose = Prescription("squat", 3, 5, 8, 102.5, 2, 150, reasons=(REASON,))
    hold = Prescription("plank", 2, 1, 1, None, 2, 60, seconds=45)
    monday = today - (today + 3) % 7
    days = (
        Workout(monday, "Legs", (dose, hold), done=7),
        Workout(monday + 2, "Push", (dose,), missed=True),
        Workout(monday + 4, "Legs", (dose, hold)),
    )
    return Programme("strength", 3, (Week(monday, "accumulation", days, (REASON,)),))


def full_view(weeks: int = 156) -> HistoryView:
    """Everything there is to show, of somebody who trains for so many weeks."""
    kept = history(weeks)
    today = int(kept.sessions.day[-1]) + 1
    exercises = []
    for name, _ in LIFTS:
        main = trend(kept, name)
        count = len(main.series)
        exercises.append(
            ExerciseView(
                name, count, int(main.series.day[-1]), (main,), forecast(main), records(kept, name)
            )
        )
    every = (*(name for name, _ in LIFTS), "plank", "row")
    return HistoryView(
        kept, today, tuple(exercises), every, weeks_of(kept), "load points",
        Adherence(400, 2.8, 2.6, 31, 40, 1, (), 36, 33), RISK, OVER, programme(today),
    )  # fmt: skip


def beginner_view() -> HistoryView:
    """One session, and so nothing but "not yet"."""
    (one, *_) = simulate(Lifter(weeks=2), 1).sessions
    kept = history_of([one], "bo")
    day = int(kept.sessions.day[0])
    waiting = (found.NotYet("a trend of the squat", 1, 6), found.NotYet("a forecast", 1, 12))
    exercise = ExerciseView("squat", 1, day, waiting=waiting)
    risk = found.NotYet("risk factors", 0, 4, "weeks")
    return HistoryView(kept, day, (exercise,), ("squat",), risk=risk)


def empty_view() -> HistoryView:
    return HistoryView(history_of([], "cy"), 20_000)
