"""A motion of one individual: an exercise's movement with the person's own ways and a little noise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np
from scipy.interpolate import PchipInterpolator

from repsight.core.errors import InvalidInputError
from repsight.synth.motion.angles import ANGLE_NAMES, SIDED, to_vectors
from repsight.synth.motion.movement import Curve, Curves, Fault, Movement, Style, load_movement
from repsight.synth.motion.solve import Contacts, pose, solve
from repsight.synth.motion.types import SIDES, Anchor, Array, BodyMotion

FPS: Final = 30.0
IDLE_SECONDS: Final = (0.5, 1.5)
"""How long somebody stands or lies ready before the first repetition and after the last."""
DEPTH_SPREAD: Final = 0.03
"""Standard deviation of a repetition's depth about the person's own, as a part of it."""
TEMPO_SPREAD: Final = 0.08
"""The same of its times: between repetitions of one set, lifters differ by 5 to 10 %."""
SIDE_SPREAD_DEGREES: Final = 1.5
"""Difference between left and right that everybody has, a standard deviation."""
SWAY_DEGREES: Final = 0.5
"""Standard deviation of the slow wandering of every angle."""
SWAY_HZ: Final = (0.05, 0.5)
SWAY_WAVES: Final = 4


@dataclass(frozen=True, slots=True)
class Timing:
    """When one repetition starts, reaches its turn, leaves it and is over, in seconds."""

    start: float
    reached: float
    left: float
    end: float

    @property
    def times(self) -> tuple[float, float, float]:
        """Start, turn (the middle of a pause there) and end."""
        return self.start, (self.reached + self.left) / 2, self.end


def make_motion(
    exercise: str,
    rng: np.random.Generator,
    *,
    repetitions: int = 5,
    faults: Sequence[str] = (),
    style: str | None = None,
    fps: float = FPS,
) -> BodyMotion:
    """A motion of `repetitions` of an exercise by a person whom `rng` draws.

    `faults` are names out of the movement's file; `style` is the `about` of one of its styles,
    drawn when left out. A hold has no repetitions. Raises ExerciseError for an exercise without a
    movement, InvalidInputError for a fault or style that it does not have.
    """
    movement = load_movement(exercise)
    wrong = [_fault(movement, name) for name in faults]
    way = _style(movement, style, rng)
    timings, seconds = _time(movement, rng, repetitions, wrong)
    t = np.arange(int(np.ceil(seconds * fps)) + 1) / fps
    lead = int(rng.integers(len(SIDES)))
    angles = _draw_angles(movement, way, wrong, rng, t, timings, lead)
    contacts = _sided_contacts(way.contacts, lead)
    vectors = to_vectors(pose(solve(angles, contacts), contacts.flat_feet))
    return BodyMotion(
        name=f"{exercise}, {way.about}",
        exercise=exercise,
        fps=fps,
        root_rotation=vectors.pop("pelvis"),
        rotations=vectors,
        anchor=cast(Anchor, _sided(way.anchor, lead)),
        repetitions=tuple(timing.times for timing in timings),
        faults=tuple(faults),
        floor=way.floor,
    )


def _sided(name: str, lead: int) -> str:
    """The name with the side that leads, or trails, put in."""
    role, _, rest = name.partition("_")
    sides = {"lead": SIDES[lead], "trail": SIDES[1 - lead]}
    return f"{sides[role]}_{rest}" if role in sides else name


def _sided_contacts(contacts: Contacts, lead: int) -> Contacts:
    return replace(contacts, free=tuple(_sided(name, lead) for name in contacts.free))


def _time(
    movement: Movement, rng: np.random.Generator, repetitions: int, faults: Iterable[Fault]
) -> tuple[list[Timing], float]:
    """When each repetition happens, and how long all of it takes."""
    now = rng.uniform(*IDLE_SECONDS)
    if movement.is_hold:
        return [], now + rng.uniform(*movement.seconds["hold"])
    if repetitions < 1:
        raise InvalidInputError(f"{repetitions} repetitions were asked for; 1 or more are needed")
    pace = float(np.prod([fault.seconds for fault in faults]))
    own = {part: rng.uniform(*span) * pace for part, span in movement.seconds.items()}
    timings = []
    for _ in range(repetitions):
        first, turn, second, rest = (
            own.get(part, 0.0) * np.exp(rng.normal(0, TEMPO_SPREAD))
            for part in ("first", "turn", "second", "rest")
        )
        timings.append(Timing(now, now + first, now + first + turn, now + first + turn + second))
        now = timings[-1].end + rest
    return timings, timings[-1].end + rng.uniform(*IDLE_SECONDS)


def _draw_angles(
    movement: Movement,
    style: Style,
    faults: Sequence[Fault],
    rng: np.random.Generator,
    t: Array,
    timings: Sequence[Timing],
    lead: int,
) -> dict[str, Array]:
    depth = rng.uniform(*movement.depth) * float(np.prod([fault.depth for fault in faults]))
    phase, deep, leads = _phases(t, timings, rng, depth, lead, style.in_turn)
    angles = {name: np.zeros(len(t)) for name in ANGLE_NAMES}
    for side in (0, 1):
        where = leads == side
        shape = _follow(style.curves, faults, phase, deep, side)
        for name, degrees in shape.items():
            angles[name][where] = degrees[where]
    _add_ways(angles, movement, rng)
    for name in angles:
        angles[name] += _sway(rng, t)
    return angles


def _phases(
    t: Array, timings: Sequence[Timing], rng: np.random.Generator, depth: float, lead: int, turns: bool
) -> tuple[Array, Array, Array]:
    """Phase, depth and leading side (0 left, 1 right) at each moment (T,)."""
    phase, deep, leads = np.zeros(len(t)), np.full(len(t), depth), np.full(len(t), lead)
    before = -np.inf
    for number, timing in enumerate(timings):
        there = _ease((t - timing.start) / (timing.reached - timing.start))
        back = _ease((t - timing.left) / (timing.end - timing.left))
        inside = (t > before) & (t <= timing.end)
        phase[inside] = (there + back)[inside]
        deep[inside] = depth * (1 + rng.normal(0, DEPTH_SPREAD))
        leads[inside] = (lead + number) % 2 if turns else lead
        before = timing.end
    return phase, deep, leads


def _ease(part: Array) -> Array:
    """Minimum-jerk course from 0 to 1 (Flash & Hogan 1985)."""
    u = np.clip(part, 0, 1)
    return np.asarray(u**3 * (10 - 15 * u + 6 * u**2))


def _follow(
    curves: Curves, faults: Sequence[Fault], phase: Array, depth: Array, lead: int
) -> dict[str, Array]:
    """Every angle at its phase, (T,) degrees; depth stretches the way from the start pose."""
    angles = {}
    for name, curve in _by_side(curves, lead).items():
        start = _read(curve, np.zeros(1))
        angles[name] = start + depth * (_read(curve, phase) - start)
    for fault in faults:
        for name, curve in _by_side(fault.add, lead).items():
            angles[name] = angles.get(name, 0.0) + _read(curve, phase)
    return angles


def _by_side(curves: Curves, lead: int) -> dict[str, Curve]:
    """The curves of every angle by its full name; one of a single side wins over one of both."""
    named = {_sided(name, lead): curve for name, curve in curves.items()}
    both = {
        f"{side}_{name}": curve
        for name, curve in named.items()
        if name in SIDED
        for side in SIDES
    }
    return both | {name: curve for name, curve in named.items() if name not in SIDED}


def _read(curve: Curve, phase: Array) -> Array:
    """The curve's value at each phase; one without poses after the turn goes back as it came."""
    if max(curve) <= 1:
        phase = np.where(phase > 1, 2 - phase, phase)
    at = sorted(curve)
    if len(at) == 1:
        return np.full(len(phase), curve[at[0]])
    return np.asarray(
        PchipInterpolator(at, [curve[each] for each in at])(np.clip(phase, at[0], at[-1]))
    )


