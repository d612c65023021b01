"""Measuring a pose model on labelled pictures and labelled clips, with models whose answers are
known.
"""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from drawn_people import draw_dataset
from typer.testing import CliRunner

from repsight.cli.app import app
from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import People
from repsight.data.reading import read_dataset
from repsight.exercises import load_exercise
from repsight.pose.backend import BackendInfo, EachAlone
from repsight.recording import write_recording
from repsight.train.labelled_clips import count_figures, read_clips
from repsight.train.pose.clip_counts import count_clip, count_clips, summarise
from repsight.train.pose.evaluation import choose_split, look, measure, read_picture
from repsight.train.pose.evaluation_text import clip_rows, headline, joint_rows, picture_rows
from squatter import squat_recording, write_video


class Answers:
    """A pose model that answers from a data set's labels, picture by picture, moved by `off`."""

    info = BackendInfo("answers", None, "numpy", "cpu", "none")

    def __init__(self, dataset, split, off=0.0, blind=()):
        self._pictures = iter(dataset.of(split))
        self._off, self._blind, self._number = off, blind, -1

    def estimate(self, image):
        picture = next(self._pictures)
        self._number += 1
        assert image.shape == (picture.size[1], picture.size[0], 3)
        if self._number in self._blind:
            return People.empty()
        points = np.stack([person.keypoints for person in picture.people])
        points[:, :, 0] += self._off
        points[:, :, 2] = 0.9
        boxes = np.stack([person.box for person in picture.people])
        return People(points, boxes, np.full(len(boxes), 0.9, np.float32))

    def stream(self, frames):
        for frame in frames:
            yield frame, self.estimate(frame.image)

    def follow(self):
        return EachAlone(self)

    def close(self):
        """Nothing to free."""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return draw_dataset(tmp_path_factory.mktemp("drawn"), train=2, val=6, seed=2)


def test_a_model_that_is_right_gets_everything(dataset):
    figures = measure(look(Answers(dataset, "val"), dataset, "val"))
    assert (figures.pictures, figures.people) == (6, 6)
    assert (figures.mean_ap, figures.ap50, figures.pck, figures.lost) == pytest.approx((1, 1, 1, 0))
    assert max(joint.median_px for joint in figures.joints) < 0.01


def test_a_model_that_is_off_is_off_by_so_much_and_to_that_side(dataset):
    figures = measure(look(Answers(dataset, "val", off=3.0), dataset, "val"))
    knee = next(joint for joint in figures.joints if joint.name == "left_knee")
    assert knee.median_px == pytest.approx(3, abs=0.01)
    assert knee.right_percent == pytest.approx(knee.median_percent, rel=0.1)
    assert abs(knee.down_percent) < 0.01
    assert figures.mean_ap < 1


def test_a_blind_model_loses_the_points_of_those_it_did_not_find(dataset):
    figures = measure(look(Answers(dataset, "val", blind=(0, 1)), dataset, "val"))
    assert figures.lost == pytest.approx(2 / 6, abs=0.01)
    assert figures.ap50 == pytest.approx(67 / 101)  # recalls 0 to 0.66 are reached
    by_fact = figures.by_fact
    assert set(by_fact) == {
        "exercise push_up", "exercise squat", "view 000°", "view 090°",
    }  # fmt: skip
    assert by_fact["exercise squat"].pictures == 3
    assert by_fact["exercise squat"].lost == pytest.approx(1 / 3, abs=0.01)


def test_progress_is_heard_of(dataset):
    heard = []
    look(Answers(dataset, "val"), dataset, "val", lambda done, total: heard.append((done, total)))
    assert heard == [(n, 6) for n in range(1, 7)]


def test_a_split_without_people_is_refused(dataset):
    assert choose_split(dataset) == "val"
    assert choose_split(dataset, "train") == "train"
    with pytest.raises(InvalidInputError, match="has nobody labelled in test;"):
        choose_split(dataset, "test")


def test_a_picture_that_is_none_is_refused(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"not a picture")
    (tmp_path / "b.jpg").write_bytes(b"")
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        with pytest.raises(SourceError, match=name):
            read_picture(tmp_path / name)


def test_tables_have_a_row_for_each_model_group_and_joint(dataset):
    right = measure(look(Answers(dataset, "val"), dataset, "val"))
    wrong = measure(look(Answers(dataset, "val", blind=range(6)), dataset, "val"))
    rows = picture_rows({"right": right, "wrong": wrong})
    assert rows[0] == ("right", "6", "6", "100.0 %", "100.0 %", "100.0 %", "0.0 %")
    assert [row[0] for row in rows[2:4]] == ["right, exercise push_up", "wrong, exercise push_up"]
    assert joint_rows(wrong)[0] == ("nose", "6", "–", "–", "–", "–", "100.0 %")
    assert headline(wrong) == {"map_50_95": 0, "map_50": 0, "pck_0.2": 0, "lost": 1}


REPS = 3


@pytest.fixture
def clips(tmp_path) -> Path:
    """Two clips of three squats, one labelled rightly, and one of nothing to count."""
    folder = tmp_path / "clips"
    folder.mkdir()
    rows = [("a.mp4", "squat", REPS), ("b.mp4", "squat", REPS + 2), ("c.mp4", "none", 0)]
    with (folder / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "exercise", "true_reps"])
        writer.writerows([*rows, ("gone.mp4", "squat", 1)])
    for name, _, _ in rows:
        write_recording(folder / f"{name[:-4]}.poses.npz", squat_recording(reps=REPS))
    return folder


