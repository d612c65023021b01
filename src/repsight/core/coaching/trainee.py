"""One person on the way through a workout: set-up, countdown, sets and rests."""

from typing import Final

import numpy as np

from repsight.core.coaching.countdown import Countdown
from repsight.core.coaching.early_start import EarlyStart
from repsight.core.coaching.moment import Coached, Stage
from repsight.core.coaching.plan import Command
from repsight.core.coaching.rules import Picture, Rules
from repsight.core.coaching.tally import Tally
from repsight.core.coaching.workout import Workout
from repsight.core.shapes import PersonView
from repsight.core.types import Event, PersonSummary, Pose, SetFinished, SetSummary

CLOSING_SECONDS: Final = 3.0
"""How long a set whose target is reached waits for its last repetition to be over and scored; a
weight is let down in less. Repetitions done meanwhile count: the set has more than was asked."""
LEFT_SECONDS: Final = 2.0
"""Unseen for longer, somebody has left the picture; a bow or a passer-by takes less."""
GAP_SECONDS: Final = 5.0
"""Unseen for longer, what was done before is not continued: no movement is read across it."""


class Trainee:
    """Coaches one person. Can be pickled.

    `last` is when they were last seen, `frames` how often, `area` how much they filled.
    """

    def __init__(self, identity: int, rules: Rules, stage: Stage | None = None) -> None:
        self.id = identity
        self.stage: Stage = "setup" if rules.setup else "exercise"
        self.last = -np.inf
        self.frames = 0
        self.area = 0.0
        self.began: float | None = None if rules.setup else -np.inf
        self._rules = rules
        self._workout = Workout(rules.plan)
        self._countdown: Countdown | None = None
        self._early: EarlyStart | None = None
        self._tally: Tally | None = None
        self._sets: list[SetSummary] = []
        self._pose: Pose | None = None
        self._until = 0.0
        self._left = False
        self._reached: float | None = None
        self._paused: tuple[Stage, float] | None = None
        if stage == "paused":
            self._paused = self.stage, 0.0
        self.stage = stage or self.stage

    @property
    def summary(self) -> PersonSummary:
        """Their sets so far, those that have ended scored."""
        current = self._tally.sets if self._tally is not None else ()
        return PersonSummary(self.id, self.frames, (*self._sets, *current))

    @property
    def begun(self) -> bool:
        """Whether they ever got as far as exercising."""
        return self.began is not None

    @property
    def is_open(self) -> bool:
        """Whether more is kept of them than what has to be told later; a pause may be long."""
        return self.stage != "paused" and (self._tally is not None or self._countdown is not None)

    @property
    def has_sets(self) -> bool:
        """Whether anything of theirs was counted."""
        return bool(self._sets) or (self._tally is not None and bool(self._tally.sets))

    def update(self, steady: Pose, seen: Pose, picture: Picture) -> Coached:
        """Coach one frame: `steady` is what is counted, `seen` the same in the picture's pixels."""
        t, away = steady.t, steady.t - self.last
        self.last, self._pose = t, seen
        self.frames += 1
        events: tuple[Event, ...] = ()
        if self.stage in ("setup", "countdown"):
            events = self._get_ready(steady, seen, picture)
        elif self.stage == "exercise":
            events = self._exercise(steady, away)
        elif self.stage == "rest":
            events = self._rest(steady, away)
        return self.coached(t, events)

    def coached(self, t: float, events: tuple[Event, ...] = ()) -> Coached:
        """What to show and say of them at `t` seconds, as they were last seen."""
        step = self._workout.now
        return Coached(
            view=self._view(),
            stage=self.stage,
            hints=self._countdown.hints if self._countdown is not None else (),
            seconds=max(0.0, self._until - t) if self.stage in ("countdown", "rest") else None,
            step=self._workout.step,
            set_number=self._workout.set_number,
            sets=step.sets if step else None,
            target=step.target if step else None,
            events=events,
        )

    def skip_gap(self, seconds: float, t: float) -> None:
        """No frames came for so long until `t`: that is neither movement nor rest nor absence."""
        self.last += seconds
        if self._tally is not None and self.stage == "exercise":
            self._tally.resume(t)
        if self.stage == "countdown":
            self._to_setup()

    def retire(self, t: float) -> None:
        """Gone for long: close what is open and keep only what has to be told later."""
        self._after_set(self._close(), t)
        self._archive()
        self._left = True
        if self.stage in ("countdown", "exercise"):
            self._to_setup()

    def take_over(self, newcomer: "Trainee", t: float) -> tuple[Event, ...]:
        """Go on as somebody who was ready in another place: they are the same person."""
        away = t - self.last
        self.last, self._pose = newcomer.last, newcomer._pose
        self.frames += newcomer.frames
        self.area += newcomer.area
        self._left = False
        events: tuple[Event, ...] = ()
        if self.stage == "exercise" and self._tally is not None:
            events = self._tally.come_back(t, away)
            self._after_set(events, t)
        elif self.stage in ("setup", "countdown"):
            self._begin(t)
        return events

    def is_resting(self, t: float) -> bool:
        """Whether their rest is not over at `t` seconds."""
        return self.stage == "rest" and t < self._until

    def obey(self, command: Command, t: float) -> tuple[Event, ...]:
        """Do what is asked for at `t` seconds; the sets that ended with it."""
        if command == "skip":
            return self._skip(t)
        if command == "finish":
            return self.finish()
        {"start": self._start, "pause": self._pause, "resume": self._resume}[command](t)
        return ()

    def _start(self, t: float) -> None:
        self._resume(t)
        if self.stage == "rest":
            self._next_set(t)
        if self.stage in ("setup", "countdown"):
            self._begin(t)

    def _pause(self, t: float) -> None:
        if self.stage not in ("paused", "done"):
            self._paused = self.stage, t
            self.stage = "paused"

    def _resume(self, t: float) -> None:
        if self.stage != "paused" or self._paused is None:
            return
        self.stage, since = self._paused
        self._paused = self._early = None
        self._until += t - since
        self.last = min(t, self.last + t - since)
        if self.stage == "countdown":
            self._to_setup()
        if self.stage == "exercise" and self._tally is not None:
            self._tally.resume(t)

    def _skip(self, t: float) -> tuple[Event, ...]:
        self._resume(t)
        if self.stage == "rest":
            self._next_set(t)
            return ()
        events = self._close()
        if self._workout.now is None:
            self._workout.set_number += bool(events)
        elif self.stage != "done":
            self._archive()
            if self._workout.next_step():
                self._to_setup()
            else:
                self.stage = "done"
        return events

    def finish(self) -> tuple[Event, ...]:
        """End the workout."""
        events = self._close()
        self.stage = "done"
        return events

    def _get_ready(self, steady: Pose, seen: Pose, picture: Picture) -> tuple[Event, ...]:
        ready = self._countdown or Countdown(
            self._rules.only_at(self._workout.now), self._made_tally()
        )
        self._countdown = ready
        if not ready.update(steady, seen, picture):
            self.stage = "setup" if ready.until is None else "countdown"
            self._until = ready.until or 0.0
            return ()
        return self._take_up(ready.early, steady.t)

    def _exercise(self, steady: Pose, away: float) -> tuple[Event, ...]:
        tally = self._open()
        events: tuple[Event, ...] = ()
        if GAP_SECONDS < away < np.inf:
            events = tally.come_back(steady.t, away)
        events += tally.update(steady)
        if self._workout.is_reached(tally.count, tally.held):
            self._reached = steady.t if self._reached is None else self._reached
            if tally.settled or steady.t - self._reached >= CLOSING_SECONDS:
                events += tally.finish()
        self._after_set(events, steady.t)
        return events

    def _after_set(self, events: tuple[Event, ...], t: float) -> None:
        """Rest, go on or be done, where a set has ended."""
        for event in events:
            if isinstance(event, SetFinished) and self.stage == "exercise":
                self._reached = None
                after, step = self._workout.end_set(), self._workout.now
                if after == "done":
                    self.stage = "done"
                elif after == "rest" and step is not None:
                    self.stage = "rest"
                    self._left = False
                    self._until = event.summary.end + step.rest
                    if self._until <= t:
                        self._next_set(t)

    def _rest(self, steady: Pose, away: float) -> tuple[Event, ...]:
        self._left = self._left or away > LEFT_SECONDS
        if steady.t >= self._until:
            self._next_set(steady.t)
        elif not self._workout.is_last_set:  # else another exercise is next
            self._early = self._early or EarlyStart(self._made_tally())
            if self._early.update(steady):
                self._workout.next_set()
                return self._take_up(self._early, steady.t)
        return ()

    def _take_up(self, early: EarlyStart, t: float) -> tuple[Event, ...]:
        """Begin with what was done already."""
        self._archive()
        self._tally = early.tally
        self._go(t)
        return early.events

    def _next_set(self, t: float) -> None:
        if self._workout.next_set():
            self._archive()
            self._to_setup()
        elif self._left:
            self._to_setup()
        else:
            self._begin(t)

    def _to_setup(self) -> None:
        self._countdown = None
        self.stage = "setup" if self._rules.setup else "exercise"

    def _begin(self, t: float) -> None:
        self._go(t)
        self._open().start_set(t)

    def _go(self, t: float) -> None:
        self.stage, self._left = "exercise", False
        self._countdown = self._early = None
        self.began = t if self.began is None else self.began

    def _open(self) -> Tally:
        self._tally = self._tally or self._made_tally()
        return self._tally

    def _made_tally(self) -> Tally:
        step, rules = self._workout.now, self._rules
        tempo = step.tempo if step else None
        score = rules.score_at(tempo)
        return Tally(
            rules.exercises_at(step), score,
            guided=rules.guided, tempo=tempo, recogniser=rules.recogniser,
        )  # fmt: skip

    def _close(self) -> tuple[Event, ...]:
        return self._tally.finish() if self._tally is not None else ()

    def _archive(self) -> None:
        """Keep the sets of a step that is over, and nothing else of it."""
        if self._tally is not None:
            self._sets += self._tally.sets
            self._tally = None

    def _view(self) -> PersonView:
        assert self._pose is not None
        if self._tally is None:
            only = self._rules.only_at(self._workout.now)
            return PersonView(self.id, self._pose.keypoints, only.title if only else None)
        return self._tally.view(self.id, self._pose, guide=self.stage == "exercise")
