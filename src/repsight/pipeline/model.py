"""Which pose model runs, and loading it."""

from pathlib import Path

from repsight.core.errors import ModelError
from repsight.pose.backend import PoseBackend

_BLAZEPOSE_FILE = ".task"


def load_model(
    model: str | Path | None = None, *, device: str = "auto", imgsz: int = 640
) -> PoseBackend:
    """The pose model of that name or path, ready to run; None for the default one.

    Raises ModelError where there is none or it is no pose model, DeviceError for the device.
    """
    path = Path(str(model))
    if path.suffix == _BLAZEPOSE_FILE:
        from repsight.pose.blazepose import load_blazepose

        return load_blazepose(path, device=device)
    if path.exists():
        from repsight.pose.yolo import load_yolo

        return load_yolo(path, device=device, imgsz=imgsz)
    raise ModelError("no model registry yet")
