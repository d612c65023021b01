"""The tables. What they were in earlier versions is told by `migrations/versions`.

Moments are microseconds since 1970 UTC, with the offset from UTC in minutes that was in force there
and then, and the name of the time zone where it is known: the local date stays right whatever
happens to clocks later, and wherever it is read.
"""

from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA: Final = MetaData()
# SQLite numbers rows by itself only in a column that is called INTEGER.
_ID: Final = BigInteger().with_variant(Integer, "sqlite")
# A row that has its place in the key needs no row number besides.
_KEYED: Final[dict[str, Any]] = {"sqlite_with_rowid": False}
# A number that was given once is never given again: "delete 12" must not mean another session.
_NUMBERED: Final[dict[str, Any]] = {"sqlite_autoincrement": True}


def _user(*, primary: bool = False) -> Column[Any]:
    key = ForeignKey("users.id", ondelete="CASCADE")
    return Column("user_id", _ID, key, primary_key=primary, nullable=False)


def _zone() -> tuple[Column[Any], Column[Any]]:
    return Column("utc_offset", SmallInteger, nullable=False), Column("zone", Text)


def _at() -> Column[Any]:
    return Column("at", BigInteger, primary_key=True, autoincrement=False)


USERS: Final = Table(
    "users",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    **_NUMBERED,
)
PROFILES: Final = Table(
    "profiles",
    METADATA,
    _user(primary=True),
    Column("height", Double),
    Column("mass_kg", Double),
    Column("sex", String(16)),
    Column("birth_year", SmallInteger),
    Column("experience", String(16)),
    Column("goals", JSON, nullable=False),
    Column("equipment", JSON, nullable=False),
    Column("injuries", JSON, nullable=False),
    **_KEYED,
)
SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("id", _ID, primary_key=True),
    _user(),
    Column("started", BigInteger, nullable=False),
    *_zone(),
    Column("day", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("seconds", Double),
    Column("rpe", Double),
    Column("note", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("key", Text),
    Column("recording", Text),
    Column("digest", String(32)),
    UniqueConstraint("user_id", "source", "key", name="sessions_once"),
    Index("sessions_by_day", "user_id", "day"),
    **_NUMBERED,
)
SETS: Final = Table(
    "sets",
    METADATA,
    Column("session_id", _ID, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("exercise", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reps", Integer),
    Column("load_kg", Double),
    Column("rpe", Double),
    Column("seconds", Double),
    Column("distance_m", Double),
    Column("score", Double),
    Column("rom", Double),
    Column("stability", Double),
    Column("tempo", Double),
    Column("velocity", Double),
    Column("velocity_loss", Double),
    Column("asymmetry", Double),
    Column("measures", JSON, nullable=False),
    Column("note", Text, nullable=False),
    **_KEYED,
)
REPETITIONS: Final = Table(
    "repetitions",
    METADATA,
    Column("session_id", _ID, primary_key=True),
    Column("set_position", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("start", Double, nullable=False),
    Column("turn", Double, nullable=False),
    Column("end", Double, nullable=False),
    Column("score", Double),
    Column("measures", JSON, nullable=False),
    ForeignKeyConstraint(
        ["session_id", "set_position"], ["sets.session_id", "sets.position"], ondelete="CASCADE"
    ),
    **_KEYED,
)
BODY_WEIGHT: Final = Table(
    "body_weight",
    METADATA,
    _user(primary=True),
    _at(),
    *_zone(),
    Column("mass_kg", Double, nullable=False),
    **_KEYED,
)
PAIN: Final = Table(
    "pain",
    METADATA,
    _user(primary=True),
    _at(),
    *_zone(),
    Column("place", Text, primary_key=True),
    Column("level", Double, nullable=False),
    Column("note", Text, nullable=False),
    **_KEYED,
)
FINDINGS: Final = Table(
    "findings",
    METADATA,
    _user(primary=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("kept", BigInteger, nullable=False),
    Column("data", JSON, nullable=False),
    **_KEYED,
)
PROGRAMMES: Final = Table(
    "programmes",
    METADATA,
    _user(primary=True),
    Column("data", JSON, nullable=False),
    **_KEYED,
)
