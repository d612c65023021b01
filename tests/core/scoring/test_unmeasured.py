"""What can be seen from where, and what is said of the rest."""

from dataclasses import replace

import numpy as np
import pytest
from performer import FRONT, perform, score
from stick_figure import MOVEMENTS

from repsight.core.assessment import Assessment
from repsight.core.scoring.builtin import SMOOTHNESS
from repsight.core.types import Track


def gaps(part: Assessment | None) -> dict[str, str]:
    assert part is not None
    return dict(part.unmeasured)


@pytest.mark.parametrize("azimuth", [FRONT, 180.0])
def test_from_the_front_or_back_the_sides_are_compared(azimuth: float) -> None:
    one = perform("squat, arms down", azimuth=azimuth).scored()
    assert one.assessment is not None
    assert one.assessment.view == "front"
    assert "symmetry" in one.reps[0].measures
    assert "Symmetry" not in gaps(one.assessment)


def test_from_the_side_it_says_why_the_sides_are_not_compared() -> None:
    one = perform("squat, arms down").scored()
    assert "symmetry" not in one.reps[0].measures
    assert "from the front" in gaps(one.assessment)["Symmetry"]


def test_a_lazy_side_is_seen_from_the_front() -> None:
    raise_ = MOVEMENTS["lateral raise"]
    turn = replace(raise_.turn, right={"upper_arm": (8, 40), "forearm": (20, 40)})
    made = replace(perform("lateral raise", azimuth=FRONT), movement=replace(raise_, turn=turn))
    values = [rep.measures["symmetry"] for rep in made.scored().reps]
    assert min(values) > 50
    assert perform("lateral raise", azimuth=FRONT).scored().reps[0].measures["symmetry"] < 2


def test_knees_in_are_seen_from_the_front_only() -> None:
    front, side = (perform("squat, bar", azimuth=a).scored() for a in (FRONT, 90.0))
    assert "knees_in" in front.reps[0].measures
    assert "knees_in" not in side.reps[0].measures
    assert gaps(side.assessment)["Knees in"] == "not visible from the side; film from the front"


def test_knees_that_fall_in_cost_points_from_the_front() -> None:
    squat = MOVEMENTS["squat, bar"]
    turn = replace(squat.turn, thigh=(90, -12), shin=(-25, 22))
    made = replace(perform("squat, bar", azimuth=FRONT), movement=replace(squat, turn=turn))
    one = made.scored()
    assert one.assessment is not None
    assert "knees_in" in {each.name for each in one.assessment.deductions}
    assert "Push your knees out, over the toes." in one.assessment.cues


@pytest.mark.parametrize(("fps", "measured"), [(10.0, False), (11.5, False), (13.0, True)])
def test_smoothness_needs_12_frames_a_second(fps: float, measured: bool) -> None:
    one = perform("squat, bar", fps=fps).scored()
    assert ("smoothness" in one.reps[1].measures) == measured
    assert (SMOOTHNESS.title in gaps(one.assessment)) != measured
    if not measured:
        assert "12 are needed" in gaps(one.assessment)[SMOOTHNESS.title]


def test_jerk_is_told_from_30_frames_a_second_on() -> None:
    values = [perform("squat, bar", fps=fps).scored().reps[1].measures for fps in (25.0, 30.0)]
    assert ["log_dimensionless_jerk" in each for each in values] == [False, True]


def test_confidence_falls_when_a_limb_is_hidden() -> None:
    made = perform("squat, bar")
    track = made.track()
    hidden = np.array(track.keypoints)
    hidden[:, 15:17] = np.nan
    unsure = np.array(track.keypoints)
    unsure[:, :, 2] *= 0.6
    usual = made.scored().assessment
    for keypoints in (hidden, unsure):
        part = score(Track(track.t, keypoints), made.counted()).assessment
        assert part is not None
        assert usual is not None
        assert part.confidence < usual.confidence - 0.005


def test_the_cut_part_of_a_repetition_is_not_judged() -> None:
    made = perform("squat, bar")
    track, reps = made.track(), made.counted().reps
    inside = (track.t > reps[0].turn - 0.6) & (track.t < reps[-1].turn + 0.2)
    one = score(Track(track.t[inside], track.keypoints[inside]), made.counted())
    first, last = gaps(one.reps[0].assessment), gaps(one.reps[-1].assessment)
    why = "the video cuts this repetition"
    assert first["Lowering time"] == first["Pause at the turn"] == first["Even rhythm"] == why
    assert "Lifting time" not in first
    assert last["Lifting time"] == last["Standing up straight"] == why
    assert "Lowering time" not in last
    assert not {"Lowering time", "Lifting time"} & set(gaps(one.reps[1].assessment))
