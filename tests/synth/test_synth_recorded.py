"""People who move as somebody did in a recording."""

from pathlib import Path
from typing import Any

import pytest

from repsight.core.errors import InvalidInputError, SourceError
from repsight.recording import write_recording
from squatter import squat_recording


@pytest.fixture
def recording(tmp_path: Path) -> str:
    path = tmp_path / "squats.poses.npz"
    write_recording(path, squat_recording(3))
    return str(path)


def test_rendered_people_squat_as_deep_as_the_recording(
    gl: Any, person: Any, recording: str
) -> None:
    from repsight.synth.picture import Plan, draw_picture, recorded_motion

    plan = Plan(("squat",), 4, ((96, 128),), people=3, recordings=(recording,))
    pictures = [draw_picture(plan, index) for index in range(4)]
    knees = [picture.facts["people"][0]["angles"]["knee"][0] for picture in pictures]
    assert {picture.facts["exercise"] for picture in pictures} == {"squat"}
    assert len({round(angle) for angle in knees}) > 1
    motion = recorded_motion(recording, "squat")
    assert len(motion.repetitions) == 3


def test_recordings_show_one_exercise_and_must_be_there(
    gl: Any, tmp_path: Path, recording: str
) -> None:
    from repsight.synth.make import make_dataset
    from repsight.synth.picture import Plan

    sizes = ((96, 128),)
    with pytest.raises(InvalidInputError, match="recordings show one"):
        make_dataset(
            tmp_path / "two",
            Plan(("squat", "lunge"), 4, sizes, people=3, recordings=(recording,)),
        )
    gone = str(tmp_path / "gone.poses.npz")
    with pytest.raises(SourceError, match=r"gone\.poses\.npz"):
        make_dataset(tmp_path / "gone", Plan(("squat",), 4, sizes, people=3, recordings=(gone,)))
    assert not list(tmp_path.glob("*/data.yaml"))
