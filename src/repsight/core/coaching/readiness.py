"""Whether somebody may begin: what to put right first, from poses, picture size and light alone."""

from collections import deque
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.coaching.best_view import better_view
from repsight.core.coaching.moment import Hint, HintCode
from repsight.core.coaching.needs import Pair, is_at_start, needed_to_count, needed_to_score
from repsight.core.coaching.rules import Picture
from repsight.core.exercise import Exercise
from repsight.core.geometry import HIPS, SHOULDERS, torso_length
from repsight.core.scoring.view import estimate_view

Array = npt.NDArray[np.floating[Any]]

FLIP_SECONDS: Final = 0.4
"""A hint comes and goes only after its cause has for so long: what flickers cannot be read."""
PATIENCE_SECONDS: Final = 5.0
"""Advice holds nobody up for longer: long enough to read it and to turn round."""
STILL_SECONDS: Final = 1.0
STILL: Final = 0.15
"""Torso lengths that shoulders and hips may move in that time: half of a slow step, and three times
what detectors tremble."""
LOOK_SECONDS: Final = 0.1
SURE: Final = 0.3
EDGE: Final = 0.01
"""A point within this share of the picture's edge may be cut off, or have been put there."""
SEEN: Final = 0.5
"""Share of the last second in which a point must be seen."""
FAR: Final = (0.30, 0.34)
"""Share of the picture's height or width below which a body is too small, and from which it is not
any more: at 480 lines a forearm is then 20 pixels long."""
NEAR: Final = (0.95, 0.92)
CUT_OFF: Final = 0.7
"""A body that fills this much and is not seen whole is too near."""
DARK: Final = (0.2, 0.25)
"""Mean brightness 0..1 below which cameras blur and tremble."""
SLOW: Final = (8.0, 9.0)
"""Frames a second: fewer show a fast repetition in less than five pictures."""

_ORDER: Final[tuple[HintCode, ...]] = (
    "whole_body", "farther", "closer", "more_light", "start_position", "turn_sideways",
    "face_camera", "low_frame_rate",
)  # fmt: skip
START_PATIENCE_SECONDS: Final = 15.0
"""The start position is waited for longer: until then there is nothing to count."""
_MUST: Final = frozenset({"whole_body"})
_NEVER: Final = frozenset({"low_frame_rate"})


class Lamp:
    """Something on or off that flips only when told so for a while."""

    def __init__(self) -> None:
        self.on_since: float | None = None
        self._doubted: float | None = None

    def update(self, t: float, on: bool) -> None:
        """Hear at `t` seconds whether it should be on."""
        if on == (self.on_since is not None):
            self._doubted = None
        elif self._doubted is None:
            self._doubted = t
        elif t - self._doubted >= FLIP_SECONDS:
            self.on_since = t if on else None
            self._doubted = None


