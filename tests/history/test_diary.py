"""Counts that are kept: a file once however often it is counted, a stream set by set."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from repsight.core.coaching import Coached, Moment
from repsight.core.errors import HistoryError, InvalidInputError
from repsight.core.scoring.options import ScoreOptions
from repsight.core.shapes import PersonView
from repsight.core.types import Session, SetFinished, SetSummary
from repsight.history import Store, open_store
from repsight.history.clock import here
from repsight.history.diary import Diary, ready_user
from repsight.history.from_count import Details
from repsight.history.video_time import content_key, recorded_at
from repsight.pipeline import Options, Outputs, Runner, Stop
from repsight.pipeline.pace import Pace
from repsight.pipeline.watch import Counted, Job, Listener, replay_live
from repsight.pose.replay import replay_info
from repsight.recording import Recording, write_recording
from squatter import FPS, squat_recording

REPS = 3
FILMED = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "h.db")) as opened:
        opened.add_user("Ann")
        yield opened


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Poses, as no test needs a network for what happens after."""
    path = tmp_path / "squats.poses.npz"
    write_recording(path, squat_recording(REPS))
    os.utime(path, (FILMED.timestamp(),) * 2)
    return path


def count(source: Path, listener: Listener, **options: object) -> None:
    with Runner(Options(**options), listener=listener) as runner:  # type: ignore[arg-type]
        runner.run(source, Outputs(), Stop())


def test_a_count_is_kept_with_scores_poses_and_when_it_was_filmed(
    store: Store, said: list[str], video: Path
) -> None:
    count(video, Diary(store, "Ann", Details(60.0, 7.5, "heavy"), said.append))
    (one,) = store.sessions("Ann", repetitions=True)
    (squats,) = one.sets
    assert (one.started, one.note, one.source) == (FILMED, "heavy", "repsight")
    assert (squats.exercise, squats.reps, squats.load_kg, squats.rpe) == ("squat", REPS, 60.0, 7.5)
    assert squats.score is not None
    assert {"rom", "stability", "tempo", "velocity_loss"} <= squats.measures.keys()
    assert [rep.score is None for rep in squats.repetitions] == [False] * REPS
    assert one.recording is not None
    assert store.recordings.read(one.recording).identity is not None
    assert said == [f"{video} is kept as session {one.id} of Ann"]


def test_counting_a_video_again_or_a_copy_of_it_makes_no_second_session(
    store: Store, said: list[str], video: Path, tmp_path: Path
) -> None:
    diary = Diary(store, "Ann", Details(60.0), said.append)
    copy = tmp_path / "copy.poses.npz"
    copy.write_bytes(video.read_bytes())
    os.utime(copy, (FILMED.timestamp(),) * 2)
    for source in (video, video, copy):
        count(source, diary)
    count(video, diary, mode="live")
    count(copy, Diary(store, "Ann", Details(80.0), said.append))
    (one,) = store.sessions("Ann")
    assert [each.load_kg for each in one.sets] == [80.0]
    how = [line.split(" ", 1)[1].removesuffix(f"session {one.id} of Ann") for line in said]
    assert how == [
        "is kept as ",
        "was kept already as ",
        "was kept already as ",
        "takes the place of ",
        "takes the place of ",
    ]


def test_a_height_makes_velocities_metres_a_second(
    store: Store, said: list[str], video: Path
) -> None:
    count(video, Diary(store, "Ann", Details(), said.append), score=ScoreOptions(height=1.7))
    assert 0.1 < store.sessions("Ann")[0].sets[0].measures["velocity"] < 2.0


def test_no_poses_are_kept_where_none_are_wanted(
    store: Store, said: list[str], video: Path
) -> None:
    count(video, Diary(store, "Ann", Details(), said.append, poses=False))
    assert store.sessions("Ann")[0].recording is None
    assert not store.recordings.folder.exists()


def test_when_is_said_by_whoever_knows_better(store: Store, said: list[str], video: Path) -> None:
    when = FILMED - timedelta(days=3)
    count(video, Diary(store, "Ann", Details(when=when), said.append))
    assert store.sessions("Ann")[0].started == when


