"""The room, as plain shapes: floor, mat, wall, wall bars and a few weights. Metres, z up.

The camera looks along +y; the person stands at the origin.
"""

from typing import Final

import numpy as np
import trimesh

Colour = tuple[float, float, float]

WALL_Y: Final = 2.3
WOOD: Final = (0.52, 0.30, 0.13)
IRON: Final = (0.03, 0.032, 0.036)


def _at(mesh: trimesh.Trimesh, x: float, y: float, z: float) -> trimesh.Trimesh:
    mesh.apply_translation([x, y, z])
    return mesh


def _box(size: tuple[float, float, float], x: float, y: float, z: float) -> trimesh.Trimesh:
    return _at(trimesh.creation.box(size), x, y, z)


def _rod(radius: float, length: float, x: float, y: float, z: float) -> trimesh.Trimesh:
    """A cylinder along x."""
    rod = trimesh.creation.cylinder(radius, length, sections=48)
    rod.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, [0, 1, 0]))
    return _at(rod, x, y, z)


def _ball(radius: float, x: float, y: float) -> trimesh.Trimesh:
    return _at(trimesh.creation.icosphere(4, radius), x, y, radius)


def _joined(*meshes: trimesh.Trimesh) -> trimesh.Trimesh:
    return trimesh.util.concatenate(meshes)


def _wall_bars(x: float) -> trimesh.Trimesh:
    y = WALL_Y - 0.09
    posts = [_box((0.045, 0.13, 2.45), x + s * 0.44, y, 1.225) for s in (-1, 1)]
    rungs = [_rod(0.019, 0.86, x, y - 0.035, 0.22 + 0.155 * i) for i in range(14)]
    return _joined(*posts, *rungs)


def _kettlebell(x: float, y: float, size: float) -> trimesh.Trimesh:
    handle = trimesh.creation.torus(0.62 * size, 0.14 * size, 40, 20)
    handle.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, [1, 0, 0]))
    return _joined(_ball(size, x, y), _at(handle, x, y, 2.0 * size))


def _dumbbells(x: float, y: float) -> trimesh.Trimesh:
    parts = []
    for row in range(2):
        for s in (-1, 1):
            parts.append(_rod(0.062, 0.10, x + s * 0.115, y - 0.20 * row, 0.062))
        parts.append(_rod(0.015, 0.24, x, y - 0.20 * row, 0.062))
    return _joined(*parts)


def room() -> list[tuple[trimesh.Trimesh, Colour, float]]:
    """Every shape with its colour (linear RGB) and roughness."""
    wide = 7.0
    return [
        (_box((wide, 10.0, 0.1), 0, WALL_Y - 5.0, -0.062), (0.20, 0.195, 0.19), 0.75),
        (_box((2.3, 1.5, 0.012), 0, 0.02, -0.006), (0.055, 0.075, 0.105), 0.95),
        (_box((wide, 0.1, 4.0), 0, WALL_Y + 0.05, 2.0), (0.62, 0.60, 0.56), 1.0),
        (_box((wide, 0.012, 1.02), 0, WALL_Y - 0.006, 0.51), (0.30, 0.36, 0.38), 1.0),
        (_box((wide, 0.022, 0.05), 0, WALL_Y - 0.011, 1.035), (0.62, 0.22, 0.08), 0.8),
        (_box((wide, 0.03, 0.09), 0, WALL_Y - 0.015, 0.045), (0.07, 0.075, 0.08), 0.8),
        (_wall_bars(-1.62), WOOD, 0.6),
        (_box((0.62, 0.50, 0.50), 1.72, 1.85, 0.25), (0.46, 0.29, 0.14), 0.8),
        (_ball(0.165, 1.98, 1.18), (0.42, 0.10, 0.06), 0.7),
        (_kettlebell(-1.02, 1.75, 0.105), IRON, 0.4),
        (_dumbbells(1.30, 1.30), IRON, 0.45),
    ]
