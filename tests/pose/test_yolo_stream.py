"""A stream keeps its order, works a little ahead and loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_yolo import answer, save_network

from repsight.core.types import Frame
from repsight.pose.openvino_runtime import MOST_AT_ONCE
from repsight.pose.yolo import load_yolo
from repsight.pose.yolo_backend import YoloBackend


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_network(tmp_path_factory.mktemp("model") / "tiny", answer())


def opened(folder: Path, batch: int = 1) -> YoloBackend:
    backend = load_yolo(folder, device="cpu", imgsz=64, precision="f32", batch=batch)
    assert isinstance(backend, YoloBackend)
    return backend


def frames(count: int, height: int = 64, width: int = 64) -> Iterator[Frame]:
    for index in range(count):
        yield Frame(index / 30, np.full((height, width, 3), index % 256, np.uint8))


def seen_x(index: int) -> float:
    """Where the tiny network puts the nose in a 64 x 64 frame of brightness `index`."""
    return 0.5 + 100 * (index % 256) / 255


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
def test_every_frame_comes_back_in_order_with_its_own_people(
    folder: Path, batch: int, count: int
) -> None:
    results = list(opened(folder, batch).stream(frames(count)))
    assert [frame.t for frame, _ in results] == [index / 30 for index in range(count)]
    found = [people.keypoints[0, 0, 0] for _, people in results]
    np.testing.assert_allclose(found, [seen_x(index) for index in range(count)], atol=0.01)


@pytest.mark.parametrize("batch", [1, 4])
def test_a_stream_equals_single_estimates(folder: Path, batch: int) -> None:
    backend = opened(folder, batch)
    for frame, people in backend.stream(frames(9, 48, 64)):
        alone = backend.estimate(frame.image)
        np.testing.assert_array_equal(alone.keypoints, people.keypoints)
        np.testing.assert_array_equal(alone.boxes, people.boxes)


def test_pushed_pictures_give_what_a_stream_gives(folder: Path) -> None:
    live = load_yolo(folder, device="cpu", imgsz=64, precision="f32", live=True)
    follower = live.follow()
    for frame, people in opened(folder).stream(frames(9)):
        pushed = follower.update(frame).keypoints
        np.testing.assert_allclose(pushed, people.keypoints, atol=0.01)


@pytest.mark.parametrize("batch", [1, 2])
def test_frames_of_many_sizes_in_one_stream_keep_their_order(folder: Path, batch: int) -> None:
    sizes = [(64, 64), (32, 64), (64, 32), (16, 64), (64, 20), (640, 360), (3, 7), (1, 1)] * 3
    source = [
        Frame(float(index), np.full((*size, 3), 128, np.uint8)) for index, size in enumerate(sizes)
    ]
    results = list(opened(folder, batch).stream(source))
    assert [frame.image.shape[:2] for frame, _ in results] == sizes
    for frame, people in results:
        height, width = frame.image.shape[:2]
        assert people.boxes[0, 2] <= width
        assert people.boxes[0, 3] <= height


@pytest.mark.parametrize("batch", [1, 4])
def test_work_ahead_is_bounded(folder: Path, batch: int) -> None:
    taken = 0

    def counted() -> Iterator[Frame]:
        nonlocal taken
        for frame in frames(60):
            taken += 1
            yield frame

    backend = opened(folder, batch)
    most = 0
    for given, _ in enumerate(backend.stream(counted()), start=1):
        most = max(most, taken - given)
    assert taken == 60
    assert most <= (MOST_AT_ONCE + 1) * batch


@pytest.mark.parametrize("batch", [1, 4])
def test_who_follows_gets_each_answer_before_the_next_picture(folder: Path, batch: int) -> None:
    backend = opened(folder, batch)
    eyes = backend.follow()
    for frame in frames(9):
        assert len(eyes.update(frame)) == len(backend.estimate(frame.image))


@pytest.mark.parametrize("error", [OSError("the camera is gone"), KeyboardInterrupt()])
@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("good", [0, 1, 5])
def test_a_source_that_fails_loses_nothing_it_gave(
    folder: Path, error: BaseException, batch: int, good: int
) -> None:
    def failing() -> Iterator[Frame]:
        yield from frames(good)
        raise error

    given: list[float] = []

    def read_all() -> None:
        for frame, _ in opened(folder, batch).stream(failing()):
            given.append(frame.t)

    with pytest.raises(type(error)):
        read_all()
    assert given == [index / 30 for index in range(good)]


def test_a_stream_that_is_left_early_can_be_followed_by_another(folder: Path) -> None:
    backend = opened(folder)
    for _ in range(5):
        stream = backend.stream(frames(50))
        next(stream)
        stream.close()  # type: ignore[attr-defined]
    results = list(backend.stream(frames(20)))
    found = [people.keypoints[0, 0, 0] for _, people in results]
    np.testing.assert_allclose(found, [seen_x(index) for index in range(20)], atol=0.01)


def test_two_streams_at_once_do_not_mix(folder: Path) -> None:
    backend = opened(folder)
    upward, downward = backend.stream(frames(30)), backend.stream(reversed(list(frames(30))))
    for index, ((_, a), (_, b)) in enumerate(zip(upward, downward, strict=True)):
        assert a.keypoints[0, 0, 0] == pytest.approx(seen_x(index), abs=0.01)
        assert b.keypoints[0, 0, 0] == pytest.approx(seen_x(29 - index), abs=0.01)


def test_the_clock_counts_every_frame_and_no_second_twice(folder: Path) -> None:
    from time import perf_counter

    backend = opened(folder)
    began = perf_counter()
    assert sum(1 for _ in backend.stream(frames(40))) == 40
    passed = perf_counter() - began
    stages = backend.stages
    assert stages.frames == 40
    assert 0 < stages.network <= passed
    assert 0 < stages.pre + stages.post <= passed


def test_onnx_runtime_streams_real_frames_in_order(shared: Path) -> None:
    pytest.importorskip("onnxruntime")
    backend = load_yolo(
        shared / "models" / "yolov8n-pose.onnx", device="cpu", imgsz=64, runtime="onnxruntime"
    )
    results = list(backend.stream(frames(7)))
    assert [frame.t for frame, _ in results] == [index / 30 for index in range(7)]
    assert backend.info.runtime == "onnxruntime"
    backend.close()
    backend.close()
