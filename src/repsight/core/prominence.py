"""Who matters in a video: how much of it each person fills, and who is only passing."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.types import Track

_PASSING_SPEED: Final = 1.0
"""Sideways, in body radii a second (about a third of the height): half as fast as an ordinary
walk, and faster than an exercise on the spot is over two seconds."""
_MAIN_SHARE: Final = 0.3
"""A main person fills at least this share of what anybody else fills in the same time."""
_LASTING_SHARE: Final = 0.05
"""And this share of what the person who fills most does in all: a set is no small part of it."""
_LASTING_SECONDS: Final = 2.0
"""And stays for as long as this: one repetition takes no less time, with what is around it."""
_HALF_WINDOW_SECONDS: Final = 1.0
"""Speed is measured from this long before to this long after: a sit-up's to and fro cancels."""

_BLOCK: Final = 4096
"""Poses worked on at a time: an hour of video at once would take 60 MB just for this."""


def main_people(tracks: tuple[Track, ...]) -> tuple[Track, ...]:
    """Those who may be exercising, in the same order; bystanders and passers-by are left out.

    While walking past, nobody fills anything; somebody alone is always a main person.
    """
    stays = [np.where(passing(track), 0.0, fill_of(track.keypoints)) for track in tracks]
    totals = [float(stay.sum()) for stay in stays]
    return tuple(
        track
        for k, track in enumerate(tracks)
        if totals[k] >= max(totals)
        or (
            totals[k] >= _LASTING_SHARE * max(totals)
            and _stay_seconds(track, stays[k]) >= _LASTING_SECONDS
            and totals[k] >= _MAIN_SHARE * _most_beside(track, tracks, stays)
        )
    )


def fill_of(keypoints: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """How much a pose (N, 17, 3) fills its frame, (N,): radius in pixels times mean confidence.

    The radius is the confidence-weighted spread of the points: guessed points do not count.
    """
    _, radius, confidence = _placed(keypoints)
    return radius * confidence


def passing(track: Track) -> npt.NDArray[np.bool_]:
    """Whether the person is walking along, (T,); False where they are unseen."""
    middle, radius, confidence = _placed(track.keypoints)
    seen = confidence > 0
    t, middle = track.t[seen], middle[seen]
    result = np.zeros(len(track), bool)
    if len(t) < 2:
        return result
    before = np.maximum(t - _HALF_WINDOW_SECONDS, t[0])
    after = np.minimum(t + _HALF_WINDOW_SECONDS, t[-1])
    moved = np.abs(np.interp(after, t, middle) - np.interp(before, t, middle))
    result[seen] = moved > _PASSING_SPEED * np.median(radius[seen]) * (after - before)
    return result


def _placed(
    keypoints: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Middle x and radius in pixels, and mean confidence, of poses (N, 17, 3); (N,) each."""
    blocks = range(0, max(1, len(keypoints)), _BLOCK)
    parts = [_placed_block(keypoints[start : start + _BLOCK]) for start in blocks]
    middle, radius, confidence = (np.concatenate(column) for column in zip(*parts, strict=True))
    return middle, radius, confidence


def _placed_block(
    keypoints: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    seen = np.isfinite(keypoints).all(axis=2)
    weight = np.where(seen, keypoints[:, :, 2], 0.0).astype(np.float64)
    total = np.maximum(weight.sum(axis=1), 1e-9)
    x, y = (np.where(seen, keypoints[:, :, axis], 0.0) for axis in (0, 1))
    middle_x, middle_y = ((weight * p).sum(axis=1) / total for p in (x, y))
    squared = (x - middle_x[:, None]) ** 2 + (y - middle_y[:, None]) ** 2
    radius = np.sqrt((weight * squared).sum(axis=1) / total)
    return middle_x, radius, weight.mean(axis=1)


def _stay_seconds(track: Track, stay: npt.NDArray[np.float64]) -> float:
    """Seconds for which somebody is seen and not walking."""
    if len(track) < 2:
        return 0.0
    return float(np.median(np.diff(track.t)) * np.count_nonzero(stay))


def _most_beside(
    track: Track, tracks: tuple[Track, ...], stays: list[npt.NDArray[np.float64]]
) -> float:
    """The most that anybody fills between the first and the last sight of a person."""
    spans = (np.searchsorted(other.t, (track.t[0], track.t[-1] + 1e-9)) for other in tracks)
    return max(
        float(stay[first:last].sum()) for stay, (first, last) in zip(stays, spans, strict=True)
    )
