"""A person's sets as a strength activity in a FIT file, which sports watches and their sites read.

Message and field names, categories and exercise names are those of the FIT profile, 21.x.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import PersonSummary, SetSummary
from repsight.export.extras import import_extra
from repsight.export.files import replacing

EARLIEST: Final = datetime(1989, 12, 31, tzinfo=UTC)
"""FIT counts seconds from here."""
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST_SECONDS: Final = 30 * 86400
"""FIT's durations are milliseconds in 32 bits: 49 days."""

# Category, and the name within it where the category alone would say something else.
_CATEGORIES: Final[dict[str, tuple[str, tuple[str, str] | None]]] = {
    "bench_press": ("BENCH_PRESS", None),
    "bicep_curl": ("CURL", None),
    "burpee": ("TOTAL_BODY", ("TotalBodyExerciseName", "BURPEE")),
    "crunch": ("CRUNCH", None),
    "deadlift": ("DEADLIFT", None),
    "dip": ("TRICEPS_EXTENSION", ("TricepsExtensionExerciseName", "BODY_WEIGHT_DIP")),
    "front_raise": ("LATERAL_RAISE", ("LateralRaiseExerciseName", "FRONT_RAISE")),
    "inline_lunge": ("LUNGE", None),
    "jumping_jack": ("CARDIO", ("CardioExerciseName", "JUMPING_JACKS")),
    "lateral_raise": ("LATERAL_RAISE", None),
    "leg_raise": ("LEG_RAISE", None),
    "lunge": ("LUNGE", None),
    "overhead_squat": ("SQUAT", None),
    "plank": ("PLANK", None),
    "pull_up": ("PULL_UP", None),
    "push_up": ("PUSH_UP", None),
    "shoulder_abduction": ("LATERAL_RAISE", None),
    "shoulder_press": ("SHOULDER_PRESS", None),
    "side_lunge": ("LUNGE", None),
    "sit_to_stand": ("SQUAT", None),
    "sit_up": ("SIT_UP", None),
    "squat": ("SQUAT", None),
}
_UNKNOWN: Final = "UNKNOWN"
_MANUFACTURER: Final = 255
"""`development`: for programs without a number of their own."""


def write_fit(path: str | Path, person: PersonSummary, started: datetime) -> None:
    """Write one `set` message per set; `started` is when the video's time 0 was.

    Raises OutputError, InvalidInputError, and SourceError where a set has no times.
    """
    import_extra("fit_tool", "FIT")
    from fit_tool.fit_file_builder import FitFileBuilder

    if started.tzinfo is None:
        started = started.astimezone()
    if not EARLIEST < started < _LATEST:
        raise InvalidInputError(
            f"started is {started.isoformat()}; FIT knows times from {EARLIEST:%Y-%m-%d} on, up to"
            f" {_LATEST:%Y} are allowed"
        )
    for number, one in enumerate(person.sets, 1):
        if not 0 <= one.start <= one.end <= _LONGEST_SECONDS:  # nor is NaN
            raise SourceError(
                f"set {number} of person {person.id} lasts from {one.start} to {one.end} s, which"
                " cannot be; count the video again"
            )
    builder = FitFileBuilder(auto_define=True)
    for local, message in _messages(person, started):
        message.local_id = local
        builder.add(message)
    with replacing(path) as part:
        part.write_bytes(builder.build_bytes())


def _messages(person: PersonSummary, started: datetime) -> Iterator[tuple[int, Any]]:
    """Everything an activity needs, in the order of the FIT specification."""
    from fit_tool.profile.messages.event_message import EventMessage
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.profile_type import Event, EventType, FileType

    begin, end = _ms(started), _ms(started, max(one.end for one in person.sets))
    yield 0, _filled(
        FileIdMessage, type=FileType.ACTIVITY, manufacturer=_MANUFACTURER, product=0,
        serial_number=max(1, person.id) % (1 << 32), time_created=begin,
    )  # fmt: skip
    timer = {"event": Event.TIMER, "event_group": 0}
    yield 1, _filled(EventMessage, timestamp=begin, event_type=EventType.START, **timer)
    for index, one in enumerate(person.sets):
        yield 2, _set(index, one, started)
    yield 1, _filled(EventMessage, timestamp=end, event_type=EventType.STOP_ALL, **timer)
    yield from _totals(begin, end)


def _set(index: int, one: SetSummary, started: datetime) -> Any:
    from fit_tool.profile.messages.set_message import SetMessage
    from fit_tool.profile.profile_type import SetType

    category, subtype = _category(one.exercise)
    known: dict[str, Any] = {"category": [category]}
    if subtype is not None:
        known["category_subtype"] = [subtype]
    if one.kind == "reps":
        known["repetitions"] = one.count
    return _filled(
        SetMessage,
        message_index=index,
        timestamp=_ms(started, one.end),
        start_time=_ms(started, one.start),
        duration=max(one.end - one.start, 0.0),
        set_type=SetType.ACTIVE.value,
        **known,
    )


def _totals(begin: int, end: int) -> Iterator[tuple[int, Any]]:
    from fit_tool.profile.messages.activity_message import ActivityMessage
    from fit_tool.profile.messages.lap_message import LapMessage
    from fit_tool.profile.messages.session_message import SessionMessage
    from fit_tool.profile.profile_type import Activity, Event, EventType, Sport, SubSport

    seconds = (end - begin) / 1000
    whole = {
        "timestamp": end, "start_time": begin, "message_index": 0, "event_type": EventType.STOP,
        "total_elapsed_time": seconds, "total_timer_time": seconds,
        "sport": Sport.TRAINING, "sub_sport": SubSport.STRENGTH_TRAINING,
    }  # fmt: skip
    yield 3, _filled(LapMessage, event=Event.LAP, **whole)
    yield 4, _filled(SessionMessage, event=Event.SESSION, first_lap_index=0, num_laps=1, **whole)
    yield 5, _filled(
        ActivityMessage, timestamp=end, total_timer_time=seconds, num_sessions=1,
        type=Activity.MANUAL, event=Event.ACTIVITY, event_type=EventType.STOP,
    )  # fmt: skip


def _filled(kind: Any, **fields: Any) -> Any:
    message = kind()
    for name, value in fields.items():
        setattr(message, name, value)
    return message


def _category(exercise: str) -> tuple[int, int | None]:
    from fit_tool.profile import profile_type

    name, within = _CATEGORIES.get(exercise, (_UNKNOWN, None))
    category = int(profile_type.ExerciseCategory[name].value)
    if within is None:
        return category, None
    return category, int(getattr(profile_type, within[0])[within[1]].value)


def _ms(started: datetime, seconds: float = 0.0) -> int:
    """Milliseconds since 1970, as the library takes times; the file has whole seconds."""
    return round((started + timedelta(seconds=seconds)).timestamp()) * 1000
