"""The camera that films three-dimensional bodies for the form benchmark, and the benchmark."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture
def form_sets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(BENCH))
    import form_sets

    return form_sets


def standing(form_sets, turned: float = 0.0) -> np.ndarray:
    """Joints (T, 22, 3) in metres of a person who stands and faces z, turned about y."""
    places = {
        "waist": (0, 1.0, 0), "head_tip": (0, 1.8, 0), "l_shoulder": (0.2, 1.5, 0),
        "r_shoulder": (-0.2, 1.5, 0), "l_wrist": (0.2, 1.1, 0.4), "r_wrist": (-0.2, 0.9, 0),
        "l_hip": (0.1, 1.0, 0), "r_hip": (-0.1, 1.0, 0), "l_knee": (0.1, 0.5, 0.05),
        "r_knee": (-0.1, 0.5, 0.05), "l_ankle": (0.1, 0.1, 0), "r_ankle": (-0.1, 0.1, 0),
        "l_toe": (0.1, 0.0, 0.15), "r_toe": (-0.1, 0.0, 0.15),
    }  # fmt: skip
    one = np.array([places.get(name, (0, 1.2, 0)) for name in form_sets.UI_PRMD], float)
    a = np.radians(turned)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    return np.repeat((one @ turn.T)[None], 10, axis=0)


def test_the_side_camera_sees_the_left_side_and_the_person_facing_left(form_sets) -> None:
    keypoints = form_sets.film(standing(form_sets), 90.0)[0]
    left_wrist, left_shoulder, right_shoulder = keypoints[9], keypoints[5], keypoints[6]
    assert left_wrist[0] < left_shoulder[0] - 50
    assert abs(left_shoulder[0] - right_shoulder[0]) < 5
    ankles = keypoints[[15, 16], 1].mean()
    assert (ankles - keypoints[0, 1]) / 900 * 3.5 == pytest.approx(1.7, abs=0.1)
    assert np.isnan(keypoints[1:5]).all()


def test_from_the_front_the_left_side_is_on_the_right(form_sets) -> None:
    keypoints = form_sets.film(standing(form_sets), 0.0)[0]
    assert keypoints[5, 0] - keypoints[6, 0] == pytest.approx(0.4 / 3.5 * 900, rel=0.05)


def test_which_way_the_person_stands_does_not_matter(form_sets) -> None:
    straight = form_sets.film(standing(form_sets), 45.0)
    turned = form_sets.film(standing(form_sets, 130.0), 45.0)
    assert turned == pytest.approx(straight, abs=1e-6, nan_ok=True)


@pytest.mark.slow
def test_the_wanted_figures_are_reached(shared: Path) -> None:
    if not (shared / "poses" / "ui_prmd").is_dir():
        pytest.skip("UI-PRMD is not here")
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    command = [sys.executable, str(BENCH / "form.py"), str(shared), "--train", str(shared)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "movements AUC 0.9" in done.stdout.splitlines()[-1]
