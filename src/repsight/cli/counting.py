"""Running a count and telling what came of it: the same for `count` and `live`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from repsight.core.errors import InvalidInputError, OutputError

if TYPE_CHECKING:
    from repsight.cli.screen import Screen
    from repsight.pipeline import Outcome, Outputs, Runner
    from repsight.pipeline.batch import Batch
    from repsight.pipeline.pace import ProgressCallback

_USER_ERROR = 2


def count_all(
    source: str,
    outputs: "Outputs",
    make_runner: "Callable[[ProgressCallback | None], Runner]",
    screen: "Screen",
    *,
    to_stdout: bool,
) -> None:
    """Count a source, or each of many, and print the results, `to_stdout` as JSON.

    Ends the command with exit code 2 for an error, 130 after Ctrl-C, 143 after SIGTERM; what was
    counted until then is written first.
    """
    from repsight.pipeline import Stop
    from repsight.pipeline.batch import Batch

    batch = Batch(source, outputs)
    if to_stdout and batch.many:
        raise InvalidInputError(f"--json - takes one source, {source} is many; name a folder")
    outcomes = []
    try:
        with screen.progress() as progress, Stop() as stop, make_runner(progress) as runner:
            for outcome in batch.run(runner, stop):
                outcomes.append(outcome)
    finally:  # whatever ended the run, those that are done are told
        _print(outcomes, to_stdout=to_stdout)
    _report(batch, outcomes, screen)
    if batch.stopped:
        raise typer.Exit(stop.exit_code)


def _print(outcomes: "list[Outcome]", *, to_stdout: bool) -> None:
    from repsight.cli.screen import print_session
    from repsight.export import format_session

    try:
        for outcome in outcomes:
            if to_stdout:
                typer.echo(format_session(outcome.session), nl=False)
            else:
                print_session(outcome.session)
    except BrokenPipeError:
        raise  # whoever reads has enough, which is no error
    except OSError as error:
        raise OutputError(
            f"the result cannot be written to stdout ({error.strerror}); write it with --json PATH"
        ) from error


def _report(batch: "Batch", outcomes: "list[Outcome]", screen: "Screen") -> None:
    for path in batch.written:
        screen.say(f"wrote {path}")
    failures = [*batch.failures, *((o.session.source, o.error) for o in outcomes if o.error)]
    for name, error in failures:
        text = str(error)
        screen.complain(text if name in text else f"{name}: {text}")
    if batch.stopped:
        screen.complain("stopped; what was counted until then is kept")
    elif failures:
        raise typer.Exit(_USER_ERROR)
