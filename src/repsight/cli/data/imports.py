"""`repsight data import`: a data set from another program's labels."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.data.choices import Licence, OutDataset, Seed, Split


def import_labels(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The labels.", show_default=False)],
    output: OutDataset,
    format_: Annotated[
        str, typer.Option("--format", metavar="coco|cvat|label-studio", show_default=False)
    ],
    images: Annotated[
        Path,
        typer.Option(
            "--images", metavar="DIR", help="Folder the pictures are in.", show_default=False
        ),
    ],
    split: Split = "0.8,0.2,0",
    seed: Seed = 1,
    licence: Licence = "",
) -> None:
    """Make a data set of COCO keypoints, CVAT for images 1.1 or Label Studio tasks.

    The pictures are copied.
    """
    from repsight.cli.data.build import summary
    from repsight.data.building import parse_shares
    from repsight.data.formats import check_format, import_dataset

    known, shares = check_format(format_), parse_shares(split)
    dataset = import_dataset(file, output, known, images, shares=shares, seed=seed, licence=licence)
    typer.echo(f"{output}: {summary(dataset)}")
