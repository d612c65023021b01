"""Identities of synthetic people, whose truth is known, and of the clips, where it is counted."""

import csv
import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repsight.core.prominence import fill_of, passing
from repsight.core.similarity import box_iou
from repsight.core.skeleton import MIRRORED
from repsight.core.tracking import Tracker, main_people, track_people
from repsight.core.tracklets import Associator
from repsight.core.types import People

FPS = 30.0
# A standing person, one unit tall, in COCO order: x, y from the head down.
STANDING = np.array([
    (0, .06), (.02, .04), (-.02, .04), (.04, .05), (-.04, .05), (.11, .2), (-.11, .2), (.14, .35),
    (-.14, .35), (.15, .5), (-.15, .5), (.08, .52), (-.08, .52), (.08, .75), (-.08, .75),
    (.08, .97), (-.08, .97),
])  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody standing at x (T,), y (T,), of a height, seen (T,) or not, with jitter in pixels."""

    x: np.ndarray
    y: np.ndarray
    height: float
    seen: np.ndarray

    def keypoints(self, index: int, rng: np.random.Generator) -> np.ndarray:
        points = STANDING * self.height + (self.x[index], self.y[index])
        points = points + rng.normal(0, 0.005 * self.height, points.shape)
        return np.column_stack([points, np.full(17, 0.9)]).astype(np.float32)


def person(
    frames: int,
    x: float | np.ndarray = 300.0,
    y: float | np.ndarray = 100.0,
    height: float = 400.0,
    seen: tuple[float, float] | Sequence[tuple[float, float]] = (0, 1e9),
    squat: float = 0.0,
) -> Person:
    """A person seen in the given spans of seconds, moving down and up by `squat` of the height."""
    t = np.arange(frames) / FPS
    spans = [seen] if isinstance(seen, tuple) else seen
    visible = np.zeros(frames, bool)
    for begin, end in spans:
        visible |= (t >= begin) & (t < end)
    bob = squat * height * (1 - np.cos(2 * np.pi * t / 2)) / 2
    return Person(np.broadcast_to(x, frames), np.broadcast_to(y, frames) + bob, height, visible)


@dataclass(frozen=True)
class Scene:
    """What a detector would say of some people, and whose each row is (0 for nobody's)."""

    t: np.ndarray
    frame: np.ndarray
    keypoints: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray
    truth: np.ndarray

    def people(self, index: int) -> People:
        rows = slice(*np.searchsorted(self.frame, [index, index + 1]))
        return People(self.keypoints[rows], self.boxes[rows], self.scores[rows])

    def live(self, tracker: Tracker | None = None) -> np.ndarray:
        tracker = tracker or Tracker()
        ids = [tracker.update(float(t), self.people(k)) for k, t in enumerate(self.t)]
        return np.array([i for frame in ids for i in frame], int)

    def offline(self):
        return track_people(self.t, self.frame, self.keypoints, self.boxes, self.scores)

    def owners(self) -> np.ndarray:
        """The offline identity of each row, 0 for rows that are in no track."""
        owners = np.zeros(len(self.frame), int)
        for track in self.offline():
            first = int(np.searchsorted(self.t, track.t[0]))
            for row, index in enumerate(self.frame):
                k = index - first
                inside = 0 <= k < len(track)
                if inside and np.array_equal(track.keypoints[k], self.keypoints[row]):
                    owners[row] = track.id
        return owners


def box_of(points: np.ndarray) -> np.ndarray:
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    margin = 0.1 * (high - low)
    return np.concatenate([low - margin, high + margin]).astype(np.float32)


def scene(*cast: Person, seed: int = 0) -> Scene:
    """What is seen of a cast, nearest first, in random order within a frame.

    As in a detector, of two boxes that overlap by more than 0.7 only the nearer person's remains.
    """
    rng = np.random.default_rng(seed)
    frames = len(cast[0].x)
    rows: list[tuple[int, np.ndarray, int]] = []
    for index in range(frames):
        kept: list[tuple[int, np.ndarray, int]] = []
        for k in np.flatnonzero([one.seen[index] for one in cast]).tolist():
            points = cast[k].keypoints(index, rng)
            nearer = np.array([box_of(row[1]) for row in kept]).reshape(-1, 4)
            if (box_iou(nearer, box_of(points)[None]) <= 0.7).all():
                kept.append((index, points, k + 1))
        rows += [kept[k] for k in rng.permutation(len(kept))]
    keypoints = np.array([r[1] for r in rows], np.float32).reshape(-1, 17, 3)
    boxes = np.array([box_of(r[1]) for r in rows], np.float32).reshape(-1, 4)
    frame, truth = (np.array([r[i] for r in rows], int) for i in (0, 2))
    scores = np.full(len(rows), 0.9, np.float32)
    return Scene(np.arange(frames) / FPS, frame, keypoints, boxes, scores, truth)


def assert_one_identity_each(made: Scene, identities: np.ndarray) -> None:
    """Each person has one identity in all rows that have one, and nobody shares it."""
    given_ids = []
    for k in np.unique(made.truth):
        mine = identities[made.truth == k]
        assert (mine > 0).mean() > 0.9
        assert len(np.unique(mine[mine > 0])) == 1, f"person {k} is {np.unique(mine)}"
        given_ids.append(mine.max())
    assert len(set(given_ids)) == len(given_ids)


def both_ways(made: Scene) -> None:
    assert_one_identity_each(made, made.live())
    assert_one_identity_each(made, made.owners())


def test_two_people_side_by_side_keep_their_identities() -> None:
    both_ways(scene(person(150, x=200), person(150, x=600)))


@pytest.mark.parametrize("speed", [120, 250, 500])
def test_two_people_who_cross_keep_their_identities(speed: float) -> None:
    t = np.arange(150) / FPS
    both_ways(
        scene(
            person(150, x=640 + speed * (t - 2.5)),
            person(150, x=640 - speed * (t - 2.5), y=110, height=380),
        )
    )


@pytest.mark.parametrize("hidden", [0.3, 0.6, 1.0])
def test_a_person_hidden_while_crossing_another_comes_out_on_the_other_side(hidden: float) -> None:
    t = np.arange(180) / FPS
    gone = (3 - hidden / 2, 3 + hidden / 2)
    both_ways(
        scene(
            person(180, x=640 + 200 * (t - 3)),
            person(
                180, x=640 - 200 * (t - 3), y=120, height=360, seen=[(0, gone[0]), (gone[1], 9)]
            ),
        )
    )


def test_a_second_of_occlusion_in_the_middle_of_a_squat_changes_no_identity() -> None:
    both_ways(scene(person(240, squat=0.4, seen=[(0, 3.3), (4.3, 9)])))


def test_somebody_walking_past_in_front_does_not_change_the_identity() -> None:
    t = np.arange(300) / FPS
    walker = person(300, x=-200 + 350 * (t - 3), y=60, height=500, seen=(3.2, 8))
    hidden = np.abs(walker.x - 640) < 120
    trainee = person(300, x=640, squat=0.3)
    trainee = Person(trainee.x, trainee.y, trainee.height, ~hidden | (t < 3.2))
    both_ways(scene(trainee, walker))


def test_somebody_walking_past_while_the_trainee_is_lost_is_somebody_else() -> None:
    t = np.arange(600) / FPS
    trainee = person(600, x=640, squat=0.3, seen=[(0, 6), (14, 20)])
    walker = person(600, x=300 + 250 * (t - 8), seen=(8, 12))
    made = scene(trainee, walker)
    assert_one_identity_each(made, made.owners())


def test_a_second_detection_of_a_body_is_in_no_track() -> None:
    double = person(200, x=305, y=103, height=320, seen=[(k, k + 0.5) for k in range(1, 6)])
    made = scene(person(200), double)
    tracks = made.offline()
    assert len(tracks) == 1
    assert tracks[0].frames_seen == 200
    assert made.live().max() == 1


def test_a_second_detection_does_not_take_the_place_of_somebody_hidden_behind() -> None:
    walker = person(60, x=640 + 120 * (np.arange(60) / FPS - 2), y=130, height=330, seen=(0, 1.5))
    double = person(60, x=640, y=103, height=320, seen=(1.5, 9))
    # For the last half second the double is all that is left of the trainee.
    made = scene(person(60, x=640, seen=(0, 1.7)), double, walker)
    for identities in (made.live(), made.owners()):
        trainee, twin, behind = (identities[made.truth == k] for k in (1, 2, 3))
        assert len({trainee.max(), behind.max()}) == 2
        assert set(twin.tolist()) <= {0, trainee.max()}


def test_a_body_found_in_two_ways_in_turn_is_one_track() -> None:
    upper = person(200, x=300, height=300, seen=(3, 9))
    made = scene(person(200, seen=(0, 3.3)), upper)
    assert [track.frames_seen for track in made.offline()] == [200]


def test_a_body_of_which_only_a_part_was_found_is_found_whole_as_the_same() -> None:
    made = scene(person(120))
    keypoints, boxes = made.keypoints.copy(), made.boxes.copy()
    for k in range(60, 90):  # The box shrinks onto the legs, and all points with it.
        share = (k - 59) / 30 * 0.8
        boxes[k, 1] += share * (boxes[k, 3] - boxes[k, 1])
        keypoints[k, :, 1] += share * (keypoints[k, 15:, 1].mean() - keypoints[k, :, 1])
        keypoints[k, :, 0] = boxes[k, 0] + (boxes[k, 2] - keypoints[k, :, 0])
    associator = Associator()
    found = [
        associator.update(float(made.t[k]), keypoints[k : k + 1], boxes[k : k + 1])[0]
        for k in range(120)
    ]
    assert {tracklet.id for tracklet in found if tracklet} == {1}


def test_someone_lost_on_the_floor_for_seconds_is_the_same_person() -> None:
    both_ways(scene(person(450, seen=[(0, 4), (9, 15)])))


def test_someone_back_at_the_same_place_after_ten_seconds_is_taken_for_the_same_person() -> None:
    # Place is all there is to go by: the second may be somebody else of that size.
    both_ways(scene(person(600, x=300, seen=[(0, 5), (15, 20)])))


def test_someone_elsewhere_while_another_stays_is_a_new_person() -> None:
    made = scene(
        person(600, x=100), person(600, x=1100, seen=(0, 5)), person(600, x=700, seen=(15, 20))
    )
    both_ways(made)


@pytest.mark.parametrize("overlap", [-1.5, 0.0, 0.5])
def test_the_only_person_in_two_shots_is_one_track(overlap: float) -> None:
    wide = person(300, x=300, height=300, seen=(0, 5))
    close = person(300, x=900, y=50, height=600, seen=(5 - overlap, 10))
    tracks = scene(wide, close).offline()
    assert len(tracks) == 1
    assert tracks[0].t[-1] > 9.9


def test_the_only_person_keeps_the_identity_across_a_cut_when_live() -> None:
    made = scene(
        person(300, x=300, height=300, seen=(0, 5)), person(300, x=900, height=600, seen=(5, 10))
    )
    assert set(made.live().tolist()) == {0, 1}


def test_after_a_long_absence_someone_elsewhere_is_new_when_live() -> None:
    made = scene(person(600, x=300, seen=(0, 5)), person(600, x=1200, seen=(15, 20)))
    assert set(made.live().tolist()) == {0, 1, 2}


def test_a_jump_among_two_people_is_not_taken_for_a_cut() -> None:
    made = scene(
        person(300, x=300, seen=(0, 5)), person(300, x=900), person(300, x=1500, seen=(5, 10))
    )
    assert len(made.offline()) == 3


def test_frames_without_anybody_change_nothing() -> None:
    tracker = Tracker()
    assert tracker.update(0.0, People.empty()) == ()
    made = scene(person(10))
    assert tracker.update(1.0, made.people(0)) == (0,)
    assert tracker.update(1.1, People.empty()) == ()


def test_a_video_without_anybody_has_no_tracks() -> None:
    empty = np.zeros((0, 17, 3), np.float32)
    tracks = track_people(
        np.arange(9) / FPS, np.zeros(0, int), empty, np.zeros((0, 4)), np.zeros(0)
    )
    assert tracks == ()
    assert main_people(tracks) == ()


def test_identities_begin_in_the_third_frame() -> None:
    assert scene(person(6)).live().tolist() == [0, 0, 1, 1, 1, 1]


def test_a_track_spans_first_to_last_sight_with_nan_between() -> None:
    made = scene(person(300, seen=[(1, 4), (6, 9)]))
    (track,) = made.offline()
    assert (track.id, track.frames_seen) == (1, 180)
    np.testing.assert_allclose(track.t, np.arange(30, 270) / FPS)
    assert np.isnan(track.keypoints[90:150]).all()
    assert np.isfinite(track.keypoints[:90]).all()


def test_tracks_are_ordered_by_how_much_of_the_video_they_fill() -> None:
    made = scene(
        person(300, x=100, height=150),
        person(300, x=500, height=400),
        person(300, x=1000, height=400, seen=(0, 6)),
    )
    tracks = made.offline()
    assert [track.id for track in tracks] == [1, 2, 3]
    assert np.nanmean(tracks[0].keypoints[:, 0, 0]) == pytest.approx(500, abs=2)
    assert np.nanmean(tracks[2].keypoints[:, 0, 0]) == pytest.approx(100, abs=2)


def test_small_people_in_the_background_are_not_main_people() -> None:
    made = scene(person(300, x=500), person(300, x=900, height=90), person(300, x=1300))
    assert len(made.offline()) == 3
    assert [track.id for track in main_people(made.offline())] == [1, 2]


def test_people_who_walk_past_are_not_main_people() -> None:
    t = np.arange(600) / FPS
    walkers = [person(600, x=-100 + 300 * (t - k), height=450, seen=(k, k + 5)) for k in (1, 8)]
    made = scene(*walkers, person(600, x=640, squat=0.4))
    tracks = made.offline()
    assert len(tracks) >= 2
    assert [track.frames_seen > 500 for track in main_people(tracks)] == [True]


def test_somebody_walking_is_passing_and_somebody_squatting_is_not() -> None:
    t = np.arange(300) / FPS
    (walk,) = scene(person(300, x=100 + 250 * t)).offline()
    (squat,) = scene(person(300, squat=0.5)).offline()
    assert passing(walk).all()
    assert not passing(squat).any()


def test_somebody_alone_is_a_main_person_even_when_walking() -> None:
    t = np.arange(300) / FPS
    assert len(main_people(scene(person(300, x=100 + 250 * t)).offline())) == 1


def test_a_set_in_a_small_part_of_a_long_video_makes_a_main_person() -> None:
    long = person(2000, x=300, seen=(0, 55))
    short = person(2000, x=1500, seen=(57, 65))
    assert len(main_people(scene(long, person(2000, x=900), short).offline())) == 3


def test_guessed_points_do_not_make_a_pose_big() -> None:
    sure = scene(person(1)).keypoints
    guess = sure.copy()
    guess[0, :, :2] *= 3
    guess[0, :, 2] = 0.05
    assert fill_of(guess)[0] < 0.3 * fill_of(sure)[0]
    assert fill_of(np.full((1, 17, 3), np.nan, np.float32))[0] == 0


def test_a_thousand_flickers_take_bounded_memory_and_no_identity() -> None:
    rng = np.random.default_rng(3)
    trainee = scene(person(1000, squat=0.3))
    tracker, sizes = Tracker(), []
    for k, t in enumerate(trainee.t):
        flicker = STANDING * rng.uniform(50, 300) + rng.uniform(700, 5000, 2)
        flicker = np.column_stack([flicker, np.full(17, 0.3)]).astype(np.float32)
        keypoints = np.stack([trainee.keypoints[k], flicker])
        boxes = np.stack([trainee.boxes[k], box_of(flicker)])
        ids = tracker.update(float(t), People(keypoints, boxes, np.array([0.9, 0.3])))
        assert ids[0] == (1 if k >= 2 else 0)
        sizes.append(len(pickle.dumps(tracker)))
    assert max(sizes[500:]) <= 1.2 * max(sizes[100:500])


def test_a_crowd_that_never_ends_takes_bounded_memory() -> None:
    t = np.arange(3000) / FPS
    tracker = Tracker()
    sizes = []
    for k in range(len(t)):  # somebody new at a new place every third of a second
        made = scene(person(1, x=(k // 10) * 500.0))
        tracker.update(float(t[k]), made.people(0))
        sizes.append(len(pickle.dumps(tracker)))
    assert max(sizes[2000:]) <= 1.2 * max(sizes[900:1500])


@pytest.mark.parametrize("stop", range(0, 150, 29))
def test_a_tracker_pickled_in_mid_stream_goes_on_as_if_nothing_had_been(stop: int) -> None:
    t = np.arange(150) / FPS
    made = scene(person(150, x=640 + 250 * (t - 2.5)), person(150, x=640 - 250 * (t - 2.5)))
    whole, resumed = Tracker(), Tracker()
    for k, moment in enumerate(made.t):
        if k == stop:
            resumed = pickle.loads(pickle.dumps(resumed))
        assert resumed.update(moment, made.people(k)) == whole.update(moment, made.people(k))


def test_identities_are_not_given_twice_after_finish() -> None:
    tracker = Tracker()
    made = scene(person(5))
    made.live(tracker)
    tracker.finish()
    later = [tracker.update(100 + float(t), made.people(k)) for k, t in enumerate(made.t)]
    assert later[-1] == (2,)


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(0.1, 8), mirror=st.booleans(), seed=st.integers(0, 99))
def test_scaling_and_mirroring_change_no_identity(scale: float, mirror: bool, seed: int) -> None:
    t = np.arange(90) / FPS
    made = scene(
        person(90, x=640 + 300 * (t - 1.5), seen=[(0, 1.2), (1.8, 9)]),
        person(90, x=640 - 300 * (t - 1.5), squat=0.1),
        seed=seed,
    )
    keypoints, boxes = made.keypoints * np.float32([scale, scale, 1]), made.boxes * scale
    if mirror:
        keypoints[:, :, 0] *= -1
        keypoints = keypoints[:, MIRRORED]
        boxes = boxes[:, [2, 1, 0, 3]] * np.float32([-1, 1, -1, 1])
    other = Scene(made.t, made.frame, keypoints, boxes, made.scores, made.truth)
    np.testing.assert_array_equal(other.live(), made.live())
    np.testing.assert_array_equal(other.owners(), made.owners())


@pytest.mark.parametrize("fps", [8, 15, 60, 120])
def test_the_frame_rate_changes_no_identity(fps: float) -> None:
    t = np.arange(round(5 * fps)) / fps
    made = scene(
        person(len(t), x=640 + 200 * (t - 2.5)),
        person(len(t), x=640 - 200 * (t - 2.5), y=120, height=360),
    )
    made = Scene(t, made.frame, made.keypoints, made.boxes, made.scores, made.truth)
    both_ways(made)


def test_tracking_one_person_takes_less_than_a_sixth_of_a_millisecond_a_frame() -> None:
    made = scene(person(1500, squat=0.3))
    begin = time.process_time()
    made.offline()
    assert (time.process_time() - begin) / 1500 < 0.00015


def test_an_hour_of_one_person_with_flickers_is_tracked_in_linear_time() -> None:
    def seconds(frames: int) -> float:
        spans = [(k, k + 0.4) for k in range(0, frames // 30, 5)]
        made = scene(person(frames), person(frames, x=900, height=200, seen=spans))
        begin = time.process_time()
        assert 1 <= len(made.offline()) <= 2
        return time.process_time() - begin

    assert seconds(6000) < 12 * seconds(1000)


def read_labels(shared: Path) -> list[dict[str, str]]:
    with (shared / "clips" / "labels.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_clip_of_one_person_gives_one_main_track_that_holds_them(shared: Path) -> None:
    wrong = []
    for row in read_labels(shared):
        name = row["file"].removesuffix(".mp4")
        with np.load(shared / "recordings" / f"{name}.poses.npz") as npz:
            data = [npz[key] for key in ("t", "frame", "keypoints", "boxes", "scores")]
        people = main_people(track_people(*data))
        coverage = people[0].frames_seen / len(np.unique(data[1]))
        if row["people"] == "1" and (len(people) != 1 or coverage < 0.95):
            wrong.append((name, len(people), round(coverage, 2)))
    assert wrong == []


@pytest.mark.parametrize("name", ["kaia_jumpingjack_correct_001", "comp_squat_and_pushup"])
def test_two_people_exercising_give_two_main_tracks(shared: Path, name: str) -> None:
    with np.load(shared / "recordings" / f"{name}.poses.npz") as npz:
        data = [npz[key] for key in ("t", "frame", "keypoints", "boxes", "scores")]
    people = main_people(track_people(*data))
    assert len(people) == 2
    assert min(track.frames_seen for track in people) > 0.95 * len(data[0])
