"""When phases begin and end, against repetitions of known tempo."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from performer import Performance, perform

from repsight.core.counting.repetitions import Movement as Progress
from repsight.core.counting.repetitions import read_movements
from repsight.core.scoring.phases import Phases, find_phases, movement_period
from repsight.core.types import Repetition, Track
from repsight.exercises import load_exercise

TEMPOS = [(1.0, 0.0, 1.0), (2.0, 0.0, 1.0), (1.0, 0.5, 1.0), (2.0, 1.0, 1.0), (0.7, 0.0, 0.7)]


def phases_of(made: Performance, track: Track | None = None) -> list[Phases]:
    reps = made.counted().reps
    movements = read_movements(
        made.track() if track is None else track, made.exercise, period=movement_period(reps)
    )
    found = find_phases(reps, movements, made.exercise)
    assert None not in found
    return [each for each in found if each is not None]


def durations(each: Phases) -> np.ndarray:
    """Eccentric, pause and concentric in s."""
    down, up = each.eccentric, each.concentric
    return np.array([down[1] - down[0], each.pause, up[1] - up[0]])


@pytest.mark.parametrize("fps", [20.0, 60.0])
@pytest.mark.parametrize("tempo", TEMPOS)
@pytest.mark.parametrize("name", ["squat, arms down", "biceps curl", "sit-up"])
def test_phases_last_as_long_as_they_do(
    name: str, tempo: tuple[float, float, float], fps: float
) -> None:
    eccentric, pause, concentric = tempo
    made = perform(name, eccentric=eccentric, pause=pause, concentric=concentric, fps=fps, rest=0.5)
    found = np.median([durations(each) for each in phases_of(made)], axis=0)
    allowed = 0.15 + 1 / fps + 0.1 * np.array(tempo)
    assert (np.abs(found - tempo) <= allowed).all(), found


@pytest.mark.parametrize("name", ["squat, arms down", "biceps curl", "sit-up", "push-up"])
def test_a_quick_lift_beside_a_slow_lowering_stays_quick(name: str) -> None:
    made = perform(name, eccentric=4.0, concentric=0.8, rest=0.5)
    assert made.exercise.first_phase in ("eccentric", "concentric")
    found = np.median([durations(each) for each in phases_of(made)], axis=0)
    assert found[2] < 1.2
    assert found[0] > 2.8


@pytest.mark.parametrize("name", ["squat, arms down", "biceps curl"])
def test_moments_come_in_order(name: str) -> None:
    for each in phases_of(perform(name, pause=0.5)):
        moments = [each.begin, each.arrive, each.turn, each.leave, each.finish]
        assert moments == sorted(moments)
        assert not each.cut
        assert each.halves == [each.first, each.second]


def test_a_pause_grows_with_the_pause_made() -> None:
    pauses = [phases_of(perform("squat, bar", pause=p))[1].pause for p in (0.0, 0.5, 1.0, 2.0)]
    assert np.diff(pauses) == pytest.approx([0.5, 0.5, 1.0], abs=0.2)


def test_what_comes_first_is_told_by_the_exercise() -> None:
    (squat, *_), (curl, *_) = (phases_of(perform(n)) for n in ("squat, bar", "biceps curl"))
    assert (squat.eccentric_half, squat.concentric_half) == ("first", "second")
    assert (curl.eccentric_half, curl.concentric_half) == ("second", "first")
    assert curl.concentric == (curl.begin, curl.arrive)


def between(made: Performance, begin: float, end: float) -> list[Phases]:
    track = made.track()
    inside = (track.t >= begin) & (track.t <= end)
    reps = tuple(
        replace(r, start=max(r.start, begin), end=min(r.end, end)) for r in made.counted().reps
    )
    movements = read_movements(
        Track(track.t[inside], track.keypoints[inside]), made.exercise, period=movement_period(reps)
    )
    return [p for p in find_phases(reps, movements, made.exercise) if p is not None]


def test_halves_that_the_recording_cuts_are_recognised() -> None:
    made = perform("squat, bar")
    first, last = made.counted().reps[0], made.counted().reps[-1]
    found = between(made, first.turn - 0.6, last.turn + 0.3)
    assert [set(each.cut) for each in found] == [{"first"}, set(), set(), {"second"}]
    assert found[0].halves == [found[0].second]


def test_a_whole_repetition_at_the_very_edge_is_not_cut() -> None:
    made = perform("squat, bar")
    first, last = made.counted().reps[0], made.counted().reps[-1]
    assert not any(each.cut for each in between(made, first.start, last.end))


def test_a_half_that_stops_short_in_the_midst_of_a_recording_is_not_cut() -> None:
    t = np.arange(0, 12, 1 / 30)
    down = (1 - np.cos(np.pi * np.clip((t - 4) / 2, 0, 1))) / 2
    up = (1 - np.cos(np.pi * np.clip((t - 6) / 1, 0, 1))) / 2
    movement = Progress(t, down - 0.4 * up, 1.0, 3.0, 1.0)
    (found,) = find_phases([Repetition(1, 4.0, 6.0, 7.0, 7.0)], [movement], load_exercise("squat"))
    assert found is not None
    assert not found.cut


def test_where_arms_alternate_the_one_that_moves_is_timed() -> None:
    t = np.arange(0, 6, 1 / 30)
    still, moving = np.zeros(len(t)), (1 - np.cos(2 * np.pi * t / 3)) / 2
    movements = [Progress(t, values, 1.0, 3.0, 1.0) for values in (still, moving)]
    rep = Repetition(1, 0.0, 1.5, 3.0, 1.5)
    (found,) = find_phases([rep], movements, load_exercise("bicep_curl"))
    assert found is not None
    assert found.turn == pytest.approx(1.5, abs=0.05)
    assert durations(found) == pytest.approx([1.5, 0.0, 1.5], abs=0.15)


@pytest.mark.parametrize("values", [np.zeros(90), np.linspace(1, 0, 90)], ids=["still", "falling"])
def test_what_does_not_move_there_and_back_has_no_phases(values: np.ndarray) -> None:
    movement = Progress(np.arange(90) / 30, values, 1.0, 3.0, 1.0)
    rep = Repetition(1, 0.0, 2.96, 2.98, 2.98)
    assert find_phases([rep], [movement], load_exercise("squat")) == [None]


def test_without_a_movement_there_are_no_phases() -> None:
    reps = [Repetition(1, 0.0, 1.0, 2.0, 2.0)]
    assert find_phases(reps, [], load_exercise("squat")) == [None]
    assert find_phases([], [], load_exercise("squat")) == []


def test_a_movement_is_smoothed_by_its_faster_half() -> None:
    assert movement_period([Repetition(1, 0.0, 3.0, 4.0, 4.0)]) == pytest.approx(2.0)
    assert movement_period([]) is None
    assert movement_period([Repetition(1, float("nan"), 1.0, 2.0, 2.0)]) is None


def test_two_repetitions_with_no_rest_do_not_reach_into_each_other() -> None:
    found = phases_of(perform("squat, bar", rest=0.0, eccentric=0.8, concentric=0.8))
    for one, other in itertools.pairwise(found):
        assert one.finish <= other.begin + 1e-9
