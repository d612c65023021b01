"""Annotated video out: H.264 MP4 that browsers and phones play."""

import queue
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.types import Frame

SUFFIXES: Final = (".mp4", ".m4v")

_DEPTH: Final = 4
"""Frames that may wait for the encoder: enough to even out key frames."""


class VideoWriter:
    """Writes RGB frames of one `size` (width, height) at their own times, from a thread.

    `fps` is the nominal rate, for players that show it; the timing of each frame is its `t`. An
    image handed to `write` must not be changed afterwards. The file appears at `path` when the
    `with` block ends, also by an exception or Ctrl-C: then with what was written so far. Until then
    it is `path` + ".part", playable even after a power cut.
    Errors: OutputError at once where `path` cannot be written, later from `write` or `close`.
    """

    def __init__(
        self, path: str | Path, size: tuple[int, int], *, fps: float | None = None
    ) -> None:
        self.path = Path(path)
        self._part = self.path.with_name(self.path.name + ".part")
        self._size = size
        self._fps = fps
        self._last = -1.0
        self._encoded = False
        self._failure: Exception | None = None
        self._told = False
        self._closed = False
        self._check()
        self._waiting: queue.Queue[Frame | None] = queue.Queue(_DEPTH)
        self._thread = threading.Thread(target=self._run, name="encode", daemon=True)
        self._thread.start()

    def _check(self) -> None:
        if min(self._size) < 1:
            raise InvalidInputError(f"size is {self._size}; width and height in pixels are needed")
        if self.path.suffix.lower() not in SUFFIXES:
            raise OutputError(f"{self.path}: video is written as MP4; end the name in .mp4")
        if self.path.is_dir():
            raise OutputError(f"{self.path}: this is a folder; give the name of a new file")
        try:
            self._part.write_bytes(b"")
        except OSError as error:
            raise self._refusal(error) from error

    def write(self, frame: Frame) -> None:
        """Append one frame; waits only when the encoder is some frames behind."""
        if self._closed:
            raise InvalidInputError(f"{self.path}: this writer is closed")
        height, width = frame.image.shape[:2]
        if (width, height) != self._size:
            raise InvalidInputError(
                f"a frame is {width}×{height}; this video is {self._size[0]}×{self._size[1]}"
            )
        if not self._last < frame.t:
            raise InvalidInputError(f"a frame at {frame.t} s came after one at {self._last} s")
        self._raise_failure()
        self._last = frame.t
        self._waiting.put(frame)

    def close(self) -> None:
        """Finish the file. Calling it twice is fine."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()
        self._raise_failure()

    def _raise_failure(self) -> None:
        error = self._failure
        if error is None or self._told:
            return
        self._told = True
        raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> OutputError:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        kept = "; the part before it is kept" if self._encoded else ""
        return OutputError(
            f"{self.path}: the video cannot be written ({reason}){kept}; choose another place"
        )

    def _run(self) -> None:
        """Body of the thread. After a failure it takes frames and forgets them."""
        try:
            self._encode()
        except Exception as error:  # raised by the next write or close
            self._failure = error
            while self._waiting.get() is not None:
                pass
        try:
            self._settle()
        except Exception as error:
            self._failure = self._failure or error

    def _encode(self) -> None:
        from repsight.video.encoder import Encoder

        encoder = Encoder(self._part, self._size, self._fps)
        try:
            while (frame := self._waiting.get()) is not None:
                encoder.encode(frame)
                self._encoded = True
        finally:
            encoder.finish()

    def _settle(self) -> None:
        """Turn the fragments into the file; where there is no room for that, they are the file."""
        from repsight.video.encoder import drop_torn_end, gather

        whole = self._part.with_name(self.path.name + ".whole.part")
        if self._failure is not None:
            drop_torn_end(self._part)
        if not self._encoded or self._part.stat().st_size == 0:
            self._part.unlink()
            return
        try:
            gather(self._part, whole)
            whole.replace(self.path)
            self._part.unlink()
        except (OSError, ValueError):  # no room, or nothing whole in what a full disk left
            whole.unlink(missing_ok=True)
            self._part.replace(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except OutputError:
            if kind is None:  # else the first error is the one to show
                raise
