"""`repsight history user`: who keeps a history, and what they say of themselves."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repsight.cli.history.choices import AsJson, Database
from repsight.cli.history.wording import echo_json

if TYPE_CHECKING:
    from repsight.core.history.log import UserProfile

app = typer.Typer(help="Add users, and tell what training needs to know of them.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The user.", show_default=False)]
Height = Annotated[
    float | None, typer.Option("--height", metavar="METRES", help="As 1.70.", show_default=False)
]
Mass = Annotated[
    float | None, typer.Option("--mass", metavar="KG", help="Body mass.", show_default=False)
]
Sex = Annotated[
    str | None, typer.Option("--sex", metavar="female|male", help="For norms.", show_default=False)
]
BirthYear = Annotated[
    int | None, typer.Option("--birth-year", metavar="YEAR", help="As 1990.", show_default=False)
]
Experience = Annotated[
    str | None,
    typer.Option(
        "--experience",
        metavar="beginner|intermediate|advanced",
        help="In training with weights.",
        show_default=False,
    ),
]
Goals = Annotated[
    str | None,
    typer.Option(
        "--goals",
        metavar="GOAL,…",
        help="strength, hypertrophy, endurance, mobility; the most important first.",
        show_default=False,
    ),
]
Equipment = Annotated[
    str | None,
    typer.Option("--equipment", metavar="THING,…", help="As barbell,dumbbell.", show_default=False),
]
Injuries = Annotated[
    str | None,
    typer.Option("--injuries", metavar="PLACE,…", help="As knee,shoulder.", show_default=False),
]


@app.command("add")
def add(
    name: Name,
    height: Height = None,
    mass: Mass = None,
    sex: Sex = None,
    birth_year: BirthYear = None,
    experience: Experience = None,
    goals: Goals = None,
    equipment: Equipment = None,
    injuries: Injuries = None,
    database: Database = None,
) -> None:
    """Add a user; everything but the name may be left out, and told later."""
    from repsight.core.history.log import UserProfile
    from repsight.history import open_store

    told = _told(height, mass, sex, birth_year, experience, goals, equipment, injuries)
    profile = UserProfile(**told)
    with open_store(database) as store:
        store.add_user(name, profile)
        typer.echo(f"added {name.strip()}, in {store.place}")


@app.command("set")
def change(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Unset: the only user there is.")
    ] = None,
    height: Height = None,
    mass: Mass = None,
    sex: Sex = None,
    birth_year: BirthYear = None,
    experience: Experience = None,
    goals: Goals = None,
    equipment: Equipment = None,
    injuries: Injuries = None,
    database: Database = None,
) -> None:
    """Change what is known of a user; what is not named stays as it is."""
    from repsight.cli.history.choices import history_of

    told = _told(height, mass, sex, birth_year, experience, goals, equipment, injuries)
    with history_of(name, database) as (store, user):
        profile = replace(store.profile(user), **told)
        store.set_profile(user, profile)
        _print(user, profile)


@app.command("show")
def show(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Unset: the only user there is.")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Show what is known of a user."""
    from repsight.cli.history.choices import history_of

    with history_of(name, database) as (store, user):
        profile = store.profile(user)
    if as_json:
        echo_json({"name": user, **_as_dict(profile)})
    else:
        _print(user, profile)


@app.command("list")
def list_users(database: Database = None, as_json: AsJson = False) -> None:
    """List all users."""
    from repsight.history import open_store

    with open_store(database) as store:
        names = store.users()
    if as_json:
        echo_json(list(names))
    elif names:
        typer.echo("\n".join(names))
    else:
        typer.echo("no users yet; `repsight history user add NAME` adds one", err=True)


def _told(
    height: float | None,
    mass: float | None,
    sex: str | None,
    birth_year: int | None,
    experience: str | None,
    goals: str | None,
    equipment: str | None,
    injuries: str | None,
) -> dict[str, Any]:
    """What was said, by the names of the profile."""
    said: dict[str, Any] = {
        "height": height,
        "mass_kg": mass,
        "sex": sex,
        "birth_year": birth_year,
        "experience": experience,
        "goals": _listed(goals),
        "equipment": _listed(equipment),
        "injuries": _listed(injuries),
    }
    return {name: value for name, value in said.items() if value is not None}


def _listed(text: str | None) -> tuple[str, ...] | None:
    """The words between commas; none for an empty text."""
    if text is None:
        return None
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


def _as_dict(profile: "UserProfile") -> dict[str, Any]:
    return {each.name: getattr(profile, each.name) for each in fields(profile)}


_UNITS = {"height": " m", "mass_kg": " kg"}


def _print(user: str, profile: "UserProfile") -> None:
    typer.echo(user)
    for name, value in _as_dict(profile).items():
        if value not in (None, ()):
            words = (
                ", ".join(value) if isinstance(value, tuple) else f"{value}{_UNITS.get(name, '')}"
            )
            typer.echo(f"  {name.removesuffix('_kg').replace('_', ' ')}: {words}")
