"""BlazePose full as a pose backend: the embedded default, from package registries alone.

Two TFLite networks by Google (Apache-2.0), run by OpenVINO on the CPU: a detector finds bodies, a
second network finds 33 landmarks in a region around each, and where a body was in one frame says
where to look in the next.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import openvino as ov

from repsight.core.errors import DeviceError, ModelError
from repsight.core.types import Frame, Image, People
from repsight.pose.backend import BackendInfo
from repsight.pose.blazepose_detector import Detector
from repsight.pose.blazepose_landmarks import LandmarkFinder
from repsight.pose.blazepose_network import Network
from repsight.pose.blazepose_people import BodyFollower, as_people
from repsight.pose.stages import StageSeconds

DETECTOR_FILE: Final = "pose_detector.tflite"
LANDMARK_FILE: Final = "pose_landmarks_detector.tflite"
_DETECTOR_OUTPUTS: Final = {"Identity": (1, 2254, 12), "Identity_1": (1, 2254, 1)}
_LANDMARK_OUTPUTS: Final = {
    "Identity": (1, 195),
    "Identity_1": (1, 1),
    "Identity_3": (1, 64, 64, 39),
}


class BlazePose:
    """A `PoseBackend` made by `load_blazepose`; `stages` says where its time went."""

    def __init__(
        self, detector: Detector, finder: LandmarkFinder, info: BackendInfo, stages: StageSeconds
    ) -> None:
        self._detector = detector
        self._finder = finder
        self._info = info
        self.stages = stages

    @property
    def info(self) -> BackendInfo:
        """What runs."""
        return self._info

    def estimate(self, image: Image) -> People:
        """People in one RGB picture (H, W, 3), without regard to any other."""
        self.stages.frames += 1
        return as_people(self._follower().find_all(image), image)

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        """Each frame with its people, followed from frame to frame; nothing is smoothed."""
        followed = self.follow()
        for frame in frames:
            yield frame, followed.update(frame)

    def follow(self) -> "FollowedPeople":
        """Everybody in one stream whose pictures are pushed, followed from one to the next."""
        return FollowedPeople(self._follower(), self.stages)

    def _follower(self) -> BodyFollower:
        return BodyFollower(self._detector, self._finder)

    def close(self) -> None:
        """Nothing is held that the garbage collector does not free."""


class FollowedPeople:
    """A `Follower` that remembers where everybody was in the picture before."""

    def __init__(self, follower: BodyFollower, stages: StageSeconds) -> None:
        self._follower = follower
        self._stages = stages

    def update(self, frame: Frame) -> People:
        """People in the next picture of the stream."""
        self._stages.frames += 1
        return as_people(self._follower.update(frame), frame.image)


def load_blazepose(model: Path, *, device: str = "auto") -> BlazePose:
    """BlazePose full from Google's `.task` file, or from a folder with the two networks in it.

    Raises ModelError where the files are missing or are not BlazePose full, DeviceError for a
    device other than the CPU.
    """
    if device.lower() not in ("auto", "cpu"):
        raise DeviceError(f"device is {device!r}; BlazePose runs on 'cpu' (or 'auto') only")
    with _networks(model) as folder:
        core, stages = ov.Core(), StageSeconds()
        files = folder / DETECTOR_FILE, folder / LANDMARK_FILE
        detector = Detector(Network(core, files[0], _DETECTOR_OUTPUTS, low=-1.0), stages)
        finder = LandmarkFinder(Network(core, files[1], _LANDMARK_OUTPUTS, low=0.0), stages)
        info = BackendInfo("blazepose-full", _sha256(files), "openvino", "cpu", "Apache-2.0")
    return BlazePose(detector, finder, info, stages)


@contextmanager
def _networks(model: Path) -> Iterator[Path]:
    """A folder holding the two networks; OpenVINO reads TFLite from files only."""
    if model.is_dir():
        missing = [name for name in (DETECTOR_FILE, LANDMARK_FILE) if not (model / name).is_file()]
        if missing:
            raise ModelError(
                f"{model} has no {' and no '.join(missing)}; pull blazepose-full again"
            )
        yield model
        return
    with tempfile.TemporaryDirectory(prefix="blazepose-") as folder:
        try:
            with zipfile.ZipFile(model) as task:
                for name in (DETECTOR_FILE, LANDMARK_FILE):
                    task.extract(name, folder)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"{model} is not a BlazePose .task file ({error}); pull blazepose-full again"
            ) from error
        yield Path(folder)


def _sha256(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
