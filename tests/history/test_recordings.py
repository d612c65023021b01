"""Kept recordings: of one person, the same as counted, and scored again from there."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from logs import EVENING, session

from repsight.core.errors import HistoryError, InvalidInputError, SourceError
from repsight.core.scoring.options import ScoreOptions
from repsight.core.types import PersonSummary, Track
from repsight.exercises import load_all, load_exercise
from repsight.history.from_count import Details, logged_session
from repsight.history.recordings import Recordings, recording_of, track_of
from repsight.history.rescore import rescored
from repsight.pipeline.offline import count_tracks, track_recording
from squatter import squat_recording


@pytest.fixture
def kept(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path / "recordings")


@pytest.fixture(scope="module")
def track() -> Track:
    (one,) = track_recording(squat_recording(4))
    return one


@pytest.fixture(scope="module")
def person(track: Track) -> PersonSummary:
    (one,) = count_tracks((track,), load_all(), score=ScoreOptions())
    return one


def test_a_track_comes_back_as_it_was(kept: Recordings, track: Track) -> None:
    gappy = np.array(track.keypoints)
    gappy[10:20] = np.nan
    gappy[30, 5:] = np.nan
    before = Track(track.t, gappy, 7)
    after = track_of(kept.read(kept.keep(recording_of(before, (640, 360), "drawn"))))
    np.testing.assert_array_equal(after.t, before.t)
    np.testing.assert_array_equal(after.keypoints, before.keypoints)


def test_somebody_who_was_never_seen_can_be_kept(kept: Recordings) -> None:
    nobody = Track(np.arange(3.0), np.full((3, 17, 3), np.nan))
    after = track_of(kept.read(kept.keep(recording_of(nobody, (640, 360), "drawn"))))
    assert len(after) == 3
    assert after.frames_seen == 0


def test_the_same_poses_are_kept_once_and_for_their_owner_only(
    kept: Recordings, track: Track
) -> None:
    names = {kept.keep(recording_of(track, (640, 360), "drawn")) for _ in range(2)}
    (path,) = kept.folder.iterdir()
    assert names == {path.name}
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["../h.db", "a.poses.npz", "", "/etc/passwd"])
def test_a_name_that_is_none_leads_nowhere(kept: Recordings, name: str) -> None:
    with pytest.raises(InvalidInputError, match="no name of a kept recording"):
        kept.path(name)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, track: Track) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HistoryError, match="--no-poses"):
        Recordings(tmp_path / "file").keep(recording_of(track, (640, 360), "drawn"))


def test_scored_again_by_the_same_exercise_nothing_changes(
    kept: Recordings, track: Track, person: PersonSummary
) -> None:
    name = kept.keep(recording_of(track, (640, 360), "drawn"))
    one = logged_session(person, EVENING, "k", Details(60.0, 8.0, "n"), name)
    assert rescored(one, kept, load_all(), ScoreOptions()) == one
    assert rescored(one, kept, load_all(), ScoreOptions(), recount=True) == one


def test_scored_again_by_a_stricter_exercise_scores_fall_and_counts_stay(
    kept: Recordings, track: Track, person: PersonSummary
) -> None:
    name = kept.keep(recording_of(track, (640, 360), "drawn"))
    one = logged_session(person, EVENING, "k", Details(60.0, 8.0), name)
    slow = ScoreOptions(tempo=(6.0, 0.0, 6.0, 0.0))
    after = rescored(one, kept, [load_exercise("squat")], slow)
    (old,), (new,) = one.sets, after.sets
    assert old.score is not None
    assert new.score is not None
    assert new.score < old.score - 5
    assert (new.reps, new.load_kg, new.rpe) == (old.reps, 60.0, 8.0)
    assert [rep.start for rep in new.repetitions] == [rep.start for rep in old.repetitions]


def test_counted_anew_a_set_keeps_what_was_noted_of_it(
    kept: Recordings, track: Track, person: PersonSummary
) -> None:
    name = kept.keep(recording_of(track, (640, 360), "drawn"))
    one = logged_session(person, EVENING, "k", Details(60.0, 8.0), name)
    (was,) = one.sets
    noted = replace(was, reps=2, repetitions=was.repetitions[:2], kind="warm_up", note="easy")
    by_hand = session().sets[0]
    wrong = replace(one, sets=(noted, by_hand))
    stays, anew = (
        rescored(wrong, kept, load_all(), ScoreOptions(), recount=recount)
        for recount in (False, True)
    )
    assert [each.reps for each in stays.sets] == [2, 5]
    assert [each.reps for each in anew.sets] == [4, 5]
    assert [(s.kind, s.note, s.load_kg) for s in anew.sets] == [
        ("warm_up", "easy", 60.0),
        ("working", "", 100.0),
    ]
    assert anew.sets[1] == by_hand


def test_without_poses_there_is_nothing_to_score(kept: Recordings) -> None:
    with pytest.raises(InvalidInputError, match="no poses are kept of session 5"):
        rescored(replace(session(), id=5), kept, load_all(), ScoreOptions())
    gone = replace(session(), recording="0" * 32 + ".poses.npz")
    with pytest.raises(SourceError, match="cannot be read"):
        rescored(gone, kept, load_all(), ScoreOptions())
