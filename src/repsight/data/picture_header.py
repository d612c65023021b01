"""What a picture file says in its first bytes, without decoding it."""

from pathlib import Path
from typing import Final

from repsight.core.errors import SourceError
from repsight.export.extras import import_extra

_ORIENTATION: Final = 0x0112
_ON_ITS_SIDE: Final = (5, 6, 7, 8)
"""Values of that EXIF tag for pictures that are shown turned by a quarter (EXIF 2.3, 4.6.4)."""


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels of a picture as it is shown. Raises SourceError."""
    pillow = import_extra("PIL.Image", "reading a data set without pictures.jsonl", "data")
    try:
        with pillow.open(path) as picture:
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    except Exception as error:  # damaged bytes make Pillow raise a dozen types
        reason = getattr(error, "strerror", None) or "it is no picture, or a damaged one"
        raise SourceError(f"{path}: this picture cannot be read ({reason})") from None
    return (height, width) if turned else (width, height)
