"""`repsight history delete`: a session, or somebody with everything of theirs."""

from typing import Annotated

import typer

from repsight.cli.history.choices import Database, User, Yes
from repsight.core.errors import InvalidInputError


def delete(
    id: Annotated[
        int | None,
        typer.Argument(
            metavar="[ID]", help="As `repsight history list` shows it.", show_default=False
        ),
    ] = None,
    user_all: Annotated[
        bool, typer.Option("--user-all", help="The user, and everything that is kept of them.")
    ] = False,
    yes: Yes = False,
    user: User = None,
    database: Database = None,
) -> None:
    """Delete a session, or all of a user, for good: recordings too, and no copy stays."""
    from repsight.cli.history.choices import history_of
    from repsight.cli.history.wording import what_was_done

    if (id is None) != user_all:
        raise InvalidInputError("say what to delete: the ID of a session, or --user-all")
    with history_of(user, database) as (store, name):
        if id is not None:
            one = store.session(name, id)
            what = f"session {id} of {name}, {one.started:%Y-%m-%d}: {what_was_done(one.sets)}"
        else:
            sessions = len(store.history(name).sessions)
            held = "one session" if sessions == 1 else f"{sessions} sessions"
            what = f"{name} with {held}, and everything else that is kept of them"
        if not yes and not typer.confirm(f"delete {what}?"):
            typer.echo("nothing was deleted", err=True)
            raise typer.Exit(1)
        if id is not None:
            store.delete_session(name, id)
        else:
            store.delete_user(name)
    typer.echo(f"deleted {what}")
