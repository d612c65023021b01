"""`repsight history`: keep what was trained, and see how it goes."""

import typer

from repsight.cli.history import (
    add,
    body,
    delete,
    edit,
    exports,
    forecast,
    imports,
    report,
    rescore,
    risk,
    show,
    stats,
    user,
)
from repsight.cli.history import list as list_

app = typer.Typer(help="Keep what you train, and see how it goes.", no_args_is_help=True)
app.add_typer(user.app, name="user")
app.command("add")(add.add)
app.command("list")(list_.list_sessions)
app.command("show")(show.show)
app.command("edit")(edit.edit)
app.command("delete")(delete.delete)
app.command("import")(imports.import_logs)
app.command("export")(exports.export)
app.command("weight")(body.weight)
app.command("pain")(body.pain)
app.command("rescore")(rescore.rescore)
app.command("stats")(stats.stats)
app.command("forecast")(forecast.forecast)
app.command("risk")(risk.risk)
app.command("report")(report.report)
