"""From pictures to coached moments, in a thread of its own."""

import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from repsight.core.coaching import Coach, Command, Moment
from repsight.core.types import Frame, Image, People
from repsight.live.capture import Captured
from repsight.live.mailbox import Mailbox
from repsight.pose.backend import PoseBackend

_LIGHT_STEP: Final = 8
"""Every so many pixels are looked at for the light: a mean over 1/64 of them is as good."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A picture, who was found in it, what is said of them, and when it arrived (monotonic)."""

    frame: Frame
    people: People
    moment: Moment
    arrived: float


class Trainer:
    """Looks at pictures and coaches who is in them; all `takers` get each look.

    `newest` holds the last one for who has no time for all, and closes when the pictures end, with
    what went wrong if something did. Commands given by `do` are obeyed at the next picture.
    """

    def __init__(
        self,
        pictures: Iterable[Captured],
        backend: PoseBackend,
        coach: Coach,
        takers: Sequence[Callable[[Look], None]] = (),
    ) -> None:
        self.newest: Mailbox[Look] = Mailbox()
        self.looked = 0
        self._pictures = pictures
        self._backend = backend
        self._coach = coach
        self._takers = takers
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="trainer", daemon=True)

    def do(self, command: Command) -> None:
        """Pause, go on, skip, start or finish, from any thread."""
        self._commands.put(command)

    def start(self) -> None:
        """Begin with the first picture."""
        self._thread.start()

    def join(self) -> None:
        """Wait for the look under way when the pictures have ended."""
        self._thread.join()

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            eyes = self._backend.follow()
            for captured in self._pictures:
                look = self._look(captured, eyes.update(captured.frame))
                for take in self._takers:
                    take(look)
                self.looked += 1
                self.newest.put(look)
        except BaseException as raised:  # handed to the window's thread, which writes what there is
            error = raised
        self.newest.close(error)

    def _look(self, captured: Captured, people: People) -> Look:
        frame = captured.frame
        height, width = frame.image.shape[:2]
        moment = self._coach.update(frame.t, people, (width, height), mean_light(frame.image))
        while not self._commands.empty():
            moment = _followed(moment, self._coach.command(frame.t, self._commands.get()))
        return Look(frame, people, moment, captured.arrived)


def _followed(moment: Moment, answer: Moment) -> Moment:
    """A frame's moment after a command: as the answer says, with the events of both."""
    if not answer.people:
        return moment
    before = {coached.view.id: coached.events for coached in moment.people}
    people = tuple(
        replace(coached, events=(*before.get(coached.view.id, ()), *coached.events))
        for coached in answer.people
    )
    return replace(moment, people=people, hints=answer.hints)


def mean_light(image: Image) -> float:
    """Mean brightness of an RGB picture, 0 black to 1 white."""
    return float(np.mean(image[::_LIGHT_STEP, ::_LIGHT_STEP])) / 255
