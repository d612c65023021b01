"""`repsight history show`: one session, set by set."""

from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.history.choices import AsJson, Database, User

if TYPE_CHECKING:
    from repsight.core.history.log import LoggedSession

SessionId = Annotated[
    int,
    typer.Argument(metavar="ID", help="As `repsight history list` shows it.", show_default=False),
]
_MEASURES = (
    ("ROM", "rom", ".0f"),
    ("stability", "stability", ".0f"),
    ("tempo", "tempo", ".0f"),
    ("m/s", "velocity", ".2f"),
    ("speed lost %", "velocity_loss", ".0f"),
)


def show(
    id: SessionId, as_json: AsJson = False, user: User = None, database: Database = None
) -> None:
    """Show a session: its sets, and what was measured of them."""
    from repsight.cli.history.choices import history_of
    from repsight.cli.history.wording import echo_json, session_data

    with history_of(user, database) as (store, name):
        one = store.session(name, id)
    if as_json:
        echo_json(session_data(one))
    else:
        _print(one)


def _print(one: "LoggedSession") -> None:
    from repsight.cli.history.wording import amount, number, print_table

    typer.echo("\n".join(_about(one)))
    measured = {
        title: [number(each.measures.get(name), pattern) for each in one.sets]
        for title, name, pattern in _MEASURES
    }
    columns = {
        "set": [str(place) for place, _ in enumerate(one.sets, 1)],
        "exercise": [each.exercise for each in one.sets],
        "amount": [amount(each) for each in one.sets],
        "RPE": [number(each.rpe) for each in one.sets],
        "score": [number(each.score, ".0f") for each in one.sets],
        **measured,
        "note": [each.note for each in one.sets],
    }
    if one.sets:
        print_table(columns, ("exercise", "note"))


def _about(one: "LoggedSession") -> list[str]:
    length = "" if one.seconds is None else f", {one.seconds / 60:.0f} min"
    effort = "" if one.rpe is None else f", RPE {one.rpe:g}"
    name = f" {one.name}" if one.name else ""
    lines = [f"session {one.id}:{name} {one.started:%Y-%m-%d %H:%M}{length}{effort}"]
    lines += [one.note] if one.note else []
    kept = "; its poses are kept" if one.recording else ""
    return [*lines, f"from {one.source}{kept}"]
