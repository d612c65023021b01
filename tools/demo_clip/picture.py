"""Pictures of the person in the gym: camera, lights, skin and shading."""

import os
from typing import Final

os.environ.setdefault("PYOPENGL_PLATFORM", "egl")

import cv2
import numpy as np
import trimesh
from scipy.spatial.transform import Rotation

from demo_clip.body import Body
from demo_clip.garments import normals
from demo_clip.gym import room
from demo_clip.wardrobe import wardrobe

np.infty = np.inf  # noqa: NPY201 - pyrender 0.1.45 uses the name that numpy 2 dropped
import pyrender  # noqa: E402

SIZE: Final = (1280, 720)
WINDOW: Final = (slice(46, 692), slice(530, 1020))  # rows, columns that the person and shadow reach
YAW: Final = 62.0  # degrees between the person's front and the camera
FIELD_OF_VIEW: Final = 26.0  # vertical, degrees
FOCAL: Final = SIZE[1] / 2.0 / np.tan(np.radians(FIELD_OF_VIEW) / 2.0)  # pixels
EYE: Final = np.array([0.0, -5.0, 1.18])
TARGET: Final = np.array([0.0, 0.0, 0.915])
MARGIN: Final = 24  # pixels around the window, so that its edges are shaded as in the whole frame
HIDDEN_DEPTH: Final = 0.003  # metres inside a hem, from where skin is left out
SINK: Final = 0.010  # metres by which skin gives way under a hem, so that it never shows through
SKIN: Final = (0.62, 0.36, 0.25)
SHOE: Final = (0.62, 0.62, 0.62)
SOLE: Final = (0.75, 0.20, 0.06)


