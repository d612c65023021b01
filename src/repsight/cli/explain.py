"""`repsight explain`: why a repetition or set got the score it got."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.choices import MovedVideo, PersonId, SessionFile
from repsight.core.errors import InvalidInputError


def explain(
    session: SessionFile,
    rep: Annotated[
        int | None,
        typer.Option("--rep", help="A repetition's number; unset: the set.", show_default=False),
    ] = None,
    set_: Annotated[int, typer.Option("--set", help="Which of the person's sets.")] = 1,
    person: PersonId = None,
    json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
    pictures: Annotated[
        Path | None,
        typer.Option(
            "--pictures",
            metavar="DIR",
            help="Folder for a picture of each thing that took points.",
            show_default=False,
        ),
    ] = None,
    video: MovedVideo = None,
) -> None:
    """Explain a score: what took points away, by how much, and what would have changed it."""
    import json as json_module

    from repsight.explanation import explain_session

    if video is not None and pictures is None:
        raise InvalidInputError("--video goes with --pictures; name a folder for them")
    found = explain_session(session, rep=rep, set_number=set_, person=person)
    if pictures is not None:
        found = found.with_pictures(pictures, video)
    if json:
        text = json_module.dumps(found.as_data(), indent=2, ensure_ascii=False, allow_nan=False)
        typer.echo(text)
        return
    typer.echo("\n".join(found.lines()))
