"""A programme carried on: loads rise, pain and form hold them, nothing missed piles up."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from planned_trainee import CATALOGUE, MASS, MONDAY, Trainee, follow, moment

from repsight.core.history.findings import Estimate, Lever, Plateau
from repsight.core.history.log import LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.core.programme.adapting import adapt, next_workout
from repsight.core.programme.drawing import new_programme
from repsight.core.programme.known import Known
from repsight.core.programme.policy import Action, ProgressState
from repsight.core.programme.rules import RULES
from repsight.core.programme.starting import Person, starting
from repsight.core.programme.types import Prescription, Programme, Workout

INTERMEDIATE = UserProfile(mass_kg=MASS, experience="intermediate")


def drawn(trainee: Trainee, **wishes: object) -> Programme:
    given = {"goal": "strength", "days": 3, "weeks": 8, "start_day": MONDAY, "equipment": ["gym"]}
    return new_programme(trainee.history(), CATALOGUE, **(given | wishes))  # type: ignore[arg-type]


def asked_of(workout: Workout | None, exercise: str) -> Prescription:
    assert workout is not None
    return next(one for one in workout.prescriptions if one.exercise == exercise)


def next_of(programme: Programme, exercise: str, today: int) -> Prescription:
    """The next prescription of an exercise that is still to be done."""
    for week in programme.weeks:
        for workout in week.workouts:
            if workout.done is None and not workout.missed and workout.day >= today:
                for asked in workout.prescriptions:
                    if asked.exercise == exercise:
                        return asked
    raise AssertionError(f"{exercise} is not asked for again")


def done_squats(programme: Programme) -> list[float]:
    return [
        asked.load_kg
        for week in programme.weeks
        for workout in week.workouts
        for asked in workout.prescriptions
        if workout.done is not None and asked.exercise == "back_squat" and asked.load_kg
        if week.phase != "deload"
    ]


def trained(days: int = 5) -> tuple[Programme, Trainee]:
    """A programme of which the first week was done."""
    trainee = Trainee(INTERMEDIATE)
    return follow(drawn(trainee), trainee, MONDAY + days), trainee


def test_whoever_follows_for_twelve_weeks_lifts_more() -> None:
    trainee = Trainee(INTERMEDIATE)
    programme = follow(drawn(trainee, weeks=12), trainee, MONDAY + 84)
    loads = done_squats(programme)
    assert len(loads) > 15
    assert loads[-1] > 1.15 * loads[0]
    assert all(w.done is not None for week in programme.weeks for w in week.workouts)
    rises = [b / a for a, b in itertools.pairwise(loads)]
    assert max(rises) <= 1.1 + 1e-9
    rules = {note.rule for note in programme.notes}
    assert "double_progression" in rules
    assert all(note.source == RULES[note.rule].source for note in programme.notes)


def test_adapting_again_changes_nothing() -> None:
    programme, trainee = trained()
    for today in (MONDAY + 5, MONDAY + 9, MONDAY + 30, MONDAY + 90):
        once = adapt(programme, trainee.history(), CATALOGUE, today)
        assert adapt(once, trainee.history(), CATALOGUE, today) == once


@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    goal=st.sampled_from(["strength", "hypertrophy", "endurance", "mobility"]),
    days=st.integers(1, 6),
    skipped=st.sets(st.integers(0, 20), max_size=21),
    pain=st.none() | st.tuples(st.integers(0, 20), st.floats(0, 10)),
    gym=st.booleans(),
)
def test_whatever_is_missed_nothing_piles_up_and_muscles_rest(
    goal: str, days: int, skipped: set[int], pain: tuple[int, float] | None, gym: bool
) -> None:
    trainee = Trainee(INTERMEDIATE)
    if pain is not None:
        trainee.pain.append(PainNote(moment(MONDAY + pain[0]), "knee", pain[1]))
    programme = drawn(trainee, goal=goal, days=days, equipment=["gym"] if gym else [])
    programme = follow(programme, trainee, MONDAY + 21, lambda day: day - MONDAY in skipped)
    history = trainee.history()
    assert adapt(programme, history, CATALOGUE, MONDAY + 21) == programme
    last: dict[str, int] = {}
    for week in programme.weeks:
        there = [w for w in week.workouts if not w.missed]
        assert len(there) <= days
        assert len({w.day for w in there}) == len(there)
        for workout in there:
            assert week.start <= workout.day < week.start + 7
            for muscle in {
                CATALOGUE.named(a.exercise).muscles[0]
                for a in workout.prescriptions
                if CATALOGUE.named(a.exercise).pattern not in ("core", "mobility")
            }:
                assert workout.day - last.get(muscle, 0) >= 2
                last[muscle] = workout.day


def test_a_missed_workout_moves_to_the_next_day_and_the_rest_of_the_week_follows() -> None:
    trainee = Trainee(INTERMEDIATE)
    programme = adapt(drawn(trainee), trainee.history(), CATALOGUE, MONDAY + 1)
    days = [workout.day - MONDAY for workout in programme.weeks[0].workouts]
    assert days == [1, 3, 5]
    assert any("moves to" in note.data for note in programme.notes)
    late = adapt(drawn(trainee), trainee.history(), CATALOGUE, MONDAY + 4)
    assert [w.day - MONDAY for w in late.weeks[0].workouts if not w.missed] == [4, 6]
    assert [w.missed for w in late.weeks[0].workouts].count(True) == 1
    assert [w.day - MONDAY for w in late.weeks[1].workouts] == [8, 10, 12]


def test_missed_weeks_are_made_up_for_once_however_many_they_are() -> None:
    programme, trainee = trained()
    weeks = len(programme.weeks)
    today = MONDAY + 7 * 6
    after = adapt(programme, trainee.history(), CATALOGUE, today)
    assert len(after.weeks) == weeks + 1
    assert all(workout.missed for workout in after.weeks[1].workouts)
    assert after.weeks[2].start == today
    assert after.weeks[2].phase == programme.weeks[1].phase
    starts = [week.start for week in after.weeks]
    assert starts == sorted(set(starts))
    assert any("moves by 5 weeks" in note.data for note in after.notes)


def test_after_a_break_less_load_is_asked_for_and_it_says_so() -> None:
    programme, trainee = trained()
    before = next_of(programme, "back_squat", MONDAY + 5)
    assert before.load_kg is not None
    for days, share in ((20, 0.9), (35, 0.8), (70, 0.7)):
        today = MONDAY + 4 + days
        after = next_of(adapt(programme, trainee.history(), CATALOGUE, today), "back_squat", today)
        assert after.load_kg is not None
        assert after.load_kg <= share * before.load_kg + 1e-6
        assert any(reason.rule == "bound_break" for reason in after.reasons)


@pytest.mark.parametrize("level", [3.5, 5.0, 6.5])
def test_pain_brings_another_movement_of_the_pattern_that_spares_the_joint(level: float) -> None:
    programme, trainee = trained()
    trainee.pain.append(PainNote(moment(MONDAY + 5), "left elbow", level))
    today = MONDAY + 6
    after = adapt(programme, trainee.history(), CATALOGUE, today)
    asked = [one for w in (next_workout(after, today),) if w for one in w.prescriptions]
    for one in asked:
        assert "elbow" not in CATALOGUE.named(one.exercise).stresses
    assert any(note.rule == "substitute" and "elbow" in note.data for note in after.notes)
    # Two weeks later without pain the drawn movements are back.
    later = adapt(after, trainee.history(), CATALOGUE, MONDAY + 20)
    names = {one.exercise for w in later.weeks[-1].workouts for one in w.prescriptions}
    assert "bench_press" in names


@pytest.mark.parametrize("notes", [[(5, 8.0)], [(-10, 4.0), (5, 4.0)]])
def test_strong_or_lasting_pain_stops_and_points_to_a_professional(
    notes: list[tuple[int, float]],
) -> None:
    programme, trainee = trained()
    trainee.pain += [PainNote(moment(MONDAY + day), "knee", level) for day, level in notes]
    after = adapt(programme, trainee.history(), CATALOGUE, MONDAY + 6)
    workout = next_workout(after, MONDAY + 6)
    assert workout is not None
    drawn_names = {one.exercise for one in workout.drawn}
    assert "back_squat" in drawn_names
    names = {one.exercise for one in workout.prescriptions}
    assert names < drawn_names
    assert not any("knee" in CATALOGUE.named(name).stresses for name in names)
    assert any(n.rule == "stop" and "See a professional" in n.data for n in after.notes)


def test_severe_pain_at_no_joint_stops_all_training_and_less_only_holds_it() -> None:
    programme, trainee = TRAINED
    for level in (8.0, 5.0):
        pain = (PainNote(moment(MONDAY + 5), "chest", level),)
        history = replace(trainee.history(), pain=pain)
        after = adapt(programme, history, CATALOGUE, MONDAY + 6)
        workout = next_workout(after, MONDAY + 6)
        assert workout is not None
        assert bool(workout.prescriptions) == (level == 5.0)
        said = [note.data for note in after.notes if note.rule == "stop"]
        assert len(said) == (level == 8.0)
        assert all("all training is left out. See a professional" in text for text in said)


@settings(max_examples=12, deadline=None)
@given(
    place=st.sampled_from(["knee", "shoulder", "back", "big toe"]),
    level=st.floats(3.01, 10),
    action=st.builds(
        Action, load_steps=st.integers(0, 9), reps=st.integers(0, 9), sets=st.integers(0, 9)
    ),
)
def test_in_pain_no_policy_raises_anything_of_the_joint(
    place: str, level: float, action: Action
) -> None:
    programme, trainee = TRAINED
    pain = [PainNote(moment(MONDAY + 5), place, level)]
    history = replace(trainee.history(), pain=tuple(pain))
    today = MONDAY + 6
    held = adapt(programme, history, CATALOGUE, today, policy=lambda _: Action())
    after = adapt(programme, history, CATALOGUE, today, policy=lambda _: action)
    joint = CATALOGUE.joint(place)
    for old, new in zip(held.weeks, after.weeks, strict=True):
        for one, other in zip(old.workouts, new.workouts, strict=True):
            for a, b in zip(one.prescriptions, other.prescriptions, strict=True):
                if joint is None or joint in CATALOGUE.named(b.exercise).stresses:
                    assert (b.load_kg or 0, b.sets) <= (a.load_kg or 0, a.sets)


TRAINED = trained()


def test_a_policy_is_bounded_and_named() -> None:
    programme, trainee = TRAINED
    seen: list[ProgressState] = []

    def greedy(state: ProgressState) -> Action:
        seen.append(state)
        return Action(load_steps=100, sets=10)

    today = MONDAY + 5
    before = done_squats(programme)[-1]
    after = adapt(
        programme, trainee.history(), CATALOGUE, today, policy=greedy, policy_name="greedy"
    )
    squat = next_of(after, "back_squat", today)
    assert squat.load_kg is not None
    assert before < squat.load_kg <= before * 1.1 + 1e-6
    assert after.policy == "greedy"
    assert any("policy greedy" in reason.data for reason in squat.reasons)
    assert any(reason.rule == "bound_load" for reason in squat.reasons)
    state = next(s for s in seen if s.load_kg == before)
    assert state.reps_done
    assert state.felt_in_reserve is not None
    assert state.days_since > 0


def test_no_load_is_added_while_the_form_falls() -> None:
    trainee = Trainee(INTERMEDIATE)
    programme = drawn(trainee)
    for day, score in ((0, 85.0), (2, 85.0), (4, 84.0), (7, 85.0), (9, 86.0), (11, 60.0)):
        programme = adapt(programme, trainee.history(), CATALOGUE, MONDAY + day)
        workout = next_workout(programme, MONDAY + day)
        assert workout is not None
        trainee.train(workout, MONDAY + day, score)
    today = MONDAY + 12

    def wants_more(_: ProgressState) -> Action:
        return Action(load_steps=1)

    after = adapt(programme, trainee.history(), CATALOGUE, today, policy=wants_more)
    squat = next_of(after, "back_squat", today)
    assert any(reason.rule == "bound_form" for reason in squat.reasons)


def test_what_was_lifted_instead_is_where_it_goes_on() -> None:
    trainee = Trainee(INTERMEDIATE)
    programme = drawn(trainee)
    names = [one.exercise for one in programme.weeks[0].workouts[0].prescriptions]
    sets = [LoggedSet("Squat (Barbell)", 8, 80.0, rpe=7.0)] * 3
    others = [LoggedSet(CATALOGUE.named(n).aliases[0], 8, 20.0) for n in names if n != "back_squat"]
    trainee.sessions.append(LoggedSession(moment(MONDAY), (*sets, *others)))
    today = MONDAY + 1
    after = adapt(programme, trainee.history(), CATALOGUE, today)
    assert after.weeks[0].workouts[0].done is not None
    squat = next_of(after, "back_squat", today)
    assert squat.load_kg == 82.5
    assert squat.aim == 5


def test_what_repsight_counted_fulfils_the_movement_that_was_asked_for() -> None:
    trainee = Trainee(
        UserProfile(mass_kg=MASS), by_name=lambda n: CATALOGUE.named(n).counted_as or n
    )
    programme = follow(drawn(trainee, equipment=["dumbbell"]), trainee, MONDAY + 5)
    assert [w.done is not None for w in programme.weeks[0].workouts] == [True] * 3
    assert next_of(programme, "goblet_squat", MONDAY + 5).load_kg


def test_a_session_of_something_else_fulfils_nothing() -> None:
    trainee = Trainee(INTERMEDIATE)
    other = LoggedSession(moment(MONDAY), (LoggedSet("Rowing (Machine)", seconds=600.0),))
    trainee.sessions.append(other)
    after = adapt(drawn(trainee), trainee.history(), CATALOGUE, MONDAY)
    assert all(w.done is None for week in after.weeks for w in week.workouts)


def test_a_deleted_session_opens_its_workout_again() -> None:
    programme, trainee = trained(1)
    assert programme.weeks[0].workouts[0].done is not None
    trainee.sessions.clear()
    after = adapt(programme, trainee.history(), CATALOGUE, MONDAY + 1)
    assert all(w.done is None for w in after.weeks[0].workouts)


def test_a_plateau_brings_its_lever() -> None:
    programme, trainee = TRAINED
    today = MONDAY + 5
    stuck = Plateau(
        "Squat (Barbell)", "e1rm", MONDAY - 40, 6.0, Estimate(0.0, -0.2, 0.2), 0.5,
        (Lever("volume", "4 sets a week since, 9 before"),),
    )  # fmt: skip
    plain = adapt(programme, trainee.history(), CATALOGUE, today)
    moved = adapt(programme, trainee.history(), CATALOGUE, today, plateaus=[stuck])
    before, after = (next_of(p, "back_squat", today) for p in (plain, moved))
    assert after.sets == before.sets + 1
    assert any(r.rule == "plateau" and "4 sets a week" in r.data for r in after.reasons)


def test_the_last_workout_ends_it() -> None:
    trainee = Trainee(INTERMEDIATE)
    programme = follow(drawn(trainee, weeks=2), trainee, MONDAY + 14)
    assert next_workout(programme, MONDAY + 14) is None


def test_a_load_cut_after_a_break_names_where_the_share_is_from() -> None:
    squat = CATALOGUE.named("back_squat")
    known = Known(squat, 1, MONDAY - 30, 100.0, 5, None)
    person = Person("strength", "intermediate", careful=False)
    asked = starting(squat, person, "accumulation", 3, known, MONDAY)
    (reason,) = asked.reasons
    assert "80% of it after 30 days off" in reason.data
    assert "of 1 session in" in reason.data
    assert "Mujika" in reason.source
    (fresh,) = starting(squat, person, "accumulation", 3, known, MONDAY - 29).reasons
    assert "Mujika" not in fresh.source
