"""BlazePose as a backend, on real people."""

import zipfile
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from repsight.core.errors import DeviceError, ModelError
from repsight.core.types import Frame, Image
from repsight.pose.blazepose import DETECTOR_FILE, LANDMARK_FILE, BlazePose, load_blazepose
from repsight.recording import read_recording

CURL = "austin_bicep_curl"
LYING = "tanch_situp"


@pytest.fixture(scope="module")
def backend(shared: Path) -> BlazePose:
    return load_blazepose(shared / "models" / "pose_landmarker_full.task")


def frames(shared: Path, clip: str, count: int, skip: int = 0) -> list[Frame]:
    video = cv2.VideoCapture(str(shared / "clips" / f"{clip}.mp4"))
    images = (cv2.cvtColor(video.read()[1], cv2.COLOR_BGR2RGB) for _ in range(skip + count))
    return [Frame(i / 25, image) for i, image in islice(enumerate(images), skip, None)]


def picture(shared: Path, clip: str = CURL, at: int = 40) -> Image:
    return frames(shared, clip, 1, skip=at)[0].image


def torso(keypoints: np.ndarray) -> float:
    return float(np.linalg.norm(keypoints[5:7, :2].mean(0) - keypoints[11:13, :2].mean(0)))


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Mean distance of shoulders, arms, hips and legs over the torso's length."""
    return float(np.linalg.norm(a[5:, :2] - b[5:, :2], axis=1).mean()) / torso(a)


def test_it_agrees_with_yolo_on_where_the_joints_are(backend, shared):
    people = backend.estimate(picture(shared))
    recording = read_recording(shared / "recordings" / f"{CURL}.poses.npz")
    yolo = recording.keypoints[recording.frame == 40][0]
    assert len(people) == 1
    assert apart(yolo, people.keypoints[0]) < 0.15
    assert people.scores[0] > 0.9


def test_everything_visible_is_inside_the_box(backend, shared):
    people = backend.estimate(picture(shared))
    x0, y0, x1, y1 = people.boxes[0]
    seen = people.keypoints[0][people.keypoints[0, :, 2] > 0.5]
    assert len(seen) > 8
    assert (seen[:, 0] >= x0).all()
    assert (seen[:, 0] <= x1).all()
    assert (seen[:, 1] >= y0).all()
    assert (seen[:, 1] <= y1).all()


def test_joints_outside_the_picture_are_guesses_and_say_so(backend, shared):
    image = picture(shared)
    whole = backend.estimate(image).keypoints[0]
    waist = int(whole[11:13, 1].mean()) + 10
    cut = backend.estimate(np.ascontiguousarray(image[:waist])).keypoints[0]
    assert whole[13:17, 2].min() > 0.8
    assert cut[13:17, 2].max() < 0.3
    assert cut[5:9, 2].min() > 0.8


def test_estimate_has_no_memory(backend, shared):
    first = backend.estimate(picture(shared))
    backend.estimate(picture(shared, LYING))
    assert (backend.estimate(picture(shared)).keypoints == first.keypoints).all()


def test_a_mirrored_picture_swaps_the_sides(backend, shared):
    image = picture(shared)
    people, mirrored = (
        backend.estimate(i).keypoints[0] for i in (image, np.ascontiguousarray(image[:, ::-1]))
    )
    back = mirrored[[0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]]
    back[:, 0] = image.shape[1] - back[:, 0]
    assert apart(people, back) < 0.08


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_person_is_found_whichever_way_the_camera_is_held(backend, shared, turns):
    image = picture(shared)
    upright = backend.estimate(image).keypoints[0]
    people = backend.estimate(np.ascontiguousarray(np.rot90(image, turns)))
    assert len(people) == 1
    assert torso(people.keypoints[0]) == pytest.approx(torso(upright), rel=0.15)


def test_a_person_on_the_floor_is_found_on_single_pictures(backend, shared):
    # Upright, the detector sees nobody in either; turned by a right angle it does.
    for clip, at in ((LYING, 30), ("trueform_situps", 60)):
        assert len(backend.estimate(picture(shared, clip, at))) == 1


def test_two_people_side_by_side_are_both_found(backend, shared):
    image = picture(shared)
    left = backend.estimate(image).keypoints[0]
    people = backend.estimate(np.hstack([image, image]))
    assert len(people) == 2
    order = people.keypoints[:, 0, 0].argsort()
    assert apart(left, people.keypoints[order[0]]) < 0.1
    shifted = left + np.array([image.shape[1], 0, 0], np.float32)
    assert apart(shifted, people.keypoints[order[1]]) < 0.1


@pytest.mark.parametrize("size", [(1, 1), (48, 64), (2160, 3840)])
def test_an_empty_picture_of_any_size_holds_nobody(backend, size):
    assert len(backend.estimate(np.full((*size, 3), 127, np.uint8))) == 0


def test_a_stream_follows_one_person_through_every_frame(backend, shared):
    answers = list(backend.stream(iter(frames(shared, CURL, 12))))
    assert [len(people) for _, people in answers] == [1] * 12
    assert [frame.t for frame, _ in answers] == [i / 25 for i in range(12)]


