"""Annotated pictures: drawn from what was counted, encoded, shown."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Self

from repsight.core.playback import Playback
from repsight.core.scene import build_scene
from repsight.core.shapes import PersonView
from repsight.core.types import Frame
from repsight.draw import paint
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.options import Outputs
from repsight.pipeline.pace import Pace
from repsight.strings import load_strings
from repsight.video import VideoWriter, open_source, prefetch


class Painter:
    """Draws people on frames for the video file and the screen; a context manager.

    Raises OutputError where one of them cannot be opened or written.
    """

    def __init__(self, outputs: Outputs, size: tuple[int, int], fps: float | None) -> None:
        self._stack = ExitStack()
        self._sinks: list[Callable[[Frame], None]] = []
        with ExitStack() as opened:
            if outputs.save is not None:
                writer = opened.enter_context(VideoWriter(outputs.save, size, fps=fps))
                self._sinks.append(writer.write)
            if outputs.show:
                from repsight.pipeline.viewer import Viewer

                self._sinks.append(opened.enter_context(Viewer()).show)
            self._stack = opened.pop_all()

    def draw(self, frame: Frame, people: tuple[PersonView, ...], speed: float | None) -> None:
        """Paint the people on a copy of the frame and hand it on; `speed` in frames per second."""
        height, width = frame.image.shape[:2]
        drawn = Frame(
            frame.t, paint(frame.image, build_scene(people, (width, height), load_strings(), speed))
        )
        for sink in self._sinks:
            sink(drawn)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)


def render(
    path: str | Path,
    playback: Playback,
    until: float,
    outputs: Outputs,
    speed: float | None,
    pace: Pace,
    stop: Stop,
) -> None:
    """Draw every frame of the video up to `until` seconds, where counting ended.

    Decoding runs ahead in one thread and encoding behind in another. Raises SourceError and
    OutputError; what was written until then is a whole video.
    """
    with (
        open_source(path) as source,
        Painter(outputs, source.size, source.fps) as painter,
        closing(prefetch(source)) as frames,
    ):
        for frame in frames:
            if frame.t > until or stop.requested:
                break
            painter.draw(frame, playback.at(frame.t), speed)
            pace.step()
