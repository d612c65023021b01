"""Building data sets from videos, without a network: the truth stands in for a model."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from made_clips import (
    KnowingBackend,
    PixelBackend,
    draw,
    keypoints_at,
    people_at,
    record,
    write_clip,
)

from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.data.building import BuildOptions, build_dataset
from repsight.data.checking import check_dataset
from repsight.data.reading import read_dataset
from repsight.pipeline import Stop
from repsight.pipeline.options import Progress


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three videos of different scenes; in the last the person leaves for two seconds."""
    folder = tmp_path_factory.mktemp("clips")
    for scene, name in enumerate(("ann/a squat.mp4", "ann/b.mp4", "bob/c.mp4"), start=1):
        write_clip(folder / name, scene)
    return folder


def _options(**changes: object) -> BuildOptions:
    return BuildOptions(**{"model": KnowingBackend(), "per_video": 4, **changes})  # type: ignore[arg-type]


def _files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_videos_become_a_data_set_that_passes_its_check(clips: Path, tmp_path: Path) -> None:
    root = tmp_path / "set"
    built = build_dataset([clips / "ann", clips / "bob/c.mp4"], root, _options(licence="CC0"))
    read = read_dataset(root)
    assert built.dataset is not None
    assert len(read.pictures) == len(built.dataset.pictures) == 12
    assert {picture.group for picture in read.pictures} == {"a_squat", "b", "c"}
    by_split = {s: {p.group for p in read.pictures if p.split == s} for s in ("train", "val")}
    assert len(by_split["train"]) == 2
    assert len(by_split["val"]) == 1
    assert check_dataset(root).findings == ()
    assert not (root / ".building").exists()
    assert read.card["labels"] == "pre-labelled, not corrected"
    assert read.card["licence"] == "CC0"
    assert read.card["counts"]["pictures"] == 12
    assert [m["model"] for m in read.card["models"]] == ["told"]


def test_labels_are_where_the_person_is_in_the_picture(clips: Path, tmp_path: Path) -> None:
    build_dataset([clips / "bob"], tmp_path / "set", _options())
    for picture in read_dataset(tmp_path / "set").pictures:
        image = cv2.imread(str(tmp_path / "set" / picture.file))
        drawn = draw(keypoints_at(picture.facts["t"]), 3)[..., ::-1]
        assert np.abs(image.astype(int) - drawn).mean() < 8  # the frame of that time, compressed
        expected = people_at(picture.facts["t"], 4).keypoints[0, :, :2]
        np.testing.assert_allclose(picture.people[0].keypoints[:, :2], expected, atol=1e-3)


