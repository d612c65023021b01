"""How a movement goes: the state that a policy decides on, from what was asked and done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from repsight.core.history.log import MAX_RPE
from repsight.core.history.table import Column, SetTable
from repsight.core.programme.known import body_moved, e1rm_of, level_of
from repsight.core.programme.movements import Movement
from repsight.core.programme.policy import ProgressState
from repsight.core.programme.starting import Person
from repsight.core.programme.types import Phase, Prescription

# Trends are told from so many sessions, at most and at least.
_TREND_SESSIONS: Final = 8
_LEAST_SESSIONS: Final = 4
# The usual score is the median of so many sessions before the last.
_USUAL_SESSIONS: Final = 5
_LEAST_USUAL: Final = 2
# Loads that differ by less are alike: a repetition is about 2.5 %.
_ALIKE: Final = 0.025
_WEEK: Final = 7


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One time that a movement was asked for and done: the sets are of that session.

    `done` is what was asked at the load that was done, `reps` those of the sets at that load.
    """

    day: int
    session: int
    phase: Phase
    asked: Prescription
    drawn_sets: int
    rows: SetTable
    easy: bool
    done: Prescription
    reps: tuple[int, ...]


def turn_of(
    workout_day: int,
    session: int,
    phase: Phase,
    asked: Prescription,
    drawn_sets: int,
    rows: SetTable,
    movement: Movement,
    easy: bool,
) -> Turn:
    """The turn with what its rows, of which there are some, say was done."""
    load = _done_load(rows, asked, movement)
    reps = rows.reps[np.isfinite(rows.reps)]
    if load is not None:
        near = np.nan_to_num(rows.load_kg) >= load * (1 - _ALIKE)
        reps = rows.reps[np.isfinite(rows.reps) & near]
    done = replace(asked, load_kg=_on_step(load, movement))
    count = tuple(int(n) for n in reps)
    return Turn(workout_day, session, phase, asked, drawn_sets, rows, easy, done, count)


def _done_load(rows: SetTable, asked: Prescription, movement: Movement) -> float | None:
    """The load that most sets were done with, the higher of two: the plan follows the person."""
    if movement.step <= 0:
        return asked.load_kg
    loads = rows.load_kg[rows.load_kg > 0].tolist()
    if not loads:
        return 0.0 if movement.added_load else asked.load_kg
    return float(max(loads, key=lambda load: (loads.count(load), load)))


def _on_step(load: float | None, movement: Movement) -> float | None:
    if load is None or load == 0 or movement.step <= 0:
        return load
    return max(movement.step, round(load / movement.step) * movement.step)


def state_of(
    turns: Sequence[Turn],
    rows: SetTable,
    movement: Movement,
    person: Person,
    day: int,
    *,
    weeks_since_deload: int,
    missed: int,
    pain: float,
    muscle_sets: float,
    muscle_sets_before: float | None,
    last_day: int,
    age: int | None,
) -> ProgressState:
    """The state after the last of `turns` (in order), for a session on `day`; `rows` its sets.

    `last_day` is when it was last done, an easy one included.
    """
    last = turns[-1]
    asked = last.done
    body = body_moved(movement, person.mass_kg)
    times = np.unique(rows.t[rows.day <= last.day])[-_TREND_SESSIONS:]
    rows = rows.where(np.isin(rows.t, times))
    return ProgressState(
        sets=asked.sets,
        reps_low=asked.reps_low,
        reps_high=asked.reps_high,
        aim=asked.aim or asked.reps_low,
        load_kg=asked.load_kg,
        step_kg=0.0 if movement.assisted else movement.step,
        reps_in_reserve=asked.reps_in_reserve,
        body_kg=body,
        reps_done=last.reps,
        felt_in_reserve=_mean(MAX_RPE - last.rows.rpe),
        velocity_loss=_mean(last.rows.measures["velocity_loss"]),
        effort_drift=_effort_drift(rows, asked.load_kg),
        level_kg=level_of(rows, body, asked.reps_in_reserve) if asked.load_kg or body else None,
        trend=_trend(rows, body, asked.reps_in_reserve),
        score_change=_change(rows, rows.score),
        rom_change=_change(rows, rows.measures["rom"]),
        failed=_failed(turns),
        days_since=float(day - last_day),
        weeks_since_deload=weeks_since_deload,
        missed=missed,
        pain=pain,
        load_week_ago_kg=_load_week_ago(turns, day),
        muscle_sets=muscle_sets,
        muscle_sets_before=muscle_sets_before,
        phase=last.phase,
        goal=person.goal,
        experience=person.experience,
        age=age,
    )


def _failed(turns: Sequence[Turn]) -> int:
    """How many of the last sessions in a row fell short of the range."""
    count = 0
    for turn in reversed(turns):
        if not turn.reps or min(turn.reps) >= turn.asked.reps_low:
            break
        count += 1
    return count


def _load_week_ago(turns: Sequence[Turn], day: int) -> float | None:
    """The load with which the last seven days began: the first one in them, else the last."""
    recent = [turn for turn in turns if turn.day > day - _WEEK] or [turns[-1]]
    return recent[0].done.load_kg


def _effort_drift(rows: SetTable, load: float | None) -> float | None:
    """Points of RPE a week at like loads."""
    told = np.isfinite(rows.rpe)
    if load is not None:
        told &= np.abs(np.nan_to_num(rows.load_kg) - load) <= load * _ALIKE
    return _slope(*_by_session(rows, rows.rpe, told))


def _trend(rows: SetTable, body: float, reserve: float) -> float | None:
    """Percent a week of e1RM."""
    values = e1rm_of(rows, body, reserve)
    days, best = _by_session(rows, values, np.isfinite(values) & (values > 0), np.max)
    slope = _slope(days, best)
    return None if slope is None else 100 * slope / float(np.median(best))


def _change(rows: SetTable, values: Column) -> float | None:
    """The last session's median against the usual of those before."""
    _, medians = _by_session(rows, values, np.isfinite(values))
    before = medians[:-1][-_USUAL_SESSIONS:]
    if len(before) < _LEAST_USUAL or not np.isfinite(values[rows.t == rows.t[-1]]).any():
        return None
    return float(medians[-1] - np.median(before))


def _by_session(
    rows: SetTable, values: Column, told: Column, reduce: object = np.median
) -> tuple[Column, Column]:
    """Days and one value a session, of the sets that tell."""
    assert callable(reduce)
    times, first = np.unique(rows.t[told], return_index=True)
    parts = np.split(values[told], first[1:]) if len(times) else []
    return rows.day[told][first].astype(float), np.array([reduce(part) for part in parts], float)


def _slope(days: Column, values: Column) -> float | None:
    """The median of the slopes between all pairs, a week (Theil-Sen); None for too few."""
    if len(days) < _LEAST_SESSIONS:
        return None
    first, second = np.triu_indices(len(days), 1)
    apart = days[second] - days[first]
    if not (apart > 0).any():
        return None
    rises = (values[second] - values[first])[apart > 0] / apart[apart > 0]
    return float(np.median(rises) * _WEEK)


def _mean(values: Column) -> float | None:
    told = values[np.isfinite(values)]
    return float(np.mean(told)) if len(told) else None
