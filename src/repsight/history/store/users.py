"""Users and their profiles."""

import unicodedata
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import UserProfile
from repsight.history.store.tables import PROFILES, USERS

_MAX_NAME: Final = 100
_LISTS: Final = ("goals", "equipment", "injuries")


def add(connection: Connection, name: str, profile: UserProfile) -> int:
    """Add a user; the row's number. Raises InvalidInputError for a name that is there or none."""
    name = checked_name(name)
    if (there := _row(connection, name)) is not None:
        raise InvalidInputError(f"there is a user {there.name!r} already; choose another name")
    row = insert(USERS).values(name=name, folded=_folded(name)).returning(USERS.c.id)
    number = int(connection.execute(row).scalar_one())
    connection.execute(insert(PROFILES).values(user_id=number, **_to_columns(profile)))
    return number


def checked_name(name: str) -> str:
    """The name without spaces around it. Raises InvalidInputError where it is none."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name or len(name) > _MAX_NAME or not name.isprintable():
        raise InvalidInputError(
            f"the user's name is {name[:_MAX_NAME]!r}; 1 to {_MAX_NAME} printable characters are"
            " needed"
        )
    return name


def names(connection: Connection) -> tuple[str, ...]:
    """Everybody's name, in order of the alphabet."""
    rows = connection.execute(select(USERS.c.name).order_by(USERS.c.folded))
    return tuple(rows.scalars())


def number_of(connection: Connection, name: str, *, lock: bool = False) -> int:
    """The row's number of a user; `lock` keeps other writers of theirs out until the end.

    Raises InvalidInputError for an unknown one.
    """
    row = _row(connection, name, lock=lock)
    if row is None:
        raise InvalidInputError(unknown(name, names(connection)))
    return int(row.id)


def unknown(name: str, known: tuple[str, ...]) -> str:
    """What to say where there is no user of that name."""
    add_one = f"`repsight history user add {name}` adds one"
    if not known:
        return f"there is no user {name!r}, nor any other yet; {add_one}"
    return f"there is no user {name!r}; known: {', '.join(known)}; {add_one}"


def profile(connection: Connection, number: int) -> UserProfile:
    """A user's profile."""
    row = connection.execute(select(PROFILES).where(PROFILES.c.user_id == number)).one()
    values: dict[str, Any] = {k: v for k, v in row._mapping.items() if k != "user_id"}
    values |= {name: tuple(values[name]) for name in _LISTS}
    return UserProfile(**values)


def set_profile(connection: Connection, number: int, profile: UserProfile) -> None:
    """Put a profile in place of the one before."""
    connection.execute(
        PROFILES.update().where(PROFILES.c.user_id == number).values(**_to_columns(profile))
    )


def remove(connection: Connection, number: int) -> None:
    """Remove a user with everything that is theirs."""
    connection.execute(delete(USERS).where(USERS.c.id == number))


def name_of(connection: Connection, number: int) -> str:
    """The name of a user, as it was written when they were added."""
    return str(connection.execute(select(USERS.c.name).where(USERS.c.id == number)).scalar_one())


def _row(connection: Connection, name: str, *, lock: bool = False) -> Any:
    wanted = select(USERS).where(USERS.c.folded == _folded(name))
    return connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()


def _folded(name: str) -> str:
    """Ann, ann and ANN are one person: two histories by a slip of the finger help nobody."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def _to_columns(profile: UserProfile) -> dict[str, Any]:
    names = ("height", "mass_kg", "sex", "birth_year", "experience")
    return {
        **{name: getattr(profile, name) for name in names},
        **{name: list(getattr(profile, name)) for name in _LISTS},
    }