def test_the_same_run_gives_the_same_bytes(clips: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_dataset([clips / "ann"], tmp_path / name, _options())
    assert _files(tmp_path / "one") == _files(tmp_path / "two")


def test_a_recording_takes_the_place_of_a_model(clips: Path, tmp_path: Path) -> None:
    write_clip(tmp_path / "c.mp4", 3)
    record(tmp_path / "c.poses.npz")
    build_dataset([tmp_path / "c.poses.npz"], tmp_path / "recorded", BuildOptions(per_video=4))
    build_dataset([tmp_path / "c.mp4"], tmp_path / "looked", _options())
    recorded, looked = (read_dataset(tmp_path / n).pictures for n in ("recorded", "looked"))
    assert [p.file for p in recorded] == [p.file for p in looked]
    assert recorded[0].facts["model"] == "told"


def test_folders_of_people_are_kept_together(clips: Path, tmp_path: Path) -> None:
    options = _options(group_by="folder")
    build_dataset([clips / "ann", clips / "bob"], tmp_path / "set", options)
    groups = {(p.group, p.split) for p in read_dataset(tmp_path / "set").pictures}
    assert len(groups) == 2
    assert {group for group, _ in groups} == {"ann", "bob"}


def test_a_second_model_finds_what_the_first_one_lost(clips: Path, tmp_path: Path) -> None:
    options = _options(model=KnowingBackend(lost=(1, 2)), second_model=PixelBackend(), per_video=10)
    build_dataset([clips / "bob"], tmp_path / "set", options)
    pictures = read_dataset(tmp_path / "set").pictures
    lost = [p for p in pictures if p.facts["why"] == "lost"]
    assert lost
    assert all(1 <= p.facts["t"] < 2 and p.facts["model"] == "pixels" and p.people for p in lost)
    assert any(p.facts["why"] == "disagreement" for p in pictures)


def test_who_leaves_leaves_a_background(tmp_path: Path) -> None:
    write_clip(tmp_path / "leaves.mp4", 5, away=2)
    build_dataset([tmp_path / "leaves.mp4"], tmp_path / "set", _options(model=KnowingBackend(2)))
    (background,) = (p for p in read_dataset(tmp_path / "set").pictures if not p.people)
    assert background.facts["why"] == "background"
    assert background.facts["t"] >= 3


class StopAfter:
    """Asks a build to stop after so many frames."""

    def __init__(self, frames: int) -> None:
        self.stop, self._left = Stop(), frames

    def __call__(self, progress: Progress) -> None:
        self._left -= 1
        if not self._left:
            self.stop.requested = True


@pytest.mark.parametrize("frames", [1, 19, 22, 30, 48, 60])
def test_a_stopped_build_is_no_data_set_and_goes_on_where_it_was(
    clips: Path, tmp_path: Path, frames: int
) -> None:
    sources = [clips / "ann", clips / "bob"]
    whole, root = KnowingBackend(), tmp_path / "set"
    build_dataset(sources, tmp_path / "whole", _options(model=whole))
    first, second, stopper = KnowingBackend(), KnowingBackend(), StopAfter(frames)
    stopped = build_dataset(
        sources, root, _options(model=first), progress=stopper, stop=stopper.stop
    )
    assert stopped.dataset is None
    with pytest.raises(SourceError):
        read_dataset(root)
    assert build_dataset(sources, root, _options(model=second)).dataset is not None
    assert _files(root) == _files(tmp_path / "whole")
    done = frames // 24  # 20 looks and 4 pictures a video
    assert second.looked == whole.looked - 20 * done


def test_a_build_killed_while_pictures_are_moved_goes_on(
    clips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from repsight.data.building import run

    build_dataset([clips / "ann"], tmp_path / "whole", _options())
    root = tmp_path / "set"
    with monkeypatch.context() as patch:
        patch.setattr(run, "write_index", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            build_dataset([clips / "ann"], root, _options())
    assert not (root / "data.yaml").exists()
    build_dataset([clips / "ann"], root, _options())
    assert _files(root) == _files(tmp_path / "whole")


def test_a_build_begun_otherwise_and_a_finished_one_are_refused(
    clips: Path, tmp_path: Path
) -> None:
    root, stopper = tmp_path / "set", StopAfter(3)
    build_dataset([clips / "bob"], root, _options(), progress=stopper, stop=stopper.stop)
    with pytest.raises(InvalidInputError, match="was begun otherwise"):
        build_dataset([clips / "bob"], root, _options(per_video=6))
    build_dataset([clips / "bob"], root, _options())
    with pytest.raises(InvalidInputError, match="is a data set already"):
        build_dataset([clips / "bob"], root, _options())


def test_a_video_changed_since_is_looked_at_again(tmp_path: Path) -> None:
    write_clip(tmp_path / "a.mp4", 1)
    write_clip(tmp_path / "b.mp4", 2)
    stopper = StopAfter(30)
    build_dataset([tmp_path], tmp_path / "s", _options(), progress=stopper, stop=stopper.stop)
    write_clip(tmp_path / "a.mp4", 7, seconds=3)
    second = KnowingBackend()
    build_dataset([tmp_path], tmp_path / "s", _options(model=second))
    assert second.looked == 15 + 20


def test_what_cannot_be_read_is_passed_over_and_told(clips: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    built = build_dataset([bad, clips / "bob"], tmp_path / "set", _options())
    assert [name for name, _ in built.failures] == [str(bad)]
    assert built.dataset is not None
    with pytest.raises(SourceError, match="nobody was found in any"):
        build_dataset([clips / "bob"], tmp_path / "none", _options(model=KnowingBackend(0)))


def test_one_video_cannot_be_split_and_that_is_said(
    clips: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build_dataset([clips / "bob"], tmp_path / "set", _options())
    assert "val is empty" in caplog.text


def test_two_videos_of_one_name_are_two(tmp_path: Path) -> None:
    for scene, person in enumerate(("ann", "bob"), start=1):
        write_clip(tmp_path / person / "squat.mp4", scene)
    sources = [tmp_path / "ann", tmp_path / "bob", tmp_path / "bob"]
    build_dataset(sources, tmp_path / "set", _options())
    groups = {picture.group for picture in read_dataset(tmp_path / "set").pictures}
    assert groups == {"ann_squat", "bob_squat"}


def test_cameras_lonely_recordings_and_full_disks_are_one_line(clips: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot be looked at twice"):
        build_dataset(["0"], tmp_path / "set", _options())
    with pytest.raises(SourceError, match="no video lonely goes with"):
        build_dataset([record(tmp_path / "lonely.poses.npz")], tmp_path / "set", _options())
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        build_dataset([clips / "bob"], tmp_path / "file", _options())
    assert not (tmp_path / "set").exists()


def test_a_card_says_where_pictures_come_from(clips: Path, tmp_path: Path) -> None:
    build_dataset([clips / "ann"], tmp_path / "set", _options(seed=3))
    card = json.loads((tmp_path / "set/card.json").read_text())
    assert card["schema"] == "repsight.data_card/1"
    assert card["licence"] == "not stated"
    assert card["sources"] == ["a squat.mp4", "b.mp4"]
    assert card["split"]["seed"] == 3
    assert sum(card["counts"]["why"].values()) == card["counts"]["pictures"]