def test_counts_of_clips_are_held_against_the_labels(clips):
    found, notes = read_clips(clips, clips)
    assert [note for note in notes if "gone" in note]
    squat = load_exercise("squat")
    counted = [count_clip(clip, _recording(clip), squat) for clip in found[:2]]
    assert [(c.count, c.truth) for c in counted] == [(REPS, REPS), (REPS, REPS + 2)]
    everything, squats = summarise(counted)
    assert (everything.exercise, everything.clips, everything.exact) == ("all", 2, 0.5)
    assert everything.mae == pytest.approx((0 + 2 / (REPS + 2.1)) / 2)
    assert (squats.exercise, squats.off_by_one, squats.lost_frames) == ("squat", 0.5, 0)
    assert clip_rows({"m": [everything]})[0][:4] == ("m, all", "2", "50.0 %", "50.0 %")


def _recording(clip):
    from repsight.recording import read_recording

    return read_recording(clip.source)


def test_frames_in_which_the_working_joint_is_not_sure_are_lost(clips):
    recording = squat_recording(reps=REPS)
    points = recording.keypoints.copy()
    knees = (13, 14)
    points[:20, knees, 2] = 0.1
    points[20:40, knees[0], 2] = 0.1  # the other side still tells
    dim = replace(recording, keypoints=points)
    (clip, *_), _ = read_clips(clips, clips)
    counted = count_clip(clip, dim, load_exercise("squat"))
    assert (counted.lost_frames, counted.frames) == (20, len(recording))


def test_nothing_to_count_is_refused(clips):
    found, _ = read_clips(clips, clips)
    with pytest.raises(InvalidInputError, match="no clip has repetitions"):
        count_clips(Answers, found[2:], lambda _: None)


def test_labels_of_two_people_are_read_by_side(tmp_path):
    (tmp_path / "duo.mp4").write_bytes(b"")
    header = "file,exercise,true_reps,alt_reps,people,rep_end_times\n"
    (tmp_path / "labels.csv").write_text(
        header + "duo.mp4,squat+lunge,5+6,,2,L:1;2|R:3\nduo.mp4,squat,5,6,1,1.5\n"
    )
    (left, right, alone), _ = read_clips(tmp_path)
    assert (left.exercise, left.truths, left.times, left.place) == ("squat", (5,), (1, 2), "L")
    assert (right.exercise, right.title, right.times) == ("lunge", "duo/R", (3,))
    assert (alone.truths, alone.truth(7), alone.truth(2)) == ((5, 6), 6, 5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("file,exercise\na.mp4,squat\n", "line 2: true_reps is missing"),
        ("file,exercise,true_reps\na.mp4,squat,many\n", "line 2: invalid literal"),
    ],
)
def test_wrong_labels_are_refused_with_their_line(tmp_path, text, reason):
    (tmp_path / "a.mp4").write_bytes(b"")
    (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(InvalidInputError, match=reason):
        read_clips(tmp_path)


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"labels\.csv cannot be read"):
        read_clips(tmp_path)


def test_count_figures_are_as_the_literature_defines_them():
    figures = count_figures([5, 6, 9], [5, 5, 5])
    assert figures["exact"] == pytest.approx(1 / 3)
    assert figures["obo"] == pytest.approx(2 / 3)
    assert figures["mae"] == pytest.approx((0 + 1 + 4) / 5.1 / 3)


def test_the_command_compares_models_of_any_kind(shared, dataset, tmp_path):
    model = shared / "models" / "yolov8n-pose.onnx"
    other = shared / "models" / "pose_landmarker_full.task"
    if not (model.is_file() and other.is_file()):
        pytest.skip("the models are not in ../shared")
    folder = tmp_path / "clips"
    folder.mkdir()
    write_video(folder / "a.mp4", squat_recording(reps=1))
    (folder / "labels.csv").write_text("file,exercise,true_reps\na.mp4,squat,1\n")
    arguments = ["train", "eval", str(model), str(dataset.root), "--against", str(other)]
    done = CliRunner().invoke(app, [*arguments, "--clips", str(folder), "--json", "--imgsz", "192"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["split"] == "val"
    for name in (str(model), str(other)):
        figures = found["models"][name]
        assert 0 <= figures["pictures"]["mean_ap"] <= 1
        assert len(figures["pictures"]["joints"]) == 17
        assert figures["counts"][0]["truth"] == 1
        assert len(figures["sha256"]) == 64
    shown = CliRunner().invoke(app, [*arguments[:4], "--imgsz", "192"], terminal_width=200)
    assert "mAP@50-95" in shown.stdout
    assert "left_ankle" in shown.stdout


def test_the_command_refuses_another_split(dataset):
    done = CliRunner().invoke(
        app, ["train", "eval", "blazepose-full", str(dataset.root), "--split", "all"]
    )
    assert done.exit_code != 0
    assert "split is 'all'; train, val, test is allowed" in str(done.exception)
    assert read_dataset(dataset.root).pictures
