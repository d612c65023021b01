"""What is done of a data set that is being built, so that a killed run can go on.

Everything lies in the folder `.building` of the data set until all videos are done: pictures, and
for each video a file that comes last. Without data.yaml the folder is no data set.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.data.building.videos import Video
from repsight.data.layout import DATA_FILE, PICTURES_FILE, picture_file
from repsight.data.types import LabelledPerson, LabelledPicture, Split
from repsight.export.files import check_folder, refusal, write_text

FOLDER: Final = ".building"
_OPTIONS: Final = "options.json"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A picture that was picked: everything of it but its split."""

    name: str
    size: tuple[int, int]
    people: tuple[LabelledPerson, ...]
    group: str
    facts: Mapping[str, Any]
    fingerprint: tuple[int, ...]

    def as_picture(self, split: Split) -> LabelledPicture:
        """It in a split."""
        file = picture_file(split, self.name)
        return LabelledPicture(file, self.size, self.people, split, self.group, self.facts)


class Unfinished:
    """The folder of a data set being built. Raises OutputError or InvalidInputError."""

    def __init__(self, root: Path, choices: Mapping[str, Any]) -> None:
        if (root / DATA_FILE).exists() or (root / PICTURES_FILE).exists():
            raise InvalidInputError(f"{root} is a data set already; choose another folder")
        self.root = root
        self._folder = root / FOLDER
        self._check_choices(choices)

    def _check_choices(self, choices: Mapping[str, Any]) -> None:
        file = self._folder / _OPTIONS
        text = json.dumps(choices, sort_keys=True)
        if not file.exists():
            check_folder(self._folder)
            write_text(file, text)
        elif file.read_text(encoding="utf-8") != text:
            raise InvalidInputError(
                f"{self.root} holds a build that was begun otherwise, with"
                f" {file.read_text(encoding='utf-8')}; go on with the same options or delete"
                f" {self._folder}"
            )

    def picture(self, name: str) -> Path:
        """Where the picture of that name waits for its split."""
        return self._folder / f"{name}.jpg"

    def done(self, video: Video) -> tuple[Drafted, ...] | None:
        """What was picked of a video that is done; None where it is not, or was changed since."""
        file = self._file(video)
        if not file.exists():
            return None
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            if content["video"] != _identity(video):
                return None
            return tuple(_drafted(row, video.group) for row in content["pictures"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SourceError(f"{file} is damaged ({error}); delete it") from None

    def finish(self, video: Video, pictures: tuple[Drafted, ...]) -> None:
        """Say that a video is done; its pictures are there already."""
        content = {"video": _identity(video), "pictures": [_row(p) for p in pictures]}
        write_text(self._file(video), json.dumps(content))

    def place(self, drafted: Drafted, split: Split) -> LabelledPicture:
        """Put a picture where it belongs; one that a killed run has put there is left."""
        picture = drafted.as_picture(split)
        waiting = self.picture(drafted.name)
        target = self.root / picture.file
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if waiting.exists() or not target.exists():
                waiting.replace(target)
        except OSError as error:
            raise refusal(target, error) from None
        return picture

    def remove(self) -> None:
        """Forget how it was built."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _file(self, video: Video) -> Path:
        return self._folder / f"{video.name}.json"


def _identity(video: Video) -> dict[str, Any]:
    return {"path": str(video.path.resolve()), "bytes": video.path.stat().st_size}


def _row(drafted: Drafted) -> dict[str, Any]:
    return {
        "name": drafted.name,
        "size": list(drafted.size),
        "people": [[p.box.tolist(), p.keypoints.tolist()] for p in drafted.people],
        "facts": dict(drafted.facts),
        "fingerprint": list(drafted.fingerprint),
    }


def _drafted(row: Mapping[str, Any], group: str) -> Drafted:
    width, height = row["size"]
    people = tuple(LabelledPerson(box, keypoints) for box, keypoints in row["people"])
    return Drafted(
        row["name"], (width, height), people, group, row["facts"], tuple(row["fingerprint"])
    )
