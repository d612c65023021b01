"""A person of sticks who does exercises, seen by a camera: truth for tests, from geometry alone.

Axes: x forward, y up, z to the person's left; lengths in trunks. A bone's direction is (a, b): a
degrees from hanging down, positive forward, 180 up; b degrees out to its own side. The trunk
points up from the hips: its a is the lean forward.
"""

from dataclasses import dataclass, field

import numpy as np

Direction = tuple[float, float]

# Bones in trunks, after Drillis and Contini; the joints that detectors mark lie inside the body's
# outline, so shoulders and hips are nearer than the bony widths.
BONES = {"upper_arm": 0.65, "forearm": 0.51, "thigh": 0.85, "shin": 0.85}
HALF_WIDTH = {"shoulder": 0.38, "hip": 0.24}


@dataclass(frozen=True)
class Posture:
    """Directions of the bones; `right_…` only where the right side differs."""

    trunk: float = 0.0
    upper_arm: Direction = (0.0, 8.0)
    forearm: Direction = (8.0, 5.0)
    thigh: Direction = (0.0, 5.0)
    shin: Direction = (0.0, 3.0)
    right: dict[str, Direction] = field(default_factory=dict)


@dataclass(frozen=True)
class Movement:
    """From one posture to the other and back; `fixed` is the joint that stays where it is."""

    exercise: str
    start: Posture
    turn: Posture
    fixed: str = "ankle"


def _bone(direction: np.ndarray, side: int) -> np.ndarray:
    a, b = np.radians(direction[..., 0]), np.radians(direction[..., 1])
    return np.stack([np.sin(a) * np.cos(b), -np.cos(a) * np.cos(b), side * np.sin(b)], axis=-1)


def _between(movement: Movement, name: str, way: np.ndarray, side: int, tilt: np.ndarray):
    ends = []
    for posture in (movement.start, movement.turn):
        value = getattr(posture, name)
        if side < 0:
            value = posture.right.get(name, value)
        ends.append(np.atleast_1d(np.asarray(value, float)))
    start, turn = ends[0] + tilt[0], ends[1] + tilt[1]
    return start + (turn - start) * way[:, None]


def body(movement: Movement, way: np.ndarray, seed: int | None = None) -> np.ndarray:
    """Joints (T, 17, 3) in trunks for `way` (T,), 0 at the start and 1 at the turn.

    A seed makes another person of it: bones and directions differ a little.
    """
    rng = np.random.default_rng(seed)
    loose = 0.0 if seed is None else 1.0
    points = np.zeros((len(way), 17, 3))
    trunk = np.radians(_between(movement, "trunk", way, 1, loose * rng.normal(0, 5, (2, 1)))[:, 0])
    up = np.stack([np.sin(trunk), np.cos(trunk), 0 * trunk], axis=1)
    ahead = np.stack([np.cos(trunk), -np.sin(trunk), 0 * trunk], axis=1)
    chains = {"upper_arm": 5, "thigh": 11}
    for name, first in chains.items():
        after = "forearm" if name == "upper_arm" else "shin"
        half = HALF_WIDTH["shoulder" if name == "upper_arm" else "hip"]
        tilts = {b: loose * rng.normal(0, 7, (2, 2)) for b in (name, after)}
        length = {b: BONES[b] * (1 + loose * rng.normal(0, 0.06)) for b in (name, after)}
        for i, side in ((0, 1), (1, -1)):
            base = np.array([0.0, 0.0, side * half]) + (up if name == "upper_arm" else 0.0)
            points[:, first + i] = base
            for step, bone in ((2, name), (4, after)):
                turned = _bone(_between(movement, bone, way, side, tilts[bone]), side)
                base = base + length[bone] * turned
                points[:, first + i + step] = base
    _add_head(points, up, ahead)
    anchor = {"ankle": (15, 16), "wrist": (9, 10), "hip": (11, 12)}[movement.fixed]
    return points - points[:, anchor].mean(axis=1)[:, None]


