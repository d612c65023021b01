"""Everybody in one stream, coached: identities, counters, scores and guidance."""

from collections.abc import Sequence

from repsight.core.coaching.moment import Coached, Moment
from repsight.core.coaching.plan import Command, Plan
from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions
from repsight.core.types import People, PersonSummary


class Coach:
    """Coaches everybody in one stream of poses. Bounded memory; can be pickled; the same input
    gives the same moments.

    `exercises` are those the plan names, or all to choose from. `setup` waits until the person is
    well in the picture and a countdown is over. Raises InvalidInputError where a step's exercise
    is not among `exercises`.
    """

    def __init__(
        self,
        exercises: Sequence[Exercise],
        *,
        plan: Plan | None = None,
        person: str | int = "all",
        score: ScoreOptions | None = None,
        setup: bool = True,
    ) -> None:
        from repsight.pipeline.live import LiveCounting  # placeholder until the core has it

        self._counting = LiveCounting(exercises, person, score)

    def update(
        self, t: float, people: People, size: tuple[int, int], light: float | None = None
    ) -> Moment:
        """What to show and say at `t` seconds, later than before.

        `size` is the picture's width and height in pixels (it may change when a phone is turned),
        `light` its mean brightness 0..1, None where it is not known.
        """
        views = self._counting.update(t, people)
        return Moment(t, tuple(Coached(view) for view in views), tuple([0] * len(people)))

    def command(self, t: float, command: Command) -> Moment:
        """Do what the person asks for at `t` seconds; for everybody."""
        return Moment(t)

    def finish(self) -> Moment:
        """Close all sets; what they led to."""
        self._counting.finish()
        return Moment(0.0)

    @property
    def people(self) -> tuple[PersonSummary, ...]:
        """Everybody so far with their sets, scored where they have ended."""
        return self._counting.people