class Readiness:
    """What one person should put right before `exercise` (None: whatever it will be)."""

    def __init__(self, exercise: Exercise | None) -> None:
        self._exercise = exercise
        self._to_count = needed_to_count(exercise)
        self._to_score = needed_to_score(exercise)
        self._recent: deque[tuple[float, Array]] = deque()
        self._lamps: dict[HintCode, Lamp] = {code: Lamp() for code in _ORDER}
        self._looked = -np.inf
        self._countable = False
        self._still = False
        self.hints: tuple[Hint, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing that blocks stands, and the person has held still."""
        return self._still and not any(hint.blocking for hint in self.hints)

    @property
    def in_the_way(self) -> bool:
        """Whether the body is not seen well enough to be counted."""
        return any(hint.code in _MUST and hint.blocking for hint in self.hints)

    def update(self, t: float, keypoints: Array, picture: Picture) -> None:
        """Look at a body (17, 3) at `t` seconds, in pixels of that picture."""
        if t - self._looked < LOOK_SECONDS - 1e-3:
            return
        if t - self._looked > STILL_SECONDS:
            self._recent.clear()
        self._looked = t
        self._recent.append((t, keypoints))
        while t - self._recent[0][0] > STILL_SECONDS + LOOK_SECONDS:
            self._recent.popleft()
        body = np.stack([points for _, points in self._recent]).astype(np.float64)
        for code, wrong in self._wrong(body, picture).items():
            self._lamps[code].update(t, wrong)
        self._still = t - self._recent[0][0] >= STILL_SECONDS - 1e-3 and moved(body) < STILL
        self.hints = self._hints(t)

    def _hints(self, t: float) -> tuple[Hint, ...]:
        lit = {code: lamp.on_since for code, lamp in self._lamps.items()}
        hints = tuple(
            Hint(code, self._blocks(code, t - since))
            for code in _ORDER
            if (since := lit[code]) is not None
        )
        unsure = t - self._recent[0][0] < STILL_SECONDS - 1e-3
        if self._still or unsure or any(hint.blocking for hint in hints):
            return hints
        return (*hints, Hint("hold_still"))

    def _blocks(self, code: HintCode, seconds: float) -> bool:
        if code in _NEVER:
            return False
        patience = START_PATIENCE_SECONDS if code == "start_position" else PATIENCE_SECONDS
        return seconds < patience or (code in _MUST and not self._countable)

    def _wrong(self, body: Array, picture: Picture) -> dict[HintCode, bool]:
        """What is wrong now, by code; what cannot be told is not wrong."""
        size, light, rate = picture.size, picture.light, picture.rate
        seen = np.isfinite(body[:, :, 0]) & (np.nan_to_num(body[:, :, 2]) >= SURE)
        inside = seen & _inside(body, size)
        self._countable = _all_seen(inside, self._to_count)
        whole = self._countable and _all_seen(inside, self._to_score)
        share = _share(body[seen.any(axis=1)], seen[seen.any(axis=1)], size)
        view = self._better_view(body) if whole else None
        return {
            "whole_body": not whole,
            "farther": share > self._limit("farther", NEAR) or (not whole and share > CUT_OFF),
            "closer": whole and share < self._limit("closer", FAR),
            "more_light": light is not None and light < self._limit("more_light", DARK),
            "start_position": whole
            and self._exercise is not None
            and is_at_start(body, self._exercise) is False,
            "turn_sideways": view == "side",
            "face_camera": view == "front",
            "low_frame_rate": rate is not None and rate < self._limit("low_frame_rate", SLOW),
        }

    def _limit(self, code: HintCode, limits: tuple[float, float]) -> float:
        """The limit at which a hint comes, or the one at which it goes."""
        return limits[self._lamps[code].on_since is not None]

    def _better_view(self, body: Array) -> str | None:
        if self._exercise is None:
            return None
        level = self._exercise.standard.level
        view = estimate_view(body, torso_length(body), level=level)
        return better_view(self._exercise, view.name)


def moved(body: Array) -> float:
    """How far shoulders and hips of a body (T, 17, 3) moved, in torso lengths; inf unknown."""
    points = body[:, [*SHOULDERS, *HIPS], :2]
    known = np.isfinite(points).all(axis=(0, 2))
    torso = torso_length(body)
    if not known.any() or not torso > 0:
        return float("inf")
    # Tenths, so that one jump of the detector is no step.
    low, high = np.percentile(points[:, known], (10, 90), axis=0)
    return float(np.median(np.hypot(*(high - low).T))) / torso


def _inside(body: Array, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    share = np.nan_to_num(body[:, :, :2] / np.maximum(size, 1), nan=-1.0)
    return np.asarray(((share > EDGE) & (share < 1 - EDGE)).all(axis=2))


def _all_seen(seen: npt.NDArray[np.bool_], pairs: tuple[Pair, ...]) -> bool:
    """Whether of each pair the left or the right is seen most of the time."""
    often = seen.mean(axis=0) >= SEEN
    return all(often[left] or often[right] for left, right in pairs)


def _share(body: Array, seen: npt.NDArray[np.bool_], size: tuple[int, int]) -> float:
    """Share of the picture's height or width that the body fills, the larger; NaN when not seen."""
    if not len(body):
        return float("nan")
    points = np.where(seen[..., None], body[:, :, :2], np.nan)
    extent = np.nanmax(points, axis=1) - np.nanmin(points, axis=1)
    return float((np.median(extent, axis=0) / np.maximum(size, 1)).max())
