"""`repsight exercises`: what can be counted by name."""

from typing import Annotated

import typer

app = typer.Typer(help="List the exercises, or show one as TOML to start your own from.")


@app.callback(invoke_without_command=True)
def exercises(context: typer.Context) -> None:
    """List the exercises."""
    if context.invoked_subcommand is not None:
        return
    from rich.console import Console
    from rich.table import Table

    from repsight.exercises import load_all

    table = Table()
    for column in ("name", "title", "kind", "begins with", "measured by"):
        table.add_column(column)
    for exercise in load_all():
        signals = ", ".join(signal.measure for signal in exercise.signals)
        first = exercise.first_phase if exercise.kind == "reps" else ""
        table.add_row(exercise.name, exercise.title, exercise.kind, first, signals)
    Console(highlight=False).print(table)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An exercise.", show_default=False)],
) -> None:
    """Print the TOML of an exercise."""
    from repsight.exercises import read_text

    typer.echo(read_text(name), nl=False)
