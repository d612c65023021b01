"""Frames from files, cameras and streams, and annotated video back out.

`source` opens, `expand` lists a folder, `prefetch` reads ahead, `writer` writes H.264. Decoders are
loaded when something is opened.
"""

from repsight.video.expand import expand_sources, is_many, is_recording
from repsight.video.prefetch import prefetch
from repsight.video.source import VideoSource, is_address, open_source
from repsight.video.writer import VideoWriter

__all__ = [
    "VideoSource",
    "VideoWriter",
    "expand_sources",
    "is_address",
    "is_many",
    "is_recording",
    "open_source",
    "prefetch",
]
