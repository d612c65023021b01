"""`repsight history edit`: what was not known, or wrong, when a session was kept."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from repsight.cli.history.choices import Database, Load, Minutes, Note, Rpe, SessionRpe, User, When
from repsight.cli.history.show import SessionId
from repsight.core.errors import InvalidInputError


def edit(
    id: SessionId,
    load: Load = None,
    rpe: Rpe = None,
    only: Annotated[
        int | None,
        typer.Option(
            "--set", metavar="N", help="Only of this set; unset: of all.", show_default=False
        ),
    ] = None,
    session_rpe: SessionRpe = None,
    minutes: Minutes = None,
    when: When = None,
    note: Note = None,
    user: User = None,
    database: Database = None,
) -> None:
    """Change a session's load, exertion, note or time; counting or importing again keeps it."""
    from repsight.cli.history.choices import history_of, parse_moment
    from repsight.cli.history.wording import what_was_done

    of_sets = _said(load_kg=load, rpe=rpe)
    seconds = None if minutes is None else minutes * 60
    whole = _said(rpe=session_rpe, seconds=seconds, note=note, started=parse_moment(when))
    if not of_sets and not whole:
        raise InvalidInputError("say what to change, as --load 100 or --session-rpe 7")
    with history_of(user, database) as (store, name):
        one = store.session(name, id)
        if only is not None and not 1 <= only <= len(one.sets):
            raise InvalidInputError(f"--set is {only}; session {id} has sets 1 to {len(one.sets)}")
        sets = tuple(
            replace(each, **of_sets) if only in (None, place) else each
            for place, each in enumerate(one.sets, 1)
        )
        one = replace(one, sets=sets, **whole)
        store.update_session(name, one)
    typer.echo(f"session {id} of {name}: {what_was_done(one.sets)}")


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
