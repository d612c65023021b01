"""Scores while counting live: the same as afterwards, from bounded memory."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from performer import perform, score
from walking import check_sane

from repsight.core.counting.live import LiveCounter
from repsight.core.scoring.live import KEPT_SECONDS, LiveScorer
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.score import score_sets
from repsight.core.types import Pose, SetFinished, SetSummary, Track
from repsight.exercises import load_exercise

SQUAT = load_exercise("squat")


def poses(track: Track, shift: float = 0.0) -> list[Pose]:
    return [Pose(float(t) + shift, k) for t, k in zip(track.t, track.keypoints, strict=True)]


def run_live(track: Track, every: int | None = None) -> tuple[SetSummary, ...]:
    """Counted and scored live; pickled and taken up again at every so many poses."""
    counter, scorer = LiveCounter([SQUAT]), LiveScorer([SQUAT], ScoreOptions())
    for number, pose in enumerate(poses(track)):
        scorer.update(pose, counter.update(pose))
        if every and number % every == 0:
            counter, scorer = pickle.loads(pickle.dumps((counter, scorer)))
    scorer.take(counter.finish())
    return scorer.scored(counter.sets)


def test_live_scores_are_those_of_the_same_sets_afterwards() -> None:
    track = perform("squat, bar", depth=0.7).track()
    found = run_live(track)
    (one,) = found
    assert one.count == 4
    assert one.score is not None
    bare = replace(
        one,
        assessment=None,
        measures={},
        reps=tuple(replace(r, assessment=None, measures={}) for r in one.reps),
    )
    assert score(track, bare) == one


def test_a_scorer_can_be_pickled_at_any_time() -> None:
    track = perform("squat, bar", reps=2).track()
    assert run_live(track, every=25) == run_live(track)


def test_a_set_under_way_has_no_score_yet() -> None:
    made = perform("squat, bar", reps=2)
    scorer = LiveScorer([SQUAT], ScoreOptions())
    for pose in poses(made.track()):
        scorer.update(pose, ())
    (one,) = scorer.scored([made.counted()])
    assert one.assessment is None


def test_two_sets_are_both_scored() -> None:
    made = perform("squat, bar", reps=3)
    track, later = made.track(), 30.0
    second = replace(
        made.counted(),
        start=made.counted().start + later,
        end=made.counted().end + later,
        reps=tuple(
            replace(r, start=r.start + later, turn=r.turn + later, end=r.end + later)
            for r in made.counted().reps
        ),
    )
    scorer = LiveScorer([SQUAT], ScoreOptions())
    for shift, one in ((0.0, made.counted()), (later, second)):
        for pose in poses(track, shift):
            scorer.update(pose, ())
        scorer.take([SetFinished(one.end, one)])
    first, other = scorer.scored([made.counted(), second])
    assert first.score == pytest.approx(made.scored().score, abs=1e-6)
    assert other.score == pytest.approx(first.score, abs=1e-3)


def test_memory_is_bounded_and_a_set_longer_than_it_does_not_crash() -> None:
    """A quarter of an hour of squats at 8 frames a second, as one set."""
    made = perform("squat, bar", reps=70, eccentric=8.0, concentric=4.0, fps=8.0)
    track = made.track()
    assert track.t[-1] > 1.4 * KEPT_SECONDS
    scorer = LiveScorer([SQUAT], ScoreOptions())
    sizes = []
    for number, pose in enumerate(poses(track)):
        scorer.update(pose, ())
        if number % 500 == 0:
            sizes.append(len(pickle.dumps(scorer)))
    assert max(sizes) < 1.15 * KEPT_SECONDS * 8 * 600
    assert len(sizes) > 10
    scorer.take([SetFinished(float(track.t[-1]), made.counted())])
    (one,) = scorer.scored([made.counted()])
    check_sane(one)
    assert one.reps[0].score is None
    assert one.reps[-2].score is not None


def test_what_was_scored_is_forgotten() -> None:
    made = perform("squat, bar", reps=2)
    scorer = LiveScorer([SQUAT], ScoreOptions())
    for pose in poses(made.track()):
        scorer.update(pose, ())
    before = len(pickle.dumps(scorer))
    scorer.take([SetFinished(20.0, made.counted())])
    assert len(pickle.dumps(scorer)) < before


def test_poses_out_of_order_or_repeated_are_left_out() -> None:
    made = perform("squat, bar", reps=2)
    scorer = LiveScorer([SQUAT], ScoreOptions())
    for pose in poses(made.track()):
        scorer.update(pose, ())
        scorer.update(pose, ())
        scorer.update(Pose(pose.t - 0.5, np.full((17, 3), np.nan, np.float32)), ())
    scorer.take([SetFinished(20.0, made.counted())])
    (one,) = scorer.scored([made.counted()])
    assert one == made.scored()


def test_nothing_seen_is_no_error() -> None:
    made = perform("squat, bar")
    scorer = LiveScorer([SQUAT], ScoreOptions())
    scorer.take([SetFinished(20.0, made.counted())])
    assert scorer.scored([made.counted()]) == (made.counted(),)
    assert score_sets(made.track(), [], [made.counted()]) == (made.counted(),)
