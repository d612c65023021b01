"""Exporting a pose model: made, checked against what it came from, and put in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from repsight.core.errors import InvalidInputError, ModelError
from repsight.core.types import Image
from repsight.deploy.card import export_row, remove_card, write_export_cards
from repsight.deploy.checking import Finding, can_run, check, load_once
from repsight.deploy.making import make
from repsight.deploy.pictures import (
    check_some,
    pictures_for_calibration,
    pictures_for_checking,
    videos_of,
)
from repsight.deploy.placing import place, workshop
from repsight.deploy.request import Request, Source, check_makeable, find_source, make_request
from repsight.deploy.ultralytics_export import run_exporter
from repsight.models.fetch import Say


@dataclass(frozen=True, slots=True)
class Check:
    """What an export is checked on: `videos` whose pictures and counts are compared.

    Without videos, pictures are taken of the calibration's, else of the bundled clip. `exercise` is
    what is counted. `keep` puts a model in its place although it is wrong.
    """

    videos: Sequence[str] = ()
    exercise: str = "auto"
    wanted: bool = True
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export: where the model is, None where it was not kept, and the finding."""

    path: Path | None
    finding: Finding | None
    bytes: int


def export_model(
    model: str,
    request: Request,
    *,
    output: Path | None = None,
    calibrate: str | None = None,
    check_on: Check | None = None,
    say: Say = lambda _: None,
) -> Exported:
    """Export a model by name or path and check it; its card is written beside it.

    `output` is the file or folder to make; without it, the source's name with the format's ending,
    beside the source or, for a model known by name, in this folder. A model that is further from
    its source than its precision allows is not kept. `calibrate` are the pictures for INT8: a data
    set or a video.

    Raises ModelError, DeviceError, OutputError, SourceError or InvalidInputError; what was there
    before is there still.
    """
    checks = check_on or Check()
    source = find_source(model, say)
    check_makeable(request, source)
    destination = _destination(source, request, output)
    calibration = _calibration(request, calibrate)
    videos = videos_of(checks.videos)
    pictures = pictures_for_checking(videos, calibrate)
    with workshop(destination) as folder:
        say(f"making {destination.name}")
        made = make(source, request, folder, calibration)
        finding = None
        if can_run(request) and not checks.wanted:
            load_once(made, request, pictures[0])
        elif can_run(request):
            say(f"comparing {len(pictures)} pictures{_and_videos(len(videos))}")
            finding = check(made, source, request, pictures, videos, checks.exercise)
        row = export_row(made, request, finding) | {"file": destination.name}
        if finding is not None and finding.fault is not None and not checks.keep:
            return Exported(None, finding, row["bytes"])
        remove_card(destination)
        place(made, destination)
        write_export_cards(destination, source, _licence(source), row)
    return Exported(destination, finding, row["bytes"])


def export_onnx(weights: Path, destination: Path) -> Path:
    """`destination`, an .onnx for pictures of any shape made of .pt weights, unchecked.

    Needs the [yolo] extra. The file appears whole or not at all. Raises ModelError when the weights
    are missing or no COCO-17 pose model or the export fails, DeviceError without Ultralytics,
    OutputError when the destination cannot be written.
    """
    if not weights.is_file():
        raise ModelError(f"there are no weights at {weights}; pull them first")
    with workshop(destination) as folder:
        place(run_exporter(weights, folder, make_request("onnx")), destination)
    return destination


def _destination(source: Source, request: Request, output: Path | None) -> Path:
    """Where the result goes. Raises InvalidInputError where the name would not be understood."""
    ending = request.format.ending
    if output is None:
        by_path = source.weights.parent if source.known_as == source.weights else Path()
        return by_path / (source.weights.stem + request.ending)
    if output.name.endswith(ending):
        return output
    kind = "folder" if request.format.folder else "file"
    raise InvalidInputError(
        f"{output}: the name of this {kind} must end in {ending}, as in {output.name}{ending}"
    )


def _calibration(request: Request, calibrate: str | None) -> list[Image]:
    """The pictures INT8 needs; none for another precision. Raises InvalidInputError."""
    if request.precision != "int8" or not request.format.calibrated:
        return []
    if calibrate is None:
        raise InvalidInputError(
            "INT8 needs pictures like those it will see; give --calibrate a data set or a video"
        )
    pictures = pictures_for_calibration(calibrate)
    check_some(pictures, calibrate)
    return pictures


def _licence(source: Source) -> str:
    """What the model itself says of its licence."""
    if source.weights.suffix.lower() == ".pt":
        return "AGPL-3.0 (Ultralytics weights)"
    from repsight.pose.yolo import load_yolo

    backend = load_yolo(source.weights, device="cpu")
    backend.close()
    return backend.info.licence


def _and_videos(count: int) -> str:
    return f" and the counts of {count} videos" if count else ""