def _add_ways(angles: dict[str, Array], movement: Movement, rng: np.random.Generator) -> None:
    """What is the person's own all through the motion, added in place."""
    for name, spread in movement.vary.items():
        offset = rng.uniform(-spread, spread)
        for full in (f"{side}_{name}" for side in SIDES) if name in SIDED else (name,):
            angles[full] += offset
    for name in SIDED:
        if np.ptp(angles[f"left_{name}"]) > 0:
            half = rng.normal(0, SIDE_SPREAD_DEGREES) / 2
            angles[f"left_{name}"] += half
            angles[f"right_{name}"] -= half


def _sway(rng: np.random.Generator, t: Array) -> Array:
    frequency = rng.uniform(*SWAY_HZ, SWAY_WAVES)
    offset = rng.uniform(0, 2 * np.pi, SWAY_WAVES)
    waves = np.sin(2 * np.pi * frequency * t[:, None] + offset)
    return np.asarray(waves.sum(axis=1) * SWAY_DEGREES * np.sqrt(2 / SWAY_WAVES))


def _fault(movement: Movement, name: str) -> Fault:
    if name not in movement.faults:
        known = ", ".join(movement.faults) or "none"
        raise InvalidInputError(
            f"{movement.exercise} has no fault {name!r}; it has {known}"
        )
    return movement.faults[name]


def _style(movement: Movement, about: str | None, rng: np.random.Generator) -> Style:
    if about is None:
        return movement.styles[int(rng.integers(len(movement.styles)))]
    for style in movement.styles:
        if style.about == about:
            return style
    known = ", ".join(repr(style.about) for style in movement.styles)
    raise InvalidInputError(f"{movement.exercise} has no style {about!r}; it has {known}")
