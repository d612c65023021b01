"""Counting as it happens: the offline segmenter, shown only what has been seen so far.

A few times a second the recent poses are segmented again. A repetition is announced once its
concentric phase is complete, and never taken back; so what offline counting would decide with
hindsight (a glitch, a repetition unlike the others) is decided here from what came before.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.core.counting.repetitions import Movement, large_spans, read_movements
from repsight.core.counting.segment import FEW, MIN_AMPLITUDE, MIN_SPACING, Span
from repsight.core.counting.sets import rest_seconds, to_repetitions
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.types import (
    Event,
    Phase,
    PhaseChanged,
    Pose,
    RepCompleted,
    RepMissed,
    SetFinished,
    SetSummary,
    Track,
)

RATE_HZ: Final = 15.0
"""Poses kept: enough for repetitions of 0.4 s, whatever the camera's rate."""
STEP_SECONDS: Final = 0.2
"""Time between two looks: a repetition is announced at most this much later than it could be."""
LONGEST_WINDOW_SECONDS: Final = 60.0
WINDOW_PERIODS: Final = 5.0
SHORTEST_WINDOW_SECONDS: Final = 12.0
COMPLETE: Final = 0.8
"""Share of the way back, or of the usual range, at which an open phase counts as complete."""


class LiveCounter:
    """Counts one person's repetitions from poses in order of time; bounded memory; picklable."""

    def __init__(self, exercises: Sequence[Exercise]) -> None:
        if not exercises:
            raise InvalidInputError("no exercise was given; give one, or several to choose from")
        self._exercises = tuple(exercises)
        self._exercise: Exercise | None = exercises[0] if len(exercises) == 1 else None
        self._poses: deque[Pose] = deque()
        self._looked = -np.inf
        self._window = LONGEST_WINDOW_SECONDS
        self._period: float | None = None
        self._open: list[Span] = []
        self._sets: list[SetSummary] = []
        self._missed_until = -np.inf
        self._phase: Phase = "lost"
        self._progress = float("nan")

    @property
    def exercise(self) -> str:
        """Name of the exercise being counted, "unknown" until it is recognised."""
        return self._exercise.name if self._exercise else "unknown"

    @property
    def count(self) -> int:
        """Repetitions of the current set."""
        return len(self._open)

    @property
    def phase(self) -> Phase:
        """Where in a repetition the person is; "lost" before anything moved."""
        return self._phase

    @property
    def progress(self) -> float:
        """0 at the start position, 1 at the turn, in the person's own range; NaN when unknown."""
        return self._progress

    @property
    def sets(self) -> tuple[SetSummary, ...]:
        """Finished sets and the current one."""
        return tuple(self._sets) + ((self._summary(),) if self._open else ())

    def update(self, pose: Pose) -> tuple[Event, ...]:
        """What happened with this pose. Poses must come in order of time."""
        if self._poses and pose.t - self._poses[-1].t < 1 / RATE_HZ - 1e-6:
            return ()
        self._poses.append(pose)
        while self._poses[-1].t - self._poses[0].t > self._window:
            self._poses.popleft()
        if pose.t - self._looked < STEP_SECONDS:
            return ()
        self._looked = pose.t
        return tuple(self._look(pose.t))

    def finish(self) -> tuple[Event, ...]:
        """The last set's end, if one is open."""
        if not self._poses:
            return ()
        now = self._poses[-1].t
        return (*self._look(now), *self._finish_set(now))

    def _look(self, now: float) -> list[Event]:
        exercise = self._exercise
        if exercise is None or exercise.kind == "hold" or len(self._poses) < 2:
            return []
        track = Track(
            np.array([pose.t for pose in self._poses]),
            np.stack([pose.keypoints for pose in self._poses]),
        )
        events: list[Event] = []
        movements = read_movements(track, exercise, RATE_HZ, self._period)
        for movement in movements:
            events += self._announce(movement, exercise)
        if movements:
            events += self._follow(movements[0], exercise, now)
            self._fit_window()
        if self._open and now - self._open[-1].end > rest_seconds(self._open):
            events += self._finish_set(now)
        return events

    def _announce(self, movement: Movement, exercise: Exercise) -> list[Event]:
        events: list[Event] = []
        for span in large_spans(movement, exercise):
            begin = span.turn if exercise.counted_at == "end" else span.start
            last = self._open[-1] if self._open else None
            if last and (begin + span.counted) / 2 <= last.counted:
                continue
            if span.start >= span.turn or not self._complete(span, movement):
                continue
            if self._too_soon(span, exercise):
                continue
            if self._open and span.amplitude < MIN_AMPLITUDE * self._usual():
                events += self._miss(span)
                continue
            self._open.append(span)
            repetition = to_repetitions(self._open)[-1]
            events.append(RepCompleted(span.counted, repetition))
        return events

    def _usual(self) -> float:
        return float(np.median([span.amplitude for span in self._open]))

    def _complete(self, span: Span, movement: Movement) -> bool:
        """Whether the concentric phase is over, although the movement may still go on."""
        if movement.t[-1] - span.counted > movement.period / 4:
            return True
        return bool(self._open) and span.amplitude >= COMPLETE * self._usual()

    def _too_soon(self, span: Span, exercise: Exercise) -> bool:
        if not self._open:
            return False
        gaps = np.diff([s.counted for s in self._open])
        least = max(
            exercise.min_rep_seconds, MIN_SPACING * float(np.median(gaps)) if len(gaps) else 0
        )
        return span.counted - self._open[-1].counted < least

    def _miss(self, span: Span) -> list[Event]:
        if span.turn <= self._missed_until:
            return []
        self._missed_until = span.end
        share = round(100 * span.amplitude / self._usual())
        return [RepMissed(span.counted, f"only {share} % of your usual range")]

    def _follow(self, movement: Movement, exercise: Exercise, now: float) -> list[Event]:
        self._progress = float(np.clip(movement.values[-1], 0.0, 1.0))
        phase = _phase_of(movement, exercise)
        if phase == self._phase:
            return []
        self._phase = phase
        return [PhaseChanged(now, phase)]

    def _fit_window(self) -> None:
        if len(self._open) < FEW:
            return
        gaps = np.diff([span.counted for span in self._open[-FEW:]])
        self._period = float(np.median(gaps))
        wanted = max(WINDOW_PERIODS * self._period, SHORTEST_WINDOW_SECONDS)
        self._window = min(wanted, LONGEST_WINDOW_SECONDS)

    def _summary(self) -> SetSummary:
        name = self._exercise.name if self._exercise else "unknown"
        reps = to_repetitions(self._open)
        return SetSummary(name, reps[0].start, max(rep.end for rep in reps), reps)

    def _finish_set(self, now: float) -> list[Event]:
        if not self._open:
            return []
        summary = self._summary()
        self._sets.append(summary)
        self._open = []
        self._period = None
        self._window = LONGEST_WINDOW_SECONDS
        return [SetFinished(now, summary)]


def _phase_of(movement: Movement, exercise: Exercise) -> Phase:
    value = movement.values[-1]
    starts_low = exercise.first_phase == "concentric"
    if value < 0.15:
        return "bottom" if starts_low else "top"
    if value > 0.85:
        return "top" if starts_low else "bottom"
    rising = value >= movement.values[max(len(movement.values) - 4, 0)]
    return "concentric" if rising == starts_low else "eccentric"
