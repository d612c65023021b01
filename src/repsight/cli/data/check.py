"""`repsight data check`: what is wrong with a data set."""

from typing import Annotated

import typer

from repsight.cli.choices import Quiet
from repsight.cli.data.choices import Dataset


def check(
    dataset: Dataset,
    json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
    quiet: Quiet = False,
) -> None:
    """Look for missing and damaged files, wrong labels, swapped sides, duplicates and leaks.

    A line for each finding. Ends with 1 where there is an error, with 0 where there are warnings
    only.
    """
    from json import dumps

    from repsight.cli.screen import Screen
    from repsight.data.checking import check_dataset

    with Screen(quiet).steps("checking", "pictures") as step:
        checked = check_dataset(dataset, step=step)
    if json:
        typer.echo(dumps(checked.as_json(), indent=1, ensure_ascii=False))
    else:
        for finding in checked.findings:
            typer.echo(str(finding))
        warnings = len(checked.findings) - checked.errors
        typer.echo(f"{checked.pictures} pictures: {checked.errors} errors, {warnings} warnings")
    if checked.errors:
        raise typer.Exit(1)
