"""Shots that cannot be believed: from above, with joints mistaken, or of another size."""

from dataclasses import replace

import numpy as np
import pytest
from performer import FRONT, Performance, perform, score
from stick_figure import MOVEMENTS

from repsight.core.assessment import Assessment
from repsight.core.scoring.assess import assess, mean_assessment, not_measurable
from repsight.core.scoring.body import Body
from repsight.core.scoring.examine import FROM_ABOVE
from repsight.core.scoring.finding import Band, Finding
from repsight.core.scoring.view import MISPLACED, RESCALED
from repsight.core.scoring.weights import DEFAULT_WEIGHTS
from repsight.core.types import Repetition, SetSummary, Track

HIPS, KNEES, FEET = [11, 12], [13, 14], [15, 16]
NEEDS_ARMS_ONLY = {"Depth", "Arms straight"}
NEEDS_HIPS_OR_LEGS = {"Sagging hips", "Piked hips", "Head"}


def parts_of(one: SetSummary) -> list[Assessment]:
    parts = [rep.assessment for rep in one.reps]
    assert all(parts)
    return [part for part in parts if part is not None]


def reasons(part: Assessment | None) -> dict[str, str]:
    assert part is not None
    return dict(part.unmeasured)


def longer_thighs(track: Track, period: float) -> Track:
    """The thighs double their length and shrink again, once a `period` of seconds."""
    keypoints = np.array(track.keypoints)
    share = (1 - np.cos(2 * np.pi * track.t / period)) / 2
    added = share[:, None, None] * (keypoints[:, KNEES, :2] - keypoints[:, HIPS, :2])
    keypoints[:, KNEES, :2] += added
    keypoints[:, FEET, :2] += added
    return Track(track.t, keypoints)


def scaled(track: Track, reps: tuple[Repetition, ...], factor: float) -> Track:
    """The picture at another scale around its middle, from shortly before `reps` till after."""
    inside = (track.t > reps[0].start - 0.15) & (track.t < reps[-1].end + 0.15)
    keypoints = np.array(track.keypoints)
    middle = keypoints[..., :2].mean(axis=(0, 1))
    keypoints[inside, :, :2] = middle + factor * (keypoints[inside, :, :2] - middle)
    return Track(track.t, keypoints)


def test_of_a_level_body_from_straight_above_nothing_is_scored_and_the_reason_says_so() -> None:
    one = perform("push-up", elevation=90.0).scored()
    for part in (*parts_of(one), one.assessment):
        assert part is not None
        assert (part.view, part.total, part.deductions) == ("above", None, ())
        assert set(part.components.values()) == {None}
        assert dict(part.unmeasured) == {"Everything": FROM_ABOVE}
    assert "film from the side" in FROM_ABOVE


@pytest.mark.parametrize("azimuth", [FRONT, 180.0])
def test_a_level_body_from_the_front_or_back_is_not_seen_from_above(azimuth: float) -> None:
    one = perform("push-up", azimuth=azimuth).scored()
    assert {part.view for part in parts_of(one)} == {"front"}
    assert all(part.total is not None for part in parts_of(one))


def test_somebody_upright_is_never_seen_from_above() -> None:
    track = perform("squat, bar", azimuth=FRONT).track()
    assert Body(track).view.name == "front"
    assert Body(track, level=True).view.name == "above"


def test_thighs_that_change_their_length_put_hips_and_legs_in_doubt_and_not_the_arms() -> None:
    made = perform("push-up")
    track = longer_thighs(made.track(), sum(made.halves))
    assert Body(track, level=True).view.problem == MISPLACED
    usual = parts_of(made.scored())
    for part, before in zip(parts_of(score(track, made.counted())), usual, strict=True):
        gaps = reasons(part)
        assert {what: gaps.get(what) for what in NEEDS_HIPS_OR_LEGS} == dict.fromkeys(
            NEEDS_HIPS_OR_LEGS, MISPLACED
        )
        assert not NEEDS_ARMS_ONLY & set(gaps)
        assert not NEEDS_HIPS_OR_LEGS & set(reasons(before))


def test_an_exercise_of_the_legs_has_no_range_when_the_thighs_change_their_length() -> None:
    made = perform("squat, bar")
    one = score(longer_thighs(made.track(), 1.1), made.counted())
    for part in parts_of(one):
        assert part.components["rom"] is None
        assert part.total is None
        assert reasons(part)["Depth"] == reasons(part)["Range against your best"] == MISPLACED


def test_repetitions_in_which_the_picture_has_half_the_scale_are_told_and_no_others() -> None:
    made = perform("squat, bar", reps=7, rest=0.6)
    reps = made.repetitions()
    one = score(scaled(made.track(), reps[4:6], 0.5), made.counted())
    told = [reasons(part).get("Depth") == RESCALED for part in parts_of(one)]
    assert told == [False, False, False, False, True, True, False]
    usual = parts_of(made.scored())
    for place in (0, 1, 2, 6):
        part, before = parts_of(one)[place], usual[place]
        assert part.components["rom"] == pytest.approx(before.components["rom"], abs=2)
        assert RESCALED not in reasons(part).values()


def test_a_squat_bent_towards_the_camera_has_not_changed_its_scale() -> None:
    squat = MOVEMENTS["squat, bar"]
    bent = replace(squat, turn=replace(squat.turn, trunk=42.0))
    for part in parts_of(replace(perform("squat, bar", azimuth=FRONT), movement=bent).scored()):
        assert RESCALED not in reasons(part).values()
        assert part.total is not None


def measured_part() -> Assessment:
    found = [
        Finding(f"of_{name}", name, name, "°", 10.0, 1.0, 0.0, Band.one_sided(0, 20), weight=1.0)
        for name in DEFAULT_WEIGHTS
    ]
    return assess(found, DEFAULT_WEIGHTS, "side")


@pytest.mark.parametrize(("seen", "unseen", "has"), [(2, 3, False), (2, 2, True), (3, 2, True)])
def test_a_set_has_a_total_when_at_least_half_of_its_repetitions_have_one(
    seen: int, unseen: int, has: bool
) -> None:
    parts = [measured_part()] * seen + [not_measurable(DEFAULT_WEIGHTS)] * unseen
    whole = mean_assessment(parts, "side")
    assert whole.total == (pytest.approx(50) if has else None)
    assert bool(whole.deductions) == bool(whole.margin) == has


def test_a_set_seen_whole_in_a_minority_of_its_repetitions_has_no_total() -> None:
    made: Performance = perform("squat, bar", reps=5)
    track, reps = made.track(), made.repetitions()
    keypoints = np.array(track.keypoints)
    keypoints[track.t < reps[2].end + 0.15, 13:17] = np.nan
    one = score(Track(track.t, keypoints), made.counted())
    totals = [part.total is None for part in parts_of(one)]
    assert totals == [True, True, True, False, False]
    assert one.assessment is not None
    assert one.assessment.total is None
