"""Camera frame to overlay on the server's path: pictures sent in real time, answers timed."""

from dataclasses import dataclass
from time import perf_counter, sleep

import cv2
import numpy as np

from live_camera import FPS, STILL_AFTER, STILL_BEFORE
from live_client import Client, count_of
from repsight.core.types import Image

JPEG_QUALITY = 75
MOST_UNANSWERED = 1
"""Pictures on their way at once: the page keeps to the same."""


@dataclass
class FramesRun:
    """Seconds from a picture's capture to its answer, frames a second, and what was counted.

    `announced` is when each repetition was heard, in seconds of the clip.
    """

    latencies: list[float]
    fps: float
    count: int
    announced: list[float]


def run_frames(address: str, exercise: str, pictures: list[Image]) -> FramesRun:
    """Send a clip as a camera would, the newest picture whenever one may be sent."""
    height, width = pictures[0].shape[:2]
    plan = {"steps": [{"exercise": exercise}]}
    hello = {"mode": "frames", "size": [width, height], "mirror": False, "plan": plan}
    sequence = [pictures[0]] * round(STILL_BEFORE * FPS) + pictures
    sequence += [pictures[-1]] * round(STILL_AFTER * FPS)
    sent: dict[int, float] = {}
    with Client(address, hello) as client:
        began = perf_counter()
        while (now := perf_counter() - began) < len(sequence) / FPS:
            place = int(now * FPS)
            captured = began + place / FPS
            jpeg = encode(sequence[place])
            sent[client.picture(captured, jpeg)] = captured
            expected = client.seq - MOST_UNANSWERED
            client.wait(lambda expected=expected: client.answered >= expected, 2.0)
            sleep(max(0.0, (place + 1) / FPS - (perf_counter() - began)))
        session = client.finish(perf_counter())
        heard = [at for at, event in client.events if event["kind"] == "rep_completed"]
        latencies = [
            answer.arrived - sent[answer.said["seq"]]
            for answer in client.states
            if answer.said["seq"] in sent
        ]
    seconds = len(sequence) / FPS
    return FramesRun(
        latencies,
        len(latencies) / seconds,
        count_of(session),
        [at - began - STILL_BEFORE for at in heard],
    )


def encode(image: Image) -> bytes:
    """The picture as the page would send it."""
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(np.asarray(jpeg).tobytes())
