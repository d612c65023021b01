"""A picture of each thing that took points, as files."""

from pathlib import Path
from typing import TYPE_CHECKING

from repsight.core.errors import InvalidInputError
from repsight.export.files import check_folder, replacing

if TYPE_CHECKING:
    from repsight.explanation import Explanation


def write_evidence(
    found: "Explanation", folder: Path, video: Path | None = None
) -> tuple[Path | None, ...]:
    """Where the picture of each deduction's moment is, in their order; None where there is none.

    Raises InvalidInputError where poses or video are missing, and OutputError.
    """
    from repsight.exercises import load_counted
    from repsight.report.pictures import find_video, take_pictures
    from repsight.report.shots import Planner

    kept = found.kept
    track = next((track for track in kept.tracks if track.id == found.person.id), None)
    if track is None or kept.recording is None:
        raise InvalidInputError(f"pictures need the poses, and {kept.missing}")
    source = find_video(kept.session.source, kept.path.parent, video)
    if isinstance(source, str):
        raise InvalidInputError(f"pictures need the video: {source}")
    known = load_counted(kept.session.provenance.exercise)
    planner = Planner(track, found.person, known, kept.recording.size)
    deductions = found.assessment.deductions
    planned = [planner.show(each) for each in deductions]
    places = [place for place, plan in enumerate(planned) if plan is not None]
    wanted = [plan.wanted for plan in planned if plan is not None]
    taken, missing = take_pictures(source, wanted, kept.recording.size)
    if missing is not None and not taken:
        raise InvalidInputError(missing)
    check_folder(folder)
    paths: list[Path | None] = [None] * len(deductions)
    for order, place in enumerate(places):
        if order in taken:
            paths[place] = _write(folder, found, place, taken[order].jpeg)
    return tuple(paths)


def _write(folder: Path, found: "Explanation", place: int, jpeg: bytes) -> Path:
    which = "set" if found.rep is None else f"rep{found.rep.index}"
    name = "".join(c if c.isalnum() else "_" for c in found.assessment.deductions[place].name)
    path = folder / f"p{found.person.id}-s{found.set_number}-{which}-{place + 1}-{name[:60]}.jpg"
    with replacing(path) as part:
        part.write_bytes(jpeg)
    return path
