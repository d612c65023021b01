"""Training a form model: over subjects, calibrated, and with a card that tells all."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from form_folder import BAD, GOOD, squats, write_folder, write_labels, write_track
from repsight.core.errors import (
    ExerciseError,
    InvalidInputError,
    RepSightError,
    SourceError,
)
from repsight.core.form import FEATURES
from repsight.train.fitting import (
    FormSamples,
    check_samples,
    cross_validate,
    fit_form_model,
    predict,
    subject_folds,
)
from repsight.train.form_data import read_form_data
from repsight.train.metrics import (
    auc,
    auc_interval,
    brier,
    calibration_error,
    log_loss,
    reliability,
)

needs_learning = pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed"
)
NAMES = tuple(FEATURES)[:6]


def samples(
    subjects: int = 5, each: int = 8, signal: float = 2.0, own: float = 0.0, seed: int = 0
) -> FormSamples:
    """Made-up repetitions: feature 0 tells correct ones, feature 1 is the subject's alone."""
    rng = np.random.default_rng(seed)
    people = np.repeat(np.arange(subjects), each)
    correct = np.tile(np.arange(each) % 2 == 0, subjects)
    values = rng.normal(0, 1, (len(people), len(NAMES)))
    values[:, 0] += signal * correct
    values[:, 1] = 50 * rng.normal(0, 1, subjects)[people]
    values[:, 2] += own * correct * rng.choice((-1, 1), subjects)[people]
    return FormSamples(NAMES, values, correct, tuple(f"s{person}" for person in people))


@pytest.mark.parametrize("people", [3, 10, 11, 37])
def test_no_fold_splits_a_subject_and_every_repetition_is_left_out_once(people: int) -> None:
    rng = np.random.default_rng(people)
    subjects = [f"s{i}" for i in rng.integers(people, size=200)]
    folds = subject_folds(subjects)
    assert len(folds) == min(10, len(set(subjects)))
    assert (np.sum(folds, axis=0) == 1).all()
    for out in folds:
        inside = {s for s, o in zip(subjects, out, strict=True) if o}
        outside = {s for s, o in zip(subjects, out, strict=True) if not o}
        assert not inside & outside
        assert out.sum() <= 2 * len(subjects) / len(folds) + 20


@needs_learning
def test_what_a_subject_looks_like_does_not_help_to_judge_that_subject() -> None:
    # The label follows the subject's own sign of feature 2: known only to who has seen them.
    data = samples(subjects=8, each=20, signal=0.0, own=6.0)
    assert auc(data.correct, cross_validate(data, "squat")) < 0.75
    model = fit_form_model(data, "squat")
    assert 0 <= predict(model, data).min() <= predict(model, data).max() <= 1


@needs_learning
def test_a_feature_that_tells_is_found_and_one_of_the_subject_is_not() -> None:
    data = samples()
    probabilities = cross_validate(data, "squat")
    assert auc(data.correct, probabilities) > 0.85
    model = fit_form_model(data, "squat")
    weights = dict(zip(model.features, model.weights, strict=True))
    assert weights[NAMES[0]] == max(weights.values(), key=abs) > 0


@needs_learning
def test_a_subjects_labels_do_not_change_how_that_subject_is_judged() -> None:
    data = samples(subjects=4)
    first = np.array([subject == "s0" for subject in data.subjects])
    turned = FormSamples(data.names, data.values, data.correct ^ first, data.subjects)
    before, after = cross_validate(data, "squat"), cross_validate(turned, "squat")
    assert before[first] == pytest.approx(after[first])
    assert before[~first] != pytest.approx(after[~first])


@needs_learning
def test_features_that_are_never_seen_are_left_out_and_gaps_are_filled() -> None:
    data = samples()
    data.values[:, 3] = np.nan
    data.values[::5, 4] = np.nan
    model = fit_form_model(data, "squat")
    assert model.features == (*NAMES[:3], *NAMES[4:])
    assert np.isfinite(predict(model, data)).all()


@needs_learning
def test_without_any_signal_the_model_says_so_instead_of_guessing() -> None:
    data = samples(subjects=10, each=20, signal=0.0)
    probabilities = cross_validate(data, "squat")
    assert probabilities == pytest.approx(np.full(len(data), 0.5), abs=0.2)
    assert brier(data.correct, probabilities) == pytest.approx(0.25, abs=0.02)


