"""A timed hold as it happens."""

from typing import Final

from repsight.core.counting.holds import MAX_GAP_SECONDS, MIN_HOLD_SECONDS, find_holds
from repsight.core.counting.window import PoseWindow
from repsight.core.exercise import Exercise
from repsight.core.types import Event, Phase, PhaseChanged, SetFinished, SetSummary

LOOK_BACK_SECONDS: Final = MIN_HOLD_SECONDS + 2 * MAX_GAP_SECONDS


class LiveHold:
    """Times one exercise that is held. `look` a few times a second; `finish` closes the hold."""

    count = closed = 0
    expecting = False

    def __init__(self, exercise: Exercise, *, sure: float = 1.0) -> None:
        self.exercise = exercise
        self.phase: Phase = "lost"
        self.progress = float("nan")
        self._sure = sure
        self._start = 0.0
        self._end: float | None = None

    @property
    def current(self) -> SetSummary | None:
        """The hold under way."""
        if self._end is None:
            return None
        return SetSummary(self.exercise.name, self._start, self._end, (), self._sure, "hold")

    def resume(self, now: float) -> None:
        """Nothing to do: what nobody saw was not held, so the hold has ended."""

    def look(self, poses: PoseWindow) -> list[Event]:
        """What happened since the last look."""
        holds = find_holds(poses.recent(LOOK_BACK_SECONDS), self.exercise)
        held = bool(holds) and poses.last - holds[-1].end <= MAX_GAP_SECONDS
        events: list[Event] = []
        if held:
            self._start = holds[-1].start if self._end is None else self._start
            self._end = holds[-1].end
        elif self._end is not None and poses.last - self._end > MAX_GAP_SECONDS:
            events += self.finish(poses.last)
        phase: Phase = "bottom" if held else "lost"
        if phase != self.phase:
            self.phase = phase
            events.append(PhaseChanged(poses.last, phase))
        return events

    def finish(self, now: float) -> list[Event]:
        """Close the hold under way."""
        summary = self.current
        self._end = None
        return [SetFinished(now, summary)] if summary is not None else []
