"""Recordings that know who is who: what a live count decided is kept with its poses."""

from pathlib import Path

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.tracking import identified_tracks
from repsight.core.types import People, PersonSummary, Provenance, Session
from repsight.kept import read_kept
from repsight.pipeline.live_record import write_live
from repsight.pipeline.offline import every
from repsight.pipeline.spool import PoseSpool
from repsight.recording import Recording, read_recording, write_recording

FRAMES = 6


def two_people(t: float) -> People:
    keypoints = np.zeros((2, 17, 3), np.float32)
    keypoints[0, :, 0] = 100 + t
    keypoints[1, :, 0] = 500 + t
    keypoints[:, :, 2] = 0.9
    boxes = np.array([[90, 0, 110, 50], [490, 0, 510, 50]], np.float32)
    return People(keypoints, boxes, np.array([0.9, 0.8], np.float32))


def live_recording() -> Recording:
    """Person 7 and, from the third frame on, person 3; before that nobody knows the second."""
    with PoseSpool((640, 480), "made") as spool:
        for i in range(FRAMES):
            spool.add(i / 10, two_people(i / 10), (7, 3 if i >= 2 else 0))
        return spool.build()


def session_of(*people: PersonSummary) -> Session:
    made_by = Provenance("0", "made", None, "none", "cpu", "squat", None, {"mode": "live"})
    return Session("camera 0", made_by, people)


def test_identities_survive_the_file(tmp_path: Path) -> None:
    write_recording(tmp_path / "a.poses.npz", live_recording())
    back = read_recording(tmp_path / "a.poses.npz")
    assert back.identity is not None
    assert back.identity.tolist() == [7, 0, 7, 0] + [7, 3] * (FRAMES - 2)


def test_a_recording_without_identities_says_so(tmp_path: Path) -> None:
    with PoseSpool((640, 480), "made") as spool:
        spool.add(0.0, two_people(0.0))
        write_recording(tmp_path / "a.poses.npz", spool.build())
    assert read_recording(tmp_path / "a.poses.npz").identity is None


def test_tracks_follow_the_identities_not_the_places() -> None:
    whole = live_recording()
    assert whole.identity is not None
    swapped = whole.identity.copy()
    swapped[-2:] = swapped[-2:][::-1]
    tracks = identified_tracks(whole.t, whole.frame, whole.keypoints, whole.scores, swapped)
    assert [track.id for track in tracks] == [3, 7]
    assert tracks[0].keypoints[-1, 0, 0] == pytest.approx(100 + whole.t[-1])
    assert tracks[1].keypoints[-1, 0, 0] == pytest.approx(500 + whole.t[-1])


def test_every_second_frame_keeps_its_identities() -> None:
    half = every(live_recording(), 2)
    assert half.identity is not None
    assert half.identity.tolist() == [7, 0, 7, 3, 7, 3]


def test_identities_of_another_length_are_refused() -> None:
    whole = live_recording()
    with pytest.raises(InvalidInputError, match="identity differ in length"):
        Recording(
            whole.t, whole.frame, whole.keypoints, whole.boxes, whole.scores, whole.size, "made",
            np.zeros(3, np.int32),
        )  # fmt: skip


def test_a_live_session_is_found_again_with_its_people(tmp_path: Path) -> None:
    people = PersonSummary(7, FRAMES), PersonSummary(3, FRAMES - 2)
    named = write_live(tmp_path / "s.json", session_of(*people), live_recording())
    assert named.poses == "s.poses.npz"
    kept = read_kept(tmp_path / "s.json")
    assert kept.missing is None
    assert [track.id for track in kept.tracks] == [7, 3]
    assert [track.frames_seen for track in kept.tracks] == [FRAMES, FRAMES - 2]


def test_without_poses_the_session_is_written_alone(tmp_path: Path) -> None:
    assert write_live(tmp_path / "s.json", session_of(), None).poses is None
    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]


def test_what_was_counted_is_written_where_its_poses_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "s.poses.npz").mkdir()
    with pytest.raises(Exception, match=r"poses\.npz"):
        write_live(tmp_path / "s.json", session_of(PersonSummary(7, FRAMES)), live_recording())
    assert read_kept(tmp_path / "s.json").session.people[0].frames_seen == FRAMES
