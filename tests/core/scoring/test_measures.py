"""What measures read from a body whose posture is known, and how sure they say they are."""

from dataclasses import replace

import numpy as np
import pytest
from performer import FRONT, perform, score
from stick_figure import MOVEMENTS, Movement, Posture

from repsight.core.geometry import MEASURES as COUNTED
from repsight.core.scoring.body import MIN_CONFIDENCE, Body
from repsight.core.scoring.measures import MEASURES, standard_error
from repsight.core.scoring.readings import Readings
from repsight.core.types import Track


def held(posture: Posture, azimuth: float = 90.0) -> Readings:
    made = replace(
        perform("squat, bar", azimuth=azimuth), movement=Movement("squat", posture, posture)
    )
    return Readings(Body(made.track()))


def read(posture: Posture, measure: str, azimuth: float = 90.0) -> float:
    return float(np.median(held(posture, azimuth).seen(measure)[0]))


@pytest.mark.parametrize("trunk", [-20.0, 0.0, 35.0])
@pytest.mark.parametrize("azimuth", [90.0, -90.0])
def test_the_trunk_leans_forward_whichever_way_it_faces(trunk: float, azimuth: float) -> None:
    lean = read(Posture(trunk=trunk, shin=(-10, 2), forearm=(40, 0)), "trunk_lean", azimuth)
    assert lean == pytest.approx(trunk, abs=2)
    assert read(Posture(trunk=trunk), "trunk_inclination", azimuth) == pytest.approx(
        abs(trunk), abs=2
    )


@pytest.mark.parametrize("angle", [-30.0, 0.0, 20.0])
def test_a_hip_sag_is_positive_below_the_line_and_negative_above(angle: float) -> None:
    """The trunk at 80 degrees forward, the thighs bent against its line by `angle`."""
    posture = Posture(trunk=80, thigh=(-80 + angle, 0), shin=(-80, 0), upper_arm=(0, 0))
    assert read(posture, "hip_sag") == pytest.approx(-angle, abs=2)


def test_limbs_have_their_elevation_from_any_view() -> None:
    """A limb's length shows when it lies in the picture at some time: here it hangs and rises."""
    for azimuth in (90.0, 60.0, FRONT):
        made = perform("lateral raise", azimuth=azimuth)
        values = Readings(Body(made.track())).seen("upper_arm_elevation")[0]
        assert values.max() == pytest.approx(-2, abs=8)


def test_from_the_front_knees_are_as_wide_as_they_are() -> None:
    straight = Posture(thigh=(0, 0), shin=(0, 0))
    assert read(straight, "knees_apart", FRONT) == pytest.approx(1, abs=0.02)
    inward = Posture(thigh=(0, -8), shin=(0, 8))
    expected = (0.24 - 0.85 * np.sin(np.radians(8))) / 0.24
    assert read(inward, "knees_apart", FRONT) == pytest.approx(expected, abs=0.05)


def test_every_measure_of_counting_can_be_judged_and_names_its_unit() -> None:
    assert set(COUNTED) <= set(MEASURES)
    for name, measure in MEASURES.items():
        assert measure.error > 0, name
        assert measure.unit in {"°", "°/s", "torso", "x"}, name


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_errors_grow_with_doubt_and_speed_and_with_the_wrong_view(measure) -> None:
    usual = standard_error(measure, 0.9, 20.0, 0.0)
    assert standard_error(measure, 0.5, 20.0, 0.0) > usual
    assert standard_error(measure, 0.9, 20.0, 5 * measure.error) > usual
    slanted = standard_error(measure, 0.9, 60.0, 0.0)
    better = {"sagittal": slanted > usual, "frontal": slanted < usual, "any": slanted == usual}
    assert better[measure.plane]


def test_errors_have_a_ceiling_for_doubt_and_a_guess_for_an_unknown_view() -> None:
    knee = MEASURES["knee"]
    assert standard_error(knee, 0.0, 0.0, 0.0) == pytest.approx(15)
    assert standard_error(knee, 1.0, np.nan, 0.0) == standard_error(knee, 1.0, 45.0, 0.0)
    assert standard_error(knee, 1.0, 0.0, 0.0) == pytest.approx(knee.error)


def error_of(made, confidence: float = 1.0) -> float:
    """Standard error of the depth in a half squat's second repetition."""
    track = made.track()
    keypoints = np.array(track.keypoints)
    keypoints[:, :, 2] *= confidence
    one = score(Track(track.t, keypoints), made.counted())
    assert one.reps[1].assessment is not None
    (depth,) = [d for d in one.reps[1].assessment.deductions if d.name == "depth"]
    return depth.error


def test_errors_in_a_score_grow_with_doubt_and_view() -> None:
    half = perform("squat, bar", depth=0.5)
    assert error_of(half, 0.7) > error_of(half) + 0.5
    assert error_of(replace(half, azimuth=60.0)) > error_of(half) + 0.2


def test_errors_in_a_score_grow_with_speed_and_fewer_frames() -> None:
    """The trunk's lean at the turn is slow; its swing in a curl is seen on the way."""
    swing = MOVEMENTS["biceps curl"]
    swing = replace(swing, turn=replace(swing.turn, trunk=-70.0, upper_arm=(60, 8)))

    def error(**changes: float) -> float:
        made = replace(perform("biceps curl", **changes), movement=swing)
        part = made.scored().reps[1].assessment
        assert part is not None
        (found,) = [d for d in part.deductions if d.name == "elbow_swing"]
        return found.error

    assert error(fps=15.0, concentric=0.5) > error(fps=60.0, concentric=0.5)


def test_what_a_detector_only_guesses_is_not_measured() -> None:
    made = perform("squat, bar", depth=0.5)
    keypoints = np.array(made.track().keypoints)
    keypoints[:, :, 2] = MIN_CONFIDENCE - 0.01
    one = score(Track(made.times(), keypoints), made.counted())
    assert one.score is None
