"""`repsight history`: what was done over months, and what that tells."""

import typer

from repsight.cli.history import report, user

app = typer.Typer(
    help="Keep what you train, and see how it goes.",
    no_args_is_help=True,
)
app.command("report")(report.report)
app.add_typer(user.app, name="user")
