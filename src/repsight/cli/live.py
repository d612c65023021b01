"""`repsight live`: counted, scored and coached in a window while you move."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    Tempo,
    Weights,
    outputs_of,
    score_options,
)
from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from repsight.live import Workout

LiveSource = Annotated[
    str,
    typer.Argument(
        metavar="[SOURCE]",
        help="Camera number, RTSP/HTTP/UDP address, or a video file played as if live.",
    ),
]


def live(
    source: LiveSource = "0",
    exercise: ExerciseName = "auto",
    sets: Annotated[
        int | None, typer.Option("--sets", help="Sets to do; unset: until you finish.")
    ] = None,
    reps: Annotated[
        int | None, typer.Option("--reps", help="Repetitions (seconds of a hold) that end a set.")
    ] = None,
    rest: Annotated[
        float | None,
        typer.Option("--rest", metavar="SECONDS", help="Between sets; unset: 60."),
    ] = None,
    tempo: Tempo = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="TOML with a [[step]] for each exercise."),
    ] = None,
    voice: Annotated[
        bool, typer.Option("--voice", help="Say counts, rests, hints and cues aloud.")
    ] = False,
    mirror: Annotated[
        bool | None,
        typer.Option(
            "--mirror/--no-mirror",
            help="Show it as a mirror does; unset: cameras only.",
            show_default=False,
        ),
    ] = None,
    no_setup: Annotated[
        bool, typer.Option("--no-setup", help="Count at once, without set-up help and countdown.")
    ] = False,
    fullscreen: Annotated[bool, typer.Option("--fullscreen", help="Fill the screen.")] = False,
    model: Model = None,
    device: Device = "auto",
    imgsz: Imgsz = 640,
    person: Person = "all",
    weights: Weights = None,
    height: Height = None,
    profile: Profile = None,
    form_model: FormModels = None,
    recogniser: Recogniser = None,
    save: Save = None,
    json: Json = None,
    csv: Csv = None,
    no_poses: NoPoses = False,
    user: HistoryUser = None,
    load: Load = None,
    rpe: Rpe = None,
    note: Note = None,
    database: Database = None,
    quiet: Quiet = False,
) -> None:
    """Count, score and coach while you move, in a window.

    Keys: space pause, s skip, n start now, m mirror, v voice, f full screen, h help, q finish.
    Exit code 2 for an error, 130 after Ctrl-C, 143 after SIGTERM; what was counted is written.
    """
    from repsight.cli.counting import count_all
    from repsight.cli.keeping import Keep
    from repsight.cli.screen import Screen
    from repsight.live import Appearance, LiveRunner, check_live_source
    from repsight.pipeline import Options

    screen = Screen(quiet)
    check_live_source(source)
    workout = _workout(exercise, sets, reps, rest, tempo, plan)
    appearance = Appearance(mirror, fullscreen, voice)
    keep = Keep(user, database, load, rpe, note, poses=not no_poses)
    with keep.diary(screen) as diary:
        scoring = score_options(weights, tempo, keep.height(height), profile, form_model)
        options = Options(
            workout.named, model, device, "live", person, imgsz, score=scoring,
            recogniser=recogniser,
        )  # fmt: skip
        count_all(
            source,
            outputs_of(save, json, csv, no_poses=no_poses, profile=profile),
            lambda _: LiveRunner(
                options,
                workout,
                appearance,
                setup=not no_setup,
                on_model=screen.say_model,
                listener=diary,
            ),
            screen,
            to_stdout=json == STDOUT,
        )


def _workout(
    exercise: str,
    sets: int | None,
    reps: int | None,
    rest: float | None,
    tempo: str | None,
    plan: Path | None,
) -> "Workout":
    """What to train, from the options or the file that has the same in it."""
    from repsight.core.scoring.options import parse_tempo
    from repsight.live import one_exercise, read_workout

    if plan is None:
        wanted = None if tempo is None else parse_tempo(tempo)
        return one_exercise(exercise, sets, reps, rest, wanted)
    given = {
        "--exercise": exercise != "auto",
        "--sets": sets is not None,
        "--reps": reps is not None,
        "--rest": rest is not None,
        "--tempo": tempo is not None,
    }
    if also := [name for name, there in given.items() if there]:
        raise InvalidInputError(
            f"{also[0]} goes with one exercise and not with --plan; write it into {plan}"
        )
    return read_workout(plan)
