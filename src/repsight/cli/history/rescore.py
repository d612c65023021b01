"""`repsight history rescore`: kept sessions by what the exercises say today."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.choices import Height, Tempo, Weights
from repsight.cli.history.choices import Database, User
from repsight.core.errors import InvalidInputError, RepSightError

_FAILED = 2


def rescore(
    id: Annotated[
        int | None,
        typer.Argument(
            metavar="[ID]", help="As `repsight history list` shows it.", show_default=False
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All whose poses are kept.")] = False,
    recount: Annotated[
        bool, typer.Option("--recount", help="Count anew too; unset: the counts stay.")
    ] = False,
    exercise: Annotated[
        list[Path] | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="FILE.toml",
            help="An exercise of one's own; may be repeated.",
            show_default=False,
        ),
    ] = None,
    weights: Weights = None,
    tempo: Tempo = None,
    height: Height = None,
    user: User = None,
    database: Database = None,
) -> None:
    """Score kept sessions again, from their poses, after an exercise changed."""
    from repsight.cli.choices import score_options
    from repsight.cli.history.choices import history_of
    from repsight.exercises import load_all, load_exercise
    from repsight.history.rescore import rescored

    if (id is None) != every:
        raise InvalidInputError("say what to score again: the ID of a session, or --all")
    own = [load_exercise(path) for path in exercise or ()]
    names = {each.name for each in own}
    exercises = [*own, *(each for each in load_all() if each.name not in names)]
    failed = False
    with history_of(user, database) as (store, name):
        tall = height if height is not None else store.profile(name).height
        options = score_options(weights, tempo, tall)
        ids = [id] if id is not None else [s.id for s in store.sessions(name) if s.recording]
        for each in ids:
            try:
                one = store.session(name, each or 0)
                new = rescored(one, store.recordings, exercises, options, recount=recount)
                store.update_session(name, new)
                typer.echo(f"session {each}: {_scores(one.sets)} → {_scores(new.sets)}")
            except RepSightError as error:
                if not every:
                    raise
                typer.echo(f"session {each}: {error}", err=True)
                failed = True
    if not ids:
        typer.echo("no session has its poses kept", err=True)
    if failed:
        raise typer.Exit(_FAILED)


def _scores(sets: tuple) -> str:  # type: ignore[type-arg]
    return ", ".join("–" if one.score is None else f"{one.score:.0f}" for one in sets) or "no sets"
