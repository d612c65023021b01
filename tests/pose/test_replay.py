"""A recording in the place of a pose model."""

from pathlib import Path

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.types import People
from repsight.pose.replay import replay, replay_info
from repsight.recording import Recording, RecordingBuilder, read_recording, write_recording


def _recording() -> Recording:
    builder = RecordingBuilder((320, 240), "yolov8n-pose")
    for i in range(10):
        n = i % 3
        found = People(np.full((n, 17, 3), i / 10), np.full((n, 4), i), np.full(n, 0.9))
        builder.add(i**2 / 100, found)
    return builder.build()


def test_every_moment_is_played_in_order_with_its_own_time(tmp_path: Path) -> None:
    write_recording(tmp_path / "a.poses.npz", _recording())
    played = list(replay(read_recording(tmp_path / "a.poses.npz")))
    assert [t for t, _ in played] == pytest.approx([i**2 / 100 for i in range(10)])
    assert [len(found) for _, found in played] == [i % 3 for i in range(10)]
    assert played[5][1].keypoints[0, 0, 0] == pytest.approx(0.5)


def test_stride_plays_every_nth_moment() -> None:
    assert [t for t, _ in replay(_recording(), stride=4)] == pytest.approx([0.0, 0.16, 0.64])
    with pytest.raises(InvalidInputError, match="stride is 0"):
        replay(_recording(), stride=0)


def test_the_model_that_made_the_recording_is_named() -> None:
    info = replay_info(_recording())
    assert (info.model, info.runtime, info.sha256) == ("yolov8n-pose", "replay", None)
