"""From a source to results, whole or cut short."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

import repsight
from repsight.core.errors import ExerciseError, InvalidInputError, OutputError, SourceError
from repsight.core.types import People
from repsight.export import read_session
from repsight.pipeline import Options, Outputs, Runner, Stop
from repsight.recording import Recording, RecordingBuilder, write_recording
from repsight.video import open_source
from small_disk import small_disk
from squatter import FPS, HEIGHT, WIDTH, KnownPoses, squat_recording, write_video

REPS = 4


@pytest.fixture(scope="module")
def recording() -> Recording:
    return squat_recording(REPS)


@pytest.fixture(scope="module")
def video(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("video") / "squats.mp4", recording)


def test_a_video_is_counted_and_everything_asked_for_is_written(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    save, out = tmp_path / "new" / "out.mp4", tmp_path / "session.json"
    session = repsight.count(
        video, exercise="squat", model=KnownPoses(recording), save=save, json=out, csv=tmp_path
    )
    assert session.count == REPS
    assert session.complete
    assert session.provenance.model == "sticks"
    assert session.provenance.options["mode"] == "offline"
    assert read_session(out).count == REPS
    assert len((tmp_path / "reps.csv").read_text().splitlines()) == 1 + REPS
    assert len((tmp_path / "angles.csv").read_text().splitlines()) == 1 + len(recording)
    with open_source(save) as annotated:
        frames = [frame.t for frame in annotated]
        assert annotated.size == (WIDTH, HEIGHT)
    np.testing.assert_allclose(frames, recording.t, atol=1e-3)


def test_the_annotated_video_shows_more_than_the_video(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    save = tmp_path / "out.mp4"
    repsight.count(video, exercise="squat", model=KnownPoses(recording), save=save)
    with open_source(save) as annotated:
        middle = [frame.image for frame in annotated][len(recording) // 2]
    card, corner = middle[8:60, 8:100], middle[150:230, 200:300]
    assert card.mean() < 80 < corner.mean()
    assert cv2.cvtColor(middle, cv2.COLOR_RGB2GRAY).max() > 200


def test_the_annotated_video_keeps_every_frame_when_every_third_is_looked_at(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    save = tmp_path / "out.mp4"
    session = repsight.count(
        video, exercise="squat", model=KnownPoses(recording), stride=3, save=save
    )
    assert session.count == REPS
    with open_source(save) as annotated:
        # The last one or two come after the last frame that was looked at.
        assert len(recording) - 2 <= sum(1 for _ in annotated) <= len(recording)


@pytest.mark.parametrize("mode", ["offline", "live"])
def test_a_recording_is_counted_like_its_video(
    recording: Recording, video: Path, tmp_path: Path, mode: str
) -> None:
    path = tmp_path / "squats.poses.npz"
    write_recording(path, recording)
    replayed = repsight.count(path, exercise="squat", mode=mode, csv=tmp_path)
    watched = repsight.count(video, exercise="squat", mode=mode, model=KnownPoses(recording))
    assert replayed.count == watched.count == REPS
    assert replayed.provenance.runtime == "replay"
    assert replayed.provenance.model == "sticks"
    assert len((tmp_path / "angles.csv").read_text().splitlines()) > 0.9 * len(recording)


def test_live_mode_draws_in_the_same_pass(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    save = tmp_path / "out.mp4"
    session = repsight.count(
        video, exercise="squat", mode="live", model=KnownPoses(recording), save=save
    )
    assert session.count == REPS
    with open_source(save) as annotated:
        assert sum(1 for _ in annotated) == len(recording)


@pytest.mark.parametrize("mode", ["offline", "live"])
def test_two_people_are_counted_each_by_themselves(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "two.poses.npz"
    write_recording(path, squat_recording(3, people=2))
    session = repsight.count(path, exercise="squat", mode=mode)
    assert [person.count for person in session.people] == [3, 3]
    largest = repsight.count(path, exercise="squat", mode=mode, person="largest")
    assert [person.id for person in largest.people] == [session.people[0].id]
    second = repsight.count(path, exercise="squat", mode=mode, person=2)
    assert [(person.id, person.count) for person in second.people] == [(2, 3)]


def test_a_video_without_people_gives_a_session_without_people(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    nobody = RecordingBuilder((WIDTH, HEIGHT), "sticks")
    for t in recording.t:
        nobody.add(float(t), People.empty())
    save = tmp_path / "out.mp4"
    session = repsight.count(video, model=KnownPoses(nobody.build()), save=save)
    assert session.people == ()
    assert session.complete
    assert save.exists()


@pytest.mark.parametrize("mode", ["offline", "live"])
def test_what_was_seen_before_a_bug_is_written_and_the_bug_still_shows(
    video: Path, recording: Recording, tmp_path: Path, mode: str
) -> None:
    out = tmp_path / "session.json"
    broken = KnownPoses(recording, fails_at=round(5.5 * FPS))  # two squats are over by then
    with pytest.raises(RuntimeError, match="the network broke"):
        repsight.count(video, exercise="squat", mode=mode, model=broken, json=out)
    session = read_session(out)
    assert session.count == 2
    assert not session.complete


def test_a_cut_off_video_is_counted_to_where_it_ends(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(video.read_bytes()[: round(video.stat().st_size * 0.6)])
    session = repsight.count(cut, exercise="squat", model=KnownPoses(recording))
    assert not session.complete


def test_stopping_keeps_what_was_counted_and_draws_it(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    stop = Stop()
    outputs = Outputs(save=tmp_path / "out.mp4", json=tmp_path / "session.json")
    after = round(5.5 * FPS)

    def stop_after(progress: repsight.pipeline.Progress) -> None:
        stop.requested |= progress.stage == "counting" and progress.done == after

    options = Options(exercise="squat", model=KnownPoses(recording))
    with Runner(options, progress=stop_after) as runner:
        outcome = runner.run(video, outputs, stop)
    assert outcome.stopped
    assert outcome.session.count == 2
    assert not read_session(tmp_path / "session.json").complete
    with open_source(tmp_path / "out.mp4") as annotated:
        assert sum(1 for _ in annotated) == after


def test_progress_is_told_for_every_frame_of_both_passes(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    told: list[repsight.pipeline.Progress] = []
    repsight.count(
        video, model=KnownPoses(recording), save=tmp_path / "o.mp4", progress=told.append
    )
    stages = [progress.stage for progress in told]
    assert stages == ["counting"] * len(recording) + ["drawing"] * len(recording)
    assert told[-1].done == told[-1].total == len(recording)


def test_a_model_that_was_handed_in_is_left_open(video: Path, recording: Recording) -> None:
    backend = KnownPoses(recording)
    repsight.count(video, model=backend)
    assert not backend.closed


def test_the_source_is_never_overwritten(video: Path, recording: Recording) -> None:
    before = video.read_bytes()
    with pytest.raises(OutputError, match="is the source itself"):
        repsight.count(video, model=KnownPoses(recording), save=video)
    assert video.read_bytes() == before


def test_an_output_that_cannot_be_written_is_refused_before_the_run(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    told: list[object] = []
    for wrong in ({"json": tmp_path / "file" / "a.json"}, {"csv": tmp_path / "file"}):
        with pytest.raises(OutputError):
            repsight.count(video, model=KnownPoses(recording), progress=told.append, **wrong)
    with pytest.raises(OutputError, match="is a folder"):
        repsight.count(video, model=KnownPoses(recording), json=tmp_path)
    with pytest.raises(OutputError, match="mp4"):
        repsight.count(video, model=KnownPoses(recording), save=tmp_path / "a.avi")
    assert told == []


def test_a_video_file_that_cannot_be_finished_loses_no_session(
    video: Path, recording: Recording, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save, out = tmp_path / "out.mp4", tmp_path / "session.json"

    def sabotage(progress: repsight.pipeline.Progress) -> None:
        if progress.stage == "drawing" and progress.done == 1:
            save.mkdir()

    session = repsight.count(
        video, exercise="squat", model=KnownPoses(recording), save=save, json=out,
        progress=sabotage,
    )  # fmt: skip
    assert session.count == read_session(out).count == REPS
    assert "out.mp4" in caplog.text


@pytest.mark.parametrize("mode", ["offline", "live"])
def test_a_disk_that_fills_up_while_drawing_keeps_the_session_and_the_video_so_far(
    recording: Recording, tmp_path: Path, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    video = write_video(tmp_path / "in.mp4", recording, noise)
    save, out = tmp_path / "out.mp4", tmp_path / "session.json"
    with small_disk(400_000):
        session = repsight.count(
            video, exercise="squat", mode=mode, model=KnownPoses(recording), save=save, json=out
        )
    assert "out.mp4" in caplog.text
    assert read_session(out).count == session.count
    assert session.complete == (mode == "offline")
    with open_source(save) as annotated:
        assert 0 < sum(1 for _ in annotated) < len(recording)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"mode": "sideways"}, "allowed: offline, live"),
        ({"person": "tallest"}, "allowed: all, largest"),
        ({"stride": 0}, "1 for every frame"),
        ({"imgsz": 1}, "imgsz is 1"),
    ],
)
def test_a_wrong_option_is_refused_with_what_is_allowed(
    video: Path, wrong: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message):
        repsight.count(video, **wrong)


def test_wrong_sources_exercises_and_drawing_on_a_recording_are_refused(
    recording: Recording, tmp_path: Path
) -> None:
    path = tmp_path / "squats.poses.npz"
    write_recording(path, recording)
    with pytest.raises(InvalidInputError, match="no pictures to draw on"):
        repsight.count(path, save=tmp_path / "out.mp4")
    with pytest.raises(InvalidInputError, match="folder or a pattern"):
        repsight.count(tmp_path)
    with pytest.raises(SourceError):
        repsight.count(tmp_path / "missing.mp4")
    with pytest.raises(ExerciseError, match="allowed: auto, bench_press"):
        repsight.count(path, exercise="squatt")


def test_an_exercise_of_ones_own_counts_like_a_bundled_one(
    recording: Recording, tmp_path: Path
) -> None:
    from repsight.exercises import read_text

    path, own = tmp_path / "squats.poses.npz", tmp_path / "my.toml"
    write_recording(path, recording)
    own.write_text(read_text("squat").replace('name = "squat"', 'name = "my_squat"'))
    session = repsight.count(path, exercise=own, json=tmp_path / "s.json")
    assert [one.exercise for one in session.people[0].sets] == ["my_squat"]
    assert session.count == REPS
    assert len(json.loads((tmp_path / "s.json").read_text())["provenance"]["exercise_sha256"]) == 64
