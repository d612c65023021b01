"""What the person wears, as fields over the rest pose: metres inside a hem, negative outside."""

from typing import Final

import numpy as np

from demo_clip.body import Body
from demo_clip.garments import Garment

FAR: Final = 1.0  # metres: well inside, or well outside
Colour = tuple[float, float, float]
TEAL: Final[Colour] = (0.05, 0.42, 0.47)
NAVY: Final[Colour] = (0.045, 0.055, 0.085)
WHITE: Final[Colour] = (0.80, 0.80, 0.78)
BROWN: Final[Colour] = (0.055, 0.032, 0.020)
SLEEVE_END: Final = 0.62  # of the upper arm
SHORTS_END: Final = 0.70  # of the thigh


def wardrobe(body: Body, faces: np.ndarray) -> list[Garment]:
    """Every garment, and the hair, for the mesh with these triangles (F, 3)."""
    return [
        Garment(faces, *_shirt(body), TEAL, roughness=0.85, smoothing=12),
        Garment(faces, *_shorts(body), NAVY, roughness=0.9, smoothing=12),
        Garment(faces, *_socks(body), WHITE, roughness=0.9, smoothing=2),
        Garment(faces, *_hair(body), BROWN, roughness=0.65, smoothing=4),
    ]


def _shirt(body: Body) -> tuple[np.ndarray, np.ndarray]:
    """Field (V,) and thickness (V,): a loose T-shirt to just above the hip joints."""
    v, arm = body.rest.vertices, _arms(body)
    hip_z, neck = body.at("upperleg01.L")[2], body.at("neck01")
    along = _limb(body, "upperarm01", "lowerarm01")
    sleeve = np.where(arm > 0.5, (SLEEVE_END - along) * 0.31, FAR)  # 0.31 m: an upper arm
    collar = np.linalg.norm((v - neck - [0, -0.035, 0.03]) / [1.0, 1.0, 1.15], axis=1) - 0.088
    hem = v[:, 2] - hip_z - 0.015
    field = np.minimum.reduce([sleeve, collar, hem, np.where(_head(body) > 0.5, -FAR, FAR)])
    loose = 0.012 + 0.012 * np.clip((hip_z + 0.25 - v[:, 2]) / 0.25, 0, 1)
    return field, np.where(arm > 0.5, 0.010 + 0.016 * np.clip(along, 0, SLEEVE_END), loose)


def _shorts(body: Body) -> tuple[np.ndarray, np.ndarray]:
    """Field and thickness: wider towards the knee, their waist under the shirt."""
    waist = body.at("upperleg01.L")[2] + 0.09 - body.rest.vertices[:, 2]
    along = _limb(body, "upperleg01", "lowerleg01")
    hem = (SHORTS_END - along) * 0.45  # 0.45 m: a thigh
    field = np.minimum.reduce([hem, waist, np.where(_arms(body) > 0.3, -FAR, FAR)])
    return field, 0.007 + 0.020 * np.clip(along, 0, 0.8)


def _socks(body: Body) -> tuple[np.ndarray, np.ndarray]:
    """Field and thickness: from inside the shoe to a hand's breadth above the ankle."""
    above = body.rest.vertices[:, 2] - body.at("foot.L")[2]
    return np.minimum(0.085 - above, above + 0.03), np.full(len(above), 0.004)


def _hair(body: Body) -> tuple[np.ndarray, np.ndarray]:
    """Field and thickness: short hair."""
    v, ear = body.rest.vertices, body.rest_keypoints["left_ear"]
    # The hairline: forehead, temple, sideburn, above the ear, behind it, nape.
    line_y = ear[1] + np.array([-0.10, -0.055, -0.035, -0.022, -0.008, 0.03, 0.05, 0.10])
    line_z = ear[2] + np.array([0.080, 0.072, 0.035, -0.005, 0.036, 0.034, -0.005, -0.045])
    field = v[:, 2] - np.interp(v[:, 1], line_y, line_z)
    field = np.minimum(field, np.where(_head(body) > 0.5, FAR, -FAR))
    top = np.clip((v[:, 2] - ear[2] - 0.09) / 0.04, 0, 1)
    return field, 0.002 + 0.013 * np.clip(field / 0.04, 0, 1) + 0.006 * top


def _arms(body: Body) -> np.ndarray:
    return body.weight_of("upperarm", "lowerarm", "wrist", "finger", "metacarpal")


def _head(body: Body) -> np.ndarray:
    return body.weight_of("neck02", "neck03", "head", "eye")


def _limb(body: Body, start: str, end: str) -> np.ndarray:
    """How far along its own side's limb each vertex is: 0 where it starts, 1 where it ends."""
    v = body.rest.vertices

    def along(side: str) -> np.ndarray:
        a, b = body.at(f"{start}.{side}"), body.at(f"{end}.{side}")
        return (v - a) @ (b - a) / ((b - a) @ (b - a))

    return np.where(v[:, 0] > 0, along("L"), along("R"))
