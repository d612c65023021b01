"""Arguments that several commands take, worded once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from repsight.core.scoring.options import ScoreOptions
    from repsight.pipeline import Outputs

STDOUT = "-"

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="Video file, folder, glob, camera number, RTSP/HTTP/UDP address,"
        " or a pose recording (NAME.poses.npz).",
        show_default=False,
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME|PATH",
        help="Pose model; see `repsight models list`. Unset: YOLOv8n-pose if it is there,"
        " else BlazePose.",
        show_default=False,
    ),
]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda:0, …")]
Imgsz = Annotated[int, typer.Option("--imgsz", help="Longer side of the network's input, pixels.")]
ExerciseName = Annotated[
    str, typer.Option("--exercise", "-e", help="A name, the path of a .toml file, or auto.")
]
Save = Annotated[
    str | None,
    typer.Option("--save", metavar="OUT.mp4", help="Annotated video; a folder for many."),
]
Json = Annotated[
    str | None,
    typer.Option("--json", metavar="PATH|-", help="The session; - is stdout; a folder for many."),
]
Csv = Annotated[
    str | None,
    typer.Option("--csv", metavar="DIR", help="Folder for reps.csv and angles.csv."),
]
Person = Annotated[str, typer.Option("--person", help="all, largest, or an id.")]
NoPoses = Annotated[
    bool, typer.Option("--no-poses", help="Keep no NAME.poses.npz beside the JSON.")
]
Stride = Annotated[int, typer.Option("--stride", help="Look at every N-th frame.")]
Weights = Annotated[
    str | None,
    typer.Option(
        "--weights",
        metavar="rom=0.4,…",
        help="How much each component of the score counts: rom, stability, tempo.",
        show_default=False,
    ),
]
Tempo = Annotated[
    str | None,
    typer.Option(
        "--tempo",
        metavar="3-1-1-0",
        help="Seconds wanted: eccentric, pause at the turn, concentric, pause at the start.",
        show_default=False,
    ),
]
Height = Annotated[
    float | None,
    typer.Option(
        "--height", metavar="METRES", help="The person's height, for speeds.", show_default=False
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="PATH",
        help="The person's own file: height and best ranges, read and kept up to date.",
        show_default=False,
    ),
]
FormModels = Annotated[
    list[Path] | None,
    typer.Option(
        "--form-model",
        metavar="PATH",
        help="What `repsight train form` wrote: its opinion beside the score; may be repeated.",
        show_default=False,
    ),
]
Recogniser = Annotated[
    Path | None,
    typer.Option(
        "--recogniser",
        metavar="MODEL.onnx",
        help="What `repsight train recognise` wrote; unset: by the looks of the exercises.",
        show_default=False,
    ),
]
SessionFile = Annotated[
    Path,
    typer.Argument(
        metavar="SESSION.json", help="What `repsight count --json` wrote.", show_default=False
    ),
]
PersonId = Annotated[
    int | None,
    typer.Option("--person", metavar="ID", help="Unset: the first with sets.", show_default=False),
]
MovedVideo = Annotated[
    Path | None,
    typer.Option(
        "--video",
        metavar="PATH",
        help="The session's video, if it was moved.",
        show_default=False,
    ),
]
HistoryUser = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="NAME",
        help="Keep it in this person's history; see `repsight history`.",
        show_default=False,
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL|PATH",
        help="Where histories are kept: a SQLite file, or postgresql://USER@HOST/NAME. Unset:"
        " REPSIGHT_DATABASE_URL, else a file in your data folder.",
        show_default=False,
    ),
]
Load = Annotated[
    float | None,
    typer.Option(
        "--load",
        metavar="KG",
        help="On the bar, without the body; below 0 for help.",
        show_default=False,
    ),
]
Rpe = Annotated[
    float | None,
    typer.Option(
        "--rpe", metavar="0-10", help="How hard each set was; 10 is all out.", show_default=False
    ),
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="To remember.", show_default=False)
]
When = Annotated[
    str | None,
    typer.Option(
        "--when",
        metavar="TIME",
        help='As "2026-11-20 18:00", here; or with an offset, as 2026-11-20T18:00+01:00.',
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no messages.")]


def score_options(
    weights: str | None,
    tempo: str | None,
    height: float | None,
    profile: str | None = None,
    form_models: "list[Path] | None" = None,
) -> "ScoreOptions":
    """How to score, from what was typed. Raises RepSightError."""
    from repsight.core.scoring.options import parse_tempo, parse_weights
    from repsight.pipeline.scoring import score_options

    return score_options(
        weights=None if weights is None else parse_weights(weights),
        tempo=None if tempo is None else parse_tempo(tempo),
        height=height,
        profile=optional_path(profile),
        form_models=form_models or (),
    )


def outputs_of(
    save: str | None,
    json: str | None,
    csv: str | None,
    *,
    show: bool = False,
    no_poses: bool = False,
    profile: str | None = None,
) -> "Outputs":
    """Where the results go, from what was typed; JSON for stdout is no file."""
    from repsight.pipeline import Outputs

    return Outputs(
        save=optional_path(save),
        json=None if json == STDOUT else optional_path(json),
        csv=optional_path(csv),
        show=show,
        poses=not no_poses,
        profile=optional_path(profile),
    )


def optional_path(name: str | None) -> Path | None:
    """A path, or None where nothing was given."""
    return None if name is None else Path(name)
