"""Counts in front of a camera and says each repetition as it ends. Ctrl-C stops.

    python examples/count_a_camera.py 0 squat
    python examples/count_a_camera.py rtsp://192.168.1.20/stream push_up

`repsight count 0 --exercise squat --show` does the same with pictures. This is the loop itself, to
build upon: frames, people, who is who, and one counter for each person.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import takewhile

import repsight
from repsight.core.counting.live import LiveCounter
from repsight.core.exercise import Exercise
from repsight.core.tracking import Tracker
from repsight.core.types import Event, People, Pose, RepCompleted, RepMissed, SetFinished
from repsight.pipeline import Stop
from repsight.video import open_source, prefetch


def announce(moments: Iterable[tuple[float, People]], exercise: Exercise) -> Iterator[str]:
    """A line for every event, from the time (s) and the people of each frame."""
    tracker = Tracker()
    counters: dict[int, LiveCounter] = {}
    for t, people in moments:
        for row, person in enumerate(tracker.update(t, people)):
            if person == 0:
                continue  # not yet seen often enough to be believed
            counter = counters.setdefault(person, LiveCounter([exercise]))
            yield from say(person, counter.update(Pose(t, people.keypoints[row])))
    for person, counter in counters.items():
        yield from say(person, counter.finish())


def say(person: int, events: Iterable[Event]) -> Iterator[str]:
    """Events in words."""
    for event in events:
        if isinstance(event, RepCompleted):
            yield f"{event.t:6.1f} s  person {person}: {event.repetition.index}"
        elif isinstance(event, RepMissed):
            yield f"{event.t:6.1f} s  person {person}: not counted, {event.reason}"
        elif isinstance(event, SetFinished):
            yield f"{event.t:6.1f} s  person {person}: a set of {event.summary.count}"


def main() -> None:
    """Count in front of the camera or stream named on the command line."""
    if len(sys.argv) != 3:
        raise SystemExit("usage: count_a_camera.py CAMERA|ADDRESS EXERCISE")
    try:
        exercise = repsight.load_exercise(sys.argv[2])
        with (
            Stop() as stop,  # Ctrl-C ends the loop after a frame, so that the set is closed
            open_source(sys.argv[1]) as camera,
            closing(repsight.load_model()) as model,
        ):
            # Too slow a machine skips frames instead of falling behind.
            frames = prefetch(camera, drop_old=camera.live)
            moments = ((frame.t, people) for frame, people in model.stream(frames))
            until_stopped = takewhile(lambda _: not stop.requested, moments)
            for line in announce(until_stopped, exercise):
                print(line, flush=True)
    except repsight.RepSightError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