def _add_head(points: np.ndarray, up: np.ndarray, ahead: np.ndarray) -> None:
    neck = points[:, (5, 6)].mean(axis=1)
    left = np.array([0.0, 0.0, 1.0])
    for index, (above, front, beside) in enumerate(
        (
            (0.33, 0.22, 0),
            (0.38, 0.2, 0.06),
            (0.38, 0.2, -0.06),
            (0.37, 0.06, 0.13),
            (0.37, 0.06, -0.13),
        )
    ):
        points[:, index] = neck + above * up + front * ahead + beside * left


def picture(
    points: np.ndarray,
    azimuth: float = 0.0,
    elevation: float = 8.0,
    height: float = 600.0,
    distance: float = 9.0,
    noise: float = 0.0,
    seed: int = 0,
) -> np.ndarray:
    """Keypoints (T, 17, 3) in pixels: 0 is from the front, 90 the person's left, 180 the back.

    Confidence is 0.9, less for what the body hides.
    """
    a, e = np.radians(azimuth), np.radians(elevation)
    toward = np.array([np.cos(a) * np.cos(e), np.sin(e), np.sin(a) * np.cos(e)])
    right = np.array([np.sin(a), 0.0, -np.cos(a)])
    over = np.cross(toward, right) * -1.0
    over = over if over[1] > 0 else -over
    middle = points.reshape(-1, 3).mean(axis=0)
    seen = points - middle
    depth = distance - seen @ toward
    pixels = height / 4.0
    x = (seen @ right) * distance / depth * pixels + height / 2
    y = -(seen @ over) * distance / depth * pixels + height / 2
    sure = np.full(x.shape, 0.9)
    for pair in range(5, 17, 2):
        hidden = (depth[:, pair + 1] - depth[:, pair]) > 0.25
        sure[:, pair + 1][hidden] = 0.5
        sure[:, pair][(depth[:, pair] - depth[:, pair + 1]) > 0.25] = 0.5
    rng = np.random.default_rng(seed)
    shake = rng.normal(0, 1, (*x.shape, 2)) * noise * pixels
    return np.stack([x + shake[..., 0], y + shake[..., 1], sure], axis=-1).astype(np.float32)


def repetitions(count: int = 5, fps: float = 25.0, seconds: float = 2.0) -> np.ndarray:
    """How far along the way a body is in each frame (T,), for `count` even repetitions."""
    t = np.arange(round(count * seconds * fps)) / fps
    return (1 - np.cos(2 * np.pi * t / seconds)) / 2


_RACK = {"upper_arm": (-15.0, 35.0), "forearm": (165.0, 5.0)}

