"""`repsight history add`: a session by hand, or one that was counted before."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.history.choices import Database, Minutes, Note, SessionRpe, User, When
from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from repsight.core.history.log import LoggedSession, LoggedSet
    from repsight.history.from_count import Details

_MINUTE = 60.0


def add(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[SESSION.json]",
            help="What `repsight count --json` wrote; or say what was done.",
            show_default=False,
        ),
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="As squat; any name will do.", show_default=False),
    ] = None,
    reps: Annotated[
        str | None,
        typer.Option("--reps", metavar="N,…", help="Of each set: 5,5,5.", show_default=False),
    ] = None,
    seconds: Annotated[
        str | None,
        typer.Option("--seconds", metavar="S,…", help="Of each hold: 60,45.", show_default=False),
    ] = None,
    load: Annotated[
        str | None,
        typer.Option(
            "--load",
            metavar="KG,…",
            help="On the bar, for all sets or for each; below 0 for help.",
            show_default=False,
        ),
    ] = None,
    rpe: Annotated[
        str | None,
        typer.Option(
            "--rpe",
            metavar="0-10,…",
            help="How hard the sets were, for all or for each.",
            show_default=False,
        ),
    ] = None,
    session_rpe: SessionRpe = None,
    minutes: Minutes = None,
    when: When = None,
    note: Note = None,
    to: Annotated[
        int | None,
        typer.Option(
            "--to", metavar="ID", help="Add the sets to this session.", show_default=False
        ),
    ] = None,
    person: Annotated[
        int | None,
        typer.Option(
            "--person",
            metavar="ID",
            help="Of a SESSION.json; unset: the first with sets.",
            show_default=False,
        ),
    ] = None,
    user: User = None,
    database: Database = None,
) -> None:
    """Add a session: what was done, or a session that `repsight count --json` wrote.

    As `repsight history add -e squat --reps 5,5,5 --load 100 --rpe 8`.
    """
    from repsight.cli.history.choices import history_of, parse_moment
    from repsight.cli.history.wording import what_was_done
    from repsight.core.history.log import LoggedSession
    from repsight.history.clock import now
    from repsight.history.from_count import Details

    moment = parse_moment(when)
    if file is None:
        sets = _sets(exercise, reps, seconds, load, rpe)
        length = None if minutes is None else minutes * _MINUTE
        one = LoggedSession(
            moment or now(), sets, "", length, session_rpe, note or "", source="hand"
        )
    else:
        _only_a_file(exercise=exercise, reps=reps, seconds=seconds, to=to, minutes=minutes)
        details = Details(_one(load, "load"), _one(rpe, "rpe"), note or "", moment)
        one = replace(_from_file(file, person, details), rpe=session_rpe)
    with history_of(user, database) as (store, name):
        if to is not None:
            for each in one.sets:
                store.append_set(name, to, each)
            said = f"added to session {to} of {name}"
        else:
            added = store.add_sessions(name, (one,))
            how = "session {} of {} was there already" if added.unchanged else "session {} of {}"
            said = how.format(added.ids[0], name)
    typer.echo(f"{said}: {what_was_done(one.sets)}")


def _sets(
    exercise: str | None, reps: str | None, seconds: str | None, load: str | None, rpe: str | None
) -> "tuple[LoggedSet, ...]":
    """The sets that were typed. Raises InvalidInputError."""
    from repsight.core.history.log import LoggedSet

    if exercise is None or (reps is None and seconds is None):
        raise InvalidInputError(
            "say what was done, as --exercise squat --reps 5,5,5 --load 100 (a hold has --seconds),"
            " or name a SESSION.json"
        )
    counts = _numbers(reps, "reps")
    if any(not count.is_integer() for count in counts):
        raise InvalidInputError(f"--reps is {reps!r}; write whole numbers, as 5,5,5")
    times = _numbers(seconds, "seconds")
    count = max(len(counts), len(times))
    columns = [
        _for_each(values, count, name)
        for values, name in (
            (counts, "reps"),
            (times, "seconds"),
            (_numbers(load, "load"), "load"),
            (_numbers(rpe, "rpe"), "rpe"),
        )
    ]
    return tuple(
        LoggedSet(exercise, None if n is None else int(n), kg, rpe=hard, seconds=length)
        for n, length, kg, hard in zip(*columns, strict=True)
    )


def _numbers(text: str | None, option: str) -> list[float]:
    if text is None:
        return []
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InvalidInputError(
            f"--{option} is {text!r}; write numbers with commas between them, as 5,5,5"
        ) from None


def _for_each(values: list[float], count: int, option: str) -> list[float | None]:
    """A value for each set: one for all, or as many as there are sets, or none."""
    if len(values) not in (0, 1, count):
        raise InvalidInputError(
            f"--{option} has {len(values)} numbers for {count} sets; give one, or one for each"
        )
    return [None] * count if not values else [*values] * (count if len(values) == 1 else 1)


def _one(text: str | None, option: str) -> float | None:
    values = _numbers(text, option)
    if len(values) > 1:
        raise InvalidInputError(f"--{option} of a SESSION.json is one number, for all sets")
    return values[0] if values else None


def _only_a_file(**options: object) -> None:
    for name, value in options.items():
        if value is not None:
            raise InvalidInputError(
                f"--{name} says what was done, and so does the SESSION.json; give one of them"
            )


def _from_file(file: Path, person: int | None, details: "Details") -> "LoggedSession":
    """A counted session, of the person that was named or the first with sets."""
    from repsight.export import read_session
    from repsight.history.clock import now
    from repsight.history.from_count import chosen_person, logged_session
    from repsight.history.video_time import content_key, recorded_at

    session = read_session(file)
    one = chosen_person(session, person)
    source = Path(session.source)
    video = source if source.is_file() else file
    started = details.when or recorded_at(video, now())
    return logged_session(one, started, content_key(video), details)