def test_where_nothing_was_counted_nothing_is_kept(
    store: Store, said: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "still.poses.npz"
    write_recording(path, squat_recording(0))
    count(path, Diary(store, "Ann", Details(), said.append))
    assert store.sessions("Ann") == ()
    assert said == [f"{path}: nothing was counted in it, so nothing is kept"]


def test_of_two_people_one_is_kept_and_said_which(
    store: Store, said: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "two.poses.npz"
    write_recording(path, squat_recording(REPS, people=2))
    count(path, Diary(store, "Ann", Details(), said.append))
    (one,) = store.sessions("Ann")
    assert sum(each.reps or 0 for each in one.sets) == REPS
    assert "2 people exercise in it; kept is person 1" in said[0]
    assert one.recording is not None
    kept = store.recordings.read(one.recording)
    assert len(kept.frame) == len(set(kept.frame.tolist()))  # nobody else is in it


class Stream(Runner):
    """Counts a recording as if it came from a camera, which has no file."""

    def __init__(self, recording: Recording, listener: Listener) -> None:
        super().__init__(Options(mode="live"), listener=listener)
        self._recording = recording

    def watch(self, job: Job, source: object) -> Counted:
        pace = Pace(None, str(source), "counting", None)
        info = replay_info(self._recording)
        return replay_live(job, self._recording, str(source), info, pace)


def two_sets(rest: float = 40.0) -> Recording:
    """Squats, standing still, and squats again."""
    one = squat_recording(REPS)
    frames = len(one.t)
    pause = np.arange(round(rest * FPS)) / FPS
    begins = one.t[-1] + 1 / FPS
    again = begins + len(pause) / FPS
    still = np.repeat(one.keypoints[-1:], len(pause), axis=0)
    boxes = np.repeat(one.boxes[-1:], len(pause), axis=0)
    return Recording(
        np.concatenate([one.t, begins + pause, again + one.t]),
        np.arange(2 * frames + len(pause)),  # type: ignore[arg-type]
        np.concatenate([one.keypoints, still, one.keypoints]),
        np.concatenate([one.boxes, boxes, one.boxes]),
        np.full(2 * frames + len(pause), 0.9, np.float32),
        one.size,
        one.model,
    )


def test_a_stream_is_kept_set_by_set_before_it_is_over(store: Store, said: list[str]) -> None:
    before: list[list[int | None]] = []

    class Watched(Diary):
        def counted(self, session: Session, counted: Counted) -> None:
            before.extend([each.reps for each in one.sets] for one in store.sessions("Ann"))
            super().counted(session, counted)

    diary = Watched(store, "Ann", Details(60.0), said.append)
    with Stream(two_sets(), diary) as runner:
        runner.run("rtsp://camera", Outputs(), Stop())
    assert before == [[REPS]]  # the last set ends with the stream
    (one,) = store.sessions("Ann")
    assert [(each.reps, each.load_kg) for each in one.sets] == [(REPS, 60.0)] * 2
    assert abs(one.started - datetime.now(UTC)) < timedelta(minutes=5)


def test_every_visit_to_a_camera_is_a_session_of_its_own(store: Store, said: list[str]) -> None:
    diary = Diary(store, "Ann", Details(), said.append)
    for _ in range(2):
        with Stream(squat_recording(REPS), diary) as runner:
            runner.run("rtsp://camera", Outputs(), Stop())
    first, second = store.sessions("Ann")
    assert said == [f"rtsp://camera is kept as session {one.id} of Ann" for one in (first, second)]


def test_a_history_that_fails_ends_no_workout(
    store: Store, said: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    view = PersonView(1, np.zeros((17, 3), np.float32), None)
    diary = Diary(store, "Ann", Details(), said.append)
    diary.begin("rtsp://camera")
    good = store.add_session

    def fail(*_: object) -> int:
        raise HistoryError("the history is being written")

    monkeypatch.setattr(store, "add_session", fail)
    for n in range(2):
        ended = SetFinished(n, SetSummary("squat", n, n + 1.0))
        diary.hear(Moment(float(n), (Coached(view, events=(ended,)),)))
        assert "the set is kept later" in caplog.text
        monkeypatch.setattr(store, "add_session", good)
    (one,) = store.sessions("Ann")
    assert [each.measures["start"] for each in one.sets] == [0.0, 1.0]


def test_a_new_user_is_added_and_said_but_not_by_a_slip_of_the_finger(
    store: Store, said: list[str]
) -> None:
    assert ready_user(store, "ann", said.append) == "Ann"
    assert said == []
    assert ready_user(store, "Bob", said.append) == "Bob"
    assert said == [f"there was no user Bob yet; added beside Ann, in {store.place}"]
    with pytest.raises(InvalidInputError, match="no user 'Anne'; known: Ann, Bob"):
        ready_user(store, "Anne", said.append)


@pytest.mark.parametrize("bad", [{"load_kg": 5000.0}, {"rpe": 11.0}])
def test_details_that_cannot_be_are_refused_before_anything_is_counted(
    bad: dict[str, float],
) -> None:
    with pytest.raises(InvalidInputError, match="is allowed"):
        Details(**bad)  # type: ignore[arg-type]


def make_clip(path: Path, **metadata: str) -> Path:
    import av

    with av.open(path, "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(metadata)
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(3):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_a_video_says_itself_when_it_was_recorded(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    clip = make_clip(tmp_path / "a.mp4", creation_time="2026-11-20T17:00:00.000000Z")
    assert recorded_at(clip, now) == FILMED


def test_a_clock_that_was_never_set_is_not_believed(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    clip = make_clip(tmp_path / "a.mp4", creation_time="1970-01-01T00:00:00.000000Z")
    os.utime(clip, (FILMED.timestamp(),) * 2)
    assert recorded_at(clip, now) == FILMED
    ahead = make_clip(tmp_path / "b.mp4", creation_time="2036-11-20T17:00:00.000000Z")
    assert recorded_at(ahead, now) < now + timedelta(minutes=1)


def test_files_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    one.write_bytes(b"a" * 3_000_000)
    two.write_bytes(b"a" * 3_000_000)
    assert content_key(one) == content_key(two)
    two.write_bytes(b"a" * 2_999_999 + b"b")
    assert content_key(one) != content_key(two)


def test_here_is_a_zone_with_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        moment = here(FILMED)
        assert getattr(moment.tzinfo, "key", None) == "America/New_York"
        assert (moment, moment.hour) == (FILMED, 12)
    finally:
        monkeypatch.undo()
        time.tzset()
