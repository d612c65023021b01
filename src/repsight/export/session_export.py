"""A session in another program's format."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

from repsight.core.body_scale import check_height
from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.core.types import PersonSummary, Track
from repsight.export.files import check_folder, check_writable
from repsight.export.session_json import write_session
from repsight.export.tables import write_reps

if TYPE_CHECKING:
    from repsight.kept import Kept
    from repsight.pipeline.interrupt import Stop
    from repsight.pipeline.pace import ProgressCallback
    from repsight.recording import Recording

Format = Literal["csv", "parquet", "json", "fit", "trc", "mot", "c3d", "mp4"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

_FOLDERS: Final = ("csv", "parquet")
_METRIC: Final = ("trc", "c3d")
_WITHOUT_POSES: Final = "json, csv and parquet (repetitions) and fit work without"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what there is to know about it, a line each."""

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def export_session(
    session: str | Path,
    to: Format,
    output: str | Path,
    *,
    person: int | None = None,
    height: float | None = None,
    started: datetime | None = None,
    progress: "ProgressCallback | None" = None,
    stop: "Stop | None" = None,
) -> Exported:
    """Write the session in the JSON file `session` in the format `to`: csv, parquet, json, fit, …

    `output` is a file, for csv and parquet a folder. `person` is an id, None for the first person
    with sets (json: for everybody); `height` their height in metres, for trc and c3d; `started`
    when the video began, for fit; `progress` and `stop` are for mp4.

    Raises SourceError where the session or its poses cannot be read, InvalidInputError for a wrong
    choice, OutputError for what cannot be written or a library that is not here.
    """
    from repsight.kept import read_kept

    output = Path(output)
    _check_choices(to, height, started)
    kept = read_kept(session)
    _check_output(kept, to, output)
    if to == "json":
        return _json(kept, output, person)
    one = choose_person(kept, person)
    if to == "fit":
        return _fit(kept, output, one, started)
    if to in _FOLDERS:
        return _tables(kept, to, output, one)
    track, recording = _poses(kept, one, to)
    if to == "mp4":
        from repsight.export.stick_video import write_stick_video

        write_stick_video(output, kept.session, one, track, recording, progress=progress, stop=stop)
        return Exported((output,))
    return _motion(to, output, track, height)


def _motion(to: Format, output: Path, track: Track, height: float | None) -> Exported:
    """Markers or joint angles. `height` is there where it is needed."""
    from repsight.export.opensim import write_mot, write_trc

    if to == "mot":
        left_out = ", ".join(write_mot(output, track))
        note = f"left out, seen in less than half of the frames: {left_out}"
        return Exported((output,), (note,) if left_out else ())
    if to == "trc":
        write_trc(output, track, height or math.nan)
    else:
        from repsight.export.c3d_points import write_c3d

        write_c3d(output, track, height or math.nan)
    return Exported((output,))


def choose_person(kept: "Kept", person: int | None) -> PersonSummary:
    """The person with that id, or the first one with sets. Raises InvalidInputError."""
    people = kept.session.people
    ids = ", ".join(str(one.id) for one in people)
    if not people:
        raise InvalidInputError(f"{kept.path}: nobody was found in this video; there is no one")
    for one in people:
        if one.id == person or (person is None and one.sets):
            return one
    if person is None:
        raise InvalidInputError(
            f"{kept.path}: nobody did a repetition or a hold; choose somebody by --person ({ids})"
        )
    raise InvalidInputError(f"{kept.path}: there is no person {person} in it; allowed: {ids}")


def _check_choices(to: str, height: float | None, started: datetime | None) -> None:
    if to not in FORMATS:
        raise InvalidInputError(f"the format is {to!r}; allowed: {', '.join(FORMATS)}")
    if to in _METRIC and height is None:
        raise InvalidInputError(
            f"{to} is in metres: give the person's height, as --height 1.78; csv and parquet are"
            " in pixels"
        )
    if height is not None:
        check_height(height)
        if to not in _METRIC:
            raise InvalidInputError(f"{to} has no metres; --height is for {' and '.join(_METRIC)}")
    if started is not None and to != "fit":
        raise InvalidInputError(f"{to} has no date; --started is for fit")


def _check_output(kept: "Kept", to: Format, output: Path) -> None:
    if to in _FOLDERS:
        if output.exists() and not output.is_dir():
            raise OutputError(f"{output} is a file; {to} is written as a folder, name one")
        check_folder(output)
        return
    allowed = (".mp4", ".m4v") if to == "mp4" else (f".{to}",)
    if output.suffix.lower() not in allowed:
        raise OutputError(f"{output}: programs know {to} by its ending; end the name in .{to}")
    check_writable(output)
    if output.exists() and output.samefile(kept.path):
        raise OutputError(f"{output} is the session itself; choose another name")


def _json(kept: "Kept", output: Path, person: int | None) -> Exported:
    from repsight.pipeline.keep import name_beside

    session = kept.session
    if person is not None:
        session = replace(session, people=(choose_person(kept, person),))
    poses = session.poses and kept.path.parent / session.poses
    session = replace(session, poses=name_beside(poses or None, output))
    write_session(output, session)
    return Exported((output,))


def _fit(kept: "Kept", output: Path, one: PersonSummary, started: datetime | None) -> Exported:
    from repsight.export.fit import write_fit

    if not one.sets:
        raise InvalidInputError(
            f"{kept.path}: person {one.id} did no repetition and no hold; there is no set to write"
        )
    notes: tuple[str, ...] = ()
    if started is None:
        started, why = _started(kept)
        notes = (f"started {started.astimezone():%Y-%m-%d %H:%M:%S%z}: {why}; see --started",)
    write_fit(output, one, started)
    return Exported((output,), notes)


def _started(kept: "Kept") -> tuple[datetime, str]:
    """When the video began, as far as files tell, and how that is known."""
    name = kept.session.source
    for path in (Path(name), kept.path.parent / name):
        try:
            changed = path.stat().st_mtime
        except (OSError, ValueError):
            continue
        return datetime.fromtimestamp(changed, UTC), f"when {name} was last changed"
    return datetime.now(UTC), f"now, as {name} is not here"


def _tables(kept: "Kept", to: Format, output: Path, one: PersonSummary) -> Exported:
    from repsight.export import columns

    session = replace(kept.session, people=(one,))
    reps, frames = output / f"reps.{to}", output / f"frames.{to}"
    if to == "csv":
        write_reps(reps, session)
    else:
        columns.write_parquet(reps, columns.rep_columns(session))
    track = _track(kept, one)
    if track is None:
        return Exported((reps,), (f"no {frames.name}: {kept.missing}",))
    write = columns.write_frames_csv if to == "csv" else columns.write_parquet
    write(frames, columns.frame_columns(one, track))
    return Exported((reps, frames))


def _track(kept: "Kept", one: PersonSummary) -> Track | None:
    return next((track for track in kept.tracks if track.id == one.id), None)


def _poses(kept: "Kept", one: PersonSummary, to: Format) -> "tuple[Track, Recording]":
    track = _track(kept, one)
    if track is None or kept.recording is None:
        raise SourceError(f"{to} needs the poses, and {kept.missing}; {_WITHOUT_POSES}")
    return track, kept.recording
