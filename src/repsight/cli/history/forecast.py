"""`repsight history forecast`: what the next sessions will be, and how sure that is."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repsight.cli.history.choices import AsJson, Database, User

if TYPE_CHECKING:
    from repsight.core.history.findings import Forecast, NotYet

_DAY = "%a %d %b %Y"


def forecast(
    user: User = None,
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="NAME",
            help="One exercise, with the models that were compared. Unset: all, a line each.",
            show_default=False,
        ),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            metavar="NAME",
            help="e1rm, load, reps, seconds, volume, score, …; unset: e1rm, or reps or seconds"
            " where there are no loads. With --exercise.",
            show_default=False,
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Compare AutoETS, AutoTheta and a recurrent network too, and keep what they say:"
            " seconds to a minute, and the extras forecast and ml. With --exercise.",
        ),
    ] = False,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Forecast the next four sessions, with the ranges that hold 80 and 95 % of outcomes."""
    from datetime import date

    from repsight.cli.history.choices import history_of
    from repsight.core.errors import InvalidInputError
    from repsight.core.history.table import EPOCH
    from repsight.history.forecast import forecast_all, forecast_exercise

    if exercise is None and (measure is not None or full):
        raise InvalidInputError("--measure and --full are for one exercise; name it: --exercise")
    today = (date.today() - EPOCH).days
    with history_of(user, database) as (store, whose):
        if exercise is None:
            found = forecast_all(store, whose, today=today)
        else:
            found = [forecast_exercise(store, whose, exercise, measure, today=today, full=full)]
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in found], indent=2))
    elif exercise is None:
        typer.echo(_overview(found))
    else:
        typer.echo(_detail(found[0]))


def _overview(found: "list[Forecast | NotYet]") -> str:
    """A line an exercise: its next session. Those with too few sessions are counted."""
    from repsight.core.history.findings import NotYet

    ready = [one for one in found if not isinstance(one, NotYet)]
    wide = max((len(one.series.exercise) for one in ready), default=0)
    lines = [
        f"{one.series.exercise:{wide}}  {_date(one.day[0])}  {_number(one.mean[0], one)}"
        f"  (80 %: {one.low80[0]:.1f} to {one.high80[0]:.1f})  {one.model}"
        for one in ready
    ]
    short = len(found) - len(ready)
    if short:
        lines.append(f"not yet: {short} of {len(found)} exercises have too few sessions")
    none = "nothing to forecast: no exercise was done in the last six weeks; --exercise names one"
    return "\n".join(lines) or none


def _detail(found: "Forecast | NotYet") -> str:
    from repsight.core.history.findings import NotYet

    if isinstance(found, NotYet):
        return str(found)
    lines = [f"{found.series.exercise}, {found.series.measure}: the next sessions"]
    for n, day in enumerate(found.day):
        lines.append(
            f"  {_date(day)}  {_number(found.mean[n], found)}"
            f"  80 %: {found.low80[n]:.1f} to {found.high80[n]:.1f}"
            f"  95 %: {found.low95[n]:.1f} to {found.high95[n]:.1f}"
        )
    lines.append(f"model: {found.why}")
    lines += [
        f"  {one.model:10}  {one.relative:.2f} of the best naive error,"
        f" 80 % held {one.cover80:.0%}, 95 % held {one.cover95:.0%} of {one.forecasts}"
        for one in found.scores
    ]
    return "\n".join(lines)


def _number(value: float, found: "Forecast") -> str:
    return f"{value:.1f} {found.series.unit}".rstrip()


def _date(day: int) -> str:
    from datetime import timedelta

    from repsight.core.history.table import EPOCH

    return (EPOCH + timedelta(days=int(day))).strftime(_DAY)


def _as_json(found: "Forecast | NotYet") -> dict[str, Any]:
    from dataclasses import asdict
    from datetime import timedelta

    from repsight.core.history.findings import NotYet
    from repsight.core.history.table import EPOCH

    if isinstance(found, NotYet):
        return {"not_yet": asdict(found)}
    names = ("mean", "low80", "high80", "low95", "high95")
    sessions = [
        {
            "day": (EPOCH + timedelta(days=int(day))).isoformat(),
            **{name: round(float(getattr(found, name)[n]), 3) for name in names},
        }
        for n, day in enumerate(found.day)
    ]
    return {
        "exercise": found.series.exercise,
        "measure": found.series.measure,
        "unit": found.series.unit,
        "model": found.model,
        "why": found.why,
        "sessions": sessions,
        "scores": [asdict(one) for one in found.scores],
    }
