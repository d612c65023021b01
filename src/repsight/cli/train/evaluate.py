"""`repsight train eval`: how good a pose model is, beside another."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repsight.train.labelled_clips import Clip


def evaluate(
    model: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="A model's name or path.", show_default=False),
    ],
    dataset: Annotated[
        str,
        typer.Argument(metavar="DATASET", help="Folder of a data set.", show_default=False),
    ],
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="MODEL2", help="Another model, on the same."),
    ] = None,
    clips: Annotated[
        str | None,
        typer.Option(
            "--clips", metavar="FOLDER", help="Videos with labels.csv: are the counts right?"
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option("--split", metavar="train|val|test", help="test where it has people, or val."),
    ] = None,
    imgsz: Annotated[
        int, typer.Option("--imgsz", help="The longer side in pixels, a multiple of 32.")
    ] = 640,
    device: Annotated[
        str, typer.Option("--device", metavar="auto|cpu|cuda:N", help="Where it runs.")
    ] = "auto",
    as_data: Annotated[bool, typer.Option("--json", help="Everything as JSON on stdout.")] = False,
) -> None:
    """Measure a pose model: keypoint mAP, PCK, errors of each joint, and counts of clips."""
    from repsight.data.reading import read_dataset
    from repsight.train.pose.comparison import chosen_split, evaluate_model

    data = read_dataset(dataset)
    chosen = chosen_split(data, split)
    films, notes = _clips(clips)
    for note in notes:
        typer.echo(note, err=True)
    models = [model] if against is None else [against, model]
    found = {
        name: evaluate_model(
            name, data, chosen, films, imgsz=imgsz, device=device,
            say=lambda text: typer.echo(text, err=True),
        )
        for name in models
    }  # fmt: skip
    if as_data:
        rows = {name: each.as_json() for name, each in found.items()}
        typer.echo(json.dumps({"split": chosen, "models": rows}, indent=1, ensure_ascii=False))
        return
    _print(found, f"{dataset}, {chosen}")


def _clips(folder: str | None) -> "tuple[Sequence[Clip], list[str]]":
    if folder is None:
        return (), []
    from pathlib import Path

    from repsight.train.labelled_clips import read_clips

    return read_clips(Path(folder))


def _print(found: dict[str, Any], title: str) -> None:
    from repsight.train.pose.evaluation_text import (
        CLIP_COLUMNS,
        JOINT_COLUMNS,
        PICTURE_COLUMNS,
        clip_rows,
        joint_rows,
        picture_rows,
    )

    pictures = {name: each.pictures for name, each in found.items()}
    _table(title, ("model", *PICTURE_COLUMNS), picture_rows(pictures))
    for name, figures in pictures.items():
        _table(f"joints, {name}", ("joint", *JOINT_COLUMNS), joint_rows(figures))
    clips = {name: each.clips for name, each in found.items() if each.clips}
    if clips:
        _table("clips", ("model", *CLIP_COLUMNS), clip_rows(clips))


def _table(title: str, columns: "Sequence[str]", rows: "Sequence[Sequence[str]]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False, emoji=False).print(table)