def test_following_looks_at_less_than_searching_does(backend, shared):
    clip = frames(shared, CURL, 6)
    followed = [people.keypoints[0] for _, people in backend.stream(iter(clip))]
    single = [backend.estimate(frame.image).keypoints[0] for frame in clip]
    assert all(apart(a, b) < 0.08 for a, b in zip(single, followed, strict=True))


def test_pushed_pictures_of_two_streams_in_turn_give_what_each_stream_alone_gives(backend, shared):
    one, other = frames(shared, CURL, 6), frames(shared, "prime_pushup", 6, skip=100)
    alone = [[people.keypoints for _, people in backend.stream(iter(c))] for c in (one, other)]
    followers = [backend.follow(), backend.follow()]
    for place, pair in enumerate(zip(one, other, strict=True)):
        for follower, frame, expected in zip(followers, pair, alone, strict=True):
            np.testing.assert_array_equal(follower.update(frame).keypoints, expected[place])


def cut(shared: Path, before: str, after: str, count: int) -> list[Frame]:
    clip = frames(shared, before, 3) + frames(shared, after, count, skip=100)
    return [Frame(i / 25, frame.image) for i, frame in enumerate(clip)]


def test_somebody_else_after_a_cut_is_seen_right_at_once(backend, shared):
    clip = cut(shared, "joelo_pullup2", "prime_pushup", 1)
    *_, (_, people) = backend.stream(iter(clip))
    alone = backend.estimate(clip[-1].image).keypoints[0]
    assert min(apart(alone, k) for k in people.keypoints) < 0.1


def test_a_body_read_the_wrong_way_round_is_put_right_within_half_a_second(backend, shared):
    # From a push-up to someone standing: the region still lies on its side and finds a body there.
    clip = cut(shared, "prime_pushup", "kamran_biceps", 14)
    *_, (_, people) = backend.stream(iter(clip))
    alone = backend.estimate(clip[-1].image).keypoints[0]
    upright = [k[11:13, 1].mean() > k[5:7, 1].mean() for k in people.keypoints]
    assert upright == [True]
    assert alone[11:13, 1].mean() > alone[5:7, 1].mean()


def test_somebody_who_walks_in_is_found_within_half_a_second(backend, shared):
    image = picture(shared)
    empty = np.hstack([image, np.full_like(image, 127)])
    both = np.hstack([image, image])
    images = [empty] * 3 + [both] * 15
    clip = (Frame(i / 25, image) for i, image in enumerate(images))
    counts = [len(people) for _, people in backend.stream(clip)]
    assert counts[:3] == [1, 1, 1]
    assert counts[-2:] == [2, 2]


def test_when_the_frames_break_off_everything_before_is_given(backend, shared):
    clip = frames(shared, CURL, 3)

    def broken():
        yield from clip
        raise ValueError("the camera went away")

    given = []
    with pytest.raises(ValueError, match="went away"):
        given.extend(frame for frame, _ in backend.stream(broken()))
    assert given == clip


def test_time_is_accounted_for(shared):
    backend = load_blazepose(shared / "models" / "pose_landmarker_full.task", device="cpu")
    list(backend.stream(iter(frames(shared, CURL, 3))))
    assert backend.stages.frames == 3
    assert backend.stages.network > backend.stages.pre > 0
    assert backend.stages.post > 0


def test_it_says_what_runs(backend):
    assert backend.info.model == "blazepose-full"
    assert backend.info.licence == "Apache-2.0"
    assert len(backend.info.sha256) == 64
    backend.close()
    backend.close()


def test_a_gpu_is_refused_with_what_is_allowed(tmp_path):
    with pytest.raises(DeviceError, match=r"'cuda:0'.*'cpu'"):
        load_blazepose(tmp_path, device="cuda:0")


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="pull blazepose-full"):
        load_blazepose(tmp_path / "nothing.task")


def test_a_file_that_is_no_task_is_refused(tmp_path):
    (tmp_path / "x.task").write_bytes(b"not a zip")
    with pytest.raises(ModelError, match="is not a BlazePose"):
        load_blazepose(tmp_path / "x.task")


def test_a_folder_without_the_networks_names_what_is_missing(tmp_path):
    (tmp_path / DETECTOR_FILE).write_bytes(b"x")
    with pytest.raises(ModelError, match=f"has no {LANDMARK_FILE}"):
        load_blazepose(tmp_path)


def test_a_damaged_network_is_one_clear_line(tmp_path):
    for name in (DETECTOR_FILE, LANDMARK_FILE):
        (tmp_path / name).write_bytes(b"this is no network")
    with pytest.raises(ModelError, match="is no BlazePose network") as caught:
        load_blazepose(tmp_path)
    assert "\n" not in str(caught.value)


def test_another_network_in_its_place_is_refused(tmp_path, shared):
    with zipfile.ZipFile(shared / "models" / "pose_landmarker_full.task") as task:
        for name in (DETECTOR_FILE, LANDMARK_FILE):
            (tmp_path / name).write_bytes(task.read(DETECTOR_FILE))
    with pytest.raises(ModelError, match=LANDMARK_FILE):
        load_blazepose(tmp_path)
