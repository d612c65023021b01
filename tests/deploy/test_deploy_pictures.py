"""Pictures to compare and calibrate on."""

from pathlib import Path

import numpy as np
import pytest
from made_dataset import SIZE, made_dataset

from repsight.core.errors import InvalidInputError, RepSightError, SourceError
from repsight.demo import demo_video
from repsight.deploy.pictures import (
    check_some,
    pictures_for_calibration,
    pictures_for_checking,
    sample,
    videos_of,
)


def test_a_data_sets_pictures_are_read_as_rgb_the_held_back_ones_first(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    checking = pictures_for_checking([], str(tmp_path))
    calibrating = pictures_for_calibration(str(tmp_path / "data.yaml"))
    assert len(checking) == len(calibrating) == 4
    assert {image.shape for image in checking} == {(SIZE[1], SIZE[0], 3)}
    np.testing.assert_array_equal(checking[0], calibrating[-1])  # the one of val


def test_without_anything_the_bundled_clip_serves() -> None:
    pictures = pictures_for_checking([], None)
    assert len(pictures) == 16
    assert pictures[0].shape == (720, 1280, 3)


def test_videos_share_the_pictures_evenly_over_their_length() -> None:
    frames = list(sample(demo_video(), 3))
    assert len(frames) == 3
    assert not np.array_equal(frames[0], frames[1])


def test_more_pictures_than_a_video_has_are_all_of_them(tmp_path: Path) -> None:
    assert 0 < len(list(sample(demo_video(), 10_000))) < 1_000


@pytest.mark.parametrize(
    ("name", "said"), [("gone.mp4", "there is no video"), ("a.poses.npz", "without pictures")]
)
def test_what_is_no_video_is_refused(name: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if "poses" in name:
        path.write_bytes(b"PK")
    with pytest.raises(SourceError, match=said):
        videos_of([str(path)])


def test_a_data_set_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text(
        "train: images/train\nval: images/val\nkpt_shape: [17, 3]\n"
    )
    with pytest.raises(RepSightError) as refused:
        pictures_for_calibration(str(tmp_path))
    assert len(str(refused.value).splitlines()) == 1
    with pytest.raises(InvalidInputError, match="has no pictures"):
        check_some([], "x")


def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    broken = next((tmp_path / "images" / "val").iterdir())
    broken.write_bytes(broken.read_bytes()[:200])
    with pytest.raises(SourceError, match="take it out of the data set"):
        pictures_for_checking([], str(tmp_path))
