"""`repsight poses`: a video to a pose recording."""

from pathlib import Path

from repsight.core.errors import RepSightError
from repsight.export import check_writable
from repsight.pipeline.gather import gather
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.pace import Pace, ProgressCallback
from repsight.pipeline.shortfall import tell_shortfall
from repsight.pose.backend import PoseBackend
from repsight.recording import Recording, write_recording
from repsight.video import open_source


def record_poses(
    source: str | int | Path,
    output: str | Path,
    backend: PoseBackend,
    *,
    stride: int = 1,
    progress: ProgressCallback | None = None,
    stop: Stop | None = None,
) -> tuple[Recording, RepSightError | None]:
    """Write everybody in every frame of a source to `output`, and give it back.

    What broke the source off after its first frame is given back too, when the part before it is
    written. Ctrl-C, or whoever holds `stop`, ends a recording early. Raises SourceError and
    OutputError.
    """
    check_writable(output)
    with stop or Stop() as stop, open_source(source, stride=stride) as opened:
        pace = Pace(progress, opened.name, "counting", opened.frame_count)
        recording, ending = gather(opened, backend, pace, stop)
        tell_shortfall(opened, ended=ending.error is None and not stop.requested)
    write_recording(output, recording)
    if ending.error is not None and not isinstance(ending.error, RepSightError | KeyboardInterrupt):
        raise ending.error
    return recording, ending.error if isinstance(ending.error, RepSightError) else None
