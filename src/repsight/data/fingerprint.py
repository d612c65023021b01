"""Fingerprints of pictures: alike for pictures that look alike, whatever their size or JPEG.

A difference hash: the picture is made small and grey, and each bit says whether a place is darker
than its right neighbour.
"""

from collections.abc import Iterator
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from repsight.core.types import Image

Prints = npt.NDArray[np.uint64]

_SIDE: Final = 16
"""256 bits: of the usual 64 a body that moves before a still background turns hardly one."""
_WORDS: Final = _SIDE * _SIDE // 64
SAME_PICTURE: Final = 24
"""Bits of 256: a picture saved again as JPEG of quality 60 differs in up to 25, frames of different
videos in 70 and more."""


def fingerprint(image: Image) -> Prints:
    """Fingerprint (4,) of an RGB or grey picture, 256 bits."""
    # Small first: turning a large picture grey takes longer than all the rest.
    small = cv2.resize(image, (_SIDE + 1, _SIDE), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY) if small.ndim == 3 else small
    bits = np.packbits(grey[:, 1:] > grey[:, :-1])
    return np.frombuffer(bits.tobytes(), np.uint64)


def bits_apart(one: Prints, many: Prints) -> npt.NDArray[np.int64]:
    """In how many of 256 bits a fingerprint (4,) differs from each of (N, 4): (N,)."""
    return np.asarray(np.bitwise_count(many ^ one).sum(axis=-1, dtype=np.int64))


def near_earlier(prints: Prints, most: int) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Each fingerprint of (N, 4) with others before it at most `most` bits apart, and those."""
    for index in range(1, len(prints)):
        near = np.flatnonzero(bits_apart(prints[index], prints[:index]) <= most)
        if len(near):
            yield index, near


def stack_prints(prints: list[Any]) -> Prints:
    """Fingerprints (N, 4) of a list; N may be 0."""
    return np.array(prints, np.uint64).reshape(-1, _WORDS)
