"""Who is who: identities over time, live (`Tracker`) and over a whole video (`track_people`)."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.prominence import fill_of, main_people
from repsight.core.stitching import Piece, stitch
from repsight.core.tracker import Tracker
from repsight.core.tracklets import CONFIRM_FRAMES, Associator
from repsight.core.types import Track

__all__ = ["Tracker", "identified_tracks", "main_people", "track_people"]

_NOBODY_SHARE: Final = 0.02
"""Who fills less than this share of what the first does is dropped: a false detection."""


_BLOCK: Final = 4096
"""Poses copied at a time: an hour of video at once would take 22 MB more."""


def track_people(
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer[Any]],
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
    pieces = (_piece(rows, numbers, t, frame, boxes) for rows in _rows_by_number(numbers))
    chains = stitch(p for p in pieces if p.frames >= CONFIRM_FRAMES)
    owner = np.zeros(int(numbers.max(initial=0)) + 1, np.intp)
    for identity, chain in enumerate(chains, 1):
        owner[[piece.id for piece in chain]] = identity
    owners = owner[numbers]
    fills = np.bincount(owners, fill_of(keypoints), len(chains) + 1)
    fills[0] = 0
    order = [k for k in np.argsort(-fills, kind="stable") if fills[k] > _NOBODY_SHARE * fills.max()]
    return tuple(
        _track(identity, np.flatnonzero(owners == k), t, frame, keypoints, scores)
        for identity, k in enumerate(order, 1)
    )


def identified_tracks(
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer[Any]],
    keypoints: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
    identity: npt.NDArray[np.integer[Any]],
) -> tuple[Track, ...]:
    """Everybody whose `identity` (N,) was decided before (above 0), in the order of their ids.

    The other arrays are those of `track_people`.
    """
    return tuple(
        _track(int(one), np.flatnonzero(identity == one), t, frame, keypoints, scores)
        for one in np.unique(identity[identity > 0])
    )


def _tracklet_numbers(
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer[Any]],
    keypoints: npt.NDArray[np.float32],
    boxes: npt.NDArray[np.float32],
) -> npt.NDArray[np.intp]:
    associator = Associator()
    numbers = np.zeros(len(frame), np.intp)
    seen, starts = np.unique(frame, return_index=True)
    stops = np.append(starts, len(frame))[1:]
    for index, start, stop in zip(seen.tolist(), starts.tolist(), stops.tolist(), strict=True):
        rows = associator.update(float(t[index]), keypoints[start:stop], boxes[start:stop])
        numbers[start:stop] = [k.id if k else 0 for k in rows]
    return numbers


def _rows_by_number(numbers: npt.NDArray[np.intp]) -> list[npt.NDArray[np.intp]]:
    order = np.argsort(numbers, kind="stable")[np.count_nonzero(numbers == 0) :]
    if not len(order):
        return []
    return np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)


def _piece(
    rows: npt.NDArray[np.intp],
    numbers: npt.NDArray[np.intp],
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer[Any]],
    boxes: npt.NDArray[np.float32],
) -> Piece:
    mine = boxes[rows].astype(np.float64)
    size = float(np.median(np.linalg.norm(mine[:, 2:] - mine[:, :2], axis=1)))
    first, last = float(t[frame[rows[0]]]), float(t[frame[rows[-1]]])
    return Piece(int(numbers[rows[0]]), first, last, mine[0], mine[-1], size, len(rows))


def _track(
    identity: int,
    rows: npt.NDArray[np.intp],
    t: npt.NDArray[np.float64],
    frame: npt.NDArray[np.integer[Any]],
    keypoints: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
) -> Track:
    rows = rows[np.argsort(scores[rows], kind="stable")]  # the best of a frame is written last
    first, last = int(frame[rows].min()), int(frame[rows].max())
    poses = np.full((last - first + 1, *keypoints.shape[1:]), np.nan, np.float32)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        poses[frame[block] - first] = keypoints[block]
    poses.flags.writeable = False  # so that the track need not copy it
    return Track(t[first : last + 1], poses, identity)
