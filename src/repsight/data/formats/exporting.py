"""A data set as a file for another program."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from repsight.data.formats.coco import format_coco
from repsight.data.formats.cvat import format_cvat
from repsight.data.formats.foreign import Format
from repsight.data.formats.label_studio import format_label_studio, label_config
from repsight.data.types import PoseDataset
from repsight.export.files import write_text

_WRITERS: Final[Mapping[Format, Callable[[PoseDataset], str]]] = {
    "coco": format_coco,
    "cvat": format_cvat,
    "label-studio": format_label_studio,
}
CONFIG_SUFFIX: Final = ".config.xml"


def export_dataset(dataset: PoseDataset, path: str | Path, to: Format) -> tuple[Path, ...]:
    """Write the labels of a data set; pictures stay where they are. Gives back the files written.

    For Label Studio its labelling configuration is written beside the tasks. Raises OutputError.
    """
    path = Path(path)
    write_text(path, _WRITERS[to](dataset))
    if to != "label-studio":
        return (path,)
    config = path.with_suffix(CONFIG_SUFFIX)
    write_text(config, label_config())
    return path, config
