"""A real training of a small network on drawn people: from the command to a model that runs."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from drawn_people import draw_dataset

from repsight import models
from repsight.core.errors import InvalidInputError, OutputError, RepSightError
from repsight.data.labels import write_labels
from repsight.data.reading import read_dataset
from repsight.models import own
from repsight.pipeline import load_model
from repsight.train.pose.curves import read_results, total_loss
from repsight.train.pose.evaluation import read_picture
from repsight.train.pose.folder import caches
from repsight.train.pose.options import TrainingOptions
from repsight.train.pose.trainer import make_trainer, trainer_class
from repsight.train.pose.training import train_pose
from small_disk import small_disk

ultralytics = pytest.importorskip("ultralytics")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

NOTHING_LEARNED = "yolov8n-pose.yaml"
SMALL = {"model": NOTHING_LEARNED, "imgsz": 96, "device": "cpu", "batch": 8, "epochs": 1}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    root = tmp_path_factory.mktemp("drawn")
    draw_dataset(root, train=24, val=6)
    return root


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("REPSIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def command(*arguments) -> list[str]:
    return [sys.executable, "-m", "repsight", "train", "pose", *map(str, arguments)]


def model_files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*") if file.suffix in (".pt", ".onnx"))


def test_a_training_that_is_killed_goes_on_and_ends_as_a_model_that_runs(drawn, cache, tmp_path):
    out = tmp_path / "out"
    asked = command(
        drawn, "-o", out, "--model", NOTHING_LEARNED, "--epochs", 3, "--imgsz", 96, "--batch", 8,
        "--device", "cpu", "--name", "drawn", "--seed", 3,
    )  # fmt: skip
    first = subprocess.Popen(asked, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        lines = []
        for line in first.stderr:
            lines.append(line)
            if line.startswith("epoch 1/3"):
                break
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
    assert lines[-1].startswith("epoch 1/3: loss "), lines
    assert model_files(out) == []
    again = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "go on with --resume" in again.stderr
    done = subprocess.run([*asked, "--resume"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "going on from" in done.stderr
    assert "epoch 1/3" not in done.stderr
    assert "left" in done.stderr
    results = read_results(out / "run" / "results.csv")
    assert results["epoch"].tolist() == [1, 2, 3]
    loss = total_loss(results, "train")
    assert loss[-1] < loss[0]
    _the_model_is_whole_and_runs(drawn, out)
    assert not caches(read_dataset(drawn))
    twice = subprocess.run([*asked, "--resume"], capture_output=True, text=True, check=False)
    assert twice.returncode == 2
    assert "a model drawn of yours already" in twice.stderr


def _the_model_is_whole_and_runs(drawn, out):
    assert model_files(out) == ["drawn.onnx", "drawn.pt"]
    card = own.read_card(out / "drawn.onnx")
    assert card == own.read_card(out / "drawn.pt")
    assert card["licence"] == "AGPL-3.0"
    assert card["base"] == {"name": "yolov8n-pose", "sha256": None, "licence": "AGPL-3.0"}
    assert card["data"]["pictures"] == {"train": 24, "val": 6, "test": 0}
    assert card["data"]["licence"] == "CC0-1.0"
    assert (card["training"]["seed"], card["training"]["epochs_done"]) == (3, 3)
    assert card["training"]["versions"]["ultralytics"] == ultralytics.__version__
    assert card["metrics"]["before"] is None
    assert 0 <= card["metrics"]["after"]["map_50_95"] <= 1
    assert card["exports"][0]["sha256"] == models.download.sha256_of(out / "drawn.onnx")
    assert "Licence: AGPL-3.0." in (out / "drawn.onnx.card.md").read_text()
    assert (out / "curves.html").read_text().count("<svg") == 6
    found = models.find("drawn")
    assert found.read_bytes() == (out / "drawn.onnx").read_bytes()
    assert own.own_weights("drawn") is not None
    backend = load_model("drawn", imgsz=96)
    try:
        picture = read_dataset(drawn).of("val")[0]
        people = backend.estimate(read_picture(drawn / picture.file))
    finally:
        backend.close()
    assert people.keypoints.shape[1:] == (17, 3)


def test_when_memory_runs_out_the_batch_is_halved_and_it_goes_on(drawn, tmp_path):
    torch = pytest.importorskip("torch")
    seen = []

    class Small(trainer_class()):
        """A machine whose memory holds four pictures."""

        def preprocess_batch(self, batch):
            seen.append(len(batch["img"]))
            if seen[-1] > 4:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
            return super().preprocess_batch(batch)

    def small_machine(settings, listeners):
        callbacks = make_trainer(settings, listeners).callbacks
        return Small(overrides=settings, _callbacks=callbacks)

    said = []
    made = train_pose(
        TrainingOptions(str(drawn), **{**SMALL, "batch": 16}),
        tmp_path / "out",
        say=said.append,
        trainer=small_machine,
    )
    halved = [line for line in said if line.startswith("memory ran out")]
    assert halved == [
        "memory ran out at batch 16; going on with batch 8",
        "memory ran out at batch 8; going on with batch 4",
    ]
    assert max(seen[2:]) <= 4
    assert made.card["training"]["batch"] == 4


def test_on_a_full_disk_it_ends_in_one_line_and_leaves_no_model(drawn, tmp_path):
    with small_disk(1_000_000), pytest.raises(OutputError, match="cannot be written"):
        train_pose(TrainingOptions(str(drawn), **SMALL), tmp_path / "out", say=lambda _: None)
    assert model_files(tmp_path / "out") == []
    assert not list((tmp_path / "out" / "run" / "weights").glob("*.pt"))


def _refused(dataset, tmp_path, **options) -> str:
    """What it says, in one line; nothing may have been written."""
    with pytest.raises(RepSightError) as caught:
        train_pose(
            TrainingOptions(str(dataset), **{**SMALL, **options}),
            tmp_path / "out",
            say=lambda _: None,
        )
    assert not (tmp_path / "out").exists()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_data_set_without_labels_is_refused(tmp_path):
    draw_dataset(tmp_path / "d", train=3, val=2)
    for file in (tmp_path / "d" / "labels").rglob("*.txt"):
        file.unlink()
    assert "has no labels" in _refused(tmp_path / "d", tmp_path)


def test_a_data_set_of_background_only_is_refused(tmp_path):
    dataset = draw_dataset(tmp_path / "d", train=3, val=2)
    for file in (tmp_path / "d" / "labels").rglob("*.txt"):
        write_labels(file, (), dataset.pictures[0].size)
    assert "nobody in any of them" in _refused(tmp_path / "d", tmp_path)


def test_one_picture_is_refused_and_so_is_nobody_to_measure_on(tmp_path):
    draw_dataset(tmp_path / "one", train=1, val=0)
    assert "has one picture" in _refused(tmp_path / "one", tmp_path)
    draw_dataset(tmp_path / "half", train=3, val=0)
    assert "nobody labelled in val; train and val both need people" in _refused(
        tmp_path / "half", tmp_path
    )


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("kpt_shape: [17, 3]", "kpt_shape: [21, 3]", "kpt_shape"),
        ("0: person", "0: dog", "person"),
        ("0: person", "0: person\n  1: dog", "class"),
    ],
)
def test_keypoints_and_classes_of_something_else_are_refused(tmp_path, was, now, reason):
    draw_dataset(tmp_path / "d", train=3, val=2)
    file = tmp_path / "d" / "data.yaml"
    file.write_text(file.read_text().replace(was, now))
    assert reason in _refused(tmp_path / "d", tmp_path)


def test_a_gpu_that_is_not_here_a_wrong_model_and_a_known_name_are_refused(drawn, cache, tmp_path):
    (tmp_path / "no.pt").write_bytes(b"no weights")
    assert "cannot be loaded" in _refused(drawn, tmp_path, model=str(tmp_path / "no.pt"))
    assert "is known already" in _refused(drawn, tmp_path, name="yolov8n-pose")
    if not pytest.importorskip("torch").cuda.is_available():
        assert "sees no NVIDIA GPU" in _refused(drawn, tmp_path, device="cuda:0")


def test_going_on_with_nothing_or_on_other_pictures_is_refused(drawn, tmp_path):
    options = TrainingOptions(str(tmp_path / "d"), **SMALL)
    dataset = draw_dataset(tmp_path / "d", train=4, val=2)
    with pytest.raises(InvalidInputError, match="holds no training to go on with"):
        train_pose(options, tmp_path / "out", say=lambda _: None, resume=True)
    (tmp_path / "out").mkdir()
    state = {"schema": "repsight.pose_training/1", "options": options.as_mapping(), "data": "0"}
    (tmp_path / "out" / "training.json").write_text(json.dumps(state))
    with pytest.raises(InvalidInputError, match="has changed since this training began"):
        train_pose(options, tmp_path / "out", say=lambda _: None, resume=True)
    assert dataset.pictures
