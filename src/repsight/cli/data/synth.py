"""`repsight data synth`: rendered people whose keypoints and joint angles are known exactly."""

from typing import Annotated

import typer

from repsight.cli.choices import Quiet


def synth(
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise", "-e", metavar="NAME,…", help="What the people do.", show_default=False
        ),
    ],
    count: Annotated[
        int, typer.Option("--number", "-n", help="How many pictures.", show_default=False)
    ],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="DATASET", help="A new folder.", show_default=False),
    ],
    recordings: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="RECORDING",
            help="Move as in this pose recording of the one exercise, filmed from the side; may be"
            " repeated.",
            show_default=False,
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            "--size",
            metavar="WxH,…",
            help="Sizes of the pictures, drawn by chance; a phone's four shapes when left out.",
            show_default=False,
        ),
    ] = None,
    imgsz: Annotated[int, typer.Option("--imgsz", help="Longer side of those four.")] = 640,
    people: Annotated[
        int | None,
        typer.Option(
            "--people",
            help="How many different people; one for 20 pictures when left out.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same pictures.")] = 0,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", help="Processes that render; one a core when left out.", show_default=False
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Render people who train, exactly labelled, as a data set for pose models."""
    from pathlib import Path

    from repsight.cli.screen import Screen
    from repsight.synth.make import make_dataset, usable_cores, usual_people
    from repsight.synth.picture import Plan
    from repsight.synth.sizes import parse_sizes, usual_sizes

    plan = Plan(
        exercises=tuple(name.strip() for name in exercise.split(",") if name.strip()),
        count=count,
        sizes=usual_sizes(imgsz) if size is None else parse_sizes(size),
        people=usual_people(count) if people is None else people,
        seed=seed,
        recordings=tuple(recordings or ()),
    )
    with Screen(quiet).steps("rendering", "pictures") as progress:
        dataset = make_dataset(
            Path(output), plan, workers=workers or usable_cores(), progress=progress
        )
    labelled = sum(len(picture.people) for picture in dataset.pictures)
    typer.echo(f"{output}: {len(dataset.pictures)} pictures, {labelled} people labelled")
