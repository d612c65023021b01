"""Keypoints as points of a C3D file (c3d.org, "The C3D File Format User Guide")."""

from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import OutputError
from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.core.types import Track
from repsight.core.uniform_grid import on_grid
from repsight.export.extras import import_extra
from repsight.export.files import replacing
from repsight.export.opensim import marker_positions

_MAX_FRAMES: Final = 65535
"""The header counts frames in 16 bits; programs that go on after that read other numbers."""
_POINT_BYTES: Final = 16
_MILLIMETRES: Final = 1000


def write_c3d(path: str | Path, track: Track, height: float) -> None:
    """Write the 17 keypoints in millimetres, for a body `height` metres tall.

    A point that was not seen has residual -1, as the format has it. Raises OutputError,
    InvalidInputError, and SourceError where the body cannot be measured.
    """
    ezc3d = import_extra("ezc3d", "C3D")
    rate, t, points = on_grid(track.t, marker_positions(track, height))
    if len(t) > _MAX_FRAMES:
        raise OutputError(
            f"{path}: C3D holds {_MAX_FRAMES} frames and this is {len(t)}; count with --stride"
            f" {-(-len(t) // _MAX_FRAMES)}, or export trc"
        )
    file = ezc3d.c3d()
    unseen = ~np.isfinite(points[..., 0])
    values = np.ones((4, len(KEYPOINT_NAMES), len(t)))
    values[:3] = _MILLIMETRES * np.nan_to_num(points).transpose(2, 1, 0)
    file["data"]["points"] = values
    file["data"]["meta_points"]["residuals"] = np.where(unseen.T, -1.0, 0.0)[None]
    for name, value in (
        ("RATE", [rate]),
        ("UNITS", ["mm"]),
        ("LABELS", list(KEYPOINT_NAMES)),
        ("DESCRIPTIONS", ["COCO keypoint, 2-D: z is 0"] * len(KEYPOINT_NAMES)),
        ("X_SCREEN", ["+X"]),
        ("Y_SCREEN", ["+Y"]),
    ):
        file.add_parameter("POINT", name, value)
    # A C3D file begins at frame 1; this is where that is in the video.
    file.add_parameter("REPSIGHT", "START_SECONDS", [float(t[0])])
    # ezc3d gives every file this ending, so the unfinished one must have it too.
    with replacing(path, ".part.c3d") as part:
        file.write(str(part))
        # It says nothing where it cannot write.
        if not part.is_file() or part.stat().st_size < values[0].size * _POINT_BYTES:
            raise OSError(None, "the disk is full or the folder may not be written in")
