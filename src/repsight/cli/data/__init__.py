"""`repsight data`: sets of labelled pictures to train and measure pose models with."""

import typer

from repsight.cli.data import build, check, exports, imports, show

app = typer.Typer(
    help="Labelled pictures to train pose models with: build, check, show, import, export.",
    no_args_is_help=True,
)
app.command("build")(build.build)
app.command("check")(check.check)
app.command("show")(show.show)
app.command("import")(imports.import_labels)
app.command("export")(exports.export)
