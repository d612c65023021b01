"""The picture agrees with the finished count at every moment."""

import math

import numpy as np
import pytest

from repsight.core.counting.offline import count_sets
from repsight.core.playback import Playback, visible_side
from repsight.core.tracking import track_people
from repsight.core.types import PersonSummary, Repetition, SetSummary, Track
from repsight.exercises import load_exercise
from squatter import squat_recording

SQUAT, CURL, PLANK = (load_exercise(name) for name in ("squat", "bicep_curl", "plank"))
REPS = 3


@pytest.fixture(scope="module")
def track() -> Track:
    r = squat_recording(REPS)
    (track,) = track_people(r.t, r.frame, r.keypoints, r.boxes, r.scores)
    return track


def playback(track: Track, *sets: SetSummary) -> Playback:
    person = PersonSummary(track.id, track.frames_seen, sets)
    return Playback([track], [person], [SQUAT, CURL, PLANK])


def test_the_count_shown_is_the_number_of_repetitions_counted_so_far(track: Track) -> None:
    sets = count_sets(track, [SQUAT])
    show = playback(track, *sets)
    counted = [rep.counted for rep in sets[0].reps]
    for t in track.t:
        (view,) = show.at(float(t))
        assert view.count == sum(moment <= t for moment in counted)
        assert view.title == "Squat"
    assert view.count == REPS


def test_progress_is_one_at_the_turn_and_the_phase_changes_there(track: Track) -> None:
    rep = Repetition(1, 1.0, 2.0, 3.0, 3.0)
    show = playback(track, SetSummary("squat", 1.0, 3.0, (rep,)))
    seen = {t: show.at(t)[0] for t in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5)}
    assert [round(seen[t].progress, 3) for t in seen] == [0, 0, 0.5, 1, 0.5, 0, 0]
    assert (seen[1.5].phase, seen[2.5].phase) == ("eccentric", "concentric")
    show = playback(track, SetSummary("bicep_curl", 1.0, 3.0, (rep,)))
    assert (show.at(1.5)[0].phase, show.at(2.5)[0].phase) == ("concentric", "eccentric")


def test_the_degrees_shown_are_those_of_the_working_joint(track: Track) -> None:
    show = playback(track, SetSummary("squat", 1.0, 3.0))
    (standing,), (low,) = show.at(0.5), show.at(2.0)
    assert standing.joint in ((11, 13, 15), (12, 14, 16))
    assert low.degrees < 100 < 160 < standing.degrees


def test_a_second_set_starts_again_at_zero(track: Track) -> None:
    first = SetSummary("squat", 1.0, 3.0, (Repetition(1, 1.0, 2.0, 3.0, 3.0),))
    second = SetSummary("bicep_curl", 4.0, 6.0, (Repetition(1, 4.0, 5.0, 6.0, 5.0),))
    show = playback(track, first, second)
    shown = [(show.at(t)[0].title, show.at(t)[0].count) for t in (0.5, 3.5, 4.5, 5.5)]
    assert shown == [("Squat", 0), ("Squat", 1), (CURL.title, 0), (CURL.title, 1)]


def test_a_hold_shows_how_long_it_has_lasted(track: Track) -> None:
    show = playback(track, SetSummary("plank", 1.0, 3.0, kind="hold"))
    assert [show.at(t)[0].held for t in (0.5, 2.0, 5.0)] == [0.0, 1.0, 2.0]


def test_an_unknown_exercise_is_counted_without_a_joint(track: Track) -> None:
    show = playback(track, SetSummary("unknown", 1.0, 3.0, (Repetition(1, 1.0, 2.0, 3.0, 3.0),)))
    (view,) = show.at(3.0)
    assert (view.title, view.count, view.joint) == ("Exercise", 1, None)
    assert math.isnan(view.degrees)


def test_somebody_without_a_set_is_shown_without_a_title(track: Track) -> None:
    (view,) = playback(track).at(1.0)
    assert view.title is None


def test_points_between_two_frames_are_interpolated_and_not_over_a_gap(track: Track) -> None:
    show = playback(track)
    between = (track.t[30] + track.t[31]) / 2
    (view,) = show.at(float(between))
    expected = (track.keypoints[30] + track.keypoints[31]) / 2
    np.testing.assert_allclose(view.keypoints, expected, rtol=1e-5)
    kept = (track.t < 1.0) | (track.t > 2.0)
    gap = Track(track.t[kept], track.keypoints[kept])
    assert playback(gap).at(1.5) == ()
    assert playback(gap).at(-1.0) == ()
    assert playback(gap).at(99.0) == ()


def test_the_side_that_is_seen_better_is_shown_for_the_whole_set(track: Track) -> None:
    keypoints = track.keypoints.copy()
    keypoints[:, 11::2, 2] = 0.2
    hidden = Track(track.t, keypoints)
    one = SetSummary("squat", 1.0, 7.0)
    assert visible_side(hidden, one, SQUAT) == (12, 14, 16)
    assert visible_side(hidden, SetSummary("squat", 90.0, 91.0), SQUAT) == (11, 13, 15)
    assert visible_side(hidden, one, None) is None


def test_of_arms_that_take_turns_the_one_that_moves_is_shown(track: Track) -> None:
    assert CURL.alternating
    keypoints = track.keypoints.copy()
    keypoints[:, (7, 8)] = keypoints[:, (5, 6)] + np.float32([0, 30, 0])
    keypoints[:, (9, 10)] = keypoints[:, (7, 8)] + np.float32([2, 30, 0])
    swing = np.sin(np.arange(len(track)) / 5)
    keypoints[:, 10, 0] += (20 * swing).astype(np.float32)
    moving = Track(track.t, keypoints)
    assert visible_side(moving, SetSummary("bicep_curl", 1.0, 7.0), CURL) == (6, 8, 10)
