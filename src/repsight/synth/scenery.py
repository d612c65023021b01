"""Simple solids that scenery is made of: planes, boxes, rods and balls, as triangles."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from repsight.synth.body import Array

MATERIALS: Final = (
    "plain", "planks", "tiles", "rubber", "mat", "bricks", "plaster", "gradient", "shapes",
    "leaves", "grass", "stripes",
)  # fmt: skip
SHINES: Final = 20
"""Added to a material's number: it gives light by itself, a window or a lamp."""

FLOATS: Final = 15
"""A vertex: position 3, normal 3, place on the surface 2, two colours 6, material 1."""

_SIDES: Final = tuple(
    (axis, sign) for axis in range(3) for sign in (-1.0, 1.0)
)  # the six faces of a box


@dataclass(frozen=True, slots=True)
class Look:
    """What a surface is of: one of MATERIALS in two colours (linear red, green, blue)."""

    material: str = "plain"
    first: tuple[float, float, float] = (0.5, 0.5, 0.5)
    second: tuple[float, float, float] = (0.3, 0.3, 0.3)
    shines: bool = False


@dataclass(slots=True)
class Scenery:
    """Triangles put together piece by piece; `vertices()` is what the renderer takes."""

    pieces: list[Array] = field(default_factory=list)

    def vertices(self) -> Array:
        """All triangles so far (3 * triangles, FLOATS)."""
        if not self.pieces:
            return np.zeros((0, FLOATS), np.float32)
        return np.concatenate(self.pieces)

    def plane(self, centre: np.ndarray, along: np.ndarray, up: np.ndarray, look: Look) -> None:
        """A rectangle about `centre`; `along` and `up` are half its sides; it faces along x up."""
        along, up = np.asarray(along, float), np.asarray(up, float)
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, -1), (1, 1), (-1, 1)])
        positions = centre + corners[:, :1] * along + corners[:, 1:] * up
        normal = np.cross(along, up)
        lengths = np.array((np.linalg.norm(along), np.linalg.norm(up)))
        self._add(positions, np.tile(normal / np.linalg.norm(normal), (6, 1)), corners * lengths,
                  look)  # fmt: skip

    def box(self, centre: np.ndarray, half: np.ndarray, turn: float, look: Look) -> None:
        """A box about `centre` with half sides `half`, turned by `turn` radians about y."""
        axes = _turned(turn)
        for axis, sign in _SIDES:
            along, up = axes[(axis + 1) % 3], axes[(axis + 2) % 3]
            first, second = half[(axis + 1) % 3], half[(axis + 2) % 3]
            middle = centre + sign * half[axis] * axes[axis]
            self.plane(middle, sign * first * along, second * up, look)

    def rod(
        self, start: np.ndarray, end: np.ndarray, radius: float, look: Look, sides: int = 12
    ) -> None:
        """A closed cylinder from `start` to `end`."""
        start, end = np.asarray(start, float), np.asarray(end, float)
        along = (end - start) / np.linalg.norm(end - start)
        across = np.cross(along, (0, 0, 1) if abs(along[2]) < 0.9 else (0, 1, 0))
        across /= np.linalg.norm(across)
        angles = np.linspace(0, 2 * np.pi, sides + 1)
        ring = np.outer(np.cos(angles), across) + np.outer(np.sin(angles), np.cross(along, across))
        corners = [(start, 0), (start, 1), (end, 1), (start, 0), (end, 1), (end, 0)]
        for k in range(sides):
            normals = np.array([ring[k + step] for _, step in corners])
            positions = np.array([at + radius * ring[k + step] for at, step in corners])
            place = np.array(
                [((at - start) @ along, radius * angles[k + step]) for at, step in corners]
            )
            self._add(positions, normals, place, look)
            for cap, way in ((start, -1), (end, 1)):
                edge = np.array([cap, cap + radius * ring[k], cap + radius * ring[k + 1]])
                self._add(edge, np.tile(way * along, (3, 1)), np.zeros((3, 2)), look)

    def ball(self, centre: np.ndarray, radii: np.ndarray, look: Look, sides: int = 12) -> None:
        """An ellipsoid about `centre`."""
        u, v = np.meshgrid(np.arange(sides), np.arange(sides // 2), indexing="ij")
        steps = np.array([(0, 0), (1, 0), (1, 1), (0, 0), (1, 1), (0, 1)])
        around = (u[..., None] + steps[:, 0]) / sides * 2 * np.pi
        down = (v[..., None] + steps[:, 1]) / (sides // 2) * np.pi
        unit = np.stack(
            (np.sin(down) * np.cos(around), np.cos(down), np.sin(down) * np.sin(around)), -1
        ).reshape(-1, 3)
        normals = unit / radii
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        place = np.stack((around, down), -1).reshape(-1, 2) * np.mean(radii)
        self._add(centre + unit * radii, normals, place, look)

    def _add(
        self, positions: np.ndarray, normals: np.ndarray, place: np.ndarray, look: Look
    ) -> None:
        count = len(positions)
        material = MATERIALS.index(look.material) + (SHINES if look.shines else 0)
        rest = np.tile((*look.first, *look.second, float(material)), (count, 1))
        self.pieces.append(np.hstack((positions, normals, place, rest)).astype(np.float32))


def _turned(angle: float) -> np.ndarray:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array(((cosine, 0, -sine), (0, 1, 0), (sine, 0, cosine)))
