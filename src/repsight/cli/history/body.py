"""`repsight history weight` and `pain`: what the body says."""

from typing import Annotated

import typer

from repsight.cli.history.choices import Database, Note, User, When

_LAST = 10
_SEVERE = (
    "note: with pain this strong do not train through it; see a professional. Pain or pressure in"
    " the chest, or fainting: call an ambulance."
)


def weight(
    kilograms: Annotated[
        float | None,
        typer.Argument(metavar="[KG]", help="Unset: show the last.", show_default=False),
    ] = None,
    when: When = None,
    user: User = None,
    database: Database = None,
) -> None:
    """Note the body weight, or show what was noted."""
    from repsight.cli.history.choices import history_of, parse_moment
    from repsight.core.history.log import BodyWeight
    from repsight.history.clock import now

    moment = parse_moment(when) or now()
    with history_of(user, database) as (store, name):
        if kilograms is not None:
            store.add_body_weight(name, BodyWeight(moment, kilograms))
            typer.echo(f"{name}: {kilograms:g} kg, {moment:%Y-%m-%d %H:%M}")
            return
        noted = store.history(name).body_weight
    for each in noted[-_LAST:]:
        typer.echo(f"{each.at:%Y-%m-%d %H:%M}  {each.mass_kg:g} kg")
    if not noted:
        typer.echo("none yet; `repsight history weight 70` notes one", err=True)


def pain(
    place: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLACE]", help="As knee. Unset: show the last.", show_default=False
        ),
    ] = None,
    level: Annotated[
        float | None,
        typer.Argument(
            metavar="[LEVEL]", help="0 none to 10 the worst there is.", show_default=False
        ),
    ] = None,
    note: Note = None,
    when: When = None,
    user: User = None,
    database: Database = None,
) -> None:
    """Note pain at a place of the body, or show what was noted."""
    from repsight.cli.history.choices import history_of, parse_moment
    from repsight.core.errors import InvalidInputError
    from repsight.core.history.log import PainNote
    from repsight.core.programme.rules import PAIN_STOP
    from repsight.history.clock import now

    moment = parse_moment(when) or now()
    if (place is None) != (level is None):
        raise InvalidInputError("say where and how much, 0 to 10: `repsight history pain knee 3`")
    with history_of(user, database) as (store, name):
        if place is not None and level is not None:
            where = place.strip().lower()
            store.add_pain(name, PainNote(moment, where, level, note or ""))
            typer.echo(f"{name}: {where} {level:g} of 10, {moment:%Y-%m-%d %H:%M}")
            if level >= PAIN_STOP:
                typer.echo(_SEVERE, err=True)
            return
        noted = store.history(name).pain
    for each in noted[-_LAST:]:
        said = f"  {each.note}" if each.note else ""
        typer.echo(f"{each.at:%Y-%m-%d %H:%M}  {each.place} {each.level:g} of 10{said}")
    if not noted:
        typer.echo("none yet; `repsight history pain knee 3` notes some", err=True)
