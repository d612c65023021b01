"""A user's programme in the store: drawn up, read, carried on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Plateau
from repsight.core.history.levers import levers
from repsight.core.history.log import Goal
from repsight.core.history.plateau import plateau
from repsight.core.history.series import main_measure, session_series
from repsight.core.history.table import EPOCH, History
from repsight.core.programme.adapting import adapt
from repsight.core.programme.drawing import new_programme
from repsight.core.programme.known import movements_done
from repsight.core.programme.policy import Policy, double_progression
from repsight.core.programme.programme_json import programme_from_dict, programme_to_dict
from repsight.core.programme.types import Programme, Reason
from repsight.programme.catalogue import load_movements

if TYPE_CHECKING:
    from repsight.history import Store

# A plateau is told from the last half year; a year holds what was before it.
PLATEAU_DAYS: Final = 365


def day_number(day: date) -> int:
    """A date as days since 1970-01-01."""
    return (day - EPOCH).days


def draw_up(
    store: "Store",
    user: str,
    *,
    goal: Goal | None,
    days: int,
    weeks: int,
    start: date,
    equipment: Sequence[str] | None = None,
    minutes: int | None = None,
    injuries: Sequence[str] | None = None,
) -> Programme:
    """A new programme of a user, kept in place of the one there was.

    A goal, equipment or injuries of None are the profile's. Raises InvalidInputError.
    """
    history = store.history(user)
    wanted = goal or next(iter(history.profile.goals), None)
    if wanted is None:
        raise InvalidInputError(
            "no goal is given and the profile has none; add --goal strength, hypertrophy,"
            " endurance or mobility"
        )
    programme = new_programme(
        history,
        load_movements(),
        goal=wanted,
        days=days,
        weeks=weeks,
        start_day=day_number(start),
        equipment=equipment,
        minutes=minutes,
        injuries=injuries,
    )
    store.keep_programme(user, programme_to_dict(programme))
    return programme


def read_programme(store: "Store", user: str) -> Programme:
    """The programme of a user as it was last kept. Raises InvalidInputError where there is none."""
    data = store.programme(user)
    if data is None:
        raise InvalidInputError(
            f"{user} has no programme yet; `repsight plan new --user {user} --goal strength"
            " --days 3` draws one up"
        )
    return programme_from_dict(data)


def carry_on(
    store: "Store",
    user: str,
    today: date,
    policy: Policy = double_progression,
    policy_name: str = "double_progression",
) -> tuple[Programme, tuple[Reason, ...]]:
    """The programme as it goes on from today, kept so, and what changed. Raises InvalidInputError.

    Nothing changes, and nothing is written, when it was carried on before. What `policy` decides
    is bounded.
    """
    before = read_programme(store, user)
    history = store.history(user)
    found = plateaus_of(history, before, day_number(today))
    after = adapt(
        before,
        history,
        load_movements(),
        day_number(today),
        policy=policy,
        policy_name=policy_name,
        plateaus=found,
    )
    if after != before:
        store.keep_programme(user, programme_to_dict(after))
    known = set(before.notes)
    return after, tuple(note for note in after.notes if note not in known)


def plateaus_of(history: History, programme: Programme, today: int) -> tuple[Plateau, ...]:
    """The plateaus of what a programme has in it, with their levers."""
    catalogue = load_movements()
    wanted = {one.exercise for w in programme.weeks for k in w.workouts for one in k.prescriptions}
    sets = history.sets.where(
        (history.sets.day <= today) & (history.sets.day > today - PLATEAU_DAYS)
    ).working()
    found = []
    for movement, names in movements_done(sets, catalogue).items():
        if movement in wanted:
            name = names[0]
            series = session_series(sets, name, main_measure(sets.of(name)))
            loads = session_series(sets, name, "load")
            one = plateau(series, programme.experience, loads)
            if isinstance(one, Plateau):
                found.append(replace(one, levers=levers(history.sets, one)))
    return tuple(found)
