"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _user(*, primary: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", _ID, key, primary_key=primary, nullable=False)


def _zone() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return (
        sa.Column("utc_offset", sa.SmallInteger, nullable=False),
        sa.Column("zone", sa.Text),
    )


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """Make all tables."""
    _people()
    _sessions()
    _notes()
    _results()


def _people() -> None:
    op.create_table(
        "users",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "profiles",
        _user(primary=True),
        sa.Column("height", sa.Double),
        sa.Column("mass_kg", sa.Double),
        sa.Column("sex", sa.String(16)),
        sa.Column("birth_year", sa.SmallInteger),
        sa.Column("experience", sa.String(16)),
        sa.Column("goals", sa.JSON, nullable=False),
        sa.Column("equipment", sa.JSON, nullable=False),
        sa.Column("injuries", sa.JSON, nullable=False),
        sqlite_with_rowid=False,
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", _ID, primary_key=True),
        _user(),
        sa.Column("started", sa.BigInteger, nullable=False),
        *_zone(),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("rpe", sa.Double),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("recording", sa.Text),
        sa.Column("digest", sa.String(32)),
        sa.UniqueConstraint("user_id", "source", "key", name="sessions_once"),
        sa.Index("sessions_by_day", "user_id", "day"),
        sqlite_autoincrement=True,
    )
    numbers = (
        "load_kg", "rpe", "seconds", "distance_m", "score", "rom", "stability", "tempo",
        "velocity", "velocity_loss", "asymmetry",
    )  # fmt: skip
    session = sa.ForeignKey("sessions.id", ondelete="CASCADE")
    op.create_table(
        "sets",
        sa.Column("session_id", _ID, session, primary_key=True),
        _key("position"),
        sa.Column("exercise", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reps", sa.Integer),
        *(sa.Column(name, sa.Double) for name in numbers),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "repetitions",
        sa.Column("session_id", _ID, primary_key=True),
        _key("set_position"),
        _key("position"),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("start", "turn", "end")),
        sa.Column("score", sa.Double),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id", "set_position"],
            ["sets.session_id", "sets.position"],
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )


def _notes() -> None:
    at = ("at", sa.BigInteger)
    op.create_table(
        "body_weight",
        _user(primary=True),
        sa.Column(*at, primary_key=True, autoincrement=False),
        *_zone(),
        sa.Column("mass_kg", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pain",
        _user(primary=True),
        sa.Column(*at, primary_key=True, autoincrement=False),
        *_zone(),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("level", sa.Double, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def _results() -> None:
    op.create_table(
        "findings",
        _user(primary=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("kept", sa.BigInteger, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "programmes",
        _user(primary=True),
        sa.Column("data", sa.JSON, nullable=False),
        sqlite_with_rowid=False,
    )
