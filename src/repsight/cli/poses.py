"""`repsight poses`: everybody in every frame of a video, kept for later."""

from typing import Annotated

import typer

from repsight.cli.choices import Device, Imgsz, Model, Quiet, Source, Stride
from repsight.core.errors import OutputError


def poses(
    source: Source,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="NAME.poses.npz", help="The recording.", show_default=False
        ),
    ],
    model: Model = None,
    device: Device = "auto",
    imgsz: Imgsz = 640,
    stride: Stride = 1,
    quiet: Quiet = False,
) -> None:
    """Write a pose recording, which `repsight count` accepts wherever it takes a video."""
    from contextlib import closing

    from repsight.cli.screen import Screen
    from repsight.pipeline import Stop, load_model
    from repsight.pipeline.record import record_poses
    from repsight.video.expand import RECORDING_SUFFIX

    if not output.endswith(RECORDING_SUFFIX):
        raise OutputError(f"{output}: a pose recording's name must end in {RECORDING_SUFFIX}")
    screen = Screen(quiet)
    stop = Stop()
    with closing(load_model(model, device=device, imgsz=imgsz)) as backend:
        screen.say_model(backend.info)
        with screen.progress() as progress:
            recording, error = record_poses(
                source, output, backend, stride=stride, progress=progress, stop=stop
            )
    typer.echo(f"{output}: {len(recording)} frames, {len(recording.scores)} poses")
    if error is not None:
        raise error
    if stop.requested:
        screen.complain("stopped; the recording holds what was seen until then")
        raise typer.Exit(stop.exit_code)
