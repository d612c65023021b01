"""`repsight demo`: the main job on the bundled clip."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.choices import Model


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")] = Path("out"),
    model: Model = None,
) -> None:
    """Count the bundled clip; write the annotated video and the JSON, and say where they are."""
    from repsight.cli.screen import Screen, print_session
    from repsight.demo import demo_video
    from repsight.pipeline import Options, Outputs, Runner, Stop

    video, session_file = out / "demo.annotated.mp4", out / "demo.json"
    screen = Screen(quiet=False)
    with (
        screen.progress() as progress,
        Stop() as stop,
        Runner(Options(model=model), progress=progress, on_model=screen.say_model) as runner,
    ):
        outcome = runner.run(demo_video(), Outputs(save=video, json=session_file), stop)
    print_session(outcome.session)
    if outcome.error is not None:
        raise outcome.error
    typer.echo(f"annotated video: {video.resolve()}")
    typer.echo(f"session JSON:    {session_file.resolve()}")
    typer.echo(f"why this score:  repsight explain {session_file} --rep 4")
