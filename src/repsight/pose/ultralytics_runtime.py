"""YOLO-Pose through Ultralytics itself: opening .pt weights, and its `predict` to compare with.

Ultralytics is AGPL-3.0. It is imported here only, when such a file is asked for.
"""

import importlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from repsight.core.errors import DeviceError, ModelError
from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.core.types import Frame, Image, People
from repsight.pose.backend import BackendInfo, EachAlone
from repsight.pose.letterbox import Shape
from repsight.pose.stages import StageSeconds
from repsight.pose.torchvision_operators import import_torchvision
from repsight.pose.yolo_decode import MAX_IOU, MIN_SCORE, check_layout

_LICENCE = "AGPL-3.0 (Ultralytics weights)"


def import_ultralytics(purpose: str) -> Any:
    """The ultralytics module.

    Raises DeviceError when it is not installed, and ModelError when it is but does not start, as
    with a torchvision that was built for another torch.
    """
    # Where a package is missing, Ultralytics runs pip by itself; what is installed is the user's.
    os.environ["YOLO_AUTOINSTALL"] = "false"
    try:
        ultralytics = importlib.import_module("ultralytics")
        # Read once from the environment, which comes too late where it was imported before.
        checks: Any = importlib.import_module("ultralytics.utils.checks")
        checks.AUTOINSTALL = False
        import_torchvision()  # before Ultralytics does, which would give up
        return ultralytics
    except ModuleNotFoundError as error:
        if error.name != "ultralytics":
            raise ModelError(_broken(purpose, error)) from error
        raise DeviceError(
            f"{purpose} needs Ultralytics, which is AGPL-3.0; run pip install 'repsight[yolo]', or "
            "use the model's .onnx"
        ) from error
    except Exception as error:  # whatever a broken installation raises at import
        raise ModelError(_broken(purpose, error)) from error


def _broken(purpose: str, error: Exception) -> str:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return (
        f"{purpose} needs Ultralytics, which does not start here: {first}; install torch and "
        "torchvision of one build, or use the model's .onnx"
    )


def open_weights(file: Path) -> Any:
    """Ultralytics' YOLO object for a pose model. Raises ModelError for anything else."""
    ultralytics = import_ultralytics(f"a {file.suffix} model")
    try:
        model = ultralytics.YOLO(file)
    except Exception as error:  # pickle, torch and Ultralytics raise whatever they like
        raise ModelError(
            f"{file} cannot be loaded by Ultralytics, it is damaged or no YOLO model; pull it again"
        ) from error
    points = getattr(model.model, "kpt_shape", (KEYPOINT_COUNT, 3))
    metadata = {"task": str(model.task), "kpt_shape": str(list(points))}
    check_layout(file.name, (None, None, 5 + 1 + KEYPOINT_COUNT * 3), metadata)
    return model


class UltralyticsBackend:
    """A .pt model, one `predict` a frame: for comparing, not for speed.

    With `fixed_shape` every picture is laid into an input of that height and width.
    """

    def __init__(
        self,
        file: Path,
        *,
        gpu: int | None,
        imgsz: int,
        sha256: str,
        fixed_shape: Shape | None = None,
    ) -> None:
        self._model = open_weights(file)
        self._settings = {
            "device": "cpu" if gpu is None else gpu,
            "imgsz": list(fixed_shape) if fixed_shape else imgsz,
            "rect": fixed_shape is None,
            "conf": MIN_SCORE,
            "iou": MAX_IOU,
            "verbose": False,
        }
        self.stages = StageSeconds()
        device = "cpu" if gpu is None else f"cuda:{gpu}"
        self._info = BackendInfo(file.stem, sha256, "ultralytics", device, _LICENCE)

    @property
    def info(self) -> BackendInfo:
        """What runs."""
        return self._info

    def estimate(self, image: Image) -> People:
        """People in one RGB picture (H, W, 3); keypoints end at the picture's edge here."""
        bgr = np.ascontiguousarray(image[..., ::-1])  # what Ultralytics takes
        try:
            (result,) = self._model.predict(bgr, **self._settings)
        except (RuntimeError, ImportError) as error:
            raise ModelError(_broken("predict", error)) from error
        self._clock(result.speed)
        if result.keypoints is None or len(result.boxes) == 0:
            return People.empty()
        return People(
            result.keypoints.data.cpu().numpy(),
            result.boxes.xyxy.cpu().numpy(),
            result.boxes.conf.cpu().numpy(),
        )

    def _clock(self, milliseconds: dict[str, float]) -> None:
        self.stages.pre += milliseconds["preprocess"] / 1000
        self.stages.network += milliseconds["inference"] / 1000
        self.stages.post += milliseconds["postprocess"] / 1000
        self.stages.frames += 1

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        """Each frame with its people, in order, one at a time."""
        for frame in frames:
            yield frame, self.estimate(frame.image)

    def follow(self) -> EachAlone:
        """Each picture on its own: nothing is carried over."""
        return EachAlone(self)

    def close(self) -> None:
        """Nothing to do: the network goes with this object."""
