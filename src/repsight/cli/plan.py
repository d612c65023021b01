"""`repsight plan`: what to train next, and why."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.history.choices import AsJson, Database, User, history_of, parse_day
from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from repsight.core.history.log import Goal
    from repsight.core.programme.types import Programme, Reason
    from repsight.history import Store

app = typer.Typer(
    help="A training programme of your own: drawn up, shown, carried on.", no_args_is_help=True
)

Why = Annotated[bool, typer.Option("--why", help="Say why, from which data, by which source.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="As if it were that day.", show_default=False),
]

PolicyName = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="How it goes on: double_progression, learned, or a POLICY.json of your own."
        " Unset: as before.",
        show_default=False,
    ),
]


@app.command("new")
def new(
    user: User = None,
    goal: Annotated[
        str | None,
        typer.Option(
            "--goal",
            metavar="NAME",
            help="strength, hypertrophy, endurance or mobility. Unset: the profile's first.",
            show_default=False,
        ),
    ] = None,
    days: Annotated[int, typer.Option("--days", help="Workouts a week, 1 to 6.")] = 3,
    weeks: Annotated[int, typer.Option("--weeks", help="How long it goes, 1 to 52.")] = 8,
    minutes: Annotated[
        int | None,
        typer.Option("--minutes", help="For a workout at most. Unset: as long as it takes."),
    ] = None,
    equipment: Annotated[
        str | None,
        typer.Option(
            "--equipment",
            metavar="A,B|none|gym",
            help="What there is, as barbell,dumbbell (`repsight plan movements` lists them)."
            " Unset: the profile's, else a gym.",
            show_default=False,
        ),
    ] = None,
    spare: Annotated[
        str | None,
        typer.Option(
            "--spare",
            metavar="JOINTS",
            help="Joints to spare, as knee,shoulder. Unset: the profile's injuries.",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DATE", help="Unset: today.", show_default=False),
    ] = None,
    why: Why = False,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Draw up a programme from your history and profile. It takes the place of the one before.

    It is no medical advice: see a professional with pain, illness, or after an injury.
    """
    from repsight.cli.plan_text import note_lines, overview, say_json, week_lines
    from repsight.programme import draw_up

    with history_of(user, database) as (store, whose):
        replaced = store.programme(whose) is not None
        programme = draw_up(
            store,
            whose,
            goal=_goal(goal),
            days=days,
            weeks=weeks,
            start=parse_day(start, "--start") or _today(None),
            equipment=_listed(equipment),
            minutes=minutes,
            injuries=_listed(spare),
        )
        # What hurts now is left out from the first workout on.
        programme, changes = _carried_on(store, whose, _today(None), None)
    if as_json:
        say_json(programme)
        return
    lines = [*overview(programme, why), *week_lines(programme, 0, why)]
    lines += ["", *note_lines(changes, why)] if changes else []
    if replaced:
        lines.append("It takes the place of the programme before.")
    typer.echo("\n".join(lines))


@app.command("show")
def show(
    user: User = None,
    week: Annotated[
        int | None,
        typer.Option("--week", help="Which, from 1. Unset: this one.", show_default=False),
    ] = None,
    why: Why = False,
    as_json: AsJson = False,
    on: On = None,
    database: Database = None,
) -> None:
    """Show the programme, carried on with what you did since: its weeks, and one in full."""
    from repsight.cli.plan_text import note_lines, overview, say_json, week_lines
    from repsight.programme import day_number

    today = _today(on)
    with history_of(user, database) as (store, whose):
        programme, changes = _carried_on(store, whose, today, None)
    if as_json:
        say_json(programme)
        return
    count = len(programme.weeks)
    if week is not None and not 1 <= week <= count:
        raise InvalidInputError(f"--week is {week}; the programme has the weeks 1 to {count}")
    number = _week_of(programme, day_number(today)) if week is None else week - 1
    lines = [*overview(programme, why), *week_lines(programme, number, why)]
    typer.echo("\n".join([*lines, *([""] if changes else []), *note_lines(changes, why)]))


