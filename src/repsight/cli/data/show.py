"""`repsight data show`: a contact sheet."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.data.choices import Dataset
from repsight.core.errors import InvalidInputError


def show(
    dataset: Dataset,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="SHEET.jpg",
            help="The sheet, JPEG or PNG.",
            show_default=False,
        ),
    ],
    split: Annotated[
        str | None,
        typer.Option(
            "--split", metavar="train|val|test", help="Unset: all of them.", show_default=False
        ),
    ] = None,
    number: Annotated[int, typer.Option("-n", min=1, max=600, help="How many pictures.")] = 24,
    worst: Annotated[
        bool,
        typer.Option("--worst", help="Those with findings first, then those least sure."),
    ] = False,
) -> None:
    """Draw pictures of a data set with their labels on one sheet."""
    from repsight.data.checking import check_dataset
    from repsight.data.choosing import spread, worst_first
    from repsight.data.reading import read_dataset
    from repsight.data.sheet import check_sheet_name, contact_sheet, write_sheet
    from repsight.data.types import SPLITS

    check_sheet_name(output)
    if split is not None and split not in SPLITS:
        raise InvalidInputError(f"split is {split}; allowed: {', '.join(SPLITS)}")
    read = read_dataset(dataset, for_training=False)
    pictures = [picture for picture in read.pictures if split in (None, picture.split)]
    if not pictures:
        raise InvalidInputError(f"{dataset} has no pictures in {split}")
    notes: dict[str, str] = {}
    if worst:
        chosen, notes = worst_first(pictures, check_dataset(dataset).findings, number)
    else:
        chosen = spread(pictures, number)
    write_sheet(output, contact_sheet(read.root, chosen, notes))
    typer.echo(f"{output}: {len(chosen)} of {len(pictures)} pictures")
