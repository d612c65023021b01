"""The folder of a training: what was asked for, how far it came, what came of it.

training.json     the settings; without it the folder is no training
data/             what Ultralytics reads: data.yaml with lists of the pictures
run/              what Ultralytics writes: results.csv, args.yaml, weights/last.pt and best.pt
tensorboard/      where that package is installed
curves.html       the learning curves
NAME.pt NAME.onnx and their cards: written last, each whole or not at all
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.skeleton import KEYPOINT_COUNT, MIRRORED
from repsight.data.layout import label_file
from repsight.data.types import PoseDataset, Split
from repsight.export.files import check_folder, write_text

SCHEMA: Final = "repsight.pose_training/1"
STATE_FILE: Final = "training.json"
LEARNED: Final[tuple[Split, ...]] = ("train", "val")


@dataclass(frozen=True, slots=True)
class TrainingFolder:
    """Names inside the folder of a training."""

    root: Path

    @property
    def state(self) -> Path:
        """What was asked for."""
        return self.root / STATE_FILE

    @property
    def run(self) -> Path:
        """Ultralytics' own folder."""
        return self.root / "run"

    @property
    def last(self) -> Path:
        """The checkpoint to go on from."""
        return self.run / "weights" / "last.pt"

    @property
    def best(self) -> Path:
        """The checkpoint that was best on the validation pictures."""
        return self.run / "weights" / "best.pt"

    @property
    def results(self) -> Path:
        """A line an epoch: losses, figures, rates."""
        return self.run / "results.csv"

    @property
    def curves(self) -> Path:
        """The same to look at."""
        return self.root / "curves.html"

    @property
    def tensorboard(self) -> Path:
        """TensorBoard's folder."""
        return self.root / "tensorboard"

    def begin(self, state: Mapping[str, Any]) -> None:
        """Write what is asked for. Raises InvalidInputError where a training is there already."""
        if self.state.exists():
            raise InvalidInputError(
                f"{self.root} holds a training already; go on with --resume, or name another folder"
            )
        check_folder(self.root)
        self.write_state(state)

    def write_state(self, state: Mapping[str, Any]) -> None:
        """Write `state`, whole or not at all. Raises OutputError."""
        text = json.dumps({"schema": SCHEMA, **state}, indent=1, ensure_ascii=False)
        write_text(self.state, text + "\n")

    def read_state(self) -> dict[str, Any]:
        """What was asked for. Raises InvalidInputError, SourceError where there is none."""
        try:
            state = json.loads(self.state.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InvalidInputError(
                f"{self.root} holds no training to go on with; leave out --resume"
            ) from None
        except (OSError, ValueError) as error:
            raise SourceError(f"{self.state} cannot be read ({error})") from None
        if not isinstance(state, dict) or state.pop("schema", None) != SCHEMA:
            raise SourceError(f"{self.state} is no training's file ({SCHEMA})")
        return state

    def write_lists(self, dataset: PoseDataset) -> Path:
        """A data.yaml that lists exactly the pictures that were read. Raises OutputError."""
        folder = self.root / "data"
        check_folder(folder)
        for split in LEARNED:
            names = (str((dataset.root / p.file).resolve()) for p in dataset.of(split))
            write_text(folder / f"{split}.txt", "".join(f"{name}\n" for name in names))
        flipped = ", ".join(map(str, MIRRORED))
        text = (
            f"path: {json.dumps(str(folder.resolve()))}\ntrain: train.txt\nval: val.txt\n"
            f"kpt_shape: [{KEYPOINT_COUNT}, 3]\nflip_idx: [{flipped}]\nnames:\n  0: person\n"
        )
        write_text(folder / "data.yaml", text)
        return folder / "data.yaml"


def fingerprint(dataset: PoseDataset) -> str:
    """Sixteen digits that change with the pictures that are trained on or their labels."""
    digest = sha256()
    for split in LEARNED:
        for picture in dataset.of(split):
            digest.update(f"{split} {picture.file.as_posix()}\n".encode())
            for person in picture.people:
                digest.update(person.keypoints.tobytes())
    return digest.hexdigest()[:16]


def remove_caches(dataset: PoseDataset, before: set[Path]) -> None:
    """Delete the lists of labels that Ultralytics left in the data set's own folder."""
    for cache in caches(dataset) - before:
        cache.unlink(missing_ok=True)


def caches(dataset: PoseDataset) -> set[Path]:
    """Ultralytics' lists of labels, beside the folders of labels."""
    folders = {(dataset.root / label_file(p.file)).parent for p in dataset.pictures}
    return {cache for folder in folders if (cache := folder.with_suffix(".cache")).is_file()}
