"""The posed body: one number, the knees' flexion, decides where every bone points.

Body frame: x to the person's left, y backwards, z up, metres, soles at z = 0. A bone's turn is its
rotation in this frame away from the rest pose; a bone without its own turn follows its parent.
"""

from dataclasses import dataclass
from typing import Final

import anny
import numpy as np
import torch
from scipy.spatial.transform import Rotation

PHENOTYPE: Final = {
    "gender": 0.05,
    "age": 0.62,
    "muscle": 0.68,
    "weight": 0.48,
    "height": 0.50,
    "proportions": 0.75,
}  # of Anny's range 0..1 each: a fit man of 1.8 m
SIDES: Final = {"L": 1.0, "R": -1.0}
STANCE_HALF: Final = 0.205  # metres from the middle to an ankle: a little wider than the hips
TOE_OUT: Final = 14.0  # degrees
KNEE_OUT: Final = 13.0  # degrees: knees follow the toes
SHIN_SHARE: Final = 0.31  # of the knee's flexion, taken by the ankle; the hip takes the rest
TRUNK_SHARE: Final = 0.37  # forward lean per degree of knee flexion
AT_EASE: Final = 10.0  # degrees of knee flexion up to which the arms just hang
FULL_FLEXION: Final = 110.0  # degrees of knee flexion at which the arms are level


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest pose: vertices (V, 3), bone heads (J, 3), bone orientations (J, 3, 3)."""

    vertices: np.ndarray
    heads: np.ndarray
    orientations: np.ndarray


def _x_turn(degrees: float) -> np.ndarray:
    return Rotation.from_euler("x", degrees, degrees=True).as_matrix()


def _z_turn(degrees: float) -> np.ndarray:
    return Rotation.from_euler("z", degrees, degrees=True).as_matrix()


def _unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v)


def _frame(along: np.ndarray, pole: np.ndarray) -> np.ndarray:
    """Right-handed axes (columns): first `along`, second as near to `pole` as possible."""
    first = _unit(along)
    second = _unit(pole - first * (pole @ first))
    return np.stack([first, second, np.cross(first, second)], axis=1)


def _turn(rest_along: np.ndarray, along: np.ndarray) -> np.ndarray:
    """The smallest rotation that takes one direction to another."""
    a, b = _unit(rest_along), _unit(along)
    axis = np.cross(a, b)
    angle = np.arctan2(np.linalg.norm(axis), a @ b)
    return Rotation.from_rotvec(_unit(axis) * angle if angle > 1e-9 else np.zeros(3)).as_matrix()


class Body:
    """A parametric person; `pose` gives its vertices and 3D keypoints."""

    def __init__(self) -> None:
        self.model = anny.Anny(skinning_method="lbs", pose_parameterization="world-orient")
        self.phenotype = {k: torch.tensor([v]).double() for k, v in PHENOTYPE.items()}
        self.keypoints = anny.KeypointsRegressor.coco(self.model)
        self.bones = {name: i for i, name in enumerate(self.model.bone_labels)}
        out = self.model(phenotype_kwargs=self.phenotype)
        poses = out["rest_bone_poses"][0].numpy()
        vertices = out["rest_vertices"][0].numpy()
        self.floor = float(vertices[:, 2].min())
        self.rest = Rest(vertices, poses[:, :3, 3], poses[:, :3, :3])
        self.rest_keypoints = self._regress({"vertices": out["rest_vertices"]})

    def _regress(self, out: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
        points = self.keypoints(out)[0].numpy()
        return dict(zip(self.keypoints.labels, points, strict=True))

    def weight_of(self, *prefixes: str) -> np.ndarray:
        """How much of each vertex (V,) the bones whose names begin so carry, 0..1."""
        chosen = [i for name, i in self.bones.items() if name.startswith(prefixes)]
        indices = self.model.vertex_bone_indices.numpy()
        weights = self.model.vertex_bone_weights.numpy()
        return (weights * np.isin(indices, chosen)).sum(1)

    def pose(self, flexion: float, t: float) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Vertices (V, 3) and keypoints by name; knees bent by `flexion` degrees, at time `t`."""
        turns, root = self._turns(flexion, t)
        matrices = np.tile(np.eye(4), (len(self.bones), 1, 1))
        current: list[np.ndarray] = []
        for i, name in enumerate(self.model.bone_labels):
            parent = self.model.bone_parents[i]
            current.append(turns.get(name, current[parent] if parent >= 0 else np.eye(3)))
            matrices[i, :3, :3] = current[i] @ self.rest.orientations[i]
        matrices[0, :3, 3] = root
        out = self.model(
            pose_parameters=torch.tensor(matrices)[None], phenotype_kwargs=self.phenotype
        )
        lift = np.array([0.0, 0.0, -self.floor])
        keypoints = {name: p + lift for name, p in self._regress(out).items()}
        return out["vertices"][0].numpy() + lift, keypoints

    def _turns(self, flexion: float, t: float) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Turns of the bones that have their own, and where the root bone is."""
        lean = TRUNK_SHARE * flexion
        breath = np.sin(2.0 * np.pi * 0.28 * t)  # 17 breaths a minute
        turns = {
            "root": _x_turn(0.95 * lean - 2.0),
            "spine04": _x_turn(lean - 1.0),
            "spine02": _x_turn(0.97 * lean - 1.0 - 0.5 * breath),
            "neck01": _x_turn(0.62 * lean + 2.0),
            "head": _x_turn(0.34 * lean + 1.0) @ _z_turn(1.5 * np.sin(0.9 * t)),
        }
        sway = 0.004 * np.sin(2.0 * np.pi * 0.21 * t)
        root = self._root(flexion, turns["root"]) + np.array([sway, 0.0, 0.0])
        for side in SIDES:
            turns |= self._leg(side, root, turns["root"])
            turns |= self._arm(side, flexion, turns["spine02"], breath)
        return turns, root

    def at(self, bone: str) -> np.ndarray:
        """Where a bone starts in the rest pose (3,)."""
        return self.rest.heads[self.bones[bone]]

    def _ankle(self, side: str) -> np.ndarray:
        return np.array([SIDES[side] * STANCE_HALF, 0.0, self.at(f"foot.{side}")[2]])

    def _root(self, flexion: float, pelvis: np.ndarray) -> np.ndarray:
        """Where the root must be for the legs to bend by `flexion` with the ankles in place."""
        hip, knee, ankle = (self.at(f"{n}.L") for n in ("upperleg01", "lowerleg01", "foot"))
        thigh, shin = np.linalg.norm(knee - hip), np.linalg.norm(ankle - knee)
        bend = np.radians(flexion)
        reach = np.sqrt(thigh**2 + shin**2 + 2.0 * thigh * shin * np.cos(bend))
        shin_lean = SHIN_SHARE * bend
        back = thigh * np.sin(bend - shin_lean) - shin * np.sin(shin_lean)
        offset = pelvis @ (hip - self.at("root"))
        aside = STANCE_HALF - offset[0]
        up = np.sqrt(reach**2 - back**2 - aside**2)
        return np.array([0.0, back - offset[1], self._ankle("L")[2] + up - offset[2]])

    def _leg(self, side: str, root: np.ndarray, pelvis: np.ndarray) -> dict[str, np.ndarray]:
        """Two-bone inverse kinematics: the knee points out over the toes."""
        names = [f"{n}.{side}" for n in ("upperleg01", "lowerleg01", "foot")]
        hip0, knee0, ankle0 = (self.at(n) for n in names)
        thigh, shin = np.linalg.norm(knee0 - hip0), np.linalg.norm(ankle0 - knee0)
        hip = root + pelvis @ (hip0 - self.at("root"))
        ankle = self._ankle(side)
        line = ankle - hip
        reach = min(float(np.linalg.norm(line)), thigh + shin - 1e-6)
        pole = _z_turn(SIDES[side] * KNEE_OUT) @ np.array([0.0, -1.0, 0.0])
        along = (thigh**2 + reach**2 - shin**2) / (2.0 * reach)
        axes = _frame(line, pole)
        knee = hip + axes[:, 0] * along + axes[:, 1] * np.sqrt(thigh**2 - along**2)
        forward = np.array([0.0, -1.0, 0.0])
        return {
            names[0]: _frame(knee - hip, pole) @ _frame(knee0 - hip0, forward).T,
            names[1]: _frame(ankle - knee, pole) @ _frame(ankle0 - knee0, forward).T,
            names[2]: _z_turn(SIDES[side] * TOE_OUT),
        }

    def _arm(
        self, side: str, flexion: float, chest: np.ndarray, breath: float
    ) -> dict[str, np.ndarray]:
        """Arms hang at the sides and rise to level in front as a counterweight."""
        s = SIDES[side]
        names = [f"{n}.{side}" for n in ("upperarm01", "lowerarm01", "wrist")]
        shoulder0, elbow0, wrist0 = (self.at(n) for n in names)
        rise = float(np.clip((flexion - AT_EASE) / (FULL_FLEXION - AT_EASE), 0.0, 1.0))
        rise = rise * (2.0 - rise)  # the arms lead
        lift = _x_turn(-(6.0 + 80.0 * rise + 0.6 * breath))
        spread = 0.20 - 0.12 * rise
        hang = np.array([s * spread, 0.0, -1.0])
        upper_hang = _turn(elbow0 - shoulder0, hang)
        upper = lift @ upper_hang
        bent = _x_turn(-(16.0 - 6.0 * rise)) @ np.array([s * (spread - 0.22), 0.0, -1.0])
        rest_fore = wrist0 - elbow0
        lower = lift @ _turn(upper_hang @ rest_fore, bent) @ upper_hang
        return {
            f"clavicle.{side}": _x_turn(-6.0 * rise) @ chest,
            names[0]: upper,
            names[1]: lower,
            **self._fingers(side, lower),
        }

    def _fingers(self, side: str, hand: np.ndarray) -> dict[str, np.ndarray]:
        """Fingers nearly side by side, as in a hand at rest; the thumb comes halfway."""
        lines = {
            i: _unit(self.at(f"finger{i}-3.{side}") - self.at(f"finger{i}-1.{side}"))
            for i in range(1, 6)
        }
        return {
            f"finger{i}-1.{side}": hand
            @ _turn(line, line + (0.6 if i == 1 else 3.0) * (0.9 * lines[3] + 0.1 * lines[4]))
            for i, line in lines.items()
        }
