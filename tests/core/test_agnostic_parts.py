"""The parts of class-agnostic counting: motion from landmarks, likeness, chains of excursions."""

from pathlib import Path

import numpy as np
import pytest

from repsight.core.counting.agnostic import landmark_repetitions
from repsight.core.counting.chain import best_chain, find_excursions, likeness
from repsight.core.counting.motion import RATE_HZ, Motion, describe_motion
from repsight.core.skeleton import MIRRORED

BENCH = Path(__file__).resolve().parents[2] / "bench"


def wave(seconds: float, period: float) -> np.ndarray:
    return -np.cos(2 * np.pi * np.arange(round(seconds * RATE_HZ)) / (period * RATE_HZ))


def motion_of(*columns: np.ndarray, mirrored: tuple[int, ...] | None = None) -> Motion:
    path = np.stack(columns, axis=1)
    signs = np.ones(path.shape[1]) if mirrored is None else np.array(mirrored, float)
    mirrors = np.stack([np.ones(path.shape[1]), signs])
    return Motion(np.arange(len(path)) / RATE_HZ, path, mirrors, path.T)


def test_likeness_is_one_for_equal_paths_and_none_for_unrelated_ones() -> None:
    a = np.array([[1.0, 0.0], [-1.0, 0.0]])
    b = np.array([[0.0, 1.0], [0.0, -1.0]])
    assert likeness(a, a) == pytest.approx(1.0)
    assert likeness(a, b) == pytest.approx(0.0)
    assert likeness(a, -a) == pytest.approx(-1.0)


def test_a_copy_of_a_third_of_the_size_is_alike_by_six_tenths() -> None:
    a = np.random.default_rng(1).normal(size=(24, 4))
    assert likeness(a, a / 3) == pytest.approx(0.6)
    assert likeness(a / 3, a) == pytest.approx(0.6)


def test_a_steady_wave_is_a_chain_of_its_periods() -> None:
    signal = wave(20, 2.0)
    chain = best_chain(motion_of(signal), signal, mirrored=False)
    assert len(chain.spans) == 10
    lengths = np.array([end - start for start, end in chain.spans]) / RATE_HZ
    np.testing.assert_allclose(lengths, 2.0, atol=0.06)


def test_a_movement_with_two_humps_is_one_repetition_where_the_humps_differ() -> None:
    humps = wave(24, 1.5)
    slow = np.sin(2 * np.pi * np.arange(len(humps)) / (3.0 * RATE_HZ))
    assert len(best_chain(motion_of(humps, 1.5 * slow), humps, mirrored=False).spans) in (7, 8)


def test_humps_that_mirror_each_other_count_one_by_one_if_mirroring_is_allowed() -> None:
    humps = wave(24, 1.5)
    side = np.sin(2 * np.pi * np.arange(len(humps)) / (3.0 * RATE_HZ))
    side = 1.5 * side * np.abs(side)
    motion = motion_of(humps, side, mirrored=(1, -1))
    assert len(best_chain(motion, humps, mirrored=True).spans) == 16


def test_a_flat_signal_holds_no_chain() -> None:
    flat = np.zeros(200)
    assert best_chain(motion_of(flat), flat, mirrored=True).spans == ()


def test_excursions_are_neither_too_short_nor_too_long() -> None:
    signal = wave(60, 6.0)
    found = find_excursions(motion_of(signal), signal)
    assert found is not None
    seconds = (found.end - found.start) / RATE_HZ
    assert seconds.min() >= 0.4
    assert seconds.max() <= 16.0


def test_rests_of_minutes_part_a_chain_but_cost_no_memory() -> None:
    signal = np.concatenate([wave(20, 2.0), np.zeros(round(600 * RATE_HZ)), wave(30, 2.0)])
    assert len(best_chain(motion_of(signal), signal, mirrored=False).spans) in (15, 16)


def walker(frames: int = 120) -> np.ndarray:
    rng = np.random.default_rng(4)
    rest = rng.uniform(0, 300, (1, 17, 2))
    sway = np.sin(np.arange(frames) / 6)[:, None, None] * rng.normal(0, 40, (1, 17, 2))
    return np.concatenate([rest + sway, np.ones((frames, 17, 1))], axis=2)


def test_a_mirrored_body_has_the_path_with_the_mirrors_signs() -> None:
    t, keypoints = np.arange(120) / 25, walker()
    plain = describe_motion(t, keypoints)
    seen = describe_motion(t, keypoints[:, MIRRORED] * (-1.0, 1.0, 1.0))
    assert plain is not None
    assert seen is not None
    size = np.linalg.norm(plain.path, axis=1)
    np.testing.assert_allclose(np.linalg.norm(seen.path, axis=1), size, atol=1e-6)
    # A component's sign is its own choice; beyond that choice nothing differs.
    np.testing.assert_allclose(np.abs(seen.path), np.abs(plain.path), atol=1e-6)


def test_motion_starts_and_ends_with_the_frames_that_show_somebody() -> None:
    t, keypoints = np.arange(120) / 25, walker()
    keypoints[:20] = np.nan
    keypoints[100:] = np.nan
    motion = describe_motion(t, keypoints)
    assert motion is not None
    assert motion.t[0] == pytest.approx(t[20])
    assert motion.t[-1] == pytest.approx(t[99], abs=0.5 / RATE_HZ)


def test_motion_has_a_typical_size_of_one() -> None:
    motion = describe_motion(np.arange(400) / 25, walker(400))
    assert motion is not None
    assert np.sqrt((motion.path**2).sum(axis=1).mean()) == pytest.approx(1.0, abs=0.15)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "off_by_one", "error"), [("repcount_a", 0.78, 0.18), ("countix_fitness", 0.75, 0.20)]
)
def test_public_landmark_sets_are_counted_as_well_as_promised(
    name: str, off_by_one: float, error: float, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(BENCH)
    from landmark_sets import read_landmark_set

    counts = [
        (len(landmark_repetitions(t, landmarks)), truth)
        for _, t, landmarks, truth, _ in read_landmark_set(shared / "poses" / name)
    ]
    guess, truth = np.array(counts, float).T
    assert (np.abs(guess - truth) <= 1).mean() >= off_by_one
    assert (np.abs(guess - truth) / (truth + 0.1)).mean() <= error
