"""What is kept of a session while it goes on: poses, angles, the annotated video, the history."""

from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from repsight.core.coaching.scene import build_coach_scene
from repsight.core.types import Frame, Image, Track
from repsight.draw import paint
from repsight.export.tables import AngleTable
from repsight.live.trainer import Look
from repsight.pipeline.options import ANGLES_FILE
from repsight.pipeline.spool import PoseSpool
from repsight.pipeline.watch import Job
from repsight.recording import Recording
from repsight.video import VideoWriter


class Keeping:
    """Takes every look of a session with pictures of `size`; files appear when the block ends.

    The video is not mirrored, whatever the window is. Raises OutputError.
    """

    def __init__(
        self,
        job: Job,
        size: tuple[int, int],
        fps: float | None,
        model: str,
        words: Mapping[str, str],
    ) -> None:
        self._size = size
        self._words = words
        self._listener = job.listener
        csv, save = job.outputs.csv, job.outputs.save
        with ExitStack() as stack:
            poses = stack.enter_context(PoseSpool(size, model)) if job.wants_poses else None
            self._poses = poses
            self._angles = stack.enter_context(AngleTable(csv / ANGLES_FILE)) if csv else None
            self._video = stack.enter_context(VideoWriter(save, size, fps=fps)) if save else None
            self._stack = stack.pop_all()

    def add(self, look: Look) -> None:
        """Keep one look."""
        t = look.frame.t
        if self._listener is not None:
            self._listener.hear(look.moment)
        if self._poses is not None:
            self._poses.add(t, look.people, look.moment.identities)
        if self._angles is not None:
            for coached in look.moment.people:
                view = coached.view
                self._angles.add(Track(np.array([t]), view.keypoints[None], view.id))
        if self._video is not None:
            self._video.write(Frame(t, self._drawn(look)))

    def _drawn(self, look: Look) -> Image:
        image = look.frame.image
        height, width = image.shape[:2]
        drawn = paint(image, build_coach_scene(look.moment, (width, height), self._words))
        if (width, height) == self._size:
            return drawn
        # A camera that was found again may have another size; a video has one.
        return np.asarray(cv2.resize(drawn, self._size, interpolation=cv2.INTER_AREA), np.uint8)

    def recording(self) -> Recording | None:
        """All poses so far; None where nobody wants them, or there are none."""
        return self._poses.build() if self._poses is not None and len(self._poses) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)
