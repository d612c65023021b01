"""How far one person has come in a plan: which step, which set, and what comes after a set."""

from typing import Literal

from repsight.core.coaching.plan import Plan, Step

After = Literal["go_on", "rest", "done"]


class Workout:
    """A place in a plan; without one, sets of whatever is done, without end. Can be pickled.

    `step` counts from 0, `set_number` from 1. A step that says neither sets nor a target goes on
    from set to set as the person does; any other rests after each set, also before the next step.
    """

    def __init__(self, plan: Plan | None) -> None:
        self._steps: tuple[Step, ...] = () if plan is None else plan.steps
        self.step = 0
        self.set_number = 1

    @property
    def now(self) -> Step | None:
        """The step under way; None where there is no plan."""
        return self._steps[self.step] if self._steps else None

    @property
    def is_last_step(self) -> bool:
        """Whether no step comes after this one."""
        return self.step + 1 >= len(self._steps)

    @property
    def is_last_set(self) -> bool:
        """Whether this step has no more sets after the one under way."""
        now = self.now
        return now is not None and now.sets is not None and self.set_number >= now.sets

    def is_reached(self, count: int, held: float | None) -> bool:
        """Whether so many repetitions, or seconds of a hold, are what the set asks for."""
        now = self.now
        if now is None or now.target is None:
            return False
        return (count if held is None else held) >= now.target

    def end_set(self) -> After:
        """A set has ended; what comes next."""
        now = self.now
        if now is None or (now.sets is None and now.target is None):
            self.set_number += 1
            return "go_on"
        return "done" if self.is_last_set and self.is_last_step else "rest"

    def next_set(self) -> bool:
        """Go to the next set, or the first of the next step; whether it is another step."""
        if self.is_last_set:
            return self.next_step()
        self.set_number += 1
        return False

    def next_step(self) -> bool:
        """Go to the next step if there is one; whether there was."""
        if self.is_last_step:
            return False
        self.step += 1
        self.set_number = 1
        return True
