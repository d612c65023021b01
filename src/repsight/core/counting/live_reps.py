"""Repetitions of one exercise as they happen: the offline segmenter on what was seen so far.

A repetition is announced once its concentric phase is complete, and never taken back; so what
offline counting decides with hindsight is decided here from what came before.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.core.counting.likeness import LiveLikeness, pose_at
from repsight.core.counting.repetitions import Movement, large_spans, read_movements
from repsight.core.counting.segment import FEW, MIN_AMPLITUDE, MIN_SPACING, Span
from repsight.core.counting.sets import rest_seconds, summarise, to_repetitions
from repsight.core.counting.window import LONGEST_SECONDS, RATE_HZ, PoseWindow
from repsight.core.exercise import Exercise
from repsight.core.types import (
    Event,
    Phase,
    PhaseChanged,
    RepCompleted,
    RepMissed,
    SetFinished,
    SetSummary,
    Track,
)

WINDOW_PERIODS: Final = 5.0
SHORTEST_WINDOW_SECONDS: Final = 12.0
COMPLETE: Final = 0.85
"""Share of the usual range, or of the way back to where the repetition began, at which a phase that
may still go on counts as complete."""
RETURNED: Final = 0.12
"""Or when the movement has gone back by this share of it: it has turned."""
SETTLED_PERIODS: Final = 0.25
SETTLED_SHARE: Final = 0.2
SETTLED_SECONDS: Final = 0.2
"""Or when nothing more came for this share of the period, or of the time that the phase took, the
shorter; at least for so long."""
HALF_WAY: Final = 0.6
"""From here on a phase may soon be complete."""
SAME_PERIODS: Final = 0.25
"""Turns closer than this are one turn, seen again with more of what came after it."""
LOWERED_SECONDS: Final = 0.2
"""What was lifted is down again when it has not come lower for so long."""
AT_START, AT_TURN = 0.15, 0.85
"""Progress below which one stands at the start, above which one is at the turn."""
DIRECTION_SAMPLES: Final = 4


class LiveReps:
    """Counts one exercise. `look` at the poses a few times a second; `finish` closes the set.

    `at_least` repetitions must have been seen before the first of a set is announced; `closed` of
    the current set are over.
    """

    def __init__(
        self, exercise: Exercise, *, since: float = -np.inf, at_least: int = 1, sure: float = 1.0
    ) -> None:
        self.exercise = exercise
        self.phase: Phase = "lost"
        self.progress = float("nan")
        self._since = since
        self._at_least = at_least
        self._sure = sure
        self._window = LONGEST_SECONDS
        self._period: float | None = None
        self._spans: list[Span] = []
        self.closed = 0
        self._resumed = -np.inf
        self._breaks: set[int] = set()
        self._likeness = LiveLikeness()
        self._missed_until = -np.inf
        self._refused_until = -np.inf
        self._waiting = False
        self.expecting = False

    @property
    def count(self) -> int:
        """Repetitions of the current set."""
        return len(self._spans)

    @property
    def _decided_until(self) -> float:
        """Time of the last repetition that was counted or refused."""
        return max(self._refused_until, self._spans[-1].counted if self._spans else -np.inf)

    @property
    def current(self) -> SetSummary | None:
        """The set under way."""
        return summarise(self._spans, self.exercise.name, self._sure) if self._spans else None

    def look(self, poses: PoseWindow) -> list[Event]:
        """What happened since the last look."""
        track = poses.recent(self._window, self._since)
        if len(track) < 2:
            return []
        movements = read_movements(track, self.exercise, RATE_HZ, self._period)
        events: list[Event] = []
        self._waiting = False
        for movement in movements:
            spans = large_spans(movement, self.exercise)
            events += self._announce(movement, spans, track)
            self._close(movement, spans)
        self.expecting = any(self._expects(movement) for movement in movements)
        if movements:
            events += self._follow(movements[0], poses.last)
            self._fit_window()
        if self._spans:
            since = max(self._spans[-1].end, self._resumed)
            if poses.last - since > rest_seconds(self._spans):
                events += self.finish(poses.last)
        return events

    def resume(self, now: float) -> None:
        """Go on after a while in which nobody looked: it was no rest, and what moved is unknown."""
        self._resumed = now
        self._breaks.add(len(self._spans))
        self.closed = len(self._spans)

    def finish(self, now: float) -> list[Event]:
        """Close the set under way."""
        summary = self.current
        if summary is None:
            return []
        self._since = self._spans[-1].counted
        self._spans = []
        self._breaks = set()
        self.closed = 0
        self._likeness = LiveLikeness()
        self._period = None
        self._window = LONGEST_SECONDS
        return [SetFinished(now, summary)]

    def _announce(self, movement: Movement, seen: Sequence[Span], track: Track) -> list[Event]:
        new: list[Event] = []
        fresh = [span for span in seen if self._is_new(span)]
        spans = [span for span in fresh if self._is_complete(span, movement)]
        self._waiting = self._waiting or len(spans) < len(fresh)
        if not self._spans and len(spans) < self._at_least:
            return []
        for span in spans:
            if self._too_soon(span):
                continue
            if self._spans and span.amplitude < MIN_AMPLITUDE * self._usual():
                share = round(100 * span.amplitude / self._usual())
                new += self._miss(span, f"only {share} % of your usual range")
                continue
            if not self._likeness.admit(pose_at(track, span.turn)):
                self._refused_until = span.counted
                new += self._miss(span, "unlike the repetitions before")
                continue
            self._spans.append(span)
            new.append(RepCompleted(span.counted, to_repetitions(self._spans)[-1]))
        return new

    def _is_new(self, span: Span) -> bool:
        """Whether a span began at the start position and was not counted before."""
        begin = span.turn if self.exercise.counted_at == "end" else span.start
        return (begin + span.counted) / 2 > self._decided_until and span.start < span.turn

    def _is_complete(self, span: Span, movement: Movement) -> bool:
        """Whether its phase has come as far as it will."""
        if movement.t[-1] - span.counted > self._settles(span, movement):
            return True
        if span.back >= RETURNED * span.amplitude:
            return True
        back = span.opposite if self.exercise.counted_at == "end" else np.inf
        wanted = min(back, self._usual()) if self._spans else back
        return span.amplitude >= COMPLETE * wanted

    def _close(self, movement: Movement, seen: Sequence[Span]) -> None:
        """Follow what was counted until it is over: what is announced early is not at its end."""
        for place in range(self.closed, len(self._spans)):
            mine = self._spans[place]
            for span in seen:
                same = abs(span.turn - mine.turn) < SAME_PERIODS * movement.period
                if same and span.amplitude >= mine.amplitude:
                    mine = self._spans[place] = span
            if place == self.closed and self._is_over(mine, movement):
                self.closed += 1

    def _is_over(self, span: Span, movement: Movement) -> bool:
        quiet = float(movement.t[-1]) - span.end
        if self.exercise.counted_at == "end":
            back = span.back >= RETURNED * span.amplitude
            return back or quiet > self._settles(span, movement)
        down = span.opposite >= COMPLETE * span.amplitude and quiet > LOWERED_SECONDS
        return down or quiet > SETTLED_PERIODS * movement.period

    def _settles(self, span: Span, movement: Movement) -> float:
        """Seconds without more after which a phase is complete."""
        usual = max(SETTLED_SHARE * span.concentric_seconds, SETTLED_SECONDS)
        return min(SETTLED_PERIODS * movement.period, usual)

    def _expects(self, movement: Movement) -> bool:
        """Whether a phase that counts is more than half way, or waits to be believed."""
        end = self.exercise.counted_at == "end"
        share = 1 - movement.values if end else movement.values
        moving = share[-1] > share[-DIRECTION_SAMPLES:][0] and share[-1] > HALF_WAY
        return bool(moving) or self._waiting

    def _usual(self) -> float:
        return float(np.median([span.amplitude for span in self._spans]))

    def _spacings(self, first: int) -> list[float]:
        """Seconds from each repetition to the next, from the one at `first` on, without breaks."""
        return [
            self._spans[place].counted - self._spans[place - 1].counted
            for place in range(max(first, 0) + 1, len(self._spans))
            if place not in self._breaks
        ]

    def _too_soon(self, span: Span) -> bool:
        if not self._spans:
            return False
        gaps = self._spacings(0)
        least = MIN_SPACING * float(np.median(gaps)) if gaps else 0.0
        return span.counted - self._spans[-1].counted < max(least, self.exercise.min_rep_seconds)

    def _miss(self, span: Span, reason: str) -> list[Event]:
        if span.turn <= self._missed_until:
            return []
        self._missed_until = span.end
        return [RepMissed(span.counted, reason)]

    def _follow(self, movement: Movement, now: float) -> list[Event]:
        self.progress = float(np.clip(movement.values[-1], 0.0, 1.0))
        phase = self._phase_of(movement)
        if phase == self.phase:
            return []
        self.phase = phase
        return [PhaseChanged(now, phase)]

    def _phase_of(self, movement: Movement) -> Phase:
        starts_low = self.exercise.first_phase == "concentric"
        value = movement.values[-1]
        if value < AT_START:
            return "bottom" if starts_low else "top"
        if value > AT_TURN:
            return "top" if starts_low else "bottom"
        rising = value >= movement.values[-DIRECTION_SAMPLES:][0]
        return "concentric" if rising == starts_low else "eccentric"

    def _fit_window(self) -> None:
        """Look at a few repetitions only, once it is known how long they take."""
        gaps = self._spacings(len(self._spans) - FEW)
        if len(self._spans) < FEW or not gaps:
            return
        self._period = float(np.median(gaps))
        wanted = max(WINDOW_PERIODS * self._period, SHORTEST_WINDOW_SECONDS)
        self._window = min(wanted, LONGEST_SECONDS)
