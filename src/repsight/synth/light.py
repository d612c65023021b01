"""Light: a sun or lamp with a shadow, a fill light, and what comes from above and below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from repsight.synth.body import Array

_AROUND: Final = 0.6
"""Metres about the people that the shadow's map covers."""


@dataclass(frozen=True, slots=True)
class Light:
    """Where the light comes from (unit vectors) and its colours (linear red, green, blue)."""

    sun_from: tuple[float, float, float] = (0.4, 0.8, 0.45)
    sun: tuple[float, float, float] = (1.5, 1.45, 1.35)
    fill_from: tuple[float, float, float] = (-0.6, 0.3, 0.7)
    fill: tuple[float, float, float] = (0.2, 0.2, 0.25)
    above: tuple[float, float, float] = (0.6, 0.6, 0.65)
    below: tuple[float, float, float] = (0.3, 0.28, 0.26)
    exposure: float = 0.8

    def sun_matrix(self, clouds: Sequence[Array]) -> Array:
        """World to the shadow map's clip space (4, 4), holding all points of `clouds`."""
        points = np.concatenate(clouds) if clouds else np.zeros((1, 3), np.float32)
        forward = -np.asarray(self.sun_from) / np.linalg.norm(self.sun_from)
        right = np.cross(forward, (0, 0, 1) if abs(forward[2]) < 0.9 else (1, 0, 0))
        right /= np.linalg.norm(right)
        axes = np.stack((right, np.cross(right, forward), forward))
        placed = points @ axes.T
        # The floor beyond the people is where their shadows fall: it must be within too.
        low, high = placed.min(0) - _AROUND, placed.max(0) + _AROUND
        high[2] += 10
        low[2] -= 2
        matrix = np.eye(4)
        matrix[:3, :3] = axes * (2 / (high - low))[:, None]
        matrix[:3, 3] = -(high + low) / (high - low)
        return matrix.astype(np.float32)

    def set(self, program: Any, sun_matrix: Array, eye: Array) -> None:
        """Hand the light to a shader program."""
        unit = {
            "sun_from": np.asarray(self.sun_from) / np.linalg.norm(self.sun_from),
            "fill_from": np.asarray(self.fill_from) / np.linalg.norm(self.fill_from),
        }
        values = {
            **{name: tuple(map(float, value)) for name, value in unit.items()},
            "sun_colour": self.sun, "fill_colour": self.fill, "above_colour": self.above,
            "below_colour": self.below, "exposure": self.exposure,
            "eye": tuple(map(float, eye)), "sun_depth": 0,
        }  # fmt: skip
        for name, value in values.items():
            if name in program:
                program[name] = value
        program["sun_matrix"].write(np.ascontiguousarray(sun_matrix.T, np.float32).tobytes())
