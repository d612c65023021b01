"""`repsight models`: the pose models, and getting them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from repsight.models import ModelCard

app = typer.Typer(help="Pose models: list, pull, path, info, remove.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A model's name.", show_default=False)]


@app.command("list")
def list_() -> None:
    """List the models RepSight knows, which of them are here, and your own."""
    from rich.console import Console
    from rich.table import Table

    from repsight.models import default_model, is_cached, list_models, own_models

    table = Table()
    for column in ("name", "here", "MB", "licence", "title"):
        table.add_column(column, justify="right" if column == "MB" else "left")
    for card in list_models():
        here = "yes" if is_cached(card) else ""
        name = f"{card.name} (default)" if card.name == default_model() else card.name
        table.add_row(name, here, f"{card.megabytes:.1f}", card.licence, card.title)
    for own in own_models():
        table.add_row(own.name, "own", _megabytes(own.path), own.card["licence"], own.card["title"])
    Console(highlight=False).print(table)


@app.command()
def pull(name: Name) -> None:
    """Download a model into the cache, checked, and prepare it."""
    from repsight.cli.screen import Screen
    from repsight.models import pull as pull_model

    screen = Screen(quiet=False)
    typer.echo(pull_model(name, say=screen.say))


@app.command()
def path(name: Name) -> None:
    """Print where a model is."""
    from repsight.models import find

    typer.echo(find(name))


@app.command()
def info(name: Name) -> None:
    """Print what there is to know of a model: licence, sources, checksums, how it was trained."""
    from repsight.models import find_own
    from repsight.models import info as card_of
    from repsight.models.own_card_text import format_card

    own = find_own(name)
    if own is None:
        _print_card(card_of(name))
    else:
        typer.echo(f"{own.path}\n\n{format_card(own.card)}", nl=False)


@app.command()
def remove(name: Name) -> None:
    """Delete a model of your own, damaged or not. Pulled models are not touched."""
    from repsight.models.own import remove as remove_own

    typer.echo(f"removed {remove_own(name)}")


def _print_card(card: "ModelCard") -> None:
    from repsight.models import cached_path, is_cached
    from repsight.models.cards import Download

    rows: dict[str, Any] = {
        "name": card.name,
        "title": card.title,
        "licence": f"{card.licence} ({card.licence_url})",
        "skeleton": card.skeleton,
        "download": f"{card.megabytes:.1f} MB",
        "here": cached_path(card) if is_cached(card) else "no",
        "note": card.note,
    }
    for key, value in rows.items():
        if value:
            typer.echo(f"{key}: {value}")
    for source in card.sources:
        if isinstance(source, Download):
            checked = f" sha256 {source.sha256}" if source.sha256 else ""
            typer.echo(f"source: {source.url}{checked}")
        else:
            typer.echo(f"source: {source.requirement} from the Python registry")


def _megabytes(path: "Path") -> str:
    files = path.rglob("*") if path.is_dir() else [path]
    return f"{sum(file.stat().st_size for file in files if file.is_file()) / 1e6:.1f}"
