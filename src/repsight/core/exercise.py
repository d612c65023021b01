"""An exercise as data: what moves, which way, and how far. One TOML file each, no code.

A signal is a measure of the body (`core/geometry.py` has the dictionary of measures) with the value
it has in the start position and the value at the turn: a squat's knee goes from 170° to 80° and
back. Dividing by that range makes signals of different units comparable: 0 at the start, 1 at the
turn. The values are what is typical, not thresholds: a person's own range is learned from the
track.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["reps", "hold"]
FirstPhase = Literal["eccentric", "concentric"]


@dataclass(frozen=True, slots=True)
class Signal:
    """A measure by name, and its typical value in the start position and at the turn."""

    measure: str
    start: float
    turn: float


@dataclass(frozen=True, slots=True)
class Exercise:
    """What the counter, the recogniser and the overlay need to know of an exercise.

    `first_phase` says which phase begins a repetition: "eccentric" (squat: down first) or
    "concentric" (curl: up first). The first signal is the working joint: it is what is shown.
    `alternating` allows one side to work alone or both in turn.
    """

    name: str
    title: str
    kind: Kind
    first_phase: FirstPhase
    signals: tuple[Signal, ...]
    alternating: bool = False
    min_rep_seconds: float = 0.4
    max_rep_seconds: float = 15.0
