"""All commands in one application. Heavy libraries are loaded inside the commands."""

from typing import Annotated

import typer

from repsight import __version__
from repsight.cli import (
    count,
    data,
    demo,
    exercises,
    explain,
    export,
    history,
    info,
    live,
    models,
    plan,
    poses,
    report,
    serve,
    train,
)

app = typer.Typer(
    help="Counts and scores exercise repetitions in real video.",
    no_args_is_help=True,
    add_completion=False,
    # Anything that is no RepSightError is a bug: the plain traceback is what a report needs.
    pretty_exceptions_enable=False,
)
app.command("count")(count.count)
app.command("live")(live.live)
app.command("poses")(poses.poses)
app.command("export")(export.export)
app.command("explain")(explain.explain)
app.command("report")(report.report)
app.command("serve")(serve.serve)
app.add_typer(history.app, name="history")
app.add_typer(plan.app, name="plan")
app.add_typer(exercises.app, name="exercises")
app.add_typer(models.app, name="models")
app.add_typer(data.app, name="data")
app.add_typer(train.app, name="train")
app.command("info")(info.info)
app.command("demo")(demo.demo)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"repsight {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Counts and scores exercise repetitions in real video."""
