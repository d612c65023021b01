"""`repsight data export`: a data set's labels for another program."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.data.choices import Dataset


def export(
    dataset: Dataset,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="The labels.", show_default=False),
    ],
    format_: Annotated[
        str, typer.Option("--format", metavar="coco|cvat|label-studio", show_default=False)
    ],
) -> None:
    """Write the labels as COCO keypoints, CVAT for images 1.1 or Label Studio tasks.

    The pictures stay in the data set, whose folder the names in the file are relative to.
    """
    from repsight.data.formats import check_format, export_dataset
    from repsight.data.reading import read_dataset
    from repsight.export import check_writable

    known = check_format(format_)
    check_writable(output)
    read = read_dataset(dataset, for_training=False)
    for written in export_dataset(read, output, known):
        typer.echo(f"{written}: {len(read.pictures)} pictures" if written == output else written)
