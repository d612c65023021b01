"""A session and the poses it was counted from, together again."""

from dataclasses import dataclass
from pathlib import Path

from repsight.core.errors import RepSightError, SourceError
from repsight.core.types import PersonSummary, Session, Track
from repsight.export.session_json import read_session
from repsight.recording import Recording, read_recording
from repsight.video import is_recording


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A session with its poses: `tracks` holds one for each of `session.people`, in their order.

    Where there are no poses `recording` is None, `tracks` is empty, and `missing` says why in one
    sentence.
    """

    path: Path
    session: Session
    recording: Recording | None = None
    tracks: tuple[Track, ...] = ()
    missing: str | None = None


def read_kept(path: str | Path) -> Kept:
    """The session in a JSON file, and everybody's track from the recording that it names.

    Raises SourceError where the file is no session, or its options are none that a count can have.
    Poses that are missing, damaged or another video's are no error: `missing` tells.
    """
    path = Path(path)
    session = read_session(path)
    person, stride = _chosen(path, session)
    ids = [one.id for one in session.people]
    if len(set(ids)) < len(ids):
        raise SourceError(f"{path}: two people have the same id ({ids}); count the video again")
    if session.poses is None:
        why = f"{path.name} names no poses: {_never(session)}"
        return Kept(path, session, missing=why)
    recording = _recording(path.parent / session.poses)
    if isinstance(recording, str):
        return Kept(path, session, missing=recording)
    return _together(path, session, recording, person, stride)


def _together(path: Path, session: Session, recording: Recording, person: str, stride: int) -> Kept:
    from repsight.pipeline.offline import every

    # What is kept of a video holds the frames that were looked at; a recording that was the source
    # itself holds all of them.
    if is_recording(session.source):
        recording = every(recording, stride)
    by_id = {track.id: track for track in _tracks(recording, person)}
    decided = recording.identity is not None
    tracks = tuple(
        by_id[one.id] for one in session.people if _same(one, by_id.get(one.id), decided)
    )
    if len(tracks) < len(session.people):
        why = f"{session.poses} holds other people than {path.name}; count the video again"
        return Kept(path, session, missing=why)
    return Kept(path, session, recording, tracks)


def _tracks(recording: Recording, person: str) -> tuple[Track, ...]:
    """Everybody, as they were told apart live where that was so, else as offline."""
    from repsight.core.tracking import identified_tracks
    from repsight.pipeline.offline import track_recording

    if recording.identity is None:
        return track_recording(recording, person)
    return identified_tracks(
        recording.t, recording.frame, recording.keypoints, recording.scores, recording.identity
    )


def _same(one: PersonSummary, track: Track | None, decided: bool) -> bool:
    """Whether a track is this person's: an id alone, unless it was `decided` when the recording
    was made, fits any video with somebody in it."""
    return track is not None and (decided or track.frames_seen == one.frames_seen)


def _recording(path: Path) -> Recording | str:
    """The recording, or why there is none."""
    try:
        if not path.is_file():
            return f"{path} is gone: put it back, or count the video again"
        return read_recording(path)
    except OSError as error:  # a name that is too long, a folder that may not be entered
        return f"{path} cannot be read: {error.strerror}"
    except RepSightError as error:
        return str(error)


def _never(session: Session) -> str:
    if session.provenance.options.get("mode") == "live" and is_recording(session.source):
        return "a live count of a recording keeps none; count it with --mode offline"
    return "count the video again with --json, and without --no-poses"


def _chosen(path: Path, session: Session) -> tuple[str, int]:
    """Whom the count was for, and every how many frames it looked at."""
    options = session.provenance.options
    person, stride = options.get("person", "all"), options.get("stride", 1)
    if str(person) not in ("all", "largest") and not str(person).isdecimal():
        raise SourceError(f"{path}: option person is {person!r}; allowed: all, largest, or an id")
    if isinstance(stride, bool) or not isinstance(stride, int) or stride < 1:
        raise SourceError(f"{path}: option stride is {stride!r}; 1 or more is needed")
    return str(person), stride
