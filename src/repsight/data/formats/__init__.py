"""Labels of other programs, read and written: COCO keypoints, CVAT and Label Studio."""

from repsight.data.formats.exporting import export_dataset
from repsight.data.formats.foreign import FORMATS, Format, check_format
from repsight.data.formats.importing import import_dataset

__all__ = ["FORMATS", "Format", "check_format", "export_dataset", "import_dataset"]
