"""The process that looks at pictures: it holds the pose model, and may die.

`python -m repsight.web.pose_child MODEL DEVICE` ("" for the default) writes a line of JSON about
what runs, then answers each request on its input, as `pose_pipe` packs them.
"""

import json
import logging
import sys
from collections import OrderedDict
from typing import BinaryIO, Final

import cv2
import numpy as np

from repsight.core.types import Frame
from repsight.pipeline.model import load_model
from repsight.pose.backend import Follower, PoseBackend
from repsight.web.pose_pipe import NOTHING, REQUEST, Answer, Request

_MOST_STREAMS: Final = 256
"""Streams followed; the one that was silent longest is forgotten first."""


class Looker:
    """Looks at pictures of many streams with one model."""

    def __init__(self, backend: PoseBackend) -> None:
        self._backend = backend
        self._followers: OrderedDict[int, Follower] = OrderedDict()

    def look(self, request: Request) -> Answer | None:
        """Who is in a picture; None where it is none."""
        data = np.frombuffer(request.jpeg, np.uint8)
        try:
            bgr = cv2.imdecode(data, cv2.IMREAD_COLOR)
        except cv2.error:
            bgr = None
        if bgr is None:
            return None
        light = float(cv2.cvtColor(cv2.resize(bgr, (64, 64)), cv2.COLOR_BGR2GRAY).mean()) / 255
        image = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
        people = self._follower(request.stream).update(Frame(request.t, image))
        return Answer(people, (image.shape[1], image.shape[0]), light)

    def _follower(self, stream: int) -> Follower:
        if stream not in self._followers:
            self._followers[stream] = self._backend.follow()
        self._followers.move_to_end(stream)
        if len(self._followers) > _MOST_STREAMS:
            self._followers.popitem(last=False)
        return self._followers[stream]


def serve(looker: Looker, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        stream, t, length = REQUEST.unpack(head)
        answer = looker.look(Request(stream, t, requests.read(length)))
        answers.write(NOTHING if answer is None else answer.pack())
        answers.flush()


def main(model: str, device: str) -> None:
    """Load the model, say what runs, and serve."""
    logging.basicConfig(stream=sys.stderr)
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not break the pipe
    backend = load_model(model or None, device=device, live=True)
    info = {"model": backend.info.model, "runtime": backend.info.runtime}
    answers.write(json.dumps(info).encode() + b"\n")
    answers.flush()
    serve(Looker(backend), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
