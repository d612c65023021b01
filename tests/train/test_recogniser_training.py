"""Teaching a recogniser two movements, and counting with it from its file."""

import importlib.util
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from recogniser_folder import stick_track, still_track, write_people

from form_folder import write_labels, write_track
from repsight.core.errors import InvalidInputError, ModelError, OutputError, SourceError
from repsight.exercises import load_all, load_exercise, read_text
from repsight.pipeline import count
from repsight.recogniser import LearnedRecogniser, read_recogniser, together
from repsight.train.recogniser import TrainedRecogniser, train_recogniser, write_recogniser
from repsight.train.recogniser_data import read_recogniser_data

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "onnx")),
    reason="PyTorch or onnx is not installed",
)
EPOCHS = 12
BOTH = ("squat, arms down", "biceps curl")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_people(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def trained(folder: Path) -> TrainedRecogniser:
    return train_recogniser(folder, epochs=EPOCHS, seed=3, licence="CC0-1.0")


@pytest.fixture(scope="module")
def model(trained: TrainedRecogniser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "two.onnx"
    write_recogniser(path, trained)
    return path


def test_people_that_it_has_not_seen_are_told_apart(model: Path) -> None:
    learned = read_recogniser(model)
    assert learned.names == ("bicep_curl", "squat")
    exercises = [load_exercise(name) for name in learned.names]
    for best, shown in ((0, "biceps curl"), (1, "squat, arms down")):
        found = [learned(stick_track(shown, seed), exercises).argmax() for seed in (11, 12, 13)]
        assert found == [best] * 3


def test_it_counts_offline_and_live_and_the_session_says_by_what(
    model: Path, tmp_path: Path
) -> None:
    write_track(tmp_path / "new.poses.npz", stick_track("squat, arms down", 21, reps=6))
    for mode in ("offline", "live"):
        session = count(tmp_path / "new.poses.npz", mode=mode, recogniser=model)
        (one,) = session.people[0].sets
        assert (one.exercise, one.count) == ("squat", 6)
        options = session.provenance.options
        assert options["recogniser"] == "two.onnx"
        assert options["recogniser_sha256"] == read_recogniser(model).sha256


def test_its_card_says_what_it_learned_from_and_how_good_it_is(model: Path) -> None:
    card = json.loads(model.with_name("two.onnx.card.json").read_text(encoding="utf-8"))
    assert card["data"]["subjects"] == 3
    assert card["data"]["clips by exercise"] == {"bicep_curl": 3, "squat": 3, "none": 3}
    assert card["licence"] == "CC0-1.0"
    assert card["metrics"]["clips_right"] >= 0.8
    assert {"learned alone", "looks alone", "log_loss"} <= set(card["metrics"])
    assert any("3 people only" in limit for limit in card["limits"])
    assert model.with_name("two.onnx.card.md").exists()


def test_openvino_computes_what_pytorch_does(folder: Path) -> None:
    import torch

    from repsight.train.recogniser_fitting import Teaching, teach, weigh
    from repsight.train.recogniser_network import KINDS, Calibrated, to_onnx

    windows = read_recogniser_data(folder).windows
    about = json.dumps({"schema": "repsight.recogniser/1", "exercises": ["bicep_curl", "squat"]})
    for kind in KINDS:
        network = teach(windows, weigh(windows), 3, Teaching(kind, 3))
        calibrated = Calibrated(network, 0.7, -0.3).eval()
        learned = LearnedRecogniser(to_onnx(calibrated, {"repsight": about}), kind)
        track = stick_track("biceps curl", 5)
        (steps, window) = next(iter(_windows(track)))
        with torch.no_grad():
            expected = calibrated(torch.from_numpy(steps)[None])[0].numpy()
        assert list(learned.chances(window).values()) == pytest.approx(expected, abs=1e-4)


def _windows(track):
    from repsight.train.recogniser_data import windows_of

    return windows_of(track)


def test_the_same_seed_gives_the_same_network_and_another_another(folder: Path) -> None:
    from repsight.train.recogniser_fitting import Teaching, scores, teach, weigh

    windows = read_recogniser_data(folder).windows
    found = [
        scores(teach(windows, weigh(windows), 3, Teaching("gru", 3, seed)), windows.steps)
        for seed in (0, 0, 1)
    ]
    assert np.array_equal(found[0], found[1])
    assert not np.allclose(found[0], found[2])


def test_teaching_leaves_the_random_numbers_of_others_alone(folder: Path) -> None:
    import torch

    from repsight.train.recogniser_fitting import Teaching, teach, weigh

    windows = read_recogniser_data(folder).windows
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    teach(windows, weigh(windows), 3, Teaching("tcn", 2, 9))
    assert torch.equal(torch.rand(3), expected)


def test_augmented_windows_are_windows_and_a_mirror_image_is_answered_alike(folder: Path) -> None:
    import torch

    from repsight.train.recogniser_augment import augmented, mirrored
    from repsight.train.recogniser_network import both_ways, make_network

    steps = torch.from_numpy(read_recogniser_data(folder).windows.steps[:8])
    changed = augmented(steps, torch.Generator().manual_seed(0))
    assert changed.shape == steps.shape
    assert torch.isfinite(changed).all()
    assert not torch.allclose(changed, steps)
    assert torch.equal(mirrored(mirrored(steps)), steps)
    network = make_network("gru", 4).eval()
    with torch.no_grad():
        straight, turned = both_ways(network, steps), both_ways(network, mirrored(steps))
    assert torch.allclose(straight, turned, atol=1e-5)


def test_calibration_cools_what_is_too_sure_and_finds_the_doubt() -> None:
    from repsight.train.recogniser_fitting import calibrate, cooled_log_chances

    rng = np.random.default_rng(0)
    true = rng.normal(0, 1.5, (4000, 4))
    true[:, -1] += 1.0
    chances = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    labels = (rng.random((4000, 1)) > chances.cumsum(axis=1)).sum(axis=1).clip(max=3)
    told = true * 3.0
    told[:, -1] -= 3.0  # too sure by three, and it doubts too little
    temperature, doubt = calibrate(told, labels, np.ones(4000))
    assert temperature == pytest.approx(3.0, rel=0.15)
    assert doubt == pytest.approx(1.0, abs=0.2)
    assert np.exp(cooled_log_chances(told, temperature, doubt)).sum(axis=1) == pytest.approx(1)


def test_without_a_weight_the_looks_say_nothing_and_with_one_nobody_rules_anything_out() -> None:
    learned, looks = np.array([0.7, 0.3, 0.0]), np.array([0.0, 0.5, 0.5])
    assert np.array_equal(together(learned, looks, 0.0), learned)
    both = together(learned, looks, 1.0)
    assert both.sum() == pytest.approx(1)
    assert both.min() > 0
    assert both.argmax() == 1


def test_what_was_not_asked_for_counts_as_none_of_them(model: Path) -> None:
    learned = read_recogniser(model)
    window = stick_track("biceps curl", 12)
    chances = learned.chances(window)
    learned.looks = 0.0
    (squat, none) = learned(window, [load_exercise("squat")])
    assert squat == pytest.approx(chances["squat"])
    assert none == pytest.approx(chances["bicep_curl"] + chances["unknown"])


def test_nobody_is_unknown_and_it_can_be_pickled(model: Path) -> None:
    learned = pickle.loads(pickle.dumps(read_recogniser(model)))
    nobody = stick_track("biceps curl")
    nobody = type(nobody)(nobody.t, np.full_like(nobody.keypoints, np.nan))
    assert learned.chances(nobody) == {"unknown": 1.0}
    assert learned(nobody, load_all())[-1] > 0.5


def test_an_exercise_of_ones_own_travels_in_the_file(tmp_path: Path) -> None:
    from repsight.train.recogniser_network import Calibrated, make_network, to_onnx

    text = read_text("squat").replace('name = "squat"', 'name = "thruster"')
    about = {
        "schema": "repsight.recogniser/1",
        "exercises": ["squat", "thruster"],
        "described": {"thruster": text},
    }
    network = Calibrated(make_network("tcn", 3))
    learned = LearnedRecogniser(to_onnx(network, {"repsight": json.dumps(about)}), "own.onnx")
    assert [each.name for each in learned.own] == ["thruster"]
    assert {each.name for each in learned.with_own(load_all())} == {
        "thruster", *(each.name for each in load_all()),
    }  # fmt: skip
    del about["described"]
    data = to_onnx(network, {"repsight": json.dumps(about)})
    with pytest.raises(ModelError, match=r"own.onnx knows 'thruster', which is no exercise here"):
        LearnedRecogniser(data, "own.onnx")


@pytest.mark.parametrize(
    ("about", "why"),
    [
        (None, "it is another model"),
        ("{", "what it says about itself is damaged"),
        ('{"schema": "other/1"}', "its schema is 'other/1'"),
        ('{"schema": "repsight.recogniser/1"}', "it names no exercises"),
        ('{"schema": "repsight.recogniser/1", "exercises": ["squat"], "looks": 7}', "is 7"),
        (
            '{"schema": "repsight.recogniser/1", "exercises": ["x"], "described": {"x": "="}}',
            "an exercise in it is wrong",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_line(about: str | None, why: str) -> None:
    from repsight.train.recogniser_network import Calibrated, make_network, to_onnx

    metadata = {} if about is None else {"repsight": about}
    data = to_onnx(Calibrated(make_network("gru", 3)), metadata)
    with pytest.raises(ModelError, match=why) as refused:
        LearnedRecogniser(data, "other.onnx")
    assert "\n" not in str(refused.value)


def test_a_damaged_file_is_refused_in_one_line(model: Path, tmp_path: Path) -> None:
    data = model.read_bytes()
    for number, broken in enumerate((b"", data[: len(data) // 2], b"not a model" * 50)):
        path = tmp_path / f"{number}.onnx"
        path.write_bytes(broken)
        with pytest.raises(ModelError, match="no usable recogniser") as refused:
            read_recogniser(path)
        assert "\n" not in str(refused.value)
    with pytest.raises(SourceError, match="cannot be read"):
        read_recogniser(tmp_path / "missing.onnx")


def test_nothing_half_written_is_taken_for_a_model(
    trained: TrainedRecogniser, tmp_path: Path
) -> None:
    from small_disk import small_disk

    path = tmp_path / "full.onnx"
    with small_disk(20_000), pytest.raises(OutputError, match="cannot be written"):
        write_recogniser(path, trained)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "why"),
    [
        ({"kind": "lstm"}, "the kind of recogniser is 'lstm'; allowed: gru, tcn"),
        ({"epochs": 0}, "epochs is 0; 1 to"),
        ({"synthetic": -1}, "synthetic is -1; 0 to"),
    ],
)
def test_wrong_choices_are_refused(folder: Path, option: dict, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        train_recogniser(folder, **option)


def test_a_recogniser_beside_a_named_exercise_is_refused(model: Path, tmp_path: Path) -> None:
    write_track(tmp_path / "a.poses.npz", still_track())
    with pytest.raises(InvalidInputError, match="there is nothing to recognise"):
        count(tmp_path / "a.poses.npz", exercise="squat", recogniser=model)


def test_people_who_never_were_do_the_exercises_they_are_labelled_with() -> None:
    from repsight.core.counting.sequence import CHANNELS, STEPS
    from repsight.train.recogniser_people import synthetic_windows

    names = ("bicep_curl", "lateral_raise")
    made = synthetic_windows(names, 3, np.random.default_rng(0), motions=1)
    assert made.steps.shape[1:] == (STEPS, CHANNELS)
    assert np.isfinite(made.steps).all()
    assert np.bincount(made.labels).tolist() == [3, 3, 9]
    again = synthetic_windows(names, 3, np.random.default_rng(0), motions=1)
    assert np.array_equal(made.steps, again.steps)


def test_labels_may_name_who_and_when(tmp_path: Path) -> None:
    folder = write_people(tmp_path, people=1)
    rows = [
        ("p0-squat", "a", "squat", "1", "1.0", "6.0"),
        ("p0-bicep_curl", "b", "none", "", "", ""),
    ]
    write_labels(folder, rows, ("recording", "subject", "exercise", "person", "start", "end"))
    found = read_recogniser_data(folder)
    assert found.names == ("squat",)
    assert found.left_out == ("p0-none.poses.npz: it has no label",)
    assert sorted(set(zip(found.windows.groups, found.windows.labels, strict=True))) == [
        ("a", 0), ("b", 1),
    ]  # fmt: skip