MOVEMENTS: dict[str, Movement] = {
    "squat, arms down": Movement(
        "squat",
        Posture(),
        Posture(trunk=32, thigh=(80, 14), shin=(-28, 2), upper_arm=(5, 8), forearm=(15, 5)),
    ),
    "squat, arms forward": Movement(
        "squat",
        Posture(upper_arm=(75, 5), forearm=(80, -5)),
        Posture(trunk=30, thigh=(88, 12), shin=(-28, 2), upper_arm=(85, 5), forearm=(90, -5)),
    ),
    "squat, bar": Movement(
        "squat",
        Posture(**_RACK),
        Posture(trunk=35, thigh=(90, 18), shin=(-25, 2), **_RACK),
    ),
    "lunge, in place": Movement(
        "lunge",
        Posture(
            thigh=(25, 4), shin=(5, 2), right={"thigh": (-20, 4), "shin": (-40, 2)}
        ),
        Posture(
            trunk=5, thigh=(82, 4), shin=(0, 2), right={"thigh": (-5, 4), "shin": (-85, 2)}
        ),
    ),
    "lunge, stepping": Movement(
        "lunge",
        Posture(),
        Posture(
            trunk=6, thigh=(78, 4), shin=(-5, 2), right={"thigh": (-10, 4), "shin": (-75, 2)}
        ),
    ),
    "deadlift": Movement(
        "deadlift",
        Posture(
            trunk=62, thigh=(55, 8), shin=(-15, 2), upper_arm=(0, 6), forearm=(0, 3)
        ),
        Posture(upper_arm=(0, 6), forearm=(2, 3)),
    ),
    "romanian deadlift": Movement(
        "deadlift",
        Posture(trunk=75, thigh=(20, 5), shin=(-8, 2), upper_arm=(0, 6), forearm=(0, 3)),
        Posture(upper_arm=(0, 6), forearm=(2, 3)),
    ),
    "push-up": Movement(
        "push_up",
        Posture(trunk=72, upper_arm=(5, 8), forearm=(-5, 5), thigh=(-72, 4), shin=(-72, 3)),
        Posture(trunk=84, upper_arm=(-75, 35), forearm=(0, 0), thigh=(-82, 4), shin=(-82, 3)),
    ),
    "push-up, hands raised": Movement(
        "push_up",
        Posture(trunk=42, upper_arm=(40, 12), forearm=(45, 5), thigh=(-42, 4), shin=(-42, 3)),
        Posture(trunk=58, upper_arm=(-25, 40), forearm=(45, 5), thigh=(-57, 4), shin=(-57, 3)),
    ),
    "plank": Movement(
        "plank",
        Posture(trunk=82, upper_arm=(5, 5), forearm=(90, -5), thigh=(-83, 4), shin=(-80, 3)),
        Posture(trunk=82, upper_arm=(5, 5), forearm=(90, -5), thigh=(-82, 4), shin=(-80, 3)),
    ),
    "plank, on the hands": Movement(
        "plank",
        Posture(trunk=73, upper_arm=(5, 8), forearm=(-5, 5), thigh=(-72, 4), shin=(-72, 3)),
        Posture(trunk=73, upper_arm=(5, 8), forearm=(-5, 5), thigh=(-72, 4), shin=(-72, 3)),
    ),
    "sit-up": Movement(
        "sit_up",
        Posture(trunk=-88, upper_arm=(175, 40), forearm=(160, -60), thigh=(135, 5), shin=(35, 3)),
        Posture(trunk=-5, upper_arm=(100, 40), forearm=(185, -50), thigh=(130, 5), shin=(30, 3)),
    ),
    "sit-up, not down to the floor": Movement(
        "sit_up",
        Posture(trunk=-50, upper_arm=(175, 40), forearm=(160, -60), thigh=(135, 5), shin=(35, 3)),
        Posture(trunk=-10, upper_arm=(100, 40), forearm=(185, -50), thigh=(132, 5), shin=(32, 3)),
    ),
    "sit-up, arms crossed": Movement(
        "sit_up",
        Posture(trunk=-88, upper_arm=(95, 15), forearm=(150, -60), thigh=(140, 5), shin=(30, 3)),
        Posture(trunk=8, upper_arm=(25, 15), forearm=(110, -60), thigh=(135, 5), shin=(28, 3)),
    ),
    "crunch": Movement(
        "crunch",
        Posture(trunk=-90, upper_arm=(185, 45), forearm=(170, -60), thigh=(140, 5), shin=(25, 3)),
        Posture(trunk=-65, upper_arm=(155, 40), forearm=(185, -55), thigh=(140, 5), shin=(25, 3)),
    ),
    "crunch, feet in the air": Movement(
        "crunch",
        Posture(trunk=-60, upper_arm=(0, 10), forearm=(60, 0), thigh=(115, 5), shin=(75, 3)),
        Posture(trunk=-38, upper_arm=(20, 10), forearm=(70, 0), thigh=(145, 5), shin=(80, 3)),
        fixed="hip",
    ),
    "leg raise": Movement(
        "leg_raise",
        Posture(trunk=-90, upper_arm=(85, 15), forearm=(88, 5), thigh=(92, 3), shin=(92, 2)),
        Posture(trunk=-90, upper_arm=(85, 15), forearm=(88, 5), thigh=(172, 3), shin=(175, 2)),
        fixed="hip",
    ),
    "leg raise, hanging": Movement(
        "leg_raise",
        Posture(upper_arm=(175, 15), forearm=(178, 0), thigh=(2, 3), shin=(-5, 2)),
        Posture(trunk=-12, upper_arm=(170, 15), forearm=(178, 0), thigh=(88, 3), shin=(80, 2)),
        fixed="wrist",
    ),
    "biceps curl": Movement(
        "bicep_curl",
        Posture(upper_arm=(0, 8), forearm=(12, 5)),
        Posture(upper_arm=(12, 8), forearm=(145, 5)),
    ),
    "biceps curl, one arm": Movement(
        "bicep_curl",
        Posture(upper_arm=(0, 8), forearm=(12, 5)),
        Posture(
            upper_arm=(12, 8), forearm=(145, 5), right={"upper_arm": (0, 8), "forearm": (12, 5)}
        ),
    ),
    "biceps curl, seated": Movement(
        "bicep_curl",
        Posture(upper_arm=(0, 10), forearm=(10, 5), thigh=(88, 12), shin=(0, 3)),
        Posture(upper_arm=(10, 10), forearm=(145, 5), thigh=(88, 12), shin=(0, 3)),
    ),
    "shoulder press": Movement(
        "shoulder_press",
        Posture(upper_arm=(20, 45), forearm=(170, 5)),
        Posture(upper_arm=(178, 15), forearm=(178, -5)),
    ),
    "shoulder press, seated": Movement(
        "shoulder_press",
        Posture(upper_arm=(5, 75), forearm=(175, 5), thigh=(88, 12), shin=(0, 3)),
        Posture(upper_arm=(175, 18), forearm=(178, -5), thigh=(88, 12), shin=(0, 3)),
    ),
    "pull-up": Movement(
        "pull_up",
        Posture(upper_arm=(178, 22), forearm=(178, 0), thigh=(5, 3), shin=(-10, 2)),
        Posture(trunk=-10, upper_arm=(40, 45), forearm=(178, -5), thigh=(5, 3), shin=(-10, 2)),
        fixed="wrist",
    ),
    "pull-up, knees bent": Movement(
        "pull_up",
        Posture(upper_arm=(178, 15), forearm=(178, 0), thigh=(15, 3), shin=(-75, 2)),
        Posture(trunk=-8, upper_arm=(55, 30), forearm=(178, -5), thigh=(15, 3), shin=(-75, 2)),
        fixed="wrist",
    ),
    "lateral raise": Movement(
        "lateral_raise",
        Posture(upper_arm=(3, 12), forearm=(10, 8)),
        Posture(upper_arm=(12, 88), forearm=(30, 82)),
    ),
    "front raise": Movement(
        "front_raise",
        Posture(upper_arm=(3, 8), forearm=(8, 5)),
        Posture(upper_arm=(92, 6), forearm=(96, 3)),
    ),
    "jumping jack": Movement(
        "jumping_jack",
        Posture(upper_arm=(2, 12), forearm=(5, 10), thigh=(0, 3), shin=(0, 2)),
        Posture(upper_arm=(175, 35), forearm=(178, 5), thigh=(3, 26), shin=(-3, 24)),
    ),
    "dip": Movement(
        "dip",
        Posture(trunk=12, upper_arm=(-5, 12), forearm=(5, 2), thigh=(10, 3), shin=(-60, 2)),
        Posture(trunk=32, upper_arm=(-75, 18), forearm=(8, 2), thigh=(15, 3), shin=(-65, 2)),
        fixed="wrist",
    ),
    "dip, on a bench": Movement(
        "dip",
        Posture(trunk=-5, upper_arm=(-22, 8), forearm=(-10, 2), thigh=(75, 4), shin=(40, 2)),
        Posture(trunk=-8, upper_arm=(-85, 8), forearm=(0, 2), thigh=(100, 4), shin=(45, 2)),
        fixed="wrist",
    ),
    "bench press": Movement(
        "bench_press",
        Posture(trunk=-90, upper_arm=(175, 15), forearm=(178, 0), thigh=(80, 15), shin=(-5, 3)),
        Posture(trunk=-90, upper_arm=(70, 65), forearm=(178, 0), thigh=(80, 15), shin=(-5, 3)),
    ),
    "burpee": Movement(
        "burpee",
        Posture(),
        Posture(trunk=74, upper_arm=(5, 8), forearm=(0, 5), thigh=(-72, 4), shin=(-72, 3)),
    ),
}  # fmt: skip
