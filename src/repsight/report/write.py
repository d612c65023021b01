"""Writing a report, from a session or from a video that is counted first."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repsight.core.assessment import Component
from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.export.extras import import_extra
from repsight.export.files import check_writable, replacing, write_text
from repsight.report.build import Asked, build_report
from repsight.report.page import load_plotly, render_html, render_print
from repsight.report.paper import load_weasyprint, write_pdf
from repsight.report.parts import ReportPart

if TYPE_CHECKING:
    from repsight.kept import Kept
    from repsight.pipeline.pace import ProgressCallback
    from repsight.pose.backend import BackendInfo, PoseBackend

SUFFIXES: Final = (".html", ".htm", ".pdf")


@dataclass(frozen=True, slots=True)
class CountOptions:
    """How a video is counted before it is reported; a session's file takes none of them."""

    exercise: str | Path | None = None
    model: "str | Path | PoseBackend | None" = None
    weights: Mapping[Component, float] | None = None
    tempo: tuple[float, float, float, float] | None = None
    height: float | None = None

    @property
    def given(self) -> list[str]:
        """Names of those that were chosen."""
        return [name for name in self.__slots__ if getattr(self, name) is not None]


def write_report(
    source: str | Path,
    output: str | Path,
    *,
    exercise: str | Path | None = None,
    model: "str | Path | PoseBackend | None" = None,
    weights: Mapping[Component, float] | None = None,
    tempo: tuple[float, float, float, float] | None = None,
    height: float | None = None,
    person: int | None = None,
    video: str | Path | None = None,
    title: str | None = None,
    pictures: bool = True,
    static: bool = False,
    progress: "ProgressCallback | None" = None,
    on_model: "Callable[[BackendInfo], None] | None" = None,
) -> tuple[str, ...]:
    """Write what was counted in `source` as a page (`output` ends in .html) or for paper (.pdf).

    `source` is the JSON of a session, or a video or pose recording, which is counted first with
    `exercise`, `model`, `weights`, `tempo` and `height`. `person` is an id, None for everybody;
    `video` says where the session's video is if it was moved. A page's charts are interactive,
    which takes 5 MB; a `static` one has pictures of them and no script. What is missing in the
    report comes back, one sentence each.

    Raises SourceError, InvalidInputError, ExerciseError, ModelError, or OutputError for what cannot
    be written or a library that is not here.
    """
    output = Path(output)
    chosen = CountOptions(exercise, model, weights, tempo, height)
    is_session = str(source).lower().endswith(".json")
    _check(source, output, chosen if is_session else CountOptions(), static=static)
    with tempfile.TemporaryDirectory(prefix="repsight-") as folder:
        if is_session:
            path, beside = Path(source), Path(source).parent
        else:
            path = _count(source, Path(folder), chosen, progress, on_model)
            beside = Path.cwd()
        report = _build(path, beside, Asked(title, person, pictures), _path(video))
    _write(output, report, static=static)
    return report.notes


def _check(source: str | Path, output: Path, chosen: CountOptions, *, static: bool) -> None:
    """Raise now for what would fail after a long count."""
    if output.suffix.lower() not in SUFFIXES:
        raise OutputError(
            f"{output}: a report is a page or for paper; end the name in .html or .pdf"
        )
    if chosen.given:
        options = ", ".join(chosen.given)
        raise InvalidInputError(
            f"{source} is counted and scored already; {options} can be chosen for a video or a pose"
            " recording only"
        )
    import_extra("jinja2", "a report", "report")
    if output.suffix.lower() == ".pdf":
        load_weasyprint()
    elif not static:
        load_plotly()
    check_writable(output)
    if output.exists() and Path(source).exists() and output.samefile(source):
        raise OutputError(f"{output} is the source itself; choose another name")


def _count(
    source: str | Path,
    folder: Path,
    chosen: CountOptions,
    progress: "ProgressCallback | None",
    on_model: "Callable[[BackendInfo], None] | None",
) -> Path:
    """Count the video; where its session is, with the poses beside it."""
    from repsight.core.scoring.options import ScoreOptions
    from repsight.pipeline import Options, Outputs, Runner, Stop
    from repsight.video import is_address, is_many

    if is_address(source) or str(source).isdecimal():
        raise SourceError(
            f"{source}: a camera or stream cannot be reported while it runs; count it with --json"
            " and report that file"
        )
    if is_many(source):
        raise InvalidInputError(f"{source} is a folder or a pattern; a report is of one video")
    options = Options(
        chosen.exercise or "auto",
        chosen.model,
        score=ScoreOptions(chosen.weights, chosen.tempo, chosen.height),
    )
    session = folder / "session.json"
    with Runner(options, progress=progress, on_model=on_model) as runner, Stop() as stop:
        outcome = runner.run(source, Outputs(json=session), stop)
    if outcome.error is not None and not session.exists():
        raise outcome.error
    if outcome.stopped:
        raise KeyboardInterrupt
    return session


def _build(path: Path, beside: Path, asked: Asked, named: Path | None) -> ReportPart:
    from repsight.exercises import load_counted
    from repsight.kept import read_kept
    from repsight.report.pictures import find_video

    kept = read_kept(path)
    _check_person(kept, asked.person)
    found = find_video(kept.session.source, beside, named) if asked.pictures else None
    return build_report(kept, load_counted(kept.session.provenance.exercise), found, asked)


def _check_person(kept: "Kept", person: int | None) -> None:
    ids = [one.id for one in kept.session.people]
    if person is not None and person not in ids:
        allowed = ", ".join(map(str, ids)) or "nobody was found"
        raise InvalidInputError(f"there is no person {person} in {kept.session.source}: {allowed}")


def _write(output: Path, report: ReportPart, *, static: bool) -> None:
    if output.suffix.lower() != ".pdf":
        write_text(output, render_html(report, static=static))
        return
    text = render_print(report)
    with replacing(output) as part:
        write_pdf(text, part)


def _path(name: str | Path | None) -> Path | None:
    return None if name is None else Path(name)
