"""One session: a coach, and how far it has come."""

import math

from repsight.core.coaching import Coach, Moment
from repsight.core.types import PersonSummary
from repsight.web.errors import RefusedError
from repsight.web.opening import Opening
from repsight.web.wire import Asked, Input, Poses, Turned


class LiveSession:
    """Takes what a client sends, in order. Can be pickled; the same inputs lead to the same."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.size = opening.size
        self.seq = -1
        """The last input taken; -1 before the first."""
        self.t = -math.inf
        """Seconds of the last frame counted."""
        self.began: float | None = None
        self.frames = 0
        self.finished = False
        self._coach: Coach = opening.coach()

    def take(self, given: Input) -> tuple[Moment, ...]:
        """What an input leads to; nothing where it changes no more than what is drawn on.

        Raises RefusedError for a frame that is not later than the one before, or comes after the
        end; its `seq` is taken all the same.
        """
        self.seq = given.seq
        if self.finished:
            raise RefusedError("finished", "The session is finished; begin a new one.", 409)
        if isinstance(given, Turned):
            self.size = given.size
            return ()
        if isinstance(given, Asked):
            return self._do(given)
        return (self._count(given),)

    def _count(self, poses: Poses) -> Moment:
        if poses.t <= self.t:
            raise RefusedError("t", "t must be later than that of the frame before")
        self.t = poses.t
        self.began = poses.t if self.began is None else self.began
        self.frames += 1
        return self._coach.update(poses.t, poses.people, self.size, poses.light)

    def _do(self, asked: Asked) -> tuple[Moment, ...]:
        moment = self._coach.command(asked.t, asked.command)
        if asked.command != "finish":
            return (moment,)
        self.finished = True
        return moment, self._coach.finish()

    @property
    def seconds(self) -> float:
        """How long it has lasted, by the client's clock."""
        return 0.0 if self.began is None else self.t - self.began

    @property
    def people(self) -> tuple[PersonSummary, ...]:
        """Everybody so far with their sets."""
        return self._coach.people
