"""A pose model that never saw a rendered person finds most of them, and puts its points there."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from repsight.core.skeleton import OKS_SIGMAS
from repsight.synth.picture import Plan, draw_picture

PLAN = Plan(("squat", "lunge", "shoulder_press"), 24, ((480, 640), (640, 480)), people=10, seed=1)
AREA_OF_BOX = 0.53
"""A person's area as a part of the box, as pycocotools takes it where it has no mask."""


@pytest.mark.slow
def test_yolov8n_finds_four_of_five_who_stand(shared: Path, person: Any, gl: Any) -> None:
    from repsight.pipeline import load_model

    model = load_model(str(shared / "models" / "yolov8n-pose.onnx"))
    best = []
    for index in range(PLAN.count):
        picture = draw_picture(PLAN, index)
        people, truth = model.estimate(picture.image), picture.people[0]
        area = AREA_OF_BOX * np.prod(truth.box[2:] - truth.box[:2])
        placed = truth.keypoints[:, 2] > 0
        off = ((people.keypoints[:, placed, :2] - truth.keypoints[placed, :2]) ** 2).sum(-1)
        spread = 2 * area * (2 * np.array(OKS_SIGMAS)[placed]) ** 2
        similar = np.exp(-np.nan_to_num(off, nan=np.inf) / spread).mean(-1)
        best.append(max(similar[people.scores > 0.5], default=0.0))
    assert np.mean(np.array(best) > 0.5) >= 0.8
    assert np.median(best) > 0.6
