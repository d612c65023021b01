"""Files for OpenSim: markers (`.trc`) and joint angles (`.mot`).

The formats as OpenSim's documentation describes them ("Marker (.trc) Files", "Motion (.mot)
Files"). Both stand on the same even times, so that they can be loaded side by side.
"""

from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import SourceError
from repsight.core.floor import metres_over_floor, sure_points
from repsight.core.geometry import Array, joint_angle
from repsight.core.skeleton import ANGLES, KEYPOINT_NAMES
from repsight.core.types import Track
from repsight.core.uniform_grid import on_grid
from repsight.export.files import write_text

# Names and signs of the Rajagopal (2016) full-body model: flexion is positive, straight is 0.
_COORDINATES: Final = {
    "hip_flexion_r": ("hip", 1),
    "knee_angle_r": ("knee", 1),
    "hip_flexion_l": ("hip", 0),
    "knee_angle_l": ("knee", 0),
    "elbow_flex_r": ("elbow", 1),
    "elbow_flex_l": ("elbow", 0),
}
_SEEN_SHARE: Final = 0.5
"""A joint seen in less of the frames than this would be more guessed than measured."""


def write_trc(path: str | Path, track: Track, height: float) -> None:
    """Write the 17 keypoints as markers in metres, for a body `height` metres tall.

    Raises OutputError, InvalidInputError, and SourceError where the body cannot be measured.
    """
    path = Path(path)
    rate, t, points = on_grid(track.t, marker_positions(track, height))
    n = len(t)
    names = "\t\t\t".join(KEYPOINT_NAMES)
    axes = "\t".join(f"{axis}{i + 1}" for i in range(len(KEYPOINT_NAMES)) for axis in "XYZ")
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate:.6g}\t{rate:.6g}\t{n}\t{len(KEYPOINT_NAMES)}\tm\t{rate:.6g}\t1\t{n}",
        f"Frame#\tTime\t{names}\t\t",
        f"\t\t{axes}",
        "",
    ]
    # A tab ends each row, too: OpenSim overlooks an empty last field without one.
    rows = (
        f"{i}\t{now:.6f}\t" + "".join(f"{_metres(value)}\t" for value in row.ravel())
        for i, (now, row) in enumerate(zip(t, points, strict=True), 1)
    )
    write_text(path, "\n".join([*head, *rows]) + "\n")


def _metres(value: float) -> str:
    return f"{value:.5f}" if value == value else ""  # an empty field is a marker not seen


def marker_positions(track: Track, height: float) -> Array:
    """Positions (T, 17, 3) in metres over the floor. Raises SourceError, InvalidInputError."""
    points = metres_over_floor(sure_points(track.keypoints), height)
    if not np.isfinite(points).any():
        raise SourceError(
            f"person {track.id}: neither legs, trunk nor arms are seen well enough to know how many"
            " metres a pixel is; export csv or parquet, which are in pixels"
        )
    return points


def write_mot(path: str | Path, track: Track) -> tuple[str, ...]:
    """Write the angles of hips, knees and elbows, in degrees; the names of those left out.

    Left out are joints seen in less than half of the frames; in the others gaps are bridged, as a
    motion file knows no missing value. Raises OutputError and SourceError.
    """
    path = Path(path)
    _, t, points = on_grid(track.t, sure_points(track.keypoints))
    flexions = {
        name: 180 - joint_angle(points, *ANGLES[joint][side])
        for name, (joint, side) in _COORDINATES.items()
    }
    seen = {name: np.isfinite(values) for name, values in flexions.items()}
    chosen = [name for name in flexions if seen[name].mean() >= _SEEN_SHARE]
    if not chosen:
        raise SourceError(
            f"person {track.id}: no hip, knee or elbow is seen in half of the frames; a motion file"
            " would be empty; export csv or parquet instead"
        )
    columns = [np.interp(t, t[seen[n]], flexions[n][seen[n]]) for n in chosen]
    head = [
        "Coordinates",
        "version=1",
        f"nRows={len(t)}",
        f"nColumns={len(chosen) + 1}",
        "inDegrees=yes",
        "",
        "endheader",
        "\t".join(["time", *chosen]),
    ]
    rows = (
        "\t".join([f"{now:.6f}", *(f"{value:.4f}" for value in row)])
        for now, row in zip(t, np.stack(columns, axis=1), strict=True)
    )
    write_text(path, "\n".join([*head, *rows]) + "\n")
    return tuple(name for name in flexions if name not in chosen)
