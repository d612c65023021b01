"""A live session from pictures to files: shown, steered by keys, finished in order."""

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pygame
import pytest
from made_videos import make_video
from network_cameras import NetworkCamera, network_camera

from repsight.core.coaching import Coach
from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.types import Frame, Image, People
from repsight.exercises import load_exercise
from repsight.export import read_session
from repsight.kept import read_kept
from repsight.live import Appearance, LiveRunner, one_exercise
from repsight.live import capture as capturing
from repsight.live.capture import Capture
from repsight.live.show import Show
from repsight.live.speaker import Speaker
from repsight.live.trainer import Look, Trainer, mean_light
from repsight.live.voice import Voice
from repsight.live.window import Window
from repsight.pipeline import Options, Outcome, Outputs, Stop
from repsight.pose.backend import PoseBackend
from repsight.recording import Recording
from repsight.strings import load_strings
from repsight.video import open_source, opening
from squatter import HEIGHT, WIDTH, KnownPoses, squat_recording, write_video

REPS = 3
WORDS = load_strings()


@pytest.fixture(scope="module")
def recording() -> Recording:
    return squat_recording(REPS, 1.5)


@pytest.fixture(scope="module")
def video(recording: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    image = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    image[:, WIDTH // 2 :] = 30
    return write_video(tmp_path_factory.mktemp("video") / "squats.mp4", recording, image)


def go(source: object, model: PoseBackend, outputs: Outputs | None = None) -> Outcome:
    """A session of squats that counts at once."""
    options = Options("squat", model, mode="live")
    runner = LiveRunner(options, one_exercise("squat"), Appearance(), setup=False)
    with Stop() as stop, runner:
        return runner.run(str(source), outputs or Outputs(), stop)


class Doing(KnownPoses):
    """Known poses; at each of these seconds of the pictures' time something is done once."""

    def __init__(self, recording: Recording, at: dict[float, Callable[[], object]]) -> None:
        super().__init__(recording)
        self._at = dict(at)

    def update(self, frame: Frame) -> People:
        people = super().update(frame)
        for seconds in [each for each in self._at if frame.t >= each]:
            self._at.pop(seconds)()
        return people


def press(key: int) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=0))


