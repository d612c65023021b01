"""A whole recording to a session: who is who, then what each of them did."""

from collections.abc import Sequence

import numpy as np

from repsight.core.counting.auto import Recogniser, window_chances
from repsight.core.counting.offline import count_sets
from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.score import score_sets
from repsight.core.tracking import main_people, track_people
from repsight.core.types import PersonSummary, SetSummary, Track
from repsight.recording import Recording


def count_recording(
    recording: Recording,
    exercises: Sequence[Exercise],
    person: str | int = "all",
    score: ScoreOptions | None = None,
    recogniser: Recogniser = window_chances,
) -> tuple[tuple[PersonSummary, ...], tuple[Track, ...]]:
    """Everybody's sets and their tracks, ordered by how much of the video they fill."""
    tracks = track_recording(recording, person)
    return count_tracks(tracks, exercises, person, score, recogniser), tracks


def track_recording(recording: Recording, person: str | int = "all") -> tuple[Track, ...]:
    """Everybody whom `person` ("all", "largest" or an id) stands for."""
    tracks = track_people(
        recording.t, recording.frame, recording.keypoints, recording.boxes, recording.scores
    )
    return choose(tracks, person)


def count_tracks(
    tracks: tuple[Track, ...],
    exercises: Sequence[Exercise],
    person: str | int = "all",
    score: ScoreOptions | None = None,
    recogniser: Recogniser = window_chances,
) -> tuple[PersonSummary, ...]:
    """Everybody's sets, scored where `score` is given.

    Bystanders are listed but not counted, unless asked for by their id.
    """
    counted = {track.id for track in (main_people(tracks) if person == "all" else tracks)}
    return tuple(
        PersonSummary(
            id=track.id,
            frames_seen=track.frames_seen,
            sets=_count(track, exercises, score, recogniser) if track.id in counted else (),
        )
        for track in tracks
    )


def _count(
    track: Track,
    exercises: Sequence[Exercise],
    score: ScoreOptions | None,
    recogniser: Recogniser,
) -> tuple[SetSummary, ...]:
    sets = count_sets(track, exercises, recogniser)
    return sets if score is None else score_sets(track, exercises, sets, score)


def choose(tracks: tuple[Track, ...], person: str | int) -> tuple[Track, ...]:
    """The tracks that `person` ("all", "largest" or an id) stands for."""
    if person == "all":
        return tracks
    if person == "largest":
        return tracks[:1]
    return tuple(track for track in tracks if track.id == int(person))


def every(recording: Recording, stride: int) -> Recording:
    """Every `stride`-th frame of a recording."""
    if stride == 1:
        return recording
    kept = recording.frame % stride == 0
    return Recording(
        t=recording.t[::stride],
        frame=(recording.frame[kept] // stride).astype(np.int32),
        keypoints=recording.keypoints[kept],
        boxes=recording.boxes[kept],
        scores=recording.scores[kept],
        size=recording.size,
        model=recording.model,
        identity=None if recording.identity is None else recording.identity[kept],
    )
