"""The poses beside the session: what a count saw is kept, so that it need not be seen again."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import OutputError, RepSightError
from repsight.export import check_writable
from repsight.pipeline.options import Outputs, Source
from repsight.recording import Recording, write_recording
from repsight.video import is_recording
from repsight.video.expand import RECORDING_SUFFIX

# A day of repetitions is a few megabytes; whatever is larger is no session.
_MAX_JSON_BYTES: Final = 64 << 20


def kept_path(outputs: Outputs) -> Path | None:
    """Where the poses of a video go: `NAME.poses.npz` beside `NAME.json`; None if not wanted."""
    return None if outputs.json is None or not outputs.poses else poses_path(outputs.json)


def poses_path(session: Path) -> Path:
    """`NAME.poses.npz` beside a session's file `NAME.json`."""
    name = session.name
    stem = name[: -len(".json")] if name.lower().endswith(".json") else name
    return session.with_name(stem + RECORDING_SUFFIX)


def check_kept(outputs: Outputs) -> None:
    """Raise OutputError now where the poses could not be written, or would replace other ones.

    Nobody named this file: only what an earlier run with the same JSON left may be replaced.
    """
    path = kept_path(outputs)
    if path is None or outputs.json is None:
        return
    check_writable(path)
    if path.exists() and _named_in(outputs.json) != path.name:
        raise OutputError(
            f"{path} is there already and no poses of {outputs.json.name}; name another --json,"
            " move it away, or leave the poses out with --no-poses"
        )


def keep(outputs: Outputs, recording: Recording) -> tuple[Path | None, BaseException | None]:
    """Write the poses, if they are wanted: where they are, or what kept them from being written.

    The error is given back, not raised: the counts must not be lost with the poses.
    """
    path = kept_path(outputs)
    if path is None:
        return None, None
    try:
        write_recording(path, recording)
    except (RepSightError, KeyboardInterrupt) as error:
        return None, error
    return path, None


def name_beside(poses: Path | None, json_path: Path | None) -> str | None:
    """How a session in `json_path` calls the recording at `poses`: relative to its own folder."""
    if poses is None or json_path is None:
        return None
    try:
        return Path(os.path.relpath(poses.resolve(), json_path.parent.resolve())).as_posix()
    except ValueError:  # another drive, or no path at all in a session that was edited
        return os.path.abspath(poses)  # noqa: PTH100, `resolve` would look at the disk again


def without_kept(sources: Iterable[Source]) -> list[Source]:
    """The sources less the recordings that were kept of others among them.

    Else the second run over a folder that holds its own results would count everything twice.
    """
    sources = list(sources)
    names = {Path(str(source)).name for source in sources}
    return [source for source in sources if not (is_recording(source) and _kept_of(source, names))]


def _kept_of(recording: Source, names: set[str]) -> bool:
    path = Path(str(recording))
    session = path.with_name(path.name[: -len(RECORDING_SUFFIX)] + ".json")
    data = _read(session)
    counted = Path(str(data.get("source"))).name
    return data.get("poses") == path.name and counted != path.name and counted in names


def _named_in(session: Path) -> str | None:
    poses = _read(session).get("poses")
    return poses if isinstance(poses, str) else None


def _read(session: Path) -> dict[str, Any]:
    """What is in a session's file; nothing where there is none or it is something else."""
    try:
        if session.stat().st_size > _MAX_JSON_BYTES:
            return {}
        data = json.loads(session.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