def look_at(eye: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Camera pose (4, 4), OpenGL convention: looks along -z, y up."""
    back = (eye - target) / np.linalg.norm(eye - target)
    right = np.cross([0.0, 0.0, 1.0], back)
    right /= np.linalg.norm(right)
    pose = np.eye(4)
    pose[:3, :4] = np.stack([right, np.cross(back, right), back, eye], axis=1)
    return pose


def turned(points: np.ndarray) -> np.ndarray:
    """Points (..., 3) of the body's frame in the room's."""
    return points @ Rotation.from_euler("z", YAW, degrees=True).as_matrix().T


def project(points: np.ndarray) -> np.ndarray:
    """Pixels (N, 2) of points (N, 3) in the room."""
    pose = look_at(EYE, TARGET)
    local = (points - pose[:3, 3]) @ pose[:3, :3]
    flat = local[:, :2] / -local[:, 2:] * [FOCAL, -FOCAL]
    return flat + np.array(SIZE) / 2.0


def _material(colour: tuple[float, ...], roughness: float) -> pyrender.Material:
    return pyrender.MetallicRoughnessMaterial(
        baseColorFactor=(*colour, 1.0),
        metallicFactor=0.0,
        roughnessFactor=roughness,
        doubleSided=True,
    )


def _mesh(
    vertices: np.ndarray,
    faces: np.ndarray,
    material: pyrender.Material,
    colours: np.ndarray | None = None,
) -> pyrender.Mesh:
    primitive = pyrender.Primitive(
        positions=vertices.astype(np.float32),
        normals=normals(vertices, faces).astype(np.float32),
        indices=faces.astype(np.uint32),
        color_0=colours,
        material=material,
        mode=4,
    )
    return pyrender.Mesh([primitive])


def skin_colours(body: Body) -> np.ndarray:
    """Vertex colours (V, 4): skin with lips, brows and eyes."""
    v, marks = body.rest.vertices, body.rest_keypoints
    colours = np.tile(np.array([*SKIN, 1.0]), (len(v), 1))
    eye, nose = marks["left_eye"], marks["nose"]
    front = (v[:, 1] < eye[1] + 0.03) & (body.weight_of("head") > 0.5)
    side = np.abs(v[:, 0])
    brow = front & (np.abs(v[:, 2] - eye[2] - 0.021) < 0.006) & (np.abs(side - eye[0]) < 0.023)
    colours[brow, :3] = (0.09, 0.055, 0.04)
    lips = front & (np.abs(v[:, 2] - nose[2] + 0.037) < 0.009) & (side < 0.024)
    colours[lips, :3] = (0.50, 0.22, 0.18)
    ball = body.weight_of("eye") > 0.5
    colours[ball, :3] = 0.75
    for s in (-1.0, 1.0):
        mine = ball & (v[:, 0] * s > 0)
        tip = v[mine][np.argmin(v[mine, 1])]
        colours[mine & (np.linalg.norm(v - tip, axis=1) < 0.0075), :3] = (0.05, 0.03, 0.02)
    return colours.astype(np.float32)


def shoes(body: Body) -> list[tuple[trimesh.Trimesh, tuple[float, float, float]]]:
    """Uppers and soles in the room; the feet never move."""
    posed, _ = body.pose(8.0, 0.0)
    out = []
    for side in "LR":
        foot = posed[(body.weight_of(f"foot.{side}", *_toes(side)) > 0.5) & (posed[:, 2] < 0.105)]
        upper = trimesh.convex.convex_hull(_swollen(foot, 0.007))
        sole = foot[foot[:, 2] < 0.035].copy()
        rim = np.concatenate([sole * [1, 1, 0] + [0, 0, z] for z in (0.0, 0.026)])
        out.append((upper, SHOE))
        out.append((trimesh.convex.convex_hull(_swollen(rim, 0.011, flat=True)), SOLE))
    for mesh, _ in out:
        mesh.vertices = turned(mesh.vertices)
    return out


def _toes(side: str) -> list[str]:
    return [f"toe{i}-{j}.{side}" for i in range(1, 6) for j in range(1, 4)]


def _swollen(points: np.ndarray, by: float, flat: bool = False) -> np.ndarray:
    """Points with a ring of points around each, so that their hull is `by` metres larger."""
    around = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ring = np.stack([np.cos(around), np.sin(around), np.zeros(12)], axis=1) * by
    if not flat:
        ring = np.concatenate([ring, [[0, 0, by]]])
    return (points[:, None] + ring[None]).reshape(-1, 3)


class Studio:
    """Draws the body in any pose; keeps the room and the lights."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.faces = body.model.get_triangular_faces().numpy()
        self.garments = wardrobe(body, self.faces)
        self.colours = skin_colours(body)
        covered = np.max([g.field for g in self.garments], axis=0)
        self.bare = self.faces[~(covered > HIDDEN_DEPTH)[self.faces].all(axis=1)]
        self.sunk = SINK * np.clip(1.0 + covered / SINK, 0.0, 1.0)[:, None]
        self.scene = pyrender.Scene(ambient_light=[0.34, 0.35, 0.37], bg_color=[0.6, 0.6, 0.6])
        for mesh, colour, roughness in room():
            self.scene.add(
                pyrender.Mesh.from_trimesh(mesh, _material(colour, roughness), smooth=False)
            )
        for mesh, colour in shoes(body):
            flat = pyrender.Mesh.from_trimesh(mesh, _material(colour, 0.7))
            self.scene.add(flat)
        self._light()
        self.renderer = pyrender.OffscreenRenderer(*SIZE)
        self.empty = self._render((slice(0, SIZE[1]), slice(0, SIZE[0])))

    def _light(self) -> None:
        key = pyrender.DirectionalLight(color=[1.0, 0.97, 0.92], intensity=3.4)
        self.scene.add(key, pose=look_at(np.array([-1.7, -2.6, 4.6]), np.zeros(3)))
        fill = pyrender.PointLight(color=[0.85, 0.92, 1.0], intensity=14.0)
        self.scene.add(fill, pose=look_at(np.array([3.2, -2.6, 2.2]), np.zeros(3)))

    def _render(self, window: tuple[slice, slice]) -> np.ndarray:
        """RGB picture of a window of the frame, shaded."""
        rows, columns = window
        camera = pyrender.IntrinsicsCamera(
            FOCAL, FOCAL, SIZE[0] / 2 - columns.start, SIZE[1] / 2 - rows.start, 1.0, 12.0
        )
        node = self.scene.add(camera, pose=look_at(EYE, TARGET))
        self.renderer.viewport_width = columns.stop - columns.start
        self.renderer.viewport_height = rows.stop - rows.start
        colour, depth = self.renderer.render(
            self.scene, flags=pyrender.RenderFlags.SHADOWS_DIRECTIONAL
        )
        self.scene.remove_node(node)
        return occluded(colour, depth)

    def draw(self, vertices: np.ndarray) -> np.ndarray:
        """RGB uint8 picture of the body whose posed vertices (V, 3) are given."""
        vertices = turned(vertices)
        sunk = vertices - self.sunk * normals(vertices, self.faces)
        skin = _mesh(sunk, self.bare, _material((1, 1, 1), 0.55), self.colours)
        nodes = [self.scene.add(skin)]
        for g in self.garments:
            mesh = _mesh(g.shape(vertices), g.faces, _material(g.colour, g.roughness))
            nodes.append(self.scene.add(mesh))
        picture = self.empty.copy()
        rows, columns = (slice(side.start - MARGIN, side.stop + MARGIN) for side in WINDOW)
        picture[WINDOW] = self._render((rows, columns))[MARGIN:-MARGIN, MARGIN:-MARGIN]
        for node in nodes:
            self.scene.remove_node(node)
        return picture


def occluded(colour: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Creases and contacts darkened: where the depth on both sides bends towards the eye.

    Neighbours farther than `reach` away are another object, not a crease, and do not count.
    """
    reach, shade = 0.16, np.zeros_like(depth)
    for radius in (4, 10, 20):
        for dx, dy in ((1, 0), (0, 1), (0.7, 0.7), (0.7, -0.7)):
            shift = (round(dx * radius), round(dy * radius))
            one, other = (
                depth - np.roll(depth, (s * shift[1], s * shift[0]), (0, 1)) for s in (1, -1)
            )
            near = (np.abs(one) < reach) & (np.abs(other) < reach)
            shade += np.where(near, np.clip((one + other) / 2.0 / (0.0024 * radius), 0.0, 1.0), 0.0)
    factor = 1.0 - 0.5 * cv2.GaussianBlur(shade / 12.0, (0, 0), 1.7)[..., None]
    return np.clip(colour * factor, 0, 255).astype(np.uint8)
