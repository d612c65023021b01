"""Holds: seconds of good form, sagging and piked hips."""

from dataclasses import replace

import numpy as np
import pytest
from performer import score
from stick_figure import MOVEMENTS, Movement, body, picture
from walking import check_sane

from repsight.core.scoring.options import ScoreOptions
from repsight.core.types import SetSummary, Track

SECONDS, FPS = 10.0, 25.0
ON_THE_HANDS = MOVEMENTS["plank, on the hands"].start
SAGGING = replace(ON_THE_HANDS, trunk=55.0, thigh=(-98, 4), shin=(-85, 3))
PIKED = replace(ON_THE_HANDS, trunk=115.0, thigh=(-30, 4), shin=(-30, 3))


def plank(turn=ON_THE_HANDS, way=None, azimuth: float = 90.0) -> Track:
    """A plank that goes over from good form to another posture by the `way` of its time."""
    t = np.arange(round(SECONDS * FPS)) / FPS
    way = np.zeros(len(t)) if way is None else way(t)
    movement = Movement("plank", ON_THE_HANDS, turn)
    return Track(t, picture(body(movement, way), azimuth, elevation=0.0))


def hold(end: float = SECONDS, start: float = 0.0) -> SetSummary:
    return SetSummary("plank", start, end, kind="hold")


def always(t: np.ndarray) -> np.ndarray:
    return np.ones(len(t))


def half_way(t: np.ndarray) -> np.ndarray:
    """From one posture to the other in the middle, within half a second."""
    return np.clip((t - SECONDS / 2) / 0.5 + 0.5, 0, 1)


def lost_by(one: SetSummary) -> set[str]:
    assert one.assessment is not None
    return {each.name for each in one.assessment.deductions}


def test_a_good_plank_is_good_all_the_time() -> None:
    one = score(plank(), hold())
    check_sane(one)
    assert one.score == pytest.approx(100, abs=3)
    assert one.measures["good_form_seconds"] == pytest.approx(SECONDS)
    assert one.measures["good_form"] == pytest.approx(100)


def test_a_hold_has_no_tempo() -> None:
    one = score(plank(), hold(), ScoreOptions(weights={"rom": 1, "stability": 1, "tempo": 1}))
    assert one.assessment is not None
    assert one.assessment.weights == pytest.approx({"rom": 0.5, "stability": 0.5, "tempo": 0})
    assert set(one.assessment.components) == {"rom", "stability"}


def test_weights_of_tempo_alone_leave_a_hold_without_a_total_and_without_an_error() -> None:
    one = score(plank(), hold(), ScoreOptions(weights={"rom": 0, "stability": 0, "tempo": 1}))
    check_sane(one)
    assert one.score is None
    assert one.assessment is not None
    assert "a hold has no tempo" in one.assessment.unmeasured[0][1]


def test_hips_that_drop_sag() -> None:
    one = score(plank(SAGGING, always), hold())
    assert "sag" in lost_by(one)
    assert "pike" not in lost_by(one)
    assert one.measures["sag"] > 30
    assert one.measures["good_form_seconds"] == 0
    assert one.score is not None
    assert one.score < 60
    assert one.assessment is not None
    assert one.assessment.cues[0].startswith(("Tighten", "End the hold"))


def test_hips_that_rise_are_piked() -> None:
    one = score(plank(PIKED, always), hold())
    assert "pike" in lost_by(one)
    assert "sag" not in lost_by(one)
    assert one.measures["pike"] < -40


@pytest.mark.parametrize("posture", [SAGGING, PIKED], ids=["sagging", "piked"])
def test_the_seconds_before_the_form_went_are_counted(posture) -> None:
    one = score(plank(posture, half_way), hold())
    assert one.measures["good_form_seconds"] == pytest.approx(SECONDS / 2, abs=0.6)


def test_the_way_a_plank_faces_does_not_matter() -> None:
    left, right = (score(plank(SAGGING, half_way, a), hold()) for a in (90.0, -90.0))
    assert left.score == pytest.approx(right.score, abs=0.5)


def test_a_plank_from_the_front_is_not_judged_by_what_cannot_be_seen() -> None:
    one = score(plank(SAGGING, always, 0.0), hold())
    check_sane(one)
    assert one.assessment is not None
    assert "Sagging hips" in dict(one.assessment.unmeasured)
    assert "good_form_seconds" not in one.measures


@pytest.mark.parametrize(("start", "end"), [(0.0, 0.1), (5.0, 5.0), (-3.0, 30.0), (50.0, 60.0)])
def test_holds_of_any_length_and_place_are_no_error(start: float, end: float) -> None:
    check_sane(score(plank(), hold(end, start)))


def test_a_hold_of_nobody_has_no_score_but_says_why() -> None:
    track = plank()
    one = score(Track(track.t, np.full_like(track.keypoints, np.nan)), hold())
    check_sane(one)
    assert one.score is None
    assert one.assessment is not None
    assert one.assessment.unmeasured
