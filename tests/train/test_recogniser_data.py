"""Folders of labelled recordings: both layouts, and one line for each thing that is wrong."""

from pathlib import Path

import numpy as np
import pytest
from recogniser_folder import stick_track, write_people

from form_folder import write_labels, write_track
from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import Track
from repsight.exercises import load_all, read_text
from repsight.train.recogniser_data import check_data, read_recogniser_data

COLUMNS = ("recording", "subject", "exercise")


def test_folders_named_as_exercises_are_labels_too(tmp_path: Path) -> None:
    for exercise, movement in (("squat", "squat, arms down"), ("bicep_curl", "biceps curl")):
        (tmp_path / exercise).mkdir()
        for person in ("ann", "bob", "cem"):
            track = stick_track(movement, reps=2)
            write_track(tmp_path / exercise / f"{person}_1.poses.npz", track)
    write_track(tmp_path / "lost.poses.npz", stick_track("biceps curl", reps=2))
    found = read_recogniser_data(tmp_path)
    check_data(found)
    assert found.names == ("bicep_curl", "squat")
    assert set(found.windows.groups.tolist()) == {"ann", "bob", "cem"}
    assert found.left_out == ("lost.poses.npz: it has no label",)


def test_with_the_bundled_exercises_every_one_of_them_has_a_name(tmp_path: Path) -> None:
    found = read_recogniser_data(write_people(tmp_path, people=1), bundled=True)
    assert set(found.names) == {exercise.name for exercise in load_all() if exercise.auto}
    assert found.windows.looks.shape == (len(found.windows), len(found.names) + 1)
    assert found.windows.looks.sum(axis=1) == pytest.approx(1)
    labels = {found.names[k] for k in set(found.windows.labels.tolist()) - {len(found.names)}}
    assert labels == {"squat", "bicep_curl"}


def test_an_exercise_of_ones_own_needs_its_description(tmp_path: Path) -> None:
    write_track(tmp_path / "a.poses.npz", stick_track("squat, arms down", reps=2))
    write_labels(tmp_path, [("a", "ann", "thruster")], COLUMNS)
    with pytest.raises(InvalidInputError, match=r"labels 'thruster', .* put thruster.toml there"):
        read_recogniser_data(tmp_path)
    text = read_text("squat")
    (tmp_path / "thruster.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match="describes 'squat', not 'thruster'"):
        read_recogniser_data(tmp_path)
    own = text.replace('name = "squat"', 'name = "thruster"')
    (tmp_path / "thruster.toml").write_text(own, encoding="utf-8")
    found = read_recogniser_data(tmp_path)
    assert found.described == {"thruster": own}


def test_one_exercise_or_too_few_people_are_refused(tmp_path: Path) -> None:
    found = read_recogniser_data(write_people(tmp_path / "two", people=2))
    with pytest.raises(InvalidInputError, match=r"there are 2 subjects \(p0, p1\); 3 or more"):
        check_data(found)
    found = read_recogniser_data(write_people(tmp_path / "one", 3, ("squat",)), bundled=True)
    with pytest.raises(InvalidInputError, match="the only exercise labelled is squat; two or more"):
        check_data(found)


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"holds neither labels.csv nor recordings"):
        read_recogniser_data(tmp_path)


def test_a_label_without_its_recording_is_refused(tmp_path: Path) -> None:
    write_labels(tmp_path, [("gone", "ann", "squat")], COLUMNS)
    with pytest.raises(SourceError, match=r"gone\.poses.npz"):
        read_recogniser_data(tmp_path)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("a", "", "squat", "", "", ""), "line 2: subject is empty"),
        (("a", "ann", "squat", "x", "", ""), "line 2: person is 'x'"),
        (("a", "ann", "squat", "", "1", ""), "line 2: start, end are '1', ''; two times"),
        (("a", "ann", "squat", "", "3", "1"), "line 2: start, end are 3, 1; they must increase"),
        (("a", "ann", "squat", "7", "", ""), "a: there is no person 7; found: 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: tuple, why: str) -> None:
    write_track(tmp_path / "a.poses.npz", stick_track("squat, arms down", reps=2))
    write_labels(tmp_path, [row], (*COLUMNS, "person", "start", "end"))
    with pytest.raises(InvalidInputError, match=why):
        read_recogniser_data(tmp_path)


def test_where_nobody_is_seen_nothing_is_learned(tmp_path: Path) -> None:
    track = stick_track("squat, arms down", reps=2)
    write_track(tmp_path / "a.poses.npz", track)
    write_track(tmp_path / "b.poses.npz", track)
    rows = [("a", "ann", "squat", "", ""), ("b", "bob", "squat", "50", "60")]
    write_labels(tmp_path, rows, (*COLUMNS, "start", "end"))
    found = read_recogniser_data(tmp_path)
    assert found.left_out == ("b: nobody is seen where squat is labelled",)
    write_labels(tmp_path, rows[1:], (*COLUMNS, "start", "end"))
    with pytest.raises(InvalidInputError, match="nobody is seen in any recording"):
        read_recogniser_data(tmp_path)


def test_windows_overlap_and_cover_a_long_set(tmp_path: Path) -> None:
    from repsight.train.recogniser_data import windows_of

    track = stick_track("squat, arms down", reps=10)
    windows = [window for _, window in windows_of(track)]
    assert len(windows) == 12
    assert windows[0].t[0] == track.t[0]
    assert windows[-1].t[-1] > track.t[-1] - 1.0
    assert list(windows_of(Track(np.zeros(0), np.zeros((0, 17, 3))))) == []
