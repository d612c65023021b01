"""Arguments that several commands about data sets take, worded once."""

from pathlib import Path
from typing import Annotated

import typer

Dataset = Annotated[
    Path,
    typer.Argument(
        metavar="DATASET", help="A data set's folder or its data.yaml.", show_default=False
    ),
]
OutDataset = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="DATASET",
        help="Folder of the data set to be made.",
        show_default=False,
    ),
]
Split = Annotated[
    str,
    typer.Option(
        "--split", metavar="TRAIN,VAL,TEST", help="Shares; whole videos (or folders) go to each."
    ),
]
Seed = Annotated[int, typer.Option("--seed", help="Which way the videos are dealt out.")]
Licence = Annotated[
    str,
    typer.Option("--licence", metavar="TEXT", help="Licence of the pictures, for the card."),
]
