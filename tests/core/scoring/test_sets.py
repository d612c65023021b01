"""What is compared within a set: tempo asked for, ways taken, arms that work alone, fatigue."""

from dataclasses import replace

import numpy as np
import pytest
from performer import FRONT, components, perform, score
from stick_figure import MOVEMENTS

from repsight.core.scoring.options import ScoreOptions
from repsight.core.types import Track


@pytest.mark.parametrize("tempo", [(2, 0, 1, 0), (3, 1, 1, 0), (3, 0, 3, 0), (4, 0, 1, 0)])
@pytest.mark.parametrize("name", ["squat, bar", "biceps curl", "sit-up"])
def test_a_tempo_that_was_asked_for_and_kept_loses_nothing(
    name: str, tempo: tuple[float, float, float, float]
) -> None:
    made = perform(name, reps=3, eccentric=tempo[0], pause=tempo[1], concentric=tempo[2])
    assert components(made.scored(ScoreOptions(tempo=tempo)))["tempo"] > 97


def test_a_tempo_that_was_asked_for_and_not_kept_loses() -> None:
    made = perform("squat, bar", reps=3)
    assert components(made.scored(ScoreOptions(tempo=(5, 0, 1, 0))))["tempo"] < 80
    assert components(made.scored(ScoreOptions(tempo=(2, 2, 1, 0))))["tempo"] < 95


def test_stepping_aside_between_repetitions_is_not_another_way() -> None:
    made = perform("squat, bar", reps=4)
    track = made.track()
    keypoints = np.array(track.keypoints)
    between = (made.counted().reps[1].end + made.counted().reps[2].start) / 2
    keypoints[:, :, 0] += 60 / (1 + np.exp(-(track.t - between) * 40))[:, None]
    one = score(Track(track.t, keypoints), made.counted())
    assert one.reps[0].measures["path"] < 3
    assert one.reps[3].measures["path"] < 3


def test_a_repetition_that_goes_another_way_is_told() -> None:
    made = perform("squat, bar", reps=5)
    track, odd = made.track(), made.counted().reps[2]
    keypoints = np.array(track.keypoints)
    bump = np.clip((track.t - odd.start) / (odd.end - odd.start), 0, 1)
    keypoints[:, :13, 0] += 60 * np.sin(np.pi * bump)[:, None] ** 2
    shares = [r.measures["path"] for r in score(Track(track.t, keypoints), made.counted()).reps]
    assert shares[2] > 10
    assert max(shares[:2] + shares[3:]) < 5


def test_an_arm_that_works_alone_is_the_one_looked_at() -> None:
    """From the front both are seen alike: the mean of the two would go half as fast."""
    both = perform("biceps curl", reps=3, azimuth=FRONT)
    alone = replace(both, movement=MOVEMENTS["biceps curl, one arm"])
    usual, one = (made.scored().reps[1].measures for made in (both, alone))
    assert one["concentric_velocity_bl"] == pytest.approx(usual["concentric_velocity_bl"], rel=0.1)


def test_velocity_is_distance_over_time() -> None:
    """Torso lengths as body lengths: the wrist's chord in a curl, over a lift of 1 s."""
    slow, quick = (
        perform("biceps curl", reps=3, concentric=s).scored().measures for s in (2.0, 1.0)
    )
    ratio = quick["concentric_velocity_bl"] / slow["concentric_velocity_bl"]
    assert ratio == pytest.approx(2, rel=0.1)


def test_a_set_that_slows_down_loses_speed() -> None:
    """The second half of the set's time is stretched by two."""
    made = perform("squat, bar", reps=4, rest=0.0)
    middle = made.counted().reps[2].start

    def stretched(t: float) -> float:
        return t if t < middle else middle + 2 * (t - middle)

    track = made.track()
    reps = tuple(
        replace(r, start=stretched(r.start), turn=stretched(r.turn), end=stretched(r.end))
        for r in made.counted().reps
    )
    one = replace(made.counted(), end=reps[-1].end, reps=reps)
    slowed = score(Track(np.array([stretched(t) for t in track.t]), track.keypoints), one)
    assert slowed.measures["velocity_loss"] == pytest.approx(50, abs=8)
    assert made.scored().measures["velocity_loss"] < 5
    assert slowed.reps[0].measures["rhythm"] > 20
