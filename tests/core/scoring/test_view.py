"""From where the camera looks, against a camera whose place is known."""

import math

import numpy as np
import pytest
from performer import perform
from stick_figure import HALF_WIDTH

from repsight.core.geometry import torso_length
from repsight.core.scoring.body import Body
from repsight.core.scoring.view import SHOULDER_WIDTH, View, estimate_view

STANDING = ["squat, arms down", "biceps curl", "lateral raise", "shoulder press", "push-up"]


def estimated(name: str, azimuth: float) -> float:
    return Body(perform(name, azimuth=azimuth, reps=2).track()).view.off_side


@pytest.mark.parametrize("name", STANDING[:4])
@pytest.mark.parametrize("side", [90.0, -90.0])
@pytest.mark.parametrize("off", [-60, -45, -15, 0, 30, 60])
def test_the_angle_off_the_side_is_found(name: str, side: float, off: int) -> None:
    """The stick figure is broader than people, an eighth: from near the front it seems squarer."""
    broad = HALF_WIDTH["shoulder"] * 2 / SHOULDER_WIDTH
    seems = math.degrees(math.asin(min(1.0, broad * math.sin(math.radians(abs(off))))))
    assert estimated(name, side + off) == pytest.approx(seems, abs=5)
    assert estimated(name, side + off) == pytest.approx(abs(off), abs=12 if abs(off) < 60 else 15)


@pytest.mark.parametrize("name", STANDING)
def test_the_farther_off_the_side_the_larger_the_angle(name: str) -> None:
    angles = [estimated(name, 90 + off) for off in (0, 20, 40, 60)]
    assert angles == sorted(angles)


@pytest.mark.parametrize(
    ("off_side", "name"),
    [(0, "side"), (35, "side"), (37, "oblique"), (53, "oblique"), (55, "front"), (90, "front"),
     (math.nan, "unknown")],
)  # fmt: skip
def test_views_have_names(off_side: float, name: str) -> None:
    assert View(off_side).name == name


@pytest.mark.parametrize("azimuth", [0.0, 180.0])
def test_front_and_back_are_one(azimuth: float) -> None:
    assert Body(perform("squat, bar", azimuth=azimuth).track()).view.name == "front"


def test_a_view_of_nobody_is_unknown() -> None:
    nobody = np.full((20, 17, 3), np.nan)
    assert estimate_view(nobody, 100.0).name == "unknown"
    assert estimate_view(nobody[:0], 100.0).name == "unknown"
    keypoints = np.array(perform("squat, bar").track().keypoints, float)
    assert estimate_view(keypoints, math.nan).name == "unknown"
    assert estimate_view(keypoints, 0.0).name == "unknown"


def test_shoulders_alone_tell_the_view() -> None:
    keypoints = np.array(perform("squat, bar", azimuth=0.0).track().keypoints, float)
    torso = torso_length(keypoints)
    keypoints[:, 11:13] = np.nan
    assert estimate_view(keypoints, torso).name == "front"
