"""Set-up help: what to put right before it counts, and that nothing counts before."""

import numpy as np
import pytest
from studio import (
    FRONT,
    PUSH_UP,
    SQUAT,
    Actor,
    Coach,
    counted,
    events,
    film,
    hints,
    play,
    rows,
    stages,
    times,
)

from repsight.core.types import People, RepCompleted
from repsight.exercises import load_all


def codes(moments) -> set[str]:
    return {code for group in hints(moments) for code in group}


def test_somebody_who_stands_still_in_the_picture_is_counted_down_and_counted() -> None:
    moments = play(Coach([SQUAT]), film(times(14, 15), Actor(rows(6, 3))))
    assert stages(moments) == ["setup", "countdown", "exercise"]
    assert codes(moments) == set()
    assert counted(moments) == 3
    seconds = [
        m.people[0].seconds for m in moments if m.people and m.people[0].stage == "countdown"
    ]
    assert 2.8 < seconds[0] <= 3.0
    assert seconds == sorted(seconds, reverse=True)


def test_nothing_seen_before_the_countdown_is_over_is_counted() -> None:
    moments = play(Coach([SQUAT]), film(times(14, 15), Actor(rows(1.5, 1), seconds=2.4)))
    begun = next(m.t for m in moments if m.people and m.people[0].stage == "exercise")
    assert begun > 4
    assert counted(moments) == 0


def test_a_passer_by_never_gets_as_far_as_a_countdown() -> None:
    t = times(10, 15)
    walker = Actor(x=np.linspace(-100, 1400, len(t)), height=560)
    moments = play(Coach([SQUAT]), film(t, walker))
    assert stages(moments) == ["setup"]
    assert counted(moments) == 0


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor(height=160), "closer"),
        (Actor(height=1100), "whole_body"),
        (Actor(height=1100), "farther"),
        (Actor(azimuth=FRONT), "turn_sideways"),
    ],
    ids=["far", "cut off", "near", "front"],
)
def test_what_is_wrong_is_said(actor: Actor, code: str) -> None:
    assert code in codes(play(Coach([SQUAT]), film(times(3, 15), actor)))


def test_darkness_and_a_slow_camera_are_told() -> None:
    assert "more_light" in codes(play(Coach([SQUAT]), film(times(3, 15), Actor()), light=0.1))
    assert "more_light" not in codes(play(Coach([SQUAT]), film(times(3, 15), Actor()), light=0.5))
    assert "low_frame_rate" in codes(play(Coach([SQUAT]), film(times(6, 6), Actor())))
    assert "low_frame_rate" not in codes(play(Coach([SQUAT]), film(times(6, 10), Actor())))


def test_advice_holds_nobody_up_for_longer_than_a_few_seconds() -> None:
    moments = play(Coach([SQUAT]), film(times(12, 10), Actor(azimuth=FRONT)), light=0.1)
    assert stages(moments) == ["setup", "countdown", "exercise"]


def test_a_body_that_is_not_seen_whole_is_waited_for_until_start_is_asked_for() -> None:
    coach = Coach([SQUAT])
    frames = film(times(20, 8), Actor(height=1100))
    assert stages(play(coach, frames)) == ["setup"]
    moment = coach.command(21.0, "start")
    assert [coached.stage for coached in moment.people] == ["exercise"]


def test_who_stands_is_told_to_get_down_for_push_ups_and_who_is_down_is_not() -> None:
    standing = play(Coach([PUSH_UP]), film(times(4, 15), Actor(movement="squat, arms down")))
    assert "start_position" in codes(standing)
    assert stages(standing) == ["setup"]
    down = play(Coach([PUSH_UP]), film(times(6, 15), Actor(movement="push-up", height=700)))
    assert stages(down) == ["setup", "countdown", "exercise"]


def test_an_empty_room_asks_somebody_to_step_in() -> None:
    coach = Coach([SQUAT])
    moments = [coach.update(t, People.empty(), (640, 480), 0.1) for t in times(2, 15)]
    assert hints(moments)[-1] == ("nobody", "more_light")
    assert moments[-1].people == ()


def test_with_a_choice_of_exercises_only_general_hints_are_given() -> None:
    moments = play(Coach(load_all()), film(times(3, 15), Actor(azimuth=FRONT)))
    assert codes(moments) == set()


def test_hints_do_not_flicker_when_a_body_trembles_at_a_limit() -> None:
    t = times(12, 15)
    rng = np.random.default_rng(1)
    light = 0.2 + rng.normal(0, 0.02, len(t))
    coach = Coach([SQUAT])
    moments = [
        coach.update(now, everybody, (1280, 720), float(lit))
        for (now, everybody), lit in zip(film(t, Actor(height=1100)), light, strict=True)
    ]
    assert len(hints(moments)) <= 5


def test_without_set_up_everybody_counts_at_once_and_nothing_is_hinted() -> None:
    moments = play(Coach([SQUAT], setup=False), film(times(9, 15), Actor(rows(1, 3))))
    assert counted(moments) == 3
    assert codes(moments) == set()
    assert stages(moments) == ["exercise"]


def test_two_people_side_by_side_get_ready_and_are_counted_apart() -> None:
    left = Actor(rows(6, 4), x=350, height=500)
    right = Actor(rows(6.8, 3, every=3.2), x=950, height=500)
    moments = play(Coach([SQUAT]), film(times(19, 15), left, right))
    assert {i for moment in moments for i in moment.identities if i} == {1, 2}
    assert sorted(counted(moments, identity) for identity in (1, 2)) == [3, 4]


def test_somebody_who_crosses_in_front_of_the_camera_disturbs_no_count() -> None:
    t = times(22, 15)
    walker = Actor(
        x=np.interp(t, [9, 12], [-200, 1500]), height=700, movement="squat, arms down",
        seen=lambda now: (now > 9) & (now < 12),
    )  # fmt: skip
    frames = film(t, Actor(rows(6, 6)), walker)
    hidden = [
        (now, People(p.keypoints[1:], p.boxes[1:], p.scores[1:]) if 10.2 < now < 10.8 else p)
        for now, p in frames
    ]
    coach = Coach([SQUAT])
    moments = play(coach, hidden)
    found = events(moments, RepCompleted)
    assert abs(len(found) - 6) <= 1
    coach.finish()
    assert [person.count for person in coach.people if person.count] == [len(found)]
