"""When the phases of a repetition began and ended, from the speed of the movement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.counting.repetitions import Movement
from repsight.core.exercise import Exercise
from repsight.core.types import Repetition

Array = npt.NDArray[np.floating[Any]]
Span = tuple[float, float]
Half = Literal["first", "second"]

CUT: Final = "the video cuts this repetition"
"""Why nothing was measured in a half that is not whole."""

STILL: Final = 0.15
"""What is slower than this share of a phase's fastest may be noise or a pause: it is not looked at
for where the phase begins and ends."""
EASE: Final = 0.16
"""Share of a phase that is slower than that, half at either end: 10 % of a cosine, 22 % of a
minimum-jerk movement (Flash and Hogan 1985)."""
WHOLE: Final = 0.6
"""A half that goes less far than this share of the other, at an end of what was seen, was cut."""
MIN_SECONDS: Final = 0.2
"""What is over faster is no repetition of a body but of its keypoints."""
SETTLE_SECONDS: Final = 0.15
"""A movement is followed for so long after it has slowed down to a pause."""
EDGE_SECONDS: Final = 0.2
REACH_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Phases:
    """Times in s: the first half from `begin` to `turn`, the second from `turn` to `finish`.

    Between `arrive` and `leave` the person stood still at the turn. `eccentric_first` tells which
    half is which; `cut` names halves that the video does not show to their end.
    """

    begin: float
    arrive: float
    turn: float
    leave: float
    finish: float
    eccentric_first: bool
    cut: frozenset[Half] = frozenset()

    @property
    def first(self) -> Span:
        """From the start to the turn."""
        return self.begin, self.turn

    @property
    def second(self) -> Span:
        """From the turn to the end."""
        return self.turn, self.finish

    @property
    def halves(self) -> list[Span]:
        """The halves that were seen whole."""
        both: list[tuple[Half, Span]] = [("first", self.first), ("second", self.second)]
        return [span for name, span in both if name not in self.cut]

    @property
    def sweeps(self) -> list[Span]:
        """The halves that were seen whole, without a longer pause at the turn."""
        both: list[tuple[Half, Span]] = [
            ("first", (self.begin, min(self.turn, self.arrive + SETTLE_SECONDS))),
            ("second", (max(self.turn, self.leave - SETTLE_SECONDS), self.finish)),
        ]
        return [span for name, span in both if name not in self.cut]

    @property
    def eccentric_half(self) -> Half:
        """Which half is the lowering."""
        return "first" if self.eccentric_first else "second"

    @property
    def concentric_half(self) -> Half:
        """Which half is the lifting."""
        return "second" if self.eccentric_first else "first"

    @property
    def eccentric(self) -> Span:
        """The lowering, without pauses."""
        return (self.begin, self.arrive) if self.eccentric_first else (self.leave, self.finish)

    @property
    def concentric(self) -> Span:
        """The lifting, without pauses."""
        return (self.leave, self.finish) if self.eccentric_first else (self.begin, self.arrive)

    @property
    def pause(self) -> float:
        """Seconds of standing still at the turn."""
        return self.leave - self.arrive


def movement_period(reps: Sequence[Repetition]) -> float | None:
    """The period in s by which a movement is to be smoothed to show its phases; None unknown.

    Twice the faster half: smoothed by the whole, a quick lift would last as a slow lowering does.
    """
    halves = [(rep.turn - rep.start, rep.end - rep.turn) for rep in reps]
    if not halves or not np.isfinite(halves).all():
        return None
    return 2 * max(float(np.median(halves, axis=0).min()), 0.0)


def find_phases(
    reps: Sequence[Repetition], movements: Sequence[Movement], exercise: Exercise
) -> list[Phases | None]:
    """The phases of each repetition; None where the movement does not tell."""
    return [
        _phases(rep, _bounds(reps, place), _movement_of(rep, movements), exercise)
        for place, rep in enumerate(reps)
    ]


def _movement_of(rep: Repetition, movements: Sequence[Movement]) -> Movement | None:
    """Where sides alternate: the one that moves most during the repetition."""
    if not movements:
        return None
    spans = []
    for movement in movements:
        inside = movement.values[(movement.t >= rep.start) & (movement.t <= rep.end)]
        spans.append(float(np.ptp(inside)) * movement.size if len(inside) else 0.0)
    return movements[int(np.argmax(spans))]


def _bounds(reps: Sequence[Repetition], place: int) -> Span:
    """How far a repetition may reach: to the middle of the pause on either side, or 1 s."""
    rep = reps[place]
    before = [r.end for r in reps if r.end <= rep.start + 1e-9 and r is not rep]
    after = [r.start for r in reps if r.start >= rep.end - 1e-9 and r is not rep]
    begin = max(rep.start - REACH_SECONDS, (max(before) + rep.start) / 2 if before else -np.inf)
    finish = min(rep.end + REACH_SECONDS, (min(after) + rep.end) / 2 if after else np.inf)
    return begin, finish


def _phases(
    rep: Repetition, bounds: Span, movement: Movement | None, exercise: Exercise
) -> Phases | None:
    if movement is None or not rep.start <= rep.turn <= rep.end:
        return None
    t, values = movement.t, movement.values
    speed = np.gradient(values, t)
    first = _moving(t, speed, (t >= bounds[0]) & (t <= rep.turn))
    second = _moving(t, -speed, (t >= rep.turn) & (t <= bounds[1]))
    if first is None and second is None:
        return None
    begin, arrive = first or (rep.turn, rep.turn)
    leave, finish = second or (rep.turn, rep.turn)
    if finish - begin < MIN_SECONDS:
        return None
    begin, arrive, leave, finish = _ease((begin, arrive), (leave, finish))
    begin, finish = max(begin, bounds[0], float(t[0])), min(finish, bounds[1], float(t[-1]))
    turn = min(max(rep.turn, arrive), leave)
    cut = _cut(movement, (begin, turn, finish))
    eccentric_first = exercise.first_phase == "eccentric"
    return Phases(begin, arrive, turn, leave, finish, eccentric_first, cut)


def _ease(first: Span, second: Span) -> tuple[float, float, float, float]:
    """Both phases with their slow ends; at the turn there may be no room for all of them."""
    before, after = ((end - start) * EASE / (1 - EASE) / 2 for start, end in (first, second))
    room = second[0] - first[1]
    inner = min(1.0, room / (before + after)) if before + after > 0 else 0.0
    return (
        first[0] - before,
        first[1] + inner * before,
        second[0] - inner * after,
        second[1] + after,
    )


def _cut(movement: Movement, moments: tuple[float, float, float]) -> frozenset[Half]:
    """The halves of which the recording holds a part only."""
    t = movement.t
    begin, turn, finish = np.interp(moments, t, movement.values)
    ways = {"first": turn - begin, "second": turn - finish}
    least = WHOLE * max(ways.values())
    at_edge = {
        "first": moments[0] - t[0] < EDGE_SECONDS,
        "second": t[-1] - moments[2] < EDGE_SECONDS,
    }
    halves: tuple[Half, Half] = ("first", "second")
    return frozenset(half for half in halves if at_edge[half] and ways[half] < least)


def _moving(t: Array, speed: Array, within: npt.NDArray[np.bool_]) -> Span | None:
    """First and last moment at which the movement is fast enough in the wanted direction."""
    if np.count_nonzero(within) < 3:
        return None
    times, speeds = t[within], speed[within]
    fastest = float(speeds.max())
    if fastest <= 0:
        return None
    level = STILL * fastest
    moving = np.flatnonzero(speeds >= level)
    return _crossing(times, speeds, moving[0], -1, level), _crossing(
        times, speeds, moving[-1], 1, level
    )


def _crossing(t: Array, speed: Array, inside: int, step: int, level: float) -> float:
    """The moment between two samples at which the speed passes `level`."""
    outside = inside + step
    if not 0 <= outside < len(t):
        return float(t[inside])
    return float(np.interp(level, speed[[outside, inside]], t[[outside, inside]]))
