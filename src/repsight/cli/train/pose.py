"""`repsight train pose`: a YOLO-Pose model on pictures of one's own."""

from functools import partial
from typing import Annotated

import typer

from repsight.core.errors import InvalidInputError


def pose(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help="Folder of a data set, or its data.yaml; see `repsight data`.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Folder for the training.", show_default=False
        ),
    ],
    model: Annotated[
        str,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="What to begin with: a .pt, a model's name, or yolov8n-pose.yaml for nothing.",
        ),
    ] = "yolov8n-pose",
    epochs: Annotated[int, typer.Option("--epochs", help="Passes over all pictures.")] = 50,
    imgsz: Annotated[
        int, typer.Option("--imgsz", help="The longer side in pixels, a multiple of 32.")
    ] = 640,
    batch: Annotated[
        str,
        typer.Option("--batch", metavar="N|auto", help="Pictures at a time; halved if need be."),
    ] = "auto",
    device: Annotated[
        str,
        typer.Option("--device", metavar="auto|cpu|cuda:N|0,1", help="Where; 0,1 is two GPUs."),
    ] = "auto",
    freeze: Annotated[
        int, typer.Option("--freeze", help="So many first layers stay as they are; 10: backbone.")
    ] = 0,
    patience: Annotated[
        int, typer.Option("--patience", help="End after so many epochs without a better mAP.")
    ] = 20,
    rate: Annotated[
        float | None,
        typer.Option("--lr", help="Learning rate; from the batch if not given."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same training.")] = 0,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Register it: `count --model NAME` runs it."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a training that was cut off.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="All that Ultralytics says.")] = False,
) -> None:
    """Train a pose model on labelled pictures; needs Ultralytics (the extra yolo, AGPL-3.0).

    Writes the model as .pt and .onnx with a card: data, settings, figures before and after.
    """
    from repsight.train.pose.options import TrainingOptions
    from repsight.train.pose.training import train_pose

    options = TrainingOptions(
        dataset, model, epochs, imgsz, _batch(batch), device, freeze, patience, seed, rate, name,
        verbose,
    )  # fmt: skip
    made = train_pose(options, output, say=partial(typer.echo, err=True), resume=resume)
    figures = made.card["metrics"]
    before, after = figures["before"], figures["after"]
    was = "" if before is None else f" (before: {100 * before['map_50_95']:.1f})"
    typer.echo(
        f"{made.model}: mAP@50-95 {100 * after['map_50_95']:.1f}{was}"
        f" on {figures['pictures']} pictures of val"
    )
    typer.echo(f"{made.model}: licence {made.card['licence']}")
    if made.registered is not None:
        typer.echo(f"{made.registered}: run it with --model {name}")


def _batch(text: str) -> int | None:
    if text == "auto":
        return None
    if not text.isdecimal():
        raise InvalidInputError(f"batch is {text!r}; auto or a number is allowed")
    return int(text)
