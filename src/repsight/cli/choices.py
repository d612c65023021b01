"""Arguments that several commands take, worded once."""

from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="Video file, folder, glob, camera number, RTSP/HTTP/UDP address,"
        " or a pose recording (NAME.poses.npz).",
        show_default=False,
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME|PATH",
        help="Pose model; see `repsight models list`. Unset: YOLOv8n-pose if it is there,"
        " else BlazePose.",
        show_default=False,
    ),
]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda:0, …")]
Imgsz = Annotated[int, typer.Option("--imgsz", help="Longer side of the network's input, pixels.")]
Stride = Annotated[int, typer.Option("--stride", help="Look at every N-th frame.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no messages.")]


def optional_path(name: str | None) -> Path | None:
    """A path, or None where nothing was given."""
    return None if name is None else Path(name)
