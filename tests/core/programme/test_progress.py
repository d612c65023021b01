"""What is read of a person before anything is decided: level, trend, effort, form, pain."""

from dataclasses import replace

import numpy as np
import pytest
from planned_trainee import CATALOGUE, MASS, MONDAY, moment

from repsight.core.history.log import BodyWeight, LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.core.history.table import History, SetTable, history_of
from repsight.core.programme.known import (
    age_of,
    body_mass,
    e1rm_of,
    experience_of,
    known_movements,
    level_of,
    used_to,
)
from repsight.core.programme.pain import ANYWHERE, Pain, level_for, pains_of
from repsight.core.programme.progress import state_of, turn_of
from repsight.core.programme.starting import Person, top_of
from repsight.core.programme.types import Prescription

SQUAT = CATALOGUE.named("back_squat")
ASKED = Prescription("back_squat", 3, 5, 8, 100.0, 2.0, 180, aim=5)
PERSON = Person("strength", "intermediate", False, MASS)


def log(*sessions: tuple[int, float, int, float | None, float | None]) -> History:
    """Three sets a session, of day, load, repetitions, RPE and score."""
    made = [
        LoggedSession(
            moment(MONDAY + day),
            (LoggedSet("Squat (Barbell)", reps, load, rpe=rpe, score=score),) * 3,
        )
        for day, load, reps, rpe, score in sessions
    ]
    return history_of(made)


def state(history: History, asked: Prescription = ASKED, day: int = 30):  # type: ignore[no-untyped-def]
    sets = history.sets
    turns = [
        turn_of(int(sets.day[sets.session == n][0]), int(n), "accumulation", asked, 3,
                sets.where(sets.session == n), SQUAT, False)
        for n in np.unique(sets.session)
    ]  # fmt: skip
    return state_of(
        turns, sets, SQUAT, PERSON, MONDAY + day, weeks_since_deload=1, missed=0, pain=0.0,
        muscle_sets_before=None, last_day=turns[-1].day, age=None,
    )  # fmt: skip


def test_repetitions_in_reserve_count_as_done() -> None:
    sets = log((0, 100.0, 5, 8.0, None)).sets
    assert e1rm_of(sets, 0.0)[0] == pytest.approx(
        e1rm_of(log((0, 100.0, 7, 10.0, None)).sets, 0.0)[0]
    )
    silent = log((0, 100.0, 5, None, None)).sets
    assert level_of(silent, 0.0, reserve=2.0) == pytest.approx(level_of(sets, 0.0))
    assert level_of(silent, 0.0) < level_of(sets, 0.0)  # type: ignore[operator]


def test_the_level_is_the_recent_one_and_not_the_best_ever() -> None:
    past = [(day, 140.0, 5, None, None) for day in (0, 2)]
    recent = [(day, 100.0, 5, None, None) for day in (50, 52, 54)]
    known = known_movements(log(*past, *recent), CATALOGUE, MONDAY + 60)["back_squat"]
    assert known.level_kg == pytest.approx(116, abs=1)
    assert known.sessions == 5
    assert known.last == MONDAY + 54


def test_the_state_tells_trend_effort_and_form() -> None:
    rising = [(7 * n, 100.0 + 2.5 * n, 5, 8.0, 85.0) for n in range(5)]
    assert state(log(*rising)).trend == pytest.approx(2.38, abs=0.1)
    harder = [(7 * n, 100.0, 5, 7.0 + 0.5 * n, 85.0 - 5 * (n == 4)) for n in range(5)]
    found = state(log(*harder))
    assert found.effort_drift == pytest.approx(0.5)
    assert found.score_change == pytest.approx(-5)
    assert found.felt_in_reserve == pytest.approx(1.0)
    assert found.days_since == 2
    few = state(log((0, 100.0, 5, 8.0, 85.0)))
    assert (few.trend, few.effort_drift, few.score_change) == (None, None, None)


