"""`repsight history list`: sessions in a table."""

from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.history.choices import AsJson, Database, Since, Until, User

if TYPE_CHECKING:
    from repsight.core.history.log import LoggedSession

_LAST = 20


def list_sessions(
    since: Since = None,
    until: Until = None,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="Only those with it.", show_default=False),
    ] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", help="So many; 0 for all.")] = _LAST,
    as_json: AsJson = False,
    user: User = None,
    database: Database = None,
) -> None:
    """List sessions, the newest at the end."""
    from repsight.cli.history.choices import history_of, parse_day, uncollected
    from repsight.cli.history.wording import echo_json, session_data

    days = parse_day(since, "--since"), parse_day(until, "--until")
    with uncollected(), history_of(user, database) as (store, name):
        found = store.sessions(name, *days, exercise, last=last or None)
        if as_json:
            echo_json([session_data(one) for one in found])
        elif found:
            _print(found)
            if len(found) == last:
                typer.echo(f"the last {last}; --last 0 shows all", err=True)
        else:
            chosen = any(value is not None for value in (since, until, exercise))
            typer.echo(
                f"{name} has no session like that"
                if chosen
                else f"{name} has no sessions yet; `repsight history add` and `repsight count VIDEO"
                f" --user {name}` add some",
                err=True,
            )


def _print(sessions: "tuple[LoggedSession, ...]") -> None:
    from repsight.cli.history.wording import number, print_table, volume_kg, what_was_done

    columns = {
        "id": [str(one.id) for one in sessions],
        "when": [f"{one.started:%Y-%m-%d %H:%M}" for one in sessions],
        "what": [what_was_done(one.sets) or one.name for one in sessions],
        "volume kg": [number(volume_kg(one.sets) or None, ".0f") for one in sessions],
        "score": [number(_score(one), ".0f") for one in sessions],
        "from": [one.source for one in sessions],
        "note": [one.note for one in sessions],
    }
    print_table(columns, ("what", "note"))


def _score(one: "LoggedSession") -> float | None:
    """The mean score of the sets that have one."""
    scores = [each.score for each in one.sets if each.score is not None]
    return sum(scores) / len(scores) if scores else None