@needs_learning
def test_stated_probabilities_are_about_true() -> None:
    data = samples(subjects=20, each=40, signal=1.5)
    assert calibration_error(data.correct, cross_validate(data, "squat")) < 0.08


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (samples(subjects=2), "there are 2 subjects"),
        (
            FormSamples(NAMES, np.zeros((9, 6)), np.ones(9, bool), tuple("abcabcabc")),
            "all 9 repetitions are correct",
        ),
        (
            FormSamples(NAMES, np.zeros((6, 6)), np.arange(6) < 2, tuple("aabbcc")),
            "only a has one of the two labels",
        ),
    ],
)
def test_too_little_to_learn_from_is_one_clear_line(data: FormSamples, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        check_samples(data)


def test_an_order_that_is_right_has_an_auc_of_one_and_ties_count_half() -> None:
    correct = np.array([False, False, True, True])
    assert auc(correct, np.array([0.1, 0.2, 0.3, 0.4])) == 1.0
    assert auc(correct, np.array([0.4, 0.3, 0.2, 0.1])) == 0.0
    assert auc(correct, np.full(4, 0.5)) == 0.5
    assert np.isnan(auc(np.ones(4, bool), np.arange(4)))


def test_the_interval_is_wide_where_subjects_differ() -> None:
    rng = np.random.default_rng(1)
    correct = np.tile([True, False], 100)
    subjects = [f"s{i // 40}" for i in range(200)]
    good = correct + rng.normal(0, 0.3, 200)
    spoilt = np.where(np.arange(200) < 40, -good, good)
    narrow = np.diff(auc_interval(correct, good, subjects))
    assert np.diff(auc_interval(correct, spoilt, subjects)) > 3 * narrow


def test_losses_of_a_coin_are_those_of_the_books() -> None:
    correct, coin = np.array([True, False]), np.array([0.5, 0.5])
    assert brier(correct, coin) == 0.25
    assert log_loss(correct, coin) == pytest.approx(np.log(2))
    assert calibration_error(correct, coin) == 0.0
    assert np.isfinite(log_loss(correct, np.array([0.0, 1.0])))


def test_reliability_counts_every_repetition_once() -> None:
    probabilities = np.array([0.0, 0.05, 0.31, 0.39, 1.0])
    bins = reliability(np.array([False, True, True, False, True]), probabilities)
    assert [b.count for b in bins] == [2, 2, 1]
    assert [b.correct for b in bins] == [0.5, 0.5, 1.0]
    assert bins[1].predicted == pytest.approx(0.35)


def test_repetitions_are_found_where_no_times_are_given_and_taken_where_they_are(
    tmp_path: Path,
) -> None:
    write_track(tmp_path / "a.poses.npz", squats(GOOD))
    write_labels(
        tmp_path,
        [
            ("a", "s1", "squat", "correct", "", "", "", ""),
            ("a.poses.npz", "s2", "squat", "incorrect", "1", "2.0", "3.0", "4.0"),
        ],
        ("recording", "subject", "exercise", "label", "person", "start", "turn", "end"),
    )
    data = read_form_data(tmp_path)
    assert data.exercise == "squat"
    assert data.samples.subjects == ("s1", "s1", "s1", "s2")
    assert data.samples.correct.tolist() == [True, True, True, False]
    assert np.isfinite(data.samples.values).mean() > 0.95


def test_a_recording_without_repetitions_is_named(tmp_path: Path) -> None:
    write_folder(tmp_path, subjects=1)
    still = squats(GOOD)
    write_track(tmp_path / "s0-correct.poses.npz", type(still)(still.t[:12], still.keypoints[:12]))
    assert read_form_data(tmp_path).empty == ("s0-correct",)


COLUMNS = ("recording", "subject", "exercise", "label", "person", "start", "turn", "end")
ROW = ("a", "s1", "squat", "correct", "", "", "", "")


def _row(**changed: str) -> tuple[str, ...]:
    return tuple({**dict(zip(COLUMNS, ROW, strict=True)), **changed}.values())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (_row(label="good"), "line 2: label is 'good'; allowed: correct, incorrect"),
        (_row(subject=""), "line 2: subject is empty"),
        (_row(person="left"), "line 2: person is 'left'"),
        (_row(person="7"), "a: there is no person 7; found: 1"),
        (_row(start="1.0"), "line 2: start, turn, end are '1.0', '', ''; three times"),
        (_row(start="1", turn="3", end="2"), "they must increase"),
        (_row(recording="b"), "b.poses.npz: this recording cannot be read"),
        (_row(exercise="juggling"), "unknown exercise 'juggling'"),
        (_row(exercise="plank"), "plank is a hold"),
    ],
)
def test_labels_that_are_wrong_are_refused_with_their_line(
    tmp_path: Path, row: tuple[str, ...], words: str
) -> None:
    write_track(tmp_path / "a.poses.npz", squats(BAD))
    write_labels(tmp_path, [row], COLUMNS)
    with pytest.raises(RepSightError) as refused:
        read_form_data(tmp_path)
    assert words in str(refused.value)
    assert isinstance(refused.value, InvalidInputError | SourceError | ExerciseError)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "the labels cannot be read"),
        ("", "the column 'recording' is missing"),
        ("recording,subject,label\n", "the column 'exercise' is missing; needed: recording"),
        ("recording,subject,exercise,label\n", "holds no labels"),
        ("recording,subject,exercise,label\n" + "x" * 200_000, "no table of comma-separated"),
    ],
)
def test_a_folder_without_usable_labels_is_refused(
    tmp_path: Path, content: str | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "labels.csv").write_text(content, encoding="utf-8")
    with pytest.raises(RepSightError, match=words):
        read_form_data(tmp_path)


def test_several_exercises_must_be_chosen_from(tmp_path: Path) -> None:
    write_track(tmp_path / "a.poses.npz", squats(GOOD))
    write_labels(tmp_path, [ROW, _row(exercise="lunge")], COLUMNS)
    with pytest.raises(InvalidInputError, match="labels lunge, squat; choose one with --exercise"):
        read_form_data(tmp_path)
    with pytest.raises(InvalidInputError, match="labels no 'dip'; it has lunge, squat"):
        read_form_data(tmp_path, "dip")
    assert read_form_data(tmp_path, "squat").exercise == "squat"


@needs_learning
def test_the_card_holds_the_figures_and_the_licence_and_no_names(tmp_path: Path) -> None:
    from repsight.train import train_form

    model = train_form(write_folder(tmp_path), licence="CC0")
    about, figures = model.card["data"], model.card["validation"]
    assert about["licence, as given by you"] == "CC0"
    assert (about["subjects"], about["recordings"]) == (4, 8)
    assert about["correct"] + about["incorrect"] == about["repetitions"] == 24
    assert about["views"] == {"oblique": 24}
    assert figures["method"] == "leave one subject out"
    assert figures["auc_low"] <= figures["auc"] <= figures["auc_high"]
    assert figures["auc"] > 0.95
    assert sum(b["count"] for b in figures["reliability"]) == 24
    assert "s0" not in json.dumps(model.card)