def after(seconds: float, do: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()


def test_a_file_as_if_live_is_counted_and_everything_asked_for_is_written(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    save, out, folder = tmp_path / "out.mp4", tmp_path / "session.json", tmp_path / "csv"
    start = time.monotonic()
    outcome = go(video, KnownPoses(recording), Outputs(save=save, json=out, csv=folder))
    assert time.monotonic() - start > recording.t[-1]
    assert (outcome.error, outcome.stopped) == (None, False)
    session = read_session(out)
    assert (session.count, session.complete) == (REPS, True)
    assert session.provenance.options["mode"] == "live"
    assert session.provenance.options["plan"] == "squat"
    assert all(rep.score is not None for rep in session.people[0].sets[0].reps)
    assert len((folder / "reps.csv").read_text().splitlines()) == 1 + REPS
    assert len((folder / "angles.csv").read_text().splitlines()) > 0.5 * len(recording)
    assert session.poses == "session.poses.npz"
    kept = read_kept(out)
    assert kept.missing is None
    assert [track.id for track in kept.tracks] == [person.id for person in session.people]
    with open_source(save) as annotated:
        pictures = list(annotated)
    assert annotated.size == (WIDTH, HEIGHT)
    assert len(pictures) > 0.5 * len(recording)
    middle = pictures[len(pictures) // 2].image
    assert np.abs(middle.astype(int) - middle[-1, 0].astype(int)).max() > 100  # drawn upon


def test_poses_that_are_not_wanted_are_not_kept(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    go(
        video,
        Doing(recording, {0.8: lambda: press(pygame.K_q)}),
        Outputs(json=tmp_path / "s.json", poses=False),
    )
    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]
    assert read_session(tmp_path / "s.json").poses is None


def test_a_slow_model_drops_frames_and_counts_all_the_same(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    out = tmp_path / "s.json"
    go(video, KnownPoses(recording, seconds=0.12), Outputs(json=out))
    assert read_session(out).count == REPS
    looked = len(np.load(tmp_path / "s.poses.npz")["t"])
    assert looked < 0.5 * len(recording)
    assert looked > 15


@pytest.mark.parametrize("key", [pygame.K_q, pygame.K_ESCAPE, None])
def test_finishing_writes_what_was_counted_until_then(
    video: Path, recording: Recording, tmp_path: Path, key: int | None
) -> None:
    closed = pygame.event.Event(pygame.WINDOWCLOSE)
    model = Doing(recording, {3.3: lambda: press(key) if key else pygame.event.post(closed)})
    out = tmp_path / "s.json"
    outcome = go(video, model, Outputs(json=out, save=tmp_path / "a.mp4"))
    assert (outcome.error, outcome.stopped) == (None, False)
    session = read_session(out)
    assert 1 <= session.count < REPS
    assert not session.complete  # the file has more
    with open_source(tmp_path / "a.mp4") as annotated:
        assert 3.2 < list(annotated)[-1].t < 5


def test_what_was_seen_before_a_bug_is_written_and_the_bug_still_shows(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    out = tmp_path / "s.json"
    with pytest.raises(RuntimeError, match="the network broke"):
        go(video, KnownPoses(recording, fails_at=66), Outputs(json=out))
    assert read_session(out).count == 1


def test_a_disk_that_cannot_be_written_to_is_said_before_the_window(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(OutputError, match=r"folder\.mp4"):
        go(video, KnownPoses(recording), Outputs(save=tmp_path / "folder.mp4"))
    with pytest.raises(OutputError, match="is the source itself"):
        go(video, KnownPoses(recording), Outputs(save=video))


def test_a_person_who_is_not_there_is_told(video: Path, recording: Recording) -> None:
    model = Doing(recording, {0.8: lambda: press(pygame.K_q)})
    options = Options("squat", model, mode="live", person="7")
    with Stop() as stop, LiveRunner(options, one_exercise("squat"), Appearance()) as runner:
        outcome = runner.run(str(video), Outputs(), stop)
    assert isinstance(outcome.error, InvalidInputError)


def test_a_stream_that_is_lost_and_found_goes_on_counting_the_same_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SILENCE", 1.5)
    monkeypatch.setattr(capturing, "_BACKOFF", (0.2, 0.3))
    recording = squat_recording(6, 1.2)
    sent = make_video(tmp_path / "a.ts", [40 * i for i in range(50)])

    def pull_out(camera: NetworkCamera) -> None:
        camera.pull_out()
        time.sleep(0.3)
        camera.plug_in()

    with network_camera(sent, "tcp") as camera:
        model = Doing(
            recording,
            {3.6: lambda: after(0, lambda: pull_out(camera)), 8.4: lambda: press(pygame.K_q)},
        )
        outcome = go(camera.address, model, Outputs(json=tmp_path / "s.json"))
    assert outcome.error is None
    session = read_session(tmp_path / "s.json")
    (person,) = session.people
    assert session.complete
    ends = [rep.end for one in person.sets for rep in one.reps]
    assert 3 <= len(ends) <= 6
    assert ends[0] < 3.6 < 5 < ends[-1]
    times = np.load(tmp_path / "s.poses.npz")["t"]
    assert np.diff(times).max() > 0.3  # while nothing came
    assert times[-1] > 8


def test_a_lost_stream_can_be_left_at_once(tmp_path: Path) -> None:
    sent = make_video(tmp_path / "a.ts", [40 * i for i in range(50)])
    with network_camera(sent, "tcp") as camera:
        end: list[float] = []

        def leave() -> None:
            camera.pull_out()
            end.append(time.monotonic())
            after(1.0, lambda: press(pygame.K_q))

        model = Doing(squat_recording(1), {1.0: lambda: after(0, leave)})
        outcome = go(camera.address, model)
    assert time.monotonic() - end[0] < 6
    assert (outcome.error, outcome.session.complete) == (None, True)


def test_sets_and_rests_of_a_plan_are_kept(tmp_path: Path) -> None:
    recording = squat_recording(6, 1.2)
    path = write_video(tmp_path / "v.mp4", recording)
    workout = one_exercise("squat", sets=2, reps=2, rest=0.8)
    options = Options("squat", KnownPoses(recording), mode="live")
    with Stop() as stop, LiveRunner(options, workout, Appearance(), setup=False) as runner:
        session = runner.run(str(path), Outputs(), stop).session
    (person,) = session.people
    first, second = person.sets
    assert (first.count, second.count) == (2, 2)
    assert second.start - first.end > 0.5
    assert session.provenance.options["plan"] == "squat 2×2"


class Watched(Window):
    """A window that remembers what it showed."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__("test", size)
        self.pictures: list[Image] = []

    def show(self, image: Image) -> None:
        self.pictures.append(image)
        super().show(image)


def shown_with(
    video: Path, recording: Recording, steps: list[tuple[float, int]], *, mirror: bool = False
) -> tuple[list[Image], Speaker]:
    """What the window showed while keys were pressed at these seconds; q ends it."""
    words = WORDS
    model = Doing(recording, {seconds: partial(press, key) for seconds, key in steps})
    coach = Coach([load_exercise("squat")], setup=False)
    with (
        open_source(video) as source,
        Watched(source.size) as window,
        Voice() as voice,
        Capture(source, lambda: source) as capture,
    ):
        looks: list[Look] = []
        speaker = Speaker(voice, words, on=False)
        trainer = Trainer(capture, model, coach, [looks.append])
        show = Show(window, capture, trainer, speaker, words, mirror=mirror)
        trainer.start()
        show.run(Stop())
        capture.stop()
        trainer.join()
    assert len(looks) == trainer.looked
    assert [look.frame.t for look in looks] == sorted({look.frame.t for look in looks})
    return window.pictures, speaker


def corners(picture: Image) -> tuple[int, int]:
    """Brightness at the left and at the right border, at half height, where nobody stands."""
    return int(picture[HEIGHT // 2, 2].mean()), int(picture[HEIGHT // 2, -3].mean())


def test_the_mirror_key_turns_the_picture(video: Path, recording: Recording) -> None:
    pictures, _ = shown_with(video, recording, [(0.8, pygame.K_m), (1.6, pygame.K_q)])
    assert corners(pictures[0]) == pytest.approx((90, 30), abs=4)
    assert corners(pictures[-1]) == pytest.approx((30, 90), abs=4)
    mirrored, _ = shown_with(video, recording, [(0.8, pygame.K_q)], mirror=True)
    assert corners(mirrored[0]) == pytest.approx((30, 90), abs=4)


def test_the_help_key_lays_the_keys_over_the_picture_and_takes_them_away(
    video: Path, recording: Recording
) -> None:
    steps = [(0.6, pygame.K_h), (1.2, pygame.K_h), (1.8, pygame.K_q)]
    pictures, _ = shown_with(video, recording, steps)
    edge = [picture[HEIGHT // 2, WIDTH // 2 - 95].mean() for picture in pictures]
    assert edge[0] == pytest.approx(90, abs=4)
    assert min(edge) < 50
    assert edge[-1] == pytest.approx(90, abs=4)


def test_the_other_keys_change_nothing_that_is_counted(video: Path, recording: Recording) -> None:
    keys = [pygame.K_f, pygame.K_v, pygame.K_v, pygame.K_f, pygame.K_x, pygame.K_v]
    steps = [(0.3 + 0.1 * i, key) for i, key in enumerate(keys)]
    pictures, speaker = shown_with(video, recording, [*steps, (1.4, pygame.K_q)])
    assert speaker.on
    assert len(pictures) > 5


def test_leaving_while_the_model_loads_counts_nothing_and_writes_nothing(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    class Slow(LiveRunner):
        def loaded(self) -> PoseBackend:
            time.sleep(1.5)
            return super().loaded()

    after(0.5, lambda: press(pygame.K_q))
    options = Options("squat", KnownPoses(recording), mode="live")
    outputs = Outputs(json=tmp_path / "s.json")
    with (
        Stop() as stop,
        Slow(options, one_exercise("squat"), Appearance()) as runner,
        pytest.raises(KeyboardInterrupt),
    ):
        runner.run(str(video), outputs, stop)
    assert list(tmp_path.iterdir()) == []


def test_a_video_that_cannot_be_written_costs_no_count(
    video: Path, recording: Recording, tmp_path: Path
) -> None:
    def take_its_place() -> None:
        (tmp_path / "a.mp4").mkdir()
        (tmp_path / "a.mp4" / "in the way").touch()

    model = Doing(recording, {2.0: take_its_place, 3.6: lambda: press(pygame.K_q)})
    outputs = Outputs(json=tmp_path / "s.json", save=tmp_path / "a.mp4")
    outcome = go(video, model, outputs)
    assert isinstance(outcome.error, OutputError)
    assert read_session(tmp_path / "s.json").count >= 1


def test_light_is_the_mean_brightness() -> None:
    image = np.zeros((480, 640, 3), np.uint8)
    assert mean_light(image) == 0
    image[:, :320] = 255
    assert mean_light(image) == pytest.approx(0.5)


def test_a_picture_of_another_size_is_fitted_into_the_video(
    recording: Recording, tmp_path: Path
) -> None:
    from repsight.core.coaching import Moment
    from repsight.live.keeping import Keeping
    from repsight.pipeline.watch import Job

    save = tmp_path / "a.mp4"
    job = Job(Options(), (), Outputs(save=save), Stop())
    with Keeping(job, (WIDTH, HEIGHT), 20.0, "sticks", WORDS) as kept:
        for i, size in enumerate([(WIDTH, HEIGHT), (WIDTH * 2, HEIGHT * 2), (64, 48)]):
            image = cv2.resize(np.full((8, 8, 3), 200, np.uint8), size)
            kept.add(Look(Frame(i / 20, image), People.empty(), Moment(i / 20), 0.0))
    with open_source(save) as annotated:
        assert [frame.image.shape for frame in annotated] == [(HEIGHT, WIDTH, 3)] * 3
