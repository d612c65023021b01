"""`repsight data build`: a data set from videos."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.choices import Device, Imgsz, Model, Quiet
from repsight.cli.data.choices import Licence, OutDataset, Seed, Split

if TYPE_CHECKING:
    from repsight.data.types import PoseDataset


def build(
    videos: Annotated[
        list[Path],
        typer.Argument(
            metavar="VIDEOS…",
            help="Videos, folders, patterns, and pose recordings of videos (NAME.poses.npz).",
            show_default=False,
        ),
    ],
    output: OutDataset,
    per_video: Annotated[
        int, typer.Option("--per-video", metavar="N", help="Frames picked of a video, at most.")
    ] = 20,
    model: Model = None,
    second_model: Annotated[
        str | None,
        typer.Option(
            "--second-model",
            metavar="NAME|PATH",
            help="Frames on which this one disagrees are picked too.",
            show_default=False,
        ),
    ] = None,
    split: Split = "0.8,0.2,0",
    group_by: Annotated[
        str,
        typer.Option(
            "--group-by",
            metavar="video|folder",
            help="What is never torn apart: a video, or all in a folder, as one for each person.",
        ),
    ] = "video",
    seed: Seed = 1,
    stride: Annotated[
        int | None,
        typer.Option(
            "--stride", help="Look at every N-th frame; unset: five a second.", show_default=False
        ),
    ] = None,
    licence: Licence = "",
    device: Device = "auto",
    imgsz: Imgsz = 640,
    quiet: Quiet = False,
) -> None:
    """Pick the frames of videos that teach a model most, and label them with a model.

    The labels are a model's: check and correct them before training. A run that was stopped goes
    on where it was when it is started again with the same options.
    """
    from repsight.cli.screen import Screen
    from repsight.data.building import BuildOptions, build_dataset, parse_shares
    from repsight.data.building.options import check_group_by
    from repsight.pipeline import Stop

    options = BuildOptions(
        per_video=per_video,
        model=model,
        second_model=second_model,
        device=device,
        imgsz=imgsz,
        stride=stride,
        group_by=check_group_by(group_by),
        shares=parse_shares(split),
        seed=seed,
        licence=licence,
    )
    screen, stop = Screen(quiet), Stop()
    with screen.progress() as progress, stop:
        built = build_dataset(videos, output, options, progress=progress, stop=stop)
    for _, error in built.failures:
        screen.complain(str(error))
    if built.dataset is None:
        screen.complain(f"stopped; the same command goes on with {output}")
        raise typer.Exit(stop.exit_code)
    for video in built.empty:
        screen.say(f"{video}: nobody was found; left out")
    typer.echo(f"{output}: {summary(built.dataset)}")
    screen.say(f"labels are a model's; look at them: repsight data check {output}")
    if built.failures:
        raise typer.Exit(1)


def summary(dataset: "PoseDataset") -> str:
    """A data set's pictures, people and splits in one line."""
    from repsight.data.card import counts_of

    counts = counts_of(dataset.pictures)
    splits = ", ".join(
        f"{split} {part['pictures']} of {part['groups']}"
        for split, part in counts["splits"].items()
        if part["pictures"]
    )
    return (
        f"{counts['pictures']} pictures, {counts['people']} people, {counts['background']} without"
        f" anybody; {splits} groups"
    )
