"""`repsight train form`: what correct form looks like."""

from typing import Annotated

import typer

from repsight.core.errors import OutputError


def form(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Folder with labels.csv and pose recordings (NAME.poses.npz).",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="MODEL.json", help="The form model.", show_default=False
        ),
    ],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", metavar="NAME", help="Which of the exercises labelled."),
    ] = None,
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="Licence of the data, for the card.")
    ] = "",
) -> None:
    """Learn what correct form of an exercise looks like; needs scikit-learn (the extra ml).

    Writes the model and, beside it, its card: what it learned from, how good it is on unseen
    people, and its limits.
    """
    from repsight.export import check_writable, write_text
    from repsight.train.form import read_form_data, train_form
    from repsight.train.form_card import format_card
    from repsight.train.form_file import card_path, write_form_model

    if not output.endswith(".json"):
        raise OutputError(f"{output}: a form model's name must end in .json")
    check_writable(output)
    found = read_form_data(data, exercise)
    for name in found.empty:
        typer.echo(f"{name}: no repetition of {found.exercise} was found; left out", err=True)
    model = train_form(found, licence)
    write_form_model(output, model)
    write_text(card_path(output), format_card(model))
    about, figures = model.card["data"], model.card["validation"]
    typer.echo(
        f"{output}: {model.exercise}, {about['repetitions']} repetitions by {about['subjects']}"
        f" people; on people not seen AUC {figures['auc']:.2f}"
        f" ({figures['auc_low']:.2f} to {figures['auc_high']:.2f}), Brier {figures['brier']:.2f}"
    )
    typer.echo(f"{card_path(output)}: its card")