@app.command("next")
def next_(
    user: User = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PLAN.toml",
            help="Write what the camera can count of it for `repsight live --plan`.",
            show_default=False,
        ),
    ] = None,
    policy: PolicyName = None,
    why: Why = False,
    as_json: AsJson = False,
    on: On = None,
    database: Database = None,
) -> None:
    """Show the next workout, after carrying the programme on with what you did since."""
    from repsight.cli.plan_text import note_lines, say_workout_json, workout_lines
    from repsight.core.programme.adapting import next_workout
    from repsight.programme import day_number, write_plan

    today = _today(on)
    with history_of(user, database) as (store, whose):
        programme, changes = _carried_on(store, whose, today, policy)
    workout = next_workout(programme, day_number(today))
    if workout is None:
        raise InvalidInputError(
            f"the programme is done; `repsight plan new --user {whose}` draws the next one up"
        )
    if as_json:
        say_workout_json(workout)
    else:
        lines = workout_lines(workout, why)
        typer.echo("\n".join([*lines, *([""] if changes else []), *note_lines(changes, why)]))
    if output is not None:
        write_plan(workout, output)
        typer.echo(f"Wrote {output}; start with: repsight live --plan {output}", err=as_json)


@app.command("adapt")
def adapt(
    user: User = None,
    policy: PolicyName = None,
    why: Why = False,
    on: On = None,
    database: Database = None,
) -> None:
    """Carry the programme on with what you did since, and say what changed."""
    from repsight.cli.plan_text import note_lines

    with history_of(user, database) as (store, whose):
        _, changes = _carried_on(store, whose, _today(on), policy)
    typer.echo("\n".join(note_lines(changes, why) or ["Nothing changed."]))


@app.command("movements")
def movements() -> None:
    """List the movements that programmes are made of, and the words for equipment."""
    from rich.console import Console
    from rich.table import Table

    from repsight.programme import load_movements

    catalogue = load_movements()
    table = Table()
    for column in ("name", "title", "pattern", "muscles", "equipment", "spares not", "counted as"):
        table.add_column(column)
    for m in catalogue.movements:
        table.add_row(
            m.name,
            m.title,
            m.pattern,
            ", ".join(m.muscles),
            ", ".join(m.equipment),
            ", ".join(m.stresses),
            m.counted_as or "",
        )
    console = Console(highlight=False)
    console.print(table)
    console.print(f"equipment: gym, {', '.join(catalogue.equipment)}")


def _carried_on(
    store: "Store", user: str, today: date, policy: str | None
) -> "tuple[Programme, tuple[Reason, ...]]":
    """The programme carried on by a policy, or by the one it went on by before."""
    from repsight.programme import carry_on, read_programme
    from repsight.programme.policies import progression_policy

    name = policy or read_programme(store, user).policy
    return carry_on(store, user, today, progression_policy(name), name)


def _goal(goal: str | None) -> "Goal | None":
    from typing import get_args

    from repsight.core.history.log import Goal

    if goal is not None and goal not in get_args(Goal):
        raise InvalidInputError(f"--goal is {goal!r}; allowed: {', '.join(get_args(Goal))}")
    return goal  # type: ignore[return-value]


def _listed(text: str | None) -> tuple[str, ...] | None:
    """Words between commas; "none" is none of them, and None leaves it to the profile."""
    if text is None:
        return None
    words = tuple(word.strip() for word in text.split(",") if word.strip())
    return () if words == ("none",) else words


def _today(on: str | None) -> date:
    from repsight.history.clock import now

    return parse_day(on, "--on") or now().date()


def _week_of(programme: "Programme", today: int) -> int:
    """The week that a day is in; the first before, the last after."""
    begun = [n for n, week in enumerate(programme.weeks) if week.start <= today]
    return begun[-1] if begun else 0
