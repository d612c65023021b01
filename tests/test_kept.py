"""The poses beside a session: written with it, found again, told when they are not there."""

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import repsight
from repsight.core.errors import OutputError, SourceError
from repsight.export import read_session
from repsight.kept import read_kept
from repsight.pipeline import Options, Outputs, Runner, Stop
from repsight.pipeline.batch import Batch
from repsight.pipeline.keep import keep
from repsight.pipeline.offline import track_recording
from repsight.recording import Recording, read_recording, write_recording
from small_disk import small_disk
from squatter import FPS, KnownPoses, squat_recording, write_video

REPS = 3


@pytest.fixture(scope="module")
def recording() -> Recording:
    return squat_recording(REPS)


@pytest.fixture(scope="module")
def video(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("video") / "squats.mp4", recording)


def count(source: Path, out: Path, seen: Recording | None = None, **options: Any) -> Any:
    model = None if seen is None else KnownPoses(seen)
    return repsight.count(source, exercise="squat", model=model, json=out, **options)


def edit(path: Path, **changes: object) -> None:
    data = json.loads(path.read_text())
    for key, value in changes.items():
        if key in ("person", "stride"):
            data["provenance"]["options"][key] = value
        else:
            data[key] = value
    path.write_text(json.dumps(data))


def test_the_poses_of_a_video_are_kept_beside_its_json(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "s.json"
    session = count(video, out, recording)
    assert session.poses == read_session(out).poses == "s.poses.npz"
    kept = read_kept(out)
    assert kept.missing is None
    assert kept.recording is not None
    assert kept.session.count == REPS
    (track,) = kept.tracks
    np.testing.assert_array_equal(track.keypoints, track_recording(recording)[0].keypoints)
    assert sorted(path.name for path in out.parent.iterdir()) == ["s.json", "s.poses.npz"]


def test_session_and_poses_can_be_moved_together(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    count(video, tmp_path / "a" / "s.json", recording)
    (tmp_path / "a").rename(tmp_path / "b")
    assert read_kept(tmp_path / "b" / "s.json").missing is None


def test_no_poses_are_kept_where_none_are_wanted(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    count(video, tmp_path / "s.json", recording, poses=False)
    assert read_session(tmp_path / "s.json").poses is None
    assert "names no poses" in (read_kept(tmp_path / "s.json").missing or "")
    assert not list(tmp_path.glob("*.npz"))


def test_a_live_count_keeps_its_poses_with_who_is_who(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    session = count(video, tmp_path / "s.json", recording, mode="live")
    assert session.poses == "s.poses.npz"
    kept = read_kept(tmp_path / "s.json")
    assert kept.missing is None
    assert kept.recording is not None
    assert kept.recording.identity is not None
    assert [track.id for track in kept.tracks] == [one.id for one in session.people]
    assert kept.tracks[0].frames_seen == session.people[0].frames_seen


def test_a_recording_counted_live_says_how_to_keep_poses(
    recording: Recording, tmp_path: Path
) -> None:
    write_recording(tmp_path / "r.poses.npz", recording)
    count(tmp_path / "r.poses.npz", tmp_path / "s.json", mode="live")
    assert "--mode offline" in (read_kept(tmp_path / "s.json").missing or "")


def test_a_counted_recording_is_named_and_not_copied(recording: Recording, tmp_path: Path) -> None:
    source, out = tmp_path / "in" / "squats.poses.npz", tmp_path / "out" / "s.json"
    source.parent.mkdir()
    write_recording(source, recording)
    count(source, out)
    assert read_session(out).poses == "../in/squats.poses.npz"
    assert read_kept(out).tracks[0].frames_seen == len(recording)
    assert [path.name for path in out.parent.iterdir()] == ["s.json"]


@pytest.mark.parametrize("from_recording", [True, False])
@pytest.mark.parametrize("person", ["all", "largest", "2"])
def test_every_third_frame_and_one_of_two_people_come_back_as_they_were_counted(
    tmp_path: Path, from_recording: bool, person: str
) -> None:
    two, out = squat_recording(REPS, people=2), tmp_path / "s.json"
    source = tmp_path / "in.poses.npz"
    write_recording(source, two)
    if not from_recording:
        source = write_video(tmp_path / "in.mp4", two)
    session = count(source, out, two, stride=3, person=person)
    kept = read_kept(out)
    assert kept.missing is None
    assert [track.id for track in kept.tracks] == [one.id for one in session.people]
    assert [track.frames_seen for track in kept.tracks] == [p.frames_seen for p in session.people]
    assert len(kept.tracks[0]) == -(-len(two) // 3)


def test_a_video_without_people_is_kept_too(tmp_path: Path) -> None:
    nobody = squat_recording(0)
    empty = Recording(
        nobody.t, nobody.frame[:0], nobody.keypoints[:0], nobody.boxes[:0], nobody.scores[:0],
        nobody.size, nobody.model,
    )  # fmt: skip
    count(write_video(tmp_path / "in.mp4", nobody), tmp_path / "s.json", empty)
    kept = read_kept(tmp_path / "s.json")
    assert (kept.missing, kept.tracks) == (None, ())
    assert kept.recording is not None


def test_what_happened_to_the_poses_is_told_in_one_sentence(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    out, poses = tmp_path / "s.json", tmp_path / "s.poses.npz"
    count(video, out, recording)
    whole = poses.read_bytes()
    poses.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in (read_kept(out).missing or "")
    write_recording(poses, squat_recording(REPS + 1))
    assert "holds other people than s.json" in (read_kept(out).missing or "")
    poses.unlink()
    kept = read_kept(out)
    assert "s.poses.npz is gone" in (kept.missing or "")
    assert "\n" not in (kept.missing or "")
    assert (kept.recording, kept.tracks, kept.session.count) == (None, (), REPS)
    for odd in ("a\0b", "a" * 5000, ""):
        edit(out, poses=odd)
        assert read_kept(out).missing, odd


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": "repsight.session/2"}, "repsight.session/2"),
        ({"poses": 3}, "path of a pose recording or null"),
        ({"person": "tallest"}, "allowed: all, largest, or an id"),
        ({"stride": 0}, "stride is 0"),
        ({"stride": "2"}, "stride is '2'"),
        ({"people": [{"id": 1, "frames_seen": 1, "sets": []}] * 2}, "the same id"),
        ({"people": [{"frames_seen": 1, "sets": []}]}, "'id' is missing"),
    ],
)
def test_an_edited_session_that_makes_no_sense_is_refused_in_one_line(
    video: Path, recording: Recording, tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    out = tmp_path / "s.json"
    count(video, out, recording)
    edit(out, **changes)
    with pytest.raises(SourceError, match=message) as caught:
        read_kept(out)
    assert "s.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_full_disk_loses_the_poses_but_no_count(
    video: Path, recording: Recording, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "s.json"
    shaken = recording.keypoints + np.random.default_rng(1).normal(
        0, 0.1, recording.keypoints.shape
    ).astype(np.float32)  # else it packs to next to nothing
    with small_disk(20_000):
        session = count(video, out, replace(recording, keypoints=shaken))
    assert session.count == read_session(out).count == REPS
    assert read_session(out).poses is None
    assert "s.poses.npz" in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]


def test_poses_that_nobody_asked_to_replace_are_left_alone(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    out, poses = tmp_path / "s.json", tmp_path / "s.poses.npz"
    poses.write_bytes(b"somebody's")
    with pytest.raises(OutputError, match="is there already"):
        count(video, out, recording)
    assert poses.read_bytes() == b"somebody's"
    count(video, out, recording, poses=False)
    assert poses.read_bytes() == b"somebody's"


def test_the_poses_of_the_run_before_are_replaced(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    out = tmp_path / "s.json"
    count(video, out, recording)
    count(video, out, recording, stride=2)
    assert len(read_recording(tmp_path / "s.poses.npz")) == len(recording) // 2
    assert read_kept(out).missing is None


def test_stopping_keeps_the_poses_until_then(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    stop, out = Stop(), tmp_path / "s.json"
    after = round(4 * FPS)

    def stop_after(progress: repsight.pipeline.Progress) -> None:
        stop.requested |= progress.done == after

    with Runner(Options("squat", KnownPoses(recording)), progress=stop_after) as runner:
        runner.run(video, Outputs(json=out), stop)
    kept = read_kept(out)
    assert kept.recording is not None
    assert len(kept.recording) == after


def test_a_folder_that_holds_its_own_results_is_counted_the_same_again(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.mp4").write_bytes(video.read_bytes())
    write_recording(tmp_path / "c.poses.npz", recording)
    written = []
    for _ in range(2):
        batch = Batch(tmp_path, Outputs(json=tmp_path))
        with Runner(Options("squat", KnownPoses(recording))) as runner:
            assert [o.session.count for o in batch.run(runner, Stop())] == [REPS] * 3
        written.append([path.name for path in batch.written])
    assert written[0] == written[1] == ["a.json", "a.poses.npz", "b.json", "b.poses.npz", "c.json"]


def test_keeping_an_hour_takes_less_memory_than_the_hour(tmp_path: Path) -> None:
    frames = 108_000
    one = squat_recording(0)
    hour = Recording(
        np.arange(frames) / 30.0, np.arange(frames), np.repeat(one.keypoints[:1], frames, axis=0),
        np.repeat(one.boxes[:1], frames, axis=0), np.full(frames, 0.9, np.float32),
        one.size, one.model,
    )  # fmt: skip
    tracemalloc.start()
    assert keep(Outputs(json=tmp_path / "s.json"), hour)[1] is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < hour.keypoints.nbytes
