"""`repsight history risk`: risk factors, and a probability only of a model of one's own."""

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repsight.cli.history.choices import AsJson, Database, User

if TYPE_CHECKING:
    from repsight.core.history.findings import NotYet, Overreaching, RiskFactor, RiskReport

_WIDTH = 96
_MARKS = {"raises": "↑", "lowers": "↓", "neutral": "·"}


def risk(
    user: User = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            metavar="MODEL.json",
            help="What `repsight train risk` wrote. Unset: factors only, no probability.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="As of that day. Unset: today."),
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Show what raises the risk of injury, and signs of overreaching. No medical advice."""
    from datetime import date

    from repsight.cli.history.choices import history_of, parse_day
    from repsight.core.history.risk import overreaching, risk_report
    from repsight.core.history.table import EPOCH
    from repsight.history.risk import read_risk_model

    today = ((parse_day(on, "--on") or date.today()) - EPOCH).days
    learned = read_risk_model(model) if model else None
    with history_of(user, database) as (store, name):
        history = store.history(name)
    report = risk_report(history, today, learned)
    signs = overreaching(history, today)
    if as_json:
        _echo_json(name, report, signs)
    else:
        typer.echo("\n".join([*_risk_lines(name, report), "", *_overreaching_lines(signs)]))


def _risk_lines(name: str, report: "RiskReport | NotYet") -> list[str]:
    from repsight.core.history.findings import NotYet

    if isinstance(report, NotYet):
        return [f"Risk of injury of {name}: {report}"]
    title = f"Risk of injury of {name} in the next {report.days} days"
    lines = [title, *_wrapped(report.note)]
    if report.risk is not None:
        risk, base = report.risk, report.base or 0.0
        lines += [
            f"{risk.value:.1%}, but anything from {risk.low:.1%} to {risk.high:.1%} fits"
            f" ({report.model} model; an average day of its data: {base:.1%})",
        ]
    for factor in report.factors:
        lines += ["", *_factor_lines(factor)]
    if report.unknown:
        lines += ["", *_wrapped("Not known from this history: " + "; ".join(report.unknown) + ".")]
    return [*lines, "", report.advice]


def _overreaching_lines(found: "Overreaching | NotYet") -> list[str]:
    from repsight.core.history.findings import NotYet

    if isinstance(found, NotYet):
        return [f"Overreaching: {found}"]
    named = {"none": "no signs", "possible": "possible", "marked": "marked signs"}
    lines = [f"Overreaching: {named[found.signal]}", *_wrapped(found.why + ".")]
    for sign in found.signs:
        lines += ["", *_factor_lines(sign, sources=False)]
    if found.unknown:
        lines += ["", *_wrapped("Not known from this history: " + "; ".join(found.unknown) + ".")]
    return [*lines, "", f"Source: {found.source}. {found.advice}"]


def _factor_lines(factor: "RiskFactor", sources: bool = True) -> list[str]:
    weight = "" if factor.weight is None else f"  [{factor.weight:+.2f} log-odds]"
    value = f"{factor.value:.2f}".rstrip("0").rstrip(".")
    if factor.name == "previous_injury":
        value = "yes" if factor.value else "no"
    head = f"{_MARKS[factor.direction]} {factor.title}: {value} {factor.unit}".rstrip() + weight
    lines = [head, *_wrapped(factor.comparison, "  ")]
    if factor.direction != "neutral":
        heading = "why it counts" if factor.weight is None else "what studies say"
        lines += _wrapped(f"{heading}: {factor.why}", "  ")
        lines += _wrapped(f"what would change it: {factor.changes}", "  ")
    return lines + (_wrapped(f"source: {factor.source}", "  ") if sources else [])


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _echo_json(name: str, report: Any, signs: Any) -> None:
    import json
    from dataclasses import asdict

    data = {"user": name, "risk": asdict(report), "overreaching": asdict(signs)}
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
