"""Which pieces of tracks are one person. Nothing but place, size and company can tell.

Without a look at faces or clothes, whoever appears where somebody vanished is that person,
however much later, and so is whoever appears anywhere when the only person there has vanished
(a cut between shots). Two people seen at once are never one.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

_SAME_PLACE: Final = 0.75
"""Distance between places, in body sizes, up to which it may be the same person."""
_SAME_SIZE: Final = 2.5
"""Ratio of sizes up to which it may be the same person: standing, bent over, lying, half seen."""
OVERLAP_SECONDS: Final = 1.0
"""Two pieces of one person may be seen at once for this long: a cross-fade between shots."""
_PASSING_SPEED: Final = 0.3
"""Body sizes a second over the whole piece: less than half of an ordinary walk."""
_RECENT: Final = 32
"""How many pieces back to look for what a piece continues; keeps the time linear."""
_COMPANY: Final = 0.3
"""Somebody this big, compared with a piece, is company rather than background."""


@dataclass(slots=True, eq=False)
class Piece:
    """A tracklet in short: when, the boxes it begins and ends with, size, and how often seen."""

    id: int
    first: float
    last: float
    start: npt.NDArray[np.float64]
    end: npt.NDArray[np.float64]
    size: float
    frames: int


Chain = list[Piece]
"""The pieces of one person in order of time."""


def stitch(pieces: Iterable[Piece]) -> list[Chain]:
    """The pieces in chains, one chain for each person; each piece is in exactly one chain."""
    chains = _join_by_place(sorted(pieces, key=lambda p: (p.first, p.id)))
    return _join_across_cuts(sorted(chains, key=lambda c: c[0].first))


def hop(earlier: Piece, later: Piece) -> float | None:
    """Distance in body sizes from where one ends to where the other begins; None if not one."""
    if earlier.last >= later.first or not same_size(earlier, later):
        return None
    step = (later.start[:2] + later.start[2:] - earlier.end[:2] - earlier.end[2:]) / 2
    distance = float(np.hypot(step[0], step[1])) / max(earlier.size, later.size, 1e-9)
    return distance if distance <= _SAME_PLACE else None


def same_size(a: Piece, b: Piece) -> bool:
    """Whether one person can look as big as both."""
    return max(a.size, b.size) <= _SAME_SIZE * min(a.size, b.size)


def is_company(other: Piece, piece: Piece) -> bool:
    """Whether somebody is big enough beside a piece to be mistaken for that person."""
    return other.size >= _COMPANY * piece.size


def _join_by_place(pieces: list[Piece]) -> list[Chain]:
    """Nearest hops first, so that a passer-by does not take the place of who comes back."""
    hops: list[tuple[float, int, int]] = []
    for j, later in enumerate(pieces):
        for i in range(max(0, j - _RECENT), j):
            if (distance := hop(pieces[i], later)) is not None:
                hops.append((distance, i, j))
    chain_of: list[Chain] = [[piece] for piece in pieces]
    index = {piece.id: k for k, piece in enumerate(pieces)}
    for _, i, j in sorted(hops):
        if chain_of[i] is chain_of[j]:
            continue
        joined = sorted(chain_of[i] + chain_of[j], key=lambda p: p.first)
        if _is_path(joined, {p.id for p in chain_of[i]}):
            for piece in joined:
                chain_of[index[piece.id]] = joined
    return list({id(chain): chain for chain in chain_of}.values())


def _is_path(joined: Chain, ones: set[int]) -> bool:
    """Whether every hop that a join makes new is possible."""
    return all(
        hop(a, b) is not None for a, b in pairwise(joined) if (a.id in ones) != (b.id in ones)
    )


def _join_across_cuts(chains: list[Chain]) -> list[Chain]:
    """Chains of somebody who is alone before and after a cut, joined wherever they stand."""
    people: list[Chain] = []
    recent: deque[Chain] = deque(maxlen=_RECENT)
    for k, chain in enumerate(chains):
        around = [*recent, *chains[k + 1 : k + 1 + _RECENT]]
        earlier = next((c for c in reversed(recent) if _is_cut(c, chain, around)), None)
        if earlier is None:
            people.append(chain)
            recent.append(chain)
        else:
            earlier += chain
            earlier.sort(key=lambda p: p.first)
    return people


def _is_cut(before: Chain, after: Chain, around: list[Chain]) -> bool:
    last, first = before[-1], after[0]
    if last.last > first.first + OVERLAP_SECONDS or last.last >= after[-1].last:
        return False
    if not same_size(last, first) or _passes(last) or _passes(first):
        return False
    begin = min(last.last, first.first) - OVERLAP_SECONDS
    end = max(last.last, first.first) + OVERLAP_SECONDS
    smaller = min(last, first, key=lambda p: p.size)
    return not any(
        is_company(piece, smaller) and piece.first < end and piece.last > begin
        for chain in around
        if chain is not before and chain is not after
        for piece in chain
    )


def _passes(piece: Piece) -> bool:
    """Whether it walks through the picture rather than staying anywhere."""
    step = (piece.end[:2] + piece.end[2:] - piece.start[:2] - piece.start[2:]) / 2
    moved = float(np.hypot(step[0], step[1]))
    return moved > piece.size and moved > _PASSING_SPEED * piece.size * (piece.last - piece.first)
