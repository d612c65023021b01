"""What people see: messages and progress on stderr, results on stdout."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repsight.core.types import Session, SetSummary
    from repsight.pipeline import Progress
    from repsight.pipeline.pace import ProgressCallback
    from repsight.pose.backend import BackendInfo


class Screen:
    """Messages and one progress bar on stderr; nothing but errors when `quiet`."""

    def __init__(self, quiet: bool) -> None:
        from rich.console import Console

        self._quiet = quiet
        self._console = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
        logger = logging.getLogger("repsight")
        logger.handlers = [_ScreenHandler(self)]
        logger.setLevel(logging.INFO)

    def say(self, text: str) -> None:
        """A message that --quiet suppresses."""
        if not self._quiet:
            self._console.print(text, markup=False)

    def complain(self, text: str) -> None:
        """One line that is always shown."""
        self._console.print(f"repsight: {text}", markup=False)

    def say_model(self, info: "BackendInfo") -> None:
        """Which model runs, and on what."""
        self.say(f"model: {info.model} ({info.runtime} on {info.device}, licence {info.licence})")

    @contextmanager
    def progress(self) -> "Iterator[ProgressCallback | None]":
        """A callback that moves a bar with frames per second and the time left."""
        if self._quiet:
            yield None
            return
        from rich import progress as bars

        bar = bars.Progress(
            bars.TextColumn("{task.description}", markup=False),
            bars.BarColumn(),
            bars.TextColumn("{task.completed:.0f}/{task.fields[frames]} frames"),
            bars.TextColumn("{task.fields[fps]:.0f} FPS"),
            bars.TimeRemainingColumn(),
            console=self._console,
        )
        tasks: dict[tuple[str, str], Any] = {}

        def show(now: "Progress") -> None:
            key = (now.source, now.stage)
            if not tasks:
                bar.start()  # not before: an empty bar leaves an empty line
            if key not in tasks:
                tasks[key] = bar.add_task(_title(*key), total=now.total, frames="?", fps=0.0)
            # A container may state too few frames; the bar must not pass its end.
            total = None if now.total is None else max(now.total, now.done)
            frames = "?" if total is None else str(total)
            bar.update(tasks[key], completed=now.done, total=total, frames=frames, fps=now.fps)

        try:
            yield show
        finally:
            if tasks:
                bar.stop()

    @contextmanager
    def steps(self, what: str, things: str) -> "Iterator[Callable[[int, int], None] | None]":
        """A callback that moves a bar when so many of all things are done."""
        if self._quiet:
            yield None
            return
        from rich import progress as bars

        bar = bars.Progress(
            bars.TextColumn("{task.description}", markup=False),
            bars.BarColumn(),
            bars.TextColumn(f"{{task.completed:.0f}}/{{task.total:.0f}} {things}"),
            bars.TimeRemainingColumn(),
            console=self._console,
        )
        with bar:
            task = bar.add_task(what, total=0)
            yield lambda done, total: bar.update(task, completed=done, total=total)


class _ScreenHandler(logging.Handler):
    """What the library logs, on the screen: warnings always, the rest unless quiet."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen

    def emit(self, record: logging.LogRecord) -> None:
        show = self._screen.complain if record.levelno >= logging.WARNING else self._screen.say
        show(record.getMessage())


def _title(source: str, stage: str) -> str:
    name = source.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{stage} {name if len(name) <= 32 else name[:31] + '…'}"


def print_session(session: "Session") -> None:
    """The result table of one source on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, emoji=False)
    title = session.source if session.complete else f"{session.source} (ended early)"
    if not session.people:
        console.print(f"{title}: nobody found", markup=False)
        return
    rows = [(person.id, one) for person in session.people for one in person.sets]
    if not rows:
        count = len(session.people)
        who = "one person" if count == 1 else f"{count} people"
        console.print(f"{title}: {who}, no exercise found", markup=False)
        return
    # As Text: a name such as a[b].mp4 is no markup.
    console.print(Text(title, style="bold"), soft_wrap=True)
    table = Table()
    scored = any(one.assessment is not None for _, one in rows)
    for column, justify in (*_COLUMNS, *(_SCORE_COLUMNS if scored else ())):
        table.add_column(column, justify=justify)
    for person, one in rows:
        table.add_row(str(person), *_cells(one), *(_scored(one) if scored else ()))
    console.print(table)


# A score is no surer than this many points.
_WORTH_TELLING = 2.0
_COLUMNS = (
    ("person", "right"),
    ("exercise", "left"),
    ("reps", "right"),
    ("from", "right"),
    ("to", "right"),
    ("sure", "right"),
)
_SCORE_COLUMNS = (("score", "right"), ("most lost by", "left"))


def _cells(one: "SetSummary") -> tuple[str, ...]:
    amount = f"{one.end - one.start:.0f} s" if one.kind == "hold" else str(one.count)
    sure = f"{one.confidence:.0%}"
    return one.exercise, amount, _clock(one.start), _clock(one.end), sure


def _scored(one: "SetSummary") -> tuple[str, str]:
    part = one.assessment
    if part is None:
        return "", ""
    if part.total is None:
        return "not measurable", ""
    most = part.deductions[0] if part.deductions else None
    worth = most is not None and most.points >= _WORTH_TELLING
    lost = f"{most.title} −{most.points:.0f}" if most is not None and worth else ""
    return f"{part.total:.0f} ±{part.margin:.0f}", lost


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f}:{rest:04.1f}"
