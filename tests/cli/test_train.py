"""`repsight train form`: from a folder to a model and its card, or one line why not."""

import importlib.util
import sys
from pathlib import Path

import pytest
from commands import Run, refusal

from form_folder import BAD, GOOD, squats, write_folder
from repsight.core.form import repetition_features
from repsight.core.types import Repetition
from repsight.train import read_form_model

needs_learning = pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed"
)


@needs_learning
def test_a_folder_becomes_a_model_that_knows_good_from_bad(repsight: Run, tmp_path: Path) -> None:
    output = tmp_path / "out" / "squat.json"
    folder = tmp_path / "data"
    folder.mkdir()
    done = repsight("train", "form", write_folder(folder), "-o", output, "--licence", "CC0")
    assert done.returncode == 0, done.stderr
    assert f"{output}: squat, 24 repetitions by 4 people; on people not seen AUC" in done.stdout
    model = read_form_model(output)
    middle = Repetition(2, 2.1, 3.0, 3.9, 3.9)
    for movement, right in ((GOOD, True), (BAD, False)):
        stranger = repetition_features(squats(movement, seed=77), middle)
        assert model.is_correct(stranger) is right
    card = (tmp_path / "out" / "squat.card.md").read_text("utf-8")
    for words in ("Licence, as given by you: CC0", "4 people", "Brier", "no medical device"):
        assert words in card


def test_without_scikit_learn_the_line_names_what_to_install(
    repsight: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    said = refusal(repsight("train", "form", write_folder(tmp_path), "-o", tmp_path / "m.json"))
    assert "pip install 'repsight[ml]'" in said


def test_two_subjects_are_too_few(repsight: Run, tmp_path: Path) -> None:
    folder = write_folder(tmp_path, subjects=2)
    said = refusal(repsight("train", "form", folder, "-o", tmp_path / "m.json"))
    assert "there are 2 subjects (s0, s1); 3 or more are needed" in said
    assert not (tmp_path / "m.json").exists()


def test_correct_repetitions_alone_are_too_little(repsight: Run, tmp_path: Path) -> None:
    folder = write_folder(tmp_path, subjects=3, labels=("correct",))
    said = refusal(repsight("train", "form", folder, "-o", tmp_path / "m.json"))
    assert "all 9 repetitions are correct" in said


def test_a_model_needs_a_name_that_ends_in_json(repsight: Run, tmp_path: Path) -> None:
    said = refusal(repsight("train", "form", tmp_path, "-o", tmp_path / "model.pkl"))
    assert "must end in .json" in said


def test_a_folder_without_labels_is_refused(repsight: Run, tmp_path: Path) -> None:
    said = refusal(repsight("train", "form", tmp_path, "-o", tmp_path / "m.json"))
    assert "labels.csv: the labels cannot be read" in said
