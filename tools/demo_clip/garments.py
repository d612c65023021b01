"""Pieces of the body's own surface, cut out in the rest pose, smoothed and pushed out.

A garment is where a signed field over the rest pose's vertices is positive; triangles on its edge
are cut where the field is zero, so that hems are clean lines whatever the mesh.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

NORMAL_SMOOTHING: Final = 8  # steps


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a surface: vertex i is `a[i]` of the way `mix[i]` to `b[i]`; triangles (F, 3)."""

    a: np.ndarray
    b: np.ndarray
    mix: np.ndarray
    faces: np.ndarray


def cut(faces: np.ndarray, field: np.ndarray) -> Cut:
    """The part of a triangle mesh (F, 3) where `field` (V,) is above zero."""
    points: dict[tuple[int, int], int] = {}

    def point(i: int, j: int) -> int:
        return points.setdefault((min(i, j), max(i, j)), len(points))

    out: list[tuple[int, int, int]] = []
    inside = field > 0
    for face in faces[inside[faces].any(axis=1)]:
        ring: list[int] = []
        for i, j in zip(face, np.roll(face, -1), strict=True):
            if inside[i]:
                ring.append(point(i, i))
            if inside[i] != inside[j]:
                ring.append(point(i, j))
        out += [(ring[0], ring[k], ring[k + 1]) for k in range(1, len(ring) - 1)]
    a, b = np.array(list(points)).T
    gap = field[a] - field[b]
    mix = np.divide(field[a], gap, out=np.zeros(len(a)), where=a != b)
    return Cut(a, b, mix, np.array(out))


def normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Unit vertex normals (V, 3), weighted by area."""
    corners = vertices[faces]
    of_face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    total = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(faces[:, corner], of_face[:, axis], len(vertices))
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def smoother(faces: np.ndarray, size: int, edge: np.ndarray) -> sparse.csr_matrix:
    """One step of averaging every vertex with its neighbours; those on the edge stay."""
    i, j = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2).T
    joined = sparse.coo_matrix((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), (size, size))
    joined = (joined.tocsr() > 0).astype(float)
    keep = sparse.diags(np.where(edge, 1.0, 0.4))
    share = np.where(edge, 0.0, 0.6) / np.maximum(np.asarray(joined.sum(1)).ravel(), 1.0)
    return (keep + sparse.diags(share) @ joined).tocsr()


class Garment:
    """One piece of cloth (or the hair) of one colour."""

    def __init__(
        self,
        faces: np.ndarray,
        field: np.ndarray,
        thickness: np.ndarray,
        colour: tuple[float, float, float],
        roughness: float,
        smoothing: int,
    ) -> None:
        self.field = field
        self.cut = cut(faces, field)
        self.faces = self.cut.faces
        self.colour = colour
        self.roughness = roughness
        self.thickness = self._mixed(thickness[:, None])
        self.smoothing = smoothing
        edge = self.cut.a != self.cut.b
        self._smooth = smoother(self.faces, len(edge), edge)
        self._smooth_all = smoother(self.faces, len(edge), np.zeros_like(edge))

    def _mixed(self, values: np.ndarray) -> np.ndarray:
        c = self.cut
        return values[c.a] * (1.0 - c.mix[:, None]) + values[c.b] * c.mix[:, None]

    def shape(self, body_vertices: np.ndarray) -> np.ndarray:
        """Vertices (N, 3) on a posed body (V, 3)."""
        vertices = self._mixed(body_vertices)
        for _ in range(self.smoothing):
            vertices = self._smooth @ vertices
        outward = normals(vertices, self.faces)
        for _ in range(NORMAL_SMOOTHING):  # slivers along a hem point anywhere
            outward = self._smooth_all @ outward
        return vertices + self.thickness * outward
