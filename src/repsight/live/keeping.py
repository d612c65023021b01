"""What is kept of a session while it goes on: poses, angles, the annotated video."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from repsight.core.coaching.scene import build_coach_scene
from repsight.core.types import Frame, Image, Track
from repsight.draw import paint
from repsight.export.tables import AngleTable
from repsight.live.trainer import Look
from repsight.pipeline.keep import keep, kept_path
from repsight.pipeline.options import ANGLES_FILE, Outputs
from repsight.pipeline.spool import PoseSpool
from repsight.video import VideoWriter


class Keeping:
    """Takes every look of a session with pictures of `size`; files appear when the block ends.

    The video is not mirrored, whatever the window is. Raises OutputError.
    """

    def __init__(
        self,
        outputs: Outputs,
        size: tuple[int, int],
        fps: float | None,
        model: str,
        words: Mapping[str, str],
    ) -> None:
        self._outputs = outputs
        self._size = size
        self._words = words
        csv, save = outputs.csv, outputs.save
        with ExitStack() as stack:
            wanted = kept_path(outputs) is not None
            self._poses = stack.enter_context(PoseSpool(size, model)) if wanted else None
            self._angles = stack.enter_context(AngleTable(csv / ANGLES_FILE)) if csv else None
            self._video = stack.enter_context(VideoWriter(save, size, fps=fps)) if save else None
            self._stack = stack.pop_all()

    def add(self, look: Look) -> None:
        """Keep one look."""
        t = look.frame.t
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

    def write_poses(self) -> tuple[Path | None, BaseException | None]:
        """Write the recording, if it is wanted: where it is, or what kept it from being written."""
        if self._poses is None or not len(self._poses):
            return None, None
        return keep(self._outputs, self._poses.build())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)
