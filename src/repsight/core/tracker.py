"""Live identities: what a camera's next frame allows to be known."""

from typing import Final

from repsight.core.stitching import OVERLAP_SECONDS, Piece, hop, is_company, same_size
from repsight.core.tracklets import Associator, Tracklet, box_size
from repsight.core.types import People

_CUT_SECONDS: Final = 5.0
"""Alone before and after so long a gap is the same person elsewhere (a cut, a title); after a
longer one it may be somebody else."""
_MAX_PEOPLE: Final = 64
"""Remembered at most, the longest unseen being forgotten first."""


class Tracker:
    """Gives everybody in a stream an identity, from 1; causal, picklable, bounded memory."""

    def __init__(self) -> None:
        self._associator = Associator()
        self._people: dict[int, Tracklet] = {}
        """The latest tracklet of each identity."""
        self._next = 1

    def update(self, t: float, people: People) -> tuple[int, ...]:
        """The identity of each row of `people` at `t` seconds; 0 while a row is not yet tracked.

        `t` must not go back. A person gets an identity in the third frame, keeps it through
        occlusions and crossings, and gets it again when back at the same place.
        """
        found = self._associator.update(t, people.keypoints, people.boxes)
        for tracklet in found:
            if tracklet is not None and tracklet.believed and not tracklet.identity:
                self._recognise(tracklet)
        return tuple(tracklet.identity if tracklet is not None else 0 for tracklet in found)

    def finish(self) -> None:
        """Forget everybody; identities already given are not given again."""
        self._associator = Associator()
        self._people = {}

    def _recognise(self, newcomer: Tracklet) -> None:
        known = self._same_place(newcomer) or self._same_after_cut(newcomer)
        if known is None:
            newcomer.identity = self._next
            self._next += 1
        else:
            newcomer.identity = known.identity
            self._associator.forget(known)
        self._people[newcomer.identity] = newcomer
        if len(self._people) > _MAX_PEOPLE:
            longest_unseen = min(self._people.values(), key=lambda k: k.last)
            del self._people[longest_unseen.identity]

    def _same_place(self, newcomer: Tracklet) -> Tracklet | None:
        piece = _piece(newcomer)
        near = [
            (distance, known.identity)
            for known in self._people.values()
            if (distance := hop(_piece(known), piece)) is not None
        ]
        return self._people[min(near)[1]] if near else None

    def _same_after_cut(self, newcomer: Tracklet) -> Tracklet | None:
        known = max(self._people.values(), key=lambda k: k.last, default=None)
        if known is None or not known.last < newcomer.first <= known.last + _CUT_SECONDS:
            return None
        before, after = _piece(known), _piece(newcomer)
        accompanied = any(
            other.last >= known.last - OVERLAP_SECONDS and is_company(_piece(other), before)
            for other in self._people.values()
            if other is not known
        )
        return known if same_size(before, after) and not accompanied else None


def _piece(tracklet: Tracklet) -> Piece:
    return Piece(
        tracklet.id,
        tracklet.first,
        tracklet.last,
        tracklet.start,
        tracklet.box,
        box_size(tracklet.box),
        tracklet.frames,
    )
