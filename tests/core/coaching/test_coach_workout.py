"""A workout: targets, rests, steps and what the person asks for."""

from itertools import pairwise

import pytest
from studio import (
    CURL,
    SQUAT,
    Actor,
    Coach,
    CueRaised,
    RepScored,
    ScoreOptions,
    SetFinished,
    Step,
    counted,
    events,
    film,
    plan,
    play,
    rows,
    stages,
    times,
)

from repsight.core.errors import InvalidInputError
from repsight.core.types import RepCompleted

SCORE = ScoreOptions()


def test_a_set_ends_at_its_target_and_the_next_begins_after_the_rest_without_a_countdown() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat", sets=2, target=3, rest=6)), score=SCORE)
    frames = film(times(34, 15), Actor((*rows(6, 3), 15.0, *rows(22, 3))))
    moments = play(coach, frames)
    assert stages(moments) == ["setup", "countdown", "exercise", "rest", "exercise", "done"]
    finished = events(moments, SetFinished)
    assert [event.summary.count for _, event in finished] == [3, 3]
    assert all(event.summary.score is not None for _, event in finished)
    assert finished[0][0] < 15
    resting = [m.people[0] for m in moments if m.people and m.people[0].stage == "rest"]
    assert resting[0].view.count == 3
    assert 4.5 < resting[0].seconds <= 6
    assert {(each.set_number, each.sets, each.target) for each in resting} == {(1, 2, 3)}
    coach.finish()
    assert [one.count for one in coach.people[0].sets] == [3, 3]


def test_the_last_repetition_of_a_set_is_scored_before_the_set_ends() -> None:
    coach = Coach([CURL], plan=plan(Step("bicep_curl", sets=1, target=2)), score=SCORE)
    curl = Actor(rows(6, 2), seconds=2.4, movement="biceps curl")
    moments = play(coach, film(times(14, 15), curl))
    scored = [event.repetition.index for _, event in events(moments, RepScored)]
    assert scored == [1, 2]
    assert events(moments, RepScored)[-1][0] <= events(moments, SetFinished)[0][0]
    assert stages(moments)[-1] == "done"


def test_repetitions_beyond_the_target_while_it_closes_belong_to_the_set() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat", sets=1, target=2)))
    moments = play(coach, film(times(14, 15), Actor(rows(6, 4, every=0.9), seconds=0.9)))
    assert stages(moments)[-1] == "done"
    assert 2 <= coach.people[0].count <= 4
    assert coach.people[0].count == counted(moments)


def test_an_open_target_is_ended_by_the_person_who_rests() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat", sets=2, rest=20)))
    moments = play(coach, film(times(40, 10), Actor(rows(6, 3))))
    assert stages(moments) == ["setup", "countdown", "exercise", "rest", "exercise"]
    assert [event.summary.count for _, event in events(moments, SetFinished)] == [3]


def test_an_open_step_goes_on_from_set_to_set() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat")))
    moments = play(coach, film(times(38, 10), Actor((*rows(6, 3), *rows(26, 2)))))
    assert stages(moments) == ["setup", "countdown", "exercise"]
    assert moments[-1].people[0].set_number == 2
    coach.finish()
    assert [one.count for one in coach.people[0].sets] == [3, 2]


def test_the_next_exercise_has_its_own_set_up_and_is_counted_as_itself() -> None:
    steps = plan(Step("squat", sets=1, target=2, rest=2), Step("bicep_curl", sets=1, target=2))
    coach = Coach([SQUAT, CURL], plan=steps)
    t = times(30, 15)
    squats, curls = Actor(rows(6, 2)), Actor(rows(22, 2), seconds=2.4, movement="biceps curl")
    frames = [a if a[0] < 14 else b for a, b in zip(film(t, squats), film(t, curls), strict=True)]
    moments = play(coach, frames)
    assert stages(moments) == [
        "setup", "countdown", "exercise", "rest", "setup", "countdown", "exercise", "done",
    ]  # fmt: skip
    assert [(s.exercise, s.count) for s in coach.people[0].sets] == [
        ("squat", 2),
        ("bicep_curl", 2),
    ]


def test_who_goes_on_after_a_long_pause_has_rested_enough() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat", sets=3, target=10, rest=60)), score=SCORE)
    moments = play(coach, film(times(44, 15), Actor((*rows(6, 4), *rows(30, 5)))))
    assert stages(moments) == ["setup", "countdown", "exercise", "rest", "exercise"]
    assert moments[-1].people[0].set_number == 2
    coach.finish()
    assert [one.count for one in coach.people[0].sets] == [4, 5]
    assert all(rep.score is not None for one in coach.people[0].sets for rep in one.reps)


def test_one_bend_in_a_rest_does_not_end_it() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat", sets=2, target=2, rest=20)))
    moments = play(coach, film(times(26, 15), Actor((*rows(6, 2), 16.0, 20.0))))
    assert stages(moments) == ["setup", "countdown", "exercise", "rest"]
    coach.finish()
    assert [one.count for one in coach.people[0].sets] == [2]


