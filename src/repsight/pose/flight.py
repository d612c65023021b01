"""Batches on their way through a network: several started, answers in order, nothing lost."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from repsight.core.types import Frame, People

Request = TypeVar("Request")
Started = TypeVar("Started")
Answer = tuple[Frame, People]


class Intake(Iterator[Frame]):
    """Frames until they end; an error among them ends them too and waits in `error`."""

    def __init__(self, frames: Iterable[Frame]) -> None:
        self._frames = iter(frames)
        self.error: BaseException | None = None

    def __next__(self) -> Frame:
        try:
            return next(self._frames)
        except StopIteration:
            raise
        except BaseException as error:  # Ctrl-C too: what was taken still counts
            self.error = error
            raise StopIteration from None


def fly(
    frames: Iterable[Frame],
    *,
    requests: Callable[[Iterable[Frame]], Iterator[Request]],
    start: Callable[[Request], Sequence[Started]],
    finish: Callable[[Started], Iterable[Answer]],
    drop: Callable[[Started], None],
    most: Callable[[], int],
) -> Iterator[Answer]:
    """Each frame with its people, in order, with at most about `most()` batches under way.

    `requests` makes batches of frames, `start` begins one (it may split it) and returns at once,
    `finish` waits for one and decodes it, `drop` waits for one that nobody wants any more. When
    `frames` raises, everything taken before is answered first.
    """
    flight: deque[Started] = deque()
    intake = Intake(frames)
    try:
        for request in requests(intake):
            flight.extend(start(request))
            while len(flight) >= most():
                yield from finish(flight.popleft())
        while flight:
            yield from finish(flight.popleft())
    finally:
        for left in flight:  # the caller stopped early: the memory must not be in use
            drop(left)
    if intake.error is not None:
        raise intake.error
