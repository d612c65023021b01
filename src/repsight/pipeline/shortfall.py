"""What a source did not give although nothing stopped it: damaged frames, an end cut off."""

import logging

from repsight.video import VideoSource


def tell_shortfall(source: VideoSource, *, ended: bool) -> None:
    """Log what is missing from a source that has been read.

    `ended`: neither the user nor an error ended it, so its own end should have been reached.
    """
    logger = logging.getLogger("repsight")
    if source.damaged:
        logger.info("%s: %d damaged frames were left out", source.name, source.damaged)
    if ended and not source.complete:
        length = "" if source.duration is None else f" ({source.duration:.1f} s)"
        logger.warning(
            "%s: it breaks off before its end%s; what is there was counted, copy it again for more",
            source.name,
            length,
        )
