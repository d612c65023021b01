"""`repsight train recognise`: exercises of one's own told apart, learned from recordings."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.core.errors import OutputError


def recognise(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Folder with labels.csv and pose recordings, or EXERCISE/NAME.poses.npz in it.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="MODEL.onnx", help="The recogniser.", show_default=False
        ),
    ],
    kind: Annotated[
        str, typer.Option("--kind", metavar="gru|tcn", help="Recurrent cells or convolutions.")
    ] = "gru",
    epochs: Annotated[
        int, typer.Option("--epochs", help="How often as many windows are shown as there are.")
    ] = 60,
    synthetic: Annotated[
        int,
        typer.Option(
            "--synthetic",
            metavar="N",
            help="Add N windows of people who never were for every bundled exercise.",
        ),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same recogniser.")] = 0,
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="Licence of the data, for the card.")
    ] = "",
) -> None:
    """Learn to tell exercises apart; needs PyTorch and onnx (the extra ml).

    Writes the recogniser, which `--recogniser` takes and the base install runs, and its card: what
    it learned from, how good it is on unseen people, and its limits.
    """
    from repsight.export import check_writable
    from repsight.models.own_card import card_path
    from repsight.train.recogniser import train_recogniser, write_recogniser
    from repsight.train.recogniser_data import read_recogniser_data

    if not output.endswith(".onnx"):
        raise OutputError(f"{output}: a recogniser's name must end in .onnx")
    check_writable(output)
    found = read_recogniser_data(data, bundled=synthetic > 0)
    for line in found.left_out:
        typer.echo(f"{line}; left out", err=True)
    trained = train_recogniser(
        found, kind=kind, epochs=epochs, seed=seed, licence=licence, synthetic=synthetic
    )
    write_recogniser(output, trained)
    about, figures = trained.card["data"], trained.card["metrics"]
    typer.echo(
        f"{output}: {len(found.names)} exercises; {about['recordings']} recordings of"
        f" {about['subjects']} people; on people not seen {figures['clips_right']:.0%} of"
        f" {figures['clips']} clips right, log loss {figures['log_loss']:.2f}"
    )
    for line in trained.card["limits"]:
        typer.echo(line, err=True)
    typer.echo(f"{card_path(Path(output))}: its card")
