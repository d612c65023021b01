"""`repsight data` as it is typed: from a video to a sheet, and out and in again."""

import json
from pathlib import Path

import cv2
import pytest
from commands import Run, command, refusal
from made_clips import record, write_clip
from made_dataset import made_dataset

from repsight.data.reading import read_dataset

__all__ = ["command"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    return command(monkeypatch, capfd)


def test_videos_and_their_poses_become_a_data_set(run: Run, tmp_path: Path) -> None:
    for scene, name in enumerate("ab", start=3):
        write_clip(tmp_path / f"{name}.mp4", scene)
        record(tmp_path / f"{name}.poses.npz")
    made = tmp_path / "set"
    done = run(
        "data", "build", tmp_path / "a.poses.npz", tmp_path / "b.poses.npz", "-o", made, "-q",
        "--per-video", 3, "--licence", "ours",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    dataset = read_dataset(made)
    assert {picture.split for picture in dataset.pictures} == {"train", "val"}
    assert dataset.card["licence"] == "ours"


@pytest.mark.parametrize("kind", ["coco", "cvat", "label-studio"])
def test_labels_go_out_and_come_in_again(run: Run, tmp_path: Path, kind: str) -> None:
    dataset = made_dataset(tmp_path / "set")
    ending = "xml" if kind == "cvat" else "json"
    file, again = tmp_path / f"out.{ending}", tmp_path / "again"
    assert run("data", "export", dataset.root, "-o", file, "--format", kind).returncode == 0
    done = run(
        "data", "import", file, "-o", again, "--format", kind, "--images", dataset.root
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    back = read_dataset(again, for_training=False)
    assert len(back.pictures) == len(dataset.pictures)
    people = [sum(len(p.people) for p in each.pictures) for each in (back, dataset)]
    assert people[0] == people[1]


@pytest.mark.parametrize("worst", [False, True])
def test_a_sheet_shows_the_pictures_asked_for(run: Run, tmp_path: Path, worst: bool) -> None:
    dataset, sheets = made_dataset(tmp_path / "set"), []
    for count in (1, 4):
        sheet = tmp_path / f"{count}.png"
        more = ["--worst"] if worst else []
        done = run("data", "show", dataset.root, "-o", sheet, "-n", count, *more)
        assert done.returncode == 0, done.stderr
        sheets.append(cv2.imread(str(sheet)))
    assert sheets[0].size < sheets[1].size
    assert sheets[1].std() > 5  # there is something to see


def test_what_is_no_data_set_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text(json.dumps([1, 2]))
    sheet = tmp_path / "sheet.png"
    assert "gone" in refusal(run("data", "show", tmp_path / "gone", "-o", sheet))
    broken = ["-o", tmp_path / "set", "--format", "coco", "--images", tmp_path]
    assert "labels.json" in refusal(run("data", "import", tmp_path / "labels.json", *broken))
    assert not (tmp_path / "set" / "data.yaml").exists()
