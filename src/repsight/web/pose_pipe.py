"""What goes through the pipes of the pose process: pictures one way, people the other."""

import struct
from typing import Final, NamedTuple

import numpy as np

from repsight.core.types import People

REQUEST: Final = struct.Struct("<QdI")
ANSWER: Final = struct.Struct("<?IIdI")
ROW_FLOATS: Final = 17 * 3 + 4 + 1
NOTHING: Final = ANSWER.pack(False, 0, 0, 0.0, 0)
"""The answer to a picture that is none."""


class Request(NamedTuple):
    """A picture of one stream."""

    stream: int
    t: float
    jpeg: bytes

    def pack(self) -> bytes:
        """As it goes over the pipe."""
        return REQUEST.pack(self.stream, self.t, len(self.jpeg)) + self.jpeg


class Answer(NamedTuple):
    """Who was found in a picture of `size` (width, height), and its mean brightness 0..1."""

    people: People
    size: tuple[int, int]
    light: float

    def pack(self) -> bytes:
        """As it goes over the pipe."""
        people = self.people
        head = ANSWER.pack(True, *self.size, self.light, len(people))
        return head + b"".join(a.tobytes() for a in (people.keypoints, people.boxes, people.scores))


def unpack_people(body: bytes, n: int) -> People:
    """The people whose arrays lie one after the other in `body`."""
    floats = np.frombuffer(body, np.float32)
    points, boxes, scores = np.split(floats, [n * 51, n * 55])
    return People(points.reshape(n, 17, 3), boxes.reshape(n, 4), scores)
