"""`repsight export-model`: a pose model for another device, held against the one it came from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from repsight.deploy.checking import Finding
    from repsight.deploy.formats import Precision

_WRONG = 1


def export_model(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL", help="A .pt (or .onnx) file, or a model's name.", show_default=False
        ),
    ],
    width: Annotated[
        int | None,
        typer.Argument(metavar="[W]", help="The second number of --imgsz H W.", show_default=False),
    ] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="onnx, openvino, torchscript, engine, ncnn, tflite or coreml.",
        ),
    ] = "onnx",
    half: Annotated[bool, typer.Option("--half", help="16-bit weights.")] = False,
    int8: Annotated[bool, typer.Option("--int8", help="8 bits; needs --calibrate.")] = False,
    calibrate: Annotated[
        str | None,
        typer.Option(
            "--calibrate",
            metavar="DATASET|VIDEO",
            help="Pictures like those it will see: a data set, a video, or a folder of videos.",
            show_default=False,
        ),
    ] = None,
    imgsz: Annotated[
        int | None,
        typer.Option(
            "--imgsz",
            metavar="N | H W",
            help="Fixed input in pixels: N x N, or height and width. Unset: 640, and any shape"
            " where the format takes it.",
            show_default=False,
        ),
    ] = None,
    dynamic: Annotated[
        bool | None,
        typer.Option("--dynamic/--fixed", help="Any shape of picture.", show_default=False),
    ] = None,
    batch: Annotated[int, typer.Option("--batch", help="Pictures a run.")] = 1,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="Where to.", show_default=False),
    ] = None,
    check: Annotated[
        list[str] | None,
        typer.Option(
            "--check",
            metavar="VIDEO",
            help="Compare on these videos, and what is counted in them; may be repeated.",
            show_default=False,
        ),
    ] = None,
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="What to count in them; see `repsight count`.")
    ] = "auto",
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not compare.")] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the model even if it is too far off.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what comes of it.")] = False,
) -> None:
    """Export a pose model to another format, and measure how far it is from the original.

    Exit code 1 where it is too far off: then it is not kept, unless --keep. 2 for an error.
    """
    from repsight.cli.screen import Screen
    from repsight.core.errors import InvalidInputError
    from repsight.deploy.export import Check
    from repsight.deploy.export import export_model as run
    from repsight.deploy.request import make_request

    if half and int8:
        raise InvalidInputError("--half and --int8 exclude each other; give one of them")
    if no_check and (check or keep):
        raise InvalidInputError("--no-check compares nothing; leave away --check and --keep")
    if width is not None and imgsz is None:
        raise InvalidInputError(f"{width} stands alone; give --imgsz HEIGHT {width}")
    screen = Screen(quiet)
    precision: Precision = "fp16" if half else "int8" if int8 else "fp32"
    shape = None if imgsz is None else (imgsz, width or imgsz)
    request = make_request(format_, precision=precision, shape=shape, dynamic=dynamic, batch=batch)
    done = run(
        model,
        request,
        output=output,
        calibrate=calibrate,
        check_on=Check(check or (), exercise, not no_check, keep),
        say=screen.say,
    )
    if done.finding is not None:
        _tell(done.finding)
    elif not request.format.runs:
        screen.say(f"not compared: RepSight does not run {request.format.title} models")
    else:
        screen.say("not compared")
    if done.path is not None:
        typer.echo(f"{done.path}: {done.bytes / 1e6:.1f} MB; its card is beside it")
    if done.finding is not None and done.finding.fault is not None:
        kept = "it is kept all the same" if done.path else "it is not kept; --keep would"
        screen.complain(f"WRONG: {done.finding.fault}; {kept}")
        raise typer.Exit(_WRONG)


def _tell(finding: "Finding") -> None:
    parity, speed = finding.parity, finding.speed
    typer.echo(f"against {finding.against}, on {parity.frames} pictures:")
    if parity.people:
        typer.echo(
            f"  keypoints: {parity.px_mean:.2f} px apart on average, 99% within"
            f" {parity.px_p99:.2f} px, of {parity.people} people"
        )
    else:
        typer.echo("  keypoints: nobody was found by both")
    typer.echo(f"  people that one of the two did not find: {parity.alone}")
    for each in finding.counts:
        typer.echo(f"  {each.video}: {each.ours} repetitions, {each.theirs} by the original")
    typer.echo(
        f"  speed: {speed.fps:.1f} frames/s, {speed.ratio:.2f} times the original's"
        f" {speed.reference_fps:.1f}"
    )
