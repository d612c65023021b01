"""`repsight count`: what, how many, and when."""

from typing import Annotated

import typer

from repsight.cli.choices import (
    STDOUT,
    Csv,
    Database,
    Device,
    ExerciseName,
    FormModels,
    Height,
    HistoryUser,
    Imgsz,
    Json,
    Load,
    Model,
    NoPoses,
    Note,
    Person,
    Profile,
    Quiet,
    Recogniser,
    Rpe,
    Save,
    Source,
    Stride,
    Tempo,
    Weights,
    When,
    outputs_of,
    score_options,
)


def count(
    source: Source,
    exercise: ExerciseName = "auto",
    model: Model = None,
    device: Device = "auto",
    show: Annotated[bool, typer.Option("--show", help="Show the picture in a browser.")] = False,
    save: Save = None,
    json: Json = None,
    csv: Csv = None,
    person: Person = "all",
    mode: Annotated[
        str | None,
        typer.Option(
            "--mode",
            metavar="offline|live",
            help="Unset: offline for files, live for cameras and streams.",
            show_default=False,
        ),
    ] = None,
    no_poses: NoPoses = False,
    imgsz: Imgsz = 640,
    stride: Stride = 1,
    scores: Annotated[bool, typer.Option("--scores/--no-scores", help="Score them too.")] = True,
    weights: Weights = None,
    tempo: Tempo = None,
    height: Height = None,
    profile: Profile = None,
    form_model: FormModels = None,
    recogniser: Recogniser = None,
    user: HistoryUser = None,
    load: Load = None,
    rpe: Rpe = None,
    note: Note = None,
    when: When = None,
    database: Database = None,
    quiet: Quiet = False,
) -> None:
    """Count and score repetitions in a video, a folder, a camera, a stream or a recording.

    Exit code 2 for an error, 130 after Ctrl-C, 143 after SIGTERM; what was counted until then is
    written first.
    """
    from repsight.cli.counting import count_all
    from repsight.cli.keeping import Keep
    from repsight.cli.screen import Screen
    from repsight.pipeline import Options, Runner

    screen = Screen(quiet)
    keep = Keep(user, database, load, rpe, note, when, poses=not no_poses)
    with keep.diary(screen) as diary:
        tall = keep.height(height)
        scoring = score_options(weights, tempo, tall, profile, form_model) if scores else None
        options = Options(
            exercise, model, device, mode, person, imgsz, stride, scoring,  # type: ignore[arg-type]
            recogniser,
        )  # fmt: skip
        count_all(
            source,
            outputs_of(save, json, csv, show=show, no_poses=no_poses, profile=profile),
            lambda progress: Runner(
                options, progress=progress, on_model=screen.say_model, listener=diary
            ),
            screen,
            to_stdout=json == STDOUT,
        )