def test_sets_with_less_load_are_not_counted_and_short_sessions_are() -> None:
    sets = (LoggedSet("Squat (Barbell)", 8, 100.0),) * 2 + (LoggedSet("Squat (Barbell)", 12, 60.0),)
    found = state(history_of([LoggedSession(moment(MONDAY), sets)]))
    assert found.reps_done == (8, 8)
    short = state(log((0, 100.0, 4, None, None), (3, 100.0, 3, None, None)))
    assert short.failed == 2


def test_the_week_began_with_its_first_load() -> None:
    found = state(
        log((0, 90.0, 5, None, None), (24, 95.0, 5, None, None), (26, 97.5, 5, None, None))
    )
    assert (found.load_week_ago_kg, found.load_kg) == (95.0, 97.5)


def test_a_range_is_widened_where_the_step_is_large() -> None:
    assert top_of(100.0, 2.5, 5, 8) == 8
    assert top_of(8.0, 2.0, 10, 15) > 18
    assert top_of(4.0, 2.0, 10, 15) == 30


def test_what_a_muscle_is_used_to_is_a_mean_over_weeks_of_training() -> None:
    history = log(*[(7 * week + day, 100.0, 5, None, None) for week in (0, 1, 4) for day in (0, 3)])
    used = used_to(history, CATALOGUE, MONDAY + 34)
    assert used is not None
    assert used["quadriceps"] == pytest.approx(6.0)
    assert used_to(log((0, 100.0, 5, None, None)), CATALOGUE, MONDAY) is None


def test_experience_age_and_mass_are_the_profiles_else_the_logs() -> None:
    empty = history_of(())
    assert experience_of(empty) == "beginner"
    long = log(*[(5 * n, 100.0, 5, None, None) for n in range(60)])
    assert experience_of(long) == "intermediate"
    assert experience_of(log(*[(4 * n, 100.0, 5, None, None) for n in range(220)])) == "advanced"
    told = replace(empty, profile=UserProfile(experience="advanced", birth_year=1960, mass_kg=80))
    assert (experience_of(told), age_of(told, MONDAY), body_mass(told)) == ("advanced", 66, 80)
    weighed = replace(told, body_weight=(BodyWeight(moment(MONDAY), 78.0),))
    assert body_mass(weighed) == 78


@pytest.mark.parametrize(
    ("levels", "substitute", "stop"),
    [
        ([(0, 2.0)], False, False),
        ([(0, 3.0)], False, False),
        ([(0, 3.5)], True, False),
        ([(-2, 0.0), (0, 2.5)], True, False),
        ([(0, 7.0)], True, True),
        ([(-15, 4.0), (0, 4.0)], True, True),
        ([(-20, 9.0)], False, False),
    ],
)
def test_pain_holds_substitutes_and_stops(
    levels: list[tuple[int, float]], substitute: bool, stop: bool
) -> None:
    notes = tuple(PainNote(moment(MONDAY + day), "right knee", level) for day, level in levels)
    pain = pains_of(replace(history_of(()), pain=notes), CATALOGUE, MONDAY).get("knee")
    assert (pain is not None and pain.substitute, pain is not None and pain.stop) == (
        substitute,
        stop,
    )


def test_pain_at_a_place_that_is_no_joint_holds_everything() -> None:
    notes = (PainNote(moment(MONDAY), "little finger", 5),)
    pains = pains_of(replace(history_of(()), pain=notes), CATALOGUE, MONDAY)
    assert pains == {ANYWHERE: Pain(ANYWHERE, 5, False, False)}
    assert level_for(SQUAT, pains) == level_for(CATALOGUE.named("barbell_curl"), pains) == 5
    assert level_for(SQUAT, {"wrist": Pain("wrist", 5, False, False)}) == 0


def test_a_history_table_without_rows_knows_nothing() -> None:
    sets: SetTable = history_of(()).sets
    assert level_of(sets, 0.0) is None
    assert known_movements(history_of(()), CATALOGUE, MONDAY) == {}
