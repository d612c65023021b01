"""Whatever is thrown at it, a score is a finite number or "not measurable", never a traceback."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from performer import perform, score
from walking import assessments, check_sane

from repsight.core.scoring.score import score_exercise, score_sets
from repsight.core.types import Repetition, SetSummary, Track
from repsight.exercises import load_all, load_exercise

SQUATS = perform("squat, arms down", reps=3, fps=20.0, eccentric=1.0, concentric=1.0)
TRACK, SET = SQUATS.track(), SQUATS.counted()
LEGS, ARMS, HEAD, TORSO = range(13, 17), range(7, 11), range(5), (5, 6, 11, 12)
MAXIMUM = {"max_examples": 40, "deadline": None, "derandomize": True, "phases": [Phase.generate]}


def changed(**parts: object) -> Track:
    """The squats with `places` and `frames` (slices) of the keypoints set to `value`."""
    keypoints = np.array(TRACK.keypoints)
    frames, places = parts.get("frames", slice(None)), list(parts.get("places", range(17)))
    axes = parts.get("axes", slice(None))
    block = keypoints[frames]
    block[:, places, axes] = parts["value"]
    return Track(TRACK.t, keypoints)


def at_times(t: np.ndarray) -> Track:
    return SQUATS.track(np.asarray(t))


NAN = math.nan
DURING = slice(40, 100)  # 3 s that begin and end within repetitions
jitter = np.random.default_rng(5)
TRACKS = {
    "whole": TRACK,
    "no legs": changed(places=LEGS, value=NAN),
    "no arms": changed(places=ARMS, value=NAN),
    "no head": changed(places=HEAD, value=NAN),
    "no torso": changed(places=TORSO, value=NAN),
    "only a torso": changed(places=[p for p in range(17) if p not in TORSO], value=NAN),
    "one side": changed(places=range(6, 17, 2), value=NAN),
    "nothing": changed(value=NAN),
    "one point": changed(axes=slice(0, 2), value=7.0),
    "all at the origin": changed(value=0.0),
    "stands still": Track(TRACK.t, np.repeat(TRACK.keypoints[:1], len(TRACK), axis=0)),
    "two frames": Track(TRACK.t[:2], TRACK.keypoints[:2]),
    "one frame": Track(TRACK.t[:1], TRACK.keypoints[:1]),
    "no frame": Track(TRACK.t[:0], TRACK.keypoints[:0]),
    "a hole": changed(frames=DURING, value=NAN),
    "a hole with frames missing": Track(
        np.delete(TRACK.t, np.r_[DURING]), np.delete(TRACK.keypoints, np.r_[DURING], axis=0)
    ),
    "times a millionth apart": Track(
        np.sort(np.concatenate([TRACK.t, TRACK.t[5::7] + 1e-6])),
        TRACK.keypoints[np.argsort(np.concatenate([TRACK.t, TRACK.t[5::7] + 1e-6])) % len(TRACK)],
    ),
    "jittered times": at_times(np.sort(TRACK.t + jitter.uniform(-0.02, 0.02, len(TRACK)))),
    "dropped frames": at_times(TRACK.t[np.sort(jitter.permutation(len(TRACK))[:90])]),
    "all within a second": Track(TRACK.t / 10, TRACK.keypoints),
    "stretched to minutes": Track(TRACK.t * 30, TRACK.keypoints),
    "no confidence": changed(axes=2, value=0.0),
    "unknown confidence": changed(axes=2, value=NAN),
    "too much confidence": changed(axes=2, value=5.0),
    "one point far away": changed(places=[13], axes=slice(0, 2), value=1e9),
    "a flash far away": changed(frames=slice(50, 52), axes=slice(0, 2), value=1e9),
    "infinitely far": changed(places=[9], axes=0, value=np.inf),
    "far away": Track(TRACK.t, TRACK.keypoints + np.float32([1e9, 1e9, 0])),
    "huge": Track(TRACK.t, TRACK.keypoints * np.float32([1e9, 1e9, 1])),
    "tiny": Track(TRACK.t, TRACK.keypoints * np.float32([1e-9, 1e-9, 1])),
    "wildly moving": Track(
        TRACK.t, np.random.default_rng(3).uniform(0, 500, TRACK.keypoints.shape) / [1, 1, 500]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRACKS)
@pytest.mark.parametrize("exercise", ["squat", "bicep_curl", "sit_up", "plank"])
def test_any_track_has_a_finite_score_or_none(name: str, exercise: str) -> None:
    one = replace(SET, exercise=exercise)
    if exercise == "plank":
        one = replace(one, reps=(), kind="hold")
    scored = score(TRACKS[name], one)
    check_sane(scored)
    assert (scored.start, scored.end, scored.count) == (one.start, one.end, one.count)


@pytest.mark.parametrize("exercise", load_all(), ids=lambda e: e.name)
@pytest.mark.parametrize("name", ["whole", "no legs", "one point", "wildly moving"])
def test_every_exercise_takes_any_movement(name: str, exercise) -> None:
    one = replace(SET, exercise=exercise.name, kind=exercise.kind)
    (scored,) = score_sets(TRACKS[name], [exercise], [one])
    check_sane(scored)


@pytest.mark.parametrize("name", TRACKS)
def test_counting_and_scoring_any_track_ends_well(name: str) -> None:
    for one in score_exercise(TRACKS[name], load_exercise("squat")):
        check_sane(one)


def times(low: float = -20.0, high: float = 40.0) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


@settings(**MAXIMUM)
@given(st.lists(st.tuples(times(), times(), times()), max_size=5))
def test_any_repetition_times_are_taken(moments: list[tuple[float, float, float]]) -> None:
    reps = tuple(
        Repetition(place, *sorted(three), counted=three[2]) for place, three in enumerate(moments)
    )
    start, end = (min(m) for m in moments), (max(m) for m in moments)
    one = SetSummary("squat", min(start, default=0.0), max(end, default=1.0), reps)
    check_sane(score(TRACK, one))


@pytest.mark.parametrize(
    "moments",
    [
        [(2.0, 2.0, 2.0)],
        [(2.0, 1.5, 1.8)],  # turns before it starts
        [(100.0, 101.0, 102.0)],
        [(-9.0, -8.0, -7.0)],
        [(1.0, 2.0, 3.0), (1.5, 2.2, 3.5)],
        [(1.0, 2.0, 3.0), (1.0, 2.0, 3.0)],
        [(0.0, 4.0, 8.9)],
        [(NAN, NAN, NAN)],
    ],
    ids=str,
)
def test_repetitions_that_cannot_be_are_no_error(
    moments: list[tuple[float, float, float]],
) -> None:
    reps = tuple(Repetition(i, *m, counted=m[2]) for i, m in enumerate(moments, 1))
    check_sane(score(TRACK, SetSummary("squat", 0.5, 9.0, reps)))


@settings(**MAXIMUM, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.sampled_from([0, 1, 7, 8, 9, 24]), st.just(17), st.just(3)),
        elements=st.one_of(
            st.floats(-500, 500, width=32),
            st.sampled_from([NAN, 0.0, 1.0, 1e9, -1e9]),
        ),
        fill=st.sampled_from([NAN, 0.5, 100.0]),
    ),
    st.sampled_from(["squat", "bicep_curl", "burpee", "plank"]),
    st.floats(1.0, 60.0),
)
def test_any_keypoints_are_taken(keypoints: np.ndarray, exercise: str, fps: float) -> None:
    track = Track(np.arange(len(keypoints)) / fps, keypoints)
    half = len(keypoints) / fps / 2
    reps = (Repetition(1, 0.0, half, 2 * half, 2 * half),)
    kind = "hold" if exercise == "plank" else "reps"
    one = SetSummary(exercise, 0.0, 2 * half, () if kind == "hold" else reps, kind=kind)
    check_sane(score(track, one))


def test_a_set_without_repetitions_stays_as_it_is() -> None:
    one = replace(SET, reps=())
    assert score(TRACK, one) == one


def test_a_set_of_an_exercise_that_is_not_known_has_no_score() -> None:
    one = replace(SET, exercise="unknown")
    (scored,) = score_sets(TRACK, load_all(), [one])
    assert not assessments(scored)


def test_one_repetition_alone_has_a_score() -> None:
    one = replace(SET, reps=SET.reps[1:2])
    scored = score(TRACK, one)
    check_sane(scored)
    assert scored.reps[0].score == pytest.approx(99, abs=3)