def test_who_leaves_during_the_rest_gets_ready_again() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat", sets=2, target=2, rest=8)))
    actor = Actor(rows(6, 2), seen=lambda t: (t < 13) | (t > 17))
    moments = play(coach, film(times(30, 10), actor))
    assert stages(moments) == [
        "setup", "countdown", "exercise", "rest", "setup", "countdown", "exercise",
    ]  # fmt: skip
    assert moments[-1].people[0].set_number == 2


def test_who_comes_back_somewhere_else_goes_on_with_their_workout() -> None:
    coach = Coach([SQUAT], plan=plan(Step("squat", sets=2, target=2, rest=5)))
    t = times(42, 10)
    here = Actor(rows(6, 2), x=250, height=420, seen=lambda now: now < 13)
    there = Actor(rows(34, 2), x=1000, height=420, seen=lambda now: now > 28)
    moments = play(coach, film(t, here, there))
    coach.finish()
    assert [person.count for person in coach.people if person.count] == [4]
    assert moments[-1].people[0].stage == "done"
    assert moments[-1].identities == (moments[-1].people[0].view.id,)


def test_what_moves_during_a_pause_is_not_counted_and_what_was_counted_stays() -> None:
    coach = Coach([SQUAT])
    frames = film(times(30, 15), Actor(rows(6, 8)))
    before = play(coach, [f for f in frames if f[0] < 11])
    assert coach.command(11.0, "pause").people[0].stage == "paused"
    during = play(coach, [f for f in frames if 11 < f[0] < 19])
    assert coach.command(19.0, "resume").people[0].stage == "exercise"
    after = play(coach, [f for f in frames if f[0] > 19])
    assert counted(before) == 2
    assert counted(during) == 0
    assert counted(after) == 3
    coach.finish()
    assert [one.count for one in coach.people[0].sets] == [5]


def test_skip_ends_the_rest_and_then_the_step_and_finish_the_workout() -> None:
    steps = plan(Step("squat", sets=2, target=1, rest=60), Step("bicep_curl"))
    coach = Coach([SQUAT, CURL], plan=steps)
    play(coach, film(times(10, 15), Actor(rows(6, 1))))
    assert coach.command(10.1, "skip").people[0].stage == "exercise"
    skipped = coach.command(10.2, "skip").people[0]
    assert (skipped.stage, skipped.step) == ("setup", 1)
    assert coach.command(10.3, "finish").people[0].stage == "done"
    assert [one.count for one in coach.people[0].sets] == [1]


def test_finishing_closes_the_set_under_way_with_its_scores() -> None:
    coach = Coach([SQUAT], score=SCORE)
    play(coach, film(times(12, 15), Actor(rows(6, 2))))
    (last,) = coach.command(12.0, "finish").people
    finished = [event for event in last.events if isinstance(event, SetFinished)]
    assert finished[0].summary.count == 2
    assert finished[0].summary.score is not None
    assert coach.people[0].sets == (finished[0].summary,)


def test_shallow_squats_are_scored_as_they_end_and_corrected_once_in_a_while() -> None:
    coach = Coach([SQUAT], score=SCORE)
    moments = play(coach, film(times(22, 15), Actor(rows(6, 6), depth=0.7)))
    done, scored = events(moments, RepCompleted), events(moments, RepScored)
    assert [event.repetition.index for _, event in scored] == [1, 2, 3, 4, 5, 6]
    for (said, _), (t, event) in zip(done, scored, strict=True):
        assert said <= t < said + 1.0
        assert event.repetition.score is not None
    cues = [event.index for _, event in events(moments, CueRaised)]
    assert cues[0] == 1
    assert all(later - earlier > 4 for earlier, later in pairwise(cues))
    shown = [m.t for m in moments if m.people and m.people[0].view.cue]
    raised = events(moments, CueRaised)[0][1].t
    assert raised in shown
    assert not [t for t in shown if raised + 2.5 < t < raised + 4]
    coach.finish()
    final = {rep.index: rep.score for rep in coach.people[0].sets[0].reps}
    for _, event in scored[1:]:
        assert abs(event.repetition.score - final[event.repetition.index]) < 5


def test_a_held_plank_ends_at_its_seconds() -> None:
    from repsight.exercises import load_exercise

    steps = plan(Step("plank", sets=1, target=4))
    coach = Coach([load_exercise("plank")], plan=steps, score=SCORE)
    moments = play(coach, film(times(14, 10), Actor(movement="plank", height=700)))
    assert stages(moments)[-1] == "done"
    (one,) = coach.people[0].sets
    assert 4 <= one.end - one.start < 5
    assert max(m.people[0].view.held or 0 for m in moments if m.people) >= 4


def test_a_plan_with_an_exercise_that_was_not_given_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="bicep_curl"):
        Coach([SQUAT], plan=plan(Step("bicep_curl")))
