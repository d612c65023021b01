"""`repsight train risk`: who gets injured from loads."""

from typing import Annotated

import typer

from repsight.core.errors import OutputError


def risk(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA.csv",
            help="Columns athlete, date, load, injury; see docs/risk.md.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="MODEL.json", help="The risk model.", show_default=False
        ),
    ],
    days: Annotated[int, typer.Option("--days", help="Injury within so many days.")] = 7,
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="Licence of the data, for the card.")
    ] = "",
) -> None:
    """Learn who gets injured from daily loads; needs the extra ml. No medical advice.

    Compares a logistic regression, boosted trees and a recurrent network on athletes that they have
    not seen, and writes the better one, with its card beside it.
    """
    from repsight.export import check_writable, write_text
    from repsight.history.risk import write_risk_model
    from repsight.train.form_file import card_path
    from repsight.train.risk import NEW_ATHLETES, train_risk
    from repsight.train.risk_card import format_card

    if not output.endswith(".json"):
        raise OutputError(f"{output}: a risk model's name must end in .json")
    check_writable(output)
    model = train_risk(data, days, licence)
    write_risk_model(output, model)
    write_text(card_path(output), format_card(model))
    about, figures = model.card["data"], model.card["backtest"][NEW_ATHLETES][model.scorer.kind]
    typer.echo(
        f"{output}: {model.scorer.kind}, {about['injuries']} injuries of {about['athletes']}"
        f" athletes; on athletes not seen AUC {figures['auc']:.2f} ({figures['auc_low']:.2f} to"
        f" {figures['auc_high']:.2f}), log loss {figures['log_loss']:.4f}, that of the base rate"
        f" {figures['base_log_loss']:.4f}"
    )
    if not model.beats_base:
        typer.echo("it is not shown to be better than always saying the base rate", err=True)
    if model.card["warning"]:
        typer.echo(model.card["warning"], err=True)
    typer.echo(f"{card_path(output)}: its card")
