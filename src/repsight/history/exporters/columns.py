"""A history as typed columns, one row a set or a repetition, for Parquet."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final

import numpy as np

from repsight.core.history.log import LoggedSession
from repsight.export.columns import Columns
from repsight.history.exporters.sheet import measures_of

_NUMBERS: Final = ("reps", "load_kg", "rpe", "seconds", "distance_m", "score")
_TEXTS: Final = ("exercise", "kind", "note")


def set_columns(sessions: Sequence[LoggedSession]) -> Columns:
    """One entry a set: `started` (UTC, microseconds) and `local` (ISO 8601), `session` and `set`
    from 1 on, then what is known of session and set; NaN where it is not."""
    rows = [
        (number, session, n, one)
        for number, session in enumerate(sessions, 1)
        for n, one in enumerate(session.sets, 1)
    ]
    whole = [session for _, session, _, _ in rows]
    sets = [one for *_, one in rows]
    return {
        "session": np.array([number for number, *_ in rows], np.int32),
        "set": np.array([n for _, _, n, _ in rows], np.int32),
        **_session_columns(whole),
        **{name: _text(getattr(one, name) for one in sets) for name in _TEXTS},
        **{name: _floats(getattr(one, name) for one in sets) for name in _NUMBERS},
        **{name: _floats(one.measures.get(name) for one in sets) for name in measures_of(sessions)},
    }


def _session_columns(whole: Sequence[LoggedSession]) -> dict[str, Any]:
    utc = [session.started.astimezone(UTC).replace(tzinfo=None) for session in whole]
    return {
        "started": np.array(utc, "datetime64[us]"),
        "local": _text(session.started.isoformat() for session in whole),
        "workout": _text(session.name for session in whole),
        "workout_seconds": _floats(session.seconds for session in whole),
        "workout_rpe": _floats(session.rpe for session in whole),
        "workout_note": _text(session.note for session in whole),
        "source": _text(session.source for session in whole),
        "key": _text(session.key for session in whole),
    }


def _floats(values: Any) -> Any:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _text(values: Any) -> Any:
    return np.array(list(values), object)
