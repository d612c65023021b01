"""What moves a component of the score, what must not, and what changes nothing at all."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from performer import SWAPPED, components, perform, score

from repsight.core.types import SetSummary, Track

SIX = (
    "squat, arms down", "push-up", "biceps curl", "lateral raise", "shoulder press", "sit-up",
)  # fmt: skip
TURNED = (*SIX, "lunge, in place")
WIDTH = 640.0
OTHERS_KEPT = 5.0
"""Points by which what was not changed may differ."""
FAULTY: dict[str, dict[str, float]] = {
    "sound": {},
    "half the range": {"depth": 0.5},
    "hurried": {"eccentric": 0.6, "concentric": 0.4},
    "shaking": {"tremor": 0.04},
}


def check_one_moves(steps: list[SetSummary], moved: str, at_least: float) -> None:
    """`moved` never rises from step to step and falls by `at_least` in all; the others stay."""
    found = [components(one) for one in steps]
    values = np.array([each[moved] for each in found], float)
    assert (np.diff(values) < 0.01).all(), values
    assert values[0] - values[-1] >= at_least, values
    for name in set(found[0]) - {moved}:
        others = np.array([each[name] for each in found], float)
        assert np.abs(others - others[0]).max() < OTHERS_KEPT, (name, others)


@pytest.mark.parametrize("name", SIX)
def test_a_smaller_range_lowers_the_range_score_alone(name: str) -> None:
    depths = (1.0, 0.9, 0.75, 0.6, 0.5, 0.4)
    check_one_moves([perform(name, reps=3, depth=depth).scored() for depth in depths], "rom", 30.0)


@pytest.mark.parametrize("name", SIX)
@pytest.mark.parametrize("hertz", [3.0, 4.5])
def test_tremor_lowers_stability_alone(name: str, hertz: float) -> None:
    sizes = (0.0, 0.01, 0.025, 0.04, 0.05)
    steps = [perform(name, reps=3, tremor=size, tremor_hz=hertz).scored() for size in sizes]
    check_one_moves(steps, "stability", 4.0)


@pytest.mark.parametrize("name", SIX)
@pytest.mark.parametrize("factors", [(1, 0.7, 0.5, 0.35, 0.25), (1, 1.5, 2, 2.5, 3)])
def test_haste_and_dawdling_lower_tempo_alone(name: str, factors: tuple[float, ...]) -> None:
    steps = [perform(name, reps=3, eccentric=2 * f, concentric=f).scored() for f in factors]
    check_one_moves(steps, "tempo", 2.0 if factors[-1] > 1 else 30.0)


@settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    st.sampled_from(SIX),
    st.integers(0, 50),
    st.floats(0.7, 1.0),
    st.floats(0.6, 0.9),
)
def test_of_any_person_the_smaller_range_scores_less_in_range_alone(
    name: str, seed: int, depth: float, share: float
) -> None:
    steps = [perform(name, seed=seed, depth=d).scored() for d in (depth, depth * share)]
    check_one_moves(steps, "rom", 0.0)


def mirrored(track: Track, *, swapped: bool) -> Track:
    keypoints = np.array(track.keypoints)
    keypoints[:, :, 0] = WIDTH - keypoints[:, :, 0]
    return Track(track.t, keypoints[:, SWAPPED] if swapped else keypoints)


def same(one: SetSummary, other: SetSummary, within: float) -> None:
    """Both have the same scores, component for component and repetition for repetition."""
    for a, b in zip((one, *one.reps), (other, *other.reps), strict=True):
        assert a.assessment is not None
        assert b.assessment is not None
        assert b.score == pytest.approx(a.score, abs=within)
        assert b.assessment.components == pytest.approx(dict(a.assessment.components), abs=within)
        assert b.assessment.cues == a.assessment.cues


@pytest.mark.parametrize("swapped", [True, False])
@pytest.mark.parametrize("name", SIX)
def test_a_mirrored_picture_scores_the_same(name: str, swapped: bool) -> None:
    made = perform(name, azimuth=75.0, reps=3, depth=0.6, tremor=0.03, eccentric=0.8)
    track = made.track()
    there = score(mirrored(track, swapped=swapped), made.counted())
    same(score(track, made.counted()), there, 0.01)


@pytest.mark.parametrize("scale", [0.25, 4.0])
@pytest.mark.parametrize("name", SIX)
def test_nearer_or_farther_and_elsewhere_scores_the_same(name: str, scale: float) -> None:
    """Powers of two and whole pixels: float32 keypoints then hold the very same person."""
    made = perform(name, reps=3, depth=0.6, tremor=0.03)
    track = made.track()
    # A grid of 1/64 of a pixel leaves room in 24 bits for moving and scaling without rounding.
    exact = np.array(track.keypoints, float)
    exact[:, :, :2] = np.round(exact[:, :, :2] * 64) / 64
    moved = exact.copy()
    moved[:, :, :2] = moved[:, :, :2] * scale + [1024.0, -512.0]
    one, other = (score(Track(track.t, k), made.counted()) for k in (exact, moved))
    same(one, other, 1e-6)


@pytest.mark.parametrize("fault", FAULTY)
@pytest.mark.parametrize("name", SIX)
def test_the_frame_rate_hardly_matters(name: str, fault: str) -> None:
    made = perform(name, reps=3, **FAULTY[fault])
    usual = components(made.scored())
    for fps in (15.0, 24.0, 120.0):
        near(usual, components(replace(made, fps=fps).scored()), 3.0)


def near(usual: dict[str, float | None], other: dict[str, float | None], within: float) -> None:
    """Components are alike where both are measured."""
    for name, value in usual.items():
        there = other[name]
        if value is not None and there is not None:
            assert abs(value - there) <= within, (name, value, there)


@pytest.mark.parametrize("fault", FAULTY)
@pytest.mark.parametrize("name", TURNED)
def test_a_camera_up_to_30_degrees_off_the_side_hardly_matters(name: str, fault: str) -> None:
    made = perform(name, reps=3, **FAULTY[fault])
    here = made.scored()
    for off in (-30.0, 15.0, 30.0):
        there = replace(made, azimuth=made.azimuth + off).scored()
        near(components(here), components(there), 10.0)
        if here.score is not None and there.score is not None:
            assert abs(here.score - there.score) <= 10.0
