"""Who is who: identities over time, live (`Tracker`) and over a whole video (`track_people`)."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.stitching import FLICKER_SECONDS, Piece, stitch
from repsight.core.tracklets import Associator
from repsight.core.types import People, Track

_CONFIRM_FRAMES: Final = 3
"""Seen so often before an identity is given: a flicker seldom lasts three frames."""
_MAIN_SHARE: Final = 0.3
"""A main person fills at least this share of what the person who fills most does."""


class Tracker:
    """Gives everybody in a stream an identity, from 1; causal, picklable, bounded memory."""

    def __init__(self) -> None:
        self._associator = Associator()
        self._identities: dict[int, int] = {}
        self._next = 1

    def update(self, t: float, people: People) -> tuple[int, ...]:
        """The identity of each row of `people` at `t` seconds; 0 while a row is not yet tracked."""
        found = self._associator.update(t, people.keypoints, people.boxes)
        for tracklet in self._associator.ended:
            self._identities.pop(tracklet.id, None)
        for tracklet in found:
            if tracklet.id not in self._identities and tracklet.frames >= _CONFIRM_FRAMES:
                self._identities[tracklet.id] = self._next
                self._next += 1
        return tuple(self._identities.get(tracklet.id, 0) for tracklet in found)

    def finish(self) -> None:
        """Forget everybody; identities already given are not given again."""
        self._associator = Associator()
        self._identities = {}


def track_people(
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer],
    keypoints: npt.NDArray[np.float32],
    boxes: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
) -> tuple[Track, ...]:
    """Everybody in a whole video, ids from 1, ordered by how much of the video they fill.

    `t` (T,) seconds of every frame; `frame` (N,) non-decreasing index into `t` of each detection,
    with keypoints (N, 17, 3), xyxy boxes (N, 4) and scores (N,). Each track spans from the first
    to the last frame where that person was seen; rows are NaN where they were not.
    """
    numbers = _tracklet_numbers(t, frame, keypoints, boxes)
    pieces = [
        piece
        for rows in _rows_by_number(numbers)
        if (piece := _piece(rows, numbers, t, frame, boxes)).last - piece.first >= FLICKER_SECONDS
    ]
    people = sorted(stitch(pieces), key=lambda p: p.frames * p.size, reverse=True)
    owner = np.zeros(int(numbers.max(initial=0)) + 1, np.intp)
    for identity, person in enumerate(people, 1):
        owner[person.ids] = identity
    identities = owner[numbers]
    return tuple(
        _track(identity, np.flatnonzero(identities == identity), t, frame, keypoints, scores)
        for identity in range(1, len(people) + 1)
    )


def main_people(tracks: tuple[Track, ...]) -> tuple[Track, ...]:
    """Those who may be exercising, without bystanders; in the same order."""
    if not tracks:
        return ()
    fills = [_fill(track) for track in tracks]
    return tuple(
        track for track, fill in zip(tracks, fills, strict=True) if fill >= _MAIN_SHARE * max(fills)
    )


def _fill(track: Track) -> float:
    with np.errstate(invalid="ignore"):
        seen = track.keypoints[np.isfinite(track.keypoints[:, :, 0]).any(axis=1), :, :2]
    extent = np.nanmax(seen, axis=1) - np.nanmin(seen, axis=1)
    return float(np.sqrt((extent * extent).sum(axis=1)).sum())


def _tracklet_numbers(
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer],
    keypoints: npt.NDArray[np.float32],
    boxes: npt.NDArray[np.float32],
) -> npt.NDArray[np.intp]:
    associator = Associator()
    numbers = np.zeros(len(frame), np.intp)
    seen, starts = np.unique(frame, return_index=True)
    stops = np.append(starts[1:], len(frame))
    for index, start, stop in zip(seen.tolist(), starts.tolist(), stops.tolist(), strict=True):
        rows = associator.update(float(t[index]), keypoints[start:stop], boxes[start:stop])
        numbers[start:stop] = [tracklet.id for tracklet in rows]
    return numbers


def _rows_by_number(numbers: npt.NDArray[np.intp]) -> list[npt.NDArray[np.intp]]:
    if not len(numbers):
        return []
    order = np.argsort(numbers, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)


def _piece(
    rows: npt.NDArray[np.intp],
    numbers: npt.NDArray[np.intp],
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer],
    boxes: npt.NDArray[np.float32],
) -> Piece:
    mine = boxes[rows].astype(np.float64)
    size = float(np.median(np.linalg.norm(mine[:, 2:] - mine[:, :2], axis=1)))
    first, last = float(t[frame[rows[0]]]), float(t[frame[rows[-1]]])
    return Piece([int(numbers[rows[0]])], first, last, mine[0], mine[-1], size, len(rows))


def _track(
    identity: int,
    rows: npt.NDArray[np.intp],
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer],
    keypoints: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
) -> Track:
    rows = rows[np.argsort(scores[rows], kind="stable")]  # the best of a frame is written last
    first, last = int(frame[rows].min()), int(frame[rows].max())
    poses = np.full((last - first + 1, *keypoints.shape[1:]), np.nan, np.float32)
    poses[frame[rows] - first] = keypoints[rows]
    return Track(t[first : last + 1], poses, identity)
