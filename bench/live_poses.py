"""Poses of a clip as the page would send them: what load and loss are measured with."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any

import numpy as np

from live_camera import FPS, STILL_AFTER, STILL_BEFORE
from live_client import Client, count_of
from repsight.core.coaching import Coach, Plan, Step
from repsight.core.types import Frame, Image, People
from repsight.exercises import load_exercise
from repsight.pose.backend import PoseBackend


@dataclass(frozen=True)
class Script:
    """Who is seen at every tick of a camera, and the messages that say so, less their numbers."""

    exercise: str
    size: tuple[int, int]
    people: list[People]
    messages: list[dict[str, Any]]

    @property
    def hello(self) -> dict[str, Any]:
        """What opens a session for it."""
        plan = {"steps": [{"exercise": self.exercise}]}
        return {"mode": "keypoints", "size": list(self.size), "mirror": False, "plan": plan}


def make_script(exercise: str, pictures: list[Image], backend: PoseBackend) -> Script:
    """Still, the clip, still: the first and last pose stand as long as the fake camera does."""
    frames = (Frame(i / FPS, image) for i, image in enumerate(pictures))
    found = [people for _, people in backend.stream(frames)]
    people = [
        *[found[0]] * round(STILL_BEFORE * FPS),
        *found,
        *[found[-1]] * round(STILL_AFTER * FPS),
    ]
    height, width = pictures[0].shape[:2]
    messages = [_message(i / FPS, one) for i, one in enumerate(people)]
    return Script(exercise, (width, height), people, messages)


def _message(t: float, people: People) -> dict[str, Any]:
    return {"type": "poses", "t": round(t, 4), "light": 0.5, "people": list(_people(people))}


def _people(people: People) -> Iterator[dict[str, Any]]:
    for keypoints, box, score in zip(people.keypoints, people.boxes, people.scores, strict=True):
        points = [
            [round(float(v), 3) for v in point] if np.isfinite(point).all() else None
            for point in keypoints
        ]
        sides = [round(float(side), 1) for side in box]
        yield {"score": round(float(score), 3), "box": sides, "keypoints": points}


def count_alone(script: Script) -> int:
    """What a coach counts that is fed the same poses with no server between."""
    exercise = load_exercise(script.exercise)
    coach = Coach([exercise], plan=Plan((Step(exercise.name),)))
    for i, people in enumerate(script.people):
        coach.update(i / FPS, people, script.size, 0.5)
    coach.finish()
    return max((person.count for person in coach.people), default=0)


def send_in_time(client: Client, script: Script, upto: int | None = None, first: int = 0) -> None:
    """Send the script's messages from `first` on, each when its time has come."""
    began = perf_counter() - first / FPS
    for i in range(first, len(script.messages) if upto is None else upto):
        sleep(max(0.0, i / FPS - (perf_counter() - began)))
        client.numbered(script.messages[i])


def run_session(address: str, script: Script) -> int:
    """What a session of the server counts."""
    with Client(address, script.hello) as client:
        send_in_time(client, script)
        return count_of(client.finish(len(script.messages) / FPS))
