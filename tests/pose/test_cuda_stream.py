"""The pipeline of the device keeps order, batches, and survives a memory that is too small.

It runs here on the CPU: the same code, without streams and recorded graphs.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_device import TinyNetwork, backend
from tiny_yolo import answer, save_network

from repsight.core.errors import DeviceError, ModelError
from repsight.core.types import Frame
from repsight.pose.cuda_backend import AUTO_BATCH, IN_FLIGHT, DeviceBackend
from repsight.pose.yolo import load_yolo


def frames(count: int, height: int = 64, width: int = 64) -> Iterator[Frame]:
    for index in range(count):
        yield Frame(index / 30, np.full((height, width, 3), index % 256, np.uint8))


def seen_x(index: int) -> float:
    """Where the tiny network puts the nose in a 64 x 64 frame of brightness `index`."""
    return 0.5 + 100 * (index % 256) / 255


def noses(results: list) -> list[float]:
    return [people.keypoints[0, 0, 0] for _, people in results]


@pytest.mark.parametrize("batch", [1, 3, 16])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
def test_every_frame_comes_back_in_order_with_its_own_people(batch: int, count: int) -> None:
    results = list(backend(TinyNetwork(), batch).stream(frames(count)))
    assert [frame.t for frame, _ in results] == [index / 30 for index in range(count)]
    np.testing.assert_allclose(noses(results), [seen_x(i) for i in range(count)], atol=0.01)


@pytest.mark.parametrize("size", [(64, 64), (48, 64), (90, 120), (33, 57)])
def test_the_numbers_are_those_of_the_pipeline_on_the_host(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    host = load_yolo(
        save_network(tmp_path / "tiny", answer()), device="cpu", imgsz=64, precision="f32"
    )
    ours = backend(TinyNetwork(), 4)
    pictures = [*frames(6, *size)]
    for (_, one), (_, other) in zip(ours.stream(pictures), host.stream(pictures), strict=True):
        np.testing.assert_allclose(one.boxes, other.boxes, atol=0.001)
        np.testing.assert_allclose(one.keypoints, other.keypoints, atol=0.01)
        np.testing.assert_array_equal(one.scores, other.scores)


def test_batches_are_full_and_the_last_frame_alone_is_run_alone() -> None:
    network = TinyNetwork()
    opened = backend(network, 4)
    network.ran.clear()
    assert len(list(opened.stream(frames(9)))) == 9
    assert network.ran == [4, 4, 1]
    opened.estimate(np.zeros((64, 64, 3), np.uint8))
    assert network.ran[3:] == [1]


def test_a_network_of_a_fixed_batch_always_gets_that_batch() -> None:
    network = TinyNetwork(fixed_batch=4)
    opened = backend(network, 16)
    assert opened.batch == 4
    np.testing.assert_allclose(noses(list(opened.stream(frames(5)))), [*map(seen_x, range(5))])
    assert set(network.ran) == {4}


def test_frames_of_many_sizes_in_one_stream_keep_their_order() -> None:
    sizes = [(64, 64), (64, 64), (32, 64), (64, 32), (16, 64), (640, 360), (3, 7), (1, 1)] * 3
    source = [
        Frame(float(index), np.full((*size, 3), 128, np.uint8)) for index, size in enumerate(sizes)
    ]
    results = list(backend(TinyNetwork(), 4).stream(source))
    assert [frame.image.shape[:2] for frame, _ in results] == sizes
    for frame, people in results:
        height, width = frame.image.shape[:2]
        assert people.boxes[0, 2] <= width
        assert people.boxes[0, 3] <= height


@pytest.mark.parametrize(("batch", "live"), [(1, False), (4, False), (1, True)])
def test_work_ahead_is_bounded(batch: int, live: bool) -> None:
    taken = 0

    def counted() -> Iterator[Frame]:
        nonlocal taken
        for frame in frames(60):
            taken += 1
            yield frame

    most = 0
    opened = backend(TinyNetwork(), batch, live=live)
    for given, _ in enumerate(opened.stream(counted()), start=1):
        most = max(most, taken - given)
    assert taken == 60
    assert most <= (1 if live else IN_FLIGHT * batch)


@pytest.mark.parametrize("error", [OSError("the camera is gone"), KeyboardInterrupt()])
@pytest.mark.parametrize("good", [0, 1, 5])
def test_a_source_that_fails_loses_nothing_it_gave(error: BaseException, good: int) -> None:
    def failing() -> Iterator[Frame]:
        yield from frames(good)
        raise error

    given: list[float] = []

    def read_all() -> None:
        for frame, _ in backend(TinyNetwork(), 4).stream(failing()):
            given.append(frame.t)

    with pytest.raises(type(error)):
        read_all()
    assert given == [index / 30 for index in range(good)]


def test_two_streams_at_once_and_one_left_early_do_not_mix() -> None:
    opened = backend(TinyNetwork(), 2)
    left = opened.stream(frames(50))
    next(left)
    left.close()  # type: ignore[attr-defined]
    upward, downward = opened.stream(frames(30)), opened.stream(reversed(list(frames(30))))
    for index, ((_, a), (_, b)) in enumerate(zip(upward, downward, strict=True)):
        assert a.keypoints[0, 0, 0] == pytest.approx(seen_x(index), abs=0.01)
        assert b.keypoints[0, 0, 0] == pytest.approx(seen_x(29 - index), abs=0.01)


@pytest.mark.parametrize("room", [1, 2, 5])
def test_a_memory_that_is_full_halves_the_batch_and_says_so(
    room: int, caplog: pytest.LogCaptureFixture
) -> None:
    opened = backend(TinyNetwork(room=room), 16)
    with caplog.at_level(logging.WARNING, "repsight"):
        results = list(opened.stream(frames(40)))
    np.testing.assert_allclose(noses(results), [*map(seen_x, range(40))], atol=0.01)
    assert opened.batch == {1: 1, 2: 2, 5: 4}[room]
    assert "the memory of cpu is too small for 16 pictures at a time; going on with 8" in (
        caplog.messages
    )
    assert len(caplog.messages) == {1: 4, 2: 3, 5: 2}[room]


@pytest.mark.parametrize("fixed", [None, 4])
def test_a_memory_too_small_for_one_run_is_one_clear_line(fixed: int | None) -> None:
    wanted = "one picture" if fixed is None else "the 4 pictures a run of this model"
    with pytest.raises(DeviceError, match=f"too small for {wanted} at imgsz 64.*smaller --imgsz"):
        backend(TinyNetwork(room=0, fixed_batch=fixed))


def test_a_picture_with_more_boxes_than_there_is_room_for_is_decoded_on_the_host(
    tmp_path: Path,
) -> None:
    left = 15.0 * np.arange(40)
    output = np.zeros((1, 56, 40), np.float32)
    output[0, 0], output[0, 1:4, :] = left + 50, np.array([[50], [100], [100]])
    output[0, 4] = np.linspace(0.9, 0.5, 40)
    host = load_yolo(
        save_network(tmp_path / "stairs", output), device="cpu", imgsz=64, precision="f32"
    )
    image = np.zeros((64, 640, 3), np.uint8)
    ours, theirs = backend(TinyNetwork(output)).estimate(image), host.estimate(image)
    assert len(theirs) == 20
    np.testing.assert_allclose(ours.boxes, theirs.boxes, atol=0.001)


def test_the_clock_counts_every_frame_and_no_second_twice() -> None:
    from time import perf_counter

    opened = backend(TinyNetwork(), 8)
    began = perf_counter()
    assert sum(1 for _ in opened.stream(frames(40))) == 40
    passed = perf_counter() - began
    assert opened.stages.frames == 40
    assert 0 < opened.stages.network <= passed
    assert 0 < opened.stages.pre + opened.stages.post <= passed


def test_a_network_that_finds_no_people_is_refused() -> None:
    with pytest.raises(ModelError, match="no keypoints"):
        backend(TinyNetwork(answer(84)))


def test_who_follows_gets_what_a_stream_gives_and_closing_twice_is_fine() -> None:
    opened = backend(TinyNetwork(), 4)
    eyes = opened.follow()
    for frame, people in opened.stream(list(frames(5))):
        np.testing.assert_array_equal(eyes.update(frame).keypoints, people.keypoints)
    opened.close()
    opened.close()


def test_large_pictures_make_an_automatic_batch_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repsight.pose.cuda_backend.LARGEST_UPLOAD", 3 * 64 * 64 * 3)
    network = TinyNetwork()
    # What a GPU would get; the CPU's own choice is one picture.
    opened = DeviceBackend(network, name="tiny", sha256="", imgsz=64)
    assert opened.batch == 1
    opened._batch = AUTO_BATCH
    network.ran.clear()
    assert len(list(opened.stream(frames(6)))) == 6
    assert network.ran == [3, 3]
