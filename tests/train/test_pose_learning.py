"""A real fine-tune on rendered people: what it learns shows on people whom it has not seen.

Needs the pretrained weights in ../shared and the extra synth; up to six minutes on two quiet cores.
"""

import time

import pytest

from repsight.data.reading import read_dataset
from repsight.models import own
from repsight.train.pose.options import TrainingOptions
from repsight.train.pose.training import train_pose

pytest.importorskip("ultralytics")
pytest.importorskip("anny")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]

POINTS = 0.10
"""The gain in mAP@50-95 that is asked for."""


def test_a_short_fine_tune_finds_unseen_people_under_a_bar(shared, tmp_path):
    weights = shared / "models" / "yolov8n-pose.pt"
    if not weights.is_file():
        pytest.skip("the pretrained weights are not in ../shared")
    from repsight.synth.make import make_dataset
    from repsight.synth.picture import Plan
    from repsight.synth.sizes import usual_sizes

    # Who lies under a bar is what the weights miss most: a quarter was found.
    plan = Plan(("bench_press",), 240, sizes=usual_sizes(320), people=60, seed=5)
    dataset = make_dataset(tmp_path / "bench", plan, workers=2)
    bodies = {split: {p.group for p in dataset.of(split)} for split in ("train", "val")}
    assert not bodies["train"] & bodies["val"]
    began, said = time.monotonic(), []
    options = TrainingOptions(
        str(tmp_path / "bench"), str(weights), epochs=8, imgsz=320, device="cpu", seed=1
    )
    made = train_pose(options, tmp_path / "out", say=said.append)
    spent = time.monotonic() - began
    before, after = (made.card["metrics"][when] for when in ("before", "after"))
    print(f"mAP {before['map_50_95']:.3f} to {after['map_50_95']:.3f} in {spent:.0f} s", said)
    assert made.card["training"]["loss_last_epoch"] < made.card["training"]["loss_first_epoch"]
    assert after["map_50_95"] >= before["map_50_95"] + POINTS
    assert own.read_card(made.model)["base"]["sha256"]
    assert read_dataset(tmp_path / "bench").card
