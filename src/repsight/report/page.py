"""The HTML of a report: one file that asks nothing of the network."""

import base64
import hashlib
import re
import sys
from collections.abc import Sequence
from importlib import resources
from typing import Any, Final

from repsight.export.extras import import_extra
from repsight.report.parts import ReportPart
from repsight.report.theme import DARK, LIGHT, as_constants, as_variables

MAX_EXPLAINED: Final = 30
"""Repetitions of a set that are explained on paper: six to ten pages."""
_CREATOR: Final = "RepSight"


def render_html(report: ReportPart, *, static: bool = False) -> str:
    """The whole page, with its style and scripts inside and a policy that allows nothing else.

    A `static` one has no script, and so its charts are pictures only.
    """
    style = (
        f":root {{ {as_variables(LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {as_variables(DARK)} }} }}\n"
        f"{_read('chart.css')}{_read('page.css')}{_widths()}"
    )
    scripts = [] if static else [load_plotly().get_plotlyjs(), _read("page.js")]
    # Plotly adds the style of its maps unless something with that style's id is there already.
    styled = next(
        (re.search(r'getElementById\("([0-9a-f]{64})"\)', each) for each in scripts), None
    )
    # Empty: plotly adds style elements and fills them rule by rule.
    styles = [style, ""] if scripts else [style]
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hashes(styles)};"
        f" script-src {_hashes(scripts)}; base-uri 'none'; form-action 'none'"
    )
    return _render(
        report,
        style=style,
        scripts=scripts,
        styled="" if styled is None else styled[1],
        policy=policy,
        paper=False,
        most=sys.maxsize,
    )


def load_plotly() -> Any:
    """What has plotly's script. Raises OutputError naming the install where it is missing."""
    return import_extra("plotly.offline", "a report with interactive charts", "report")


def render_print(report: ReportPart) -> str:
    """The same for paper: no script, light colours written out, charts with their own style."""
    style = as_constants(_read("page.css") + _widths() + _read("paper.css"), LIGHT)
    return _render(report, style=style, scripts=[], policy="", paper=True, most=MAX_EXPLAINED)


def paper_style() -> str:
    """The style of charts on paper, for inside of each: no page style reaches there."""
    return as_constants(_read("chart.css"), LIGHT)


def _render(report: ReportPart, **given: Any) -> str:
    jinja2 = import_extra("jinja2", "a report", "report")
    loader = jinja2.FunctionLoader(_read)
    page = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.filters["drawn"] = _drawn_on_paper if given["paper"] else _drawn
    page.filters["drawn_text"] = _drawn
    text: str = page.get_template("page.html.j2").render(report=report, creator=_CREATOR, **given)
    return text


def _drawn(svg: str) -> Any:
    """A picture made here, whose texts are escaped already."""
    from markupsafe import Markup

    return Markup(svg)


def _drawn_on_paper(svg: str) -> Any:
    head, end, rest = svg.partition(">")
    return _drawn(f"{head}{end}<style>{paper_style()}</style>{rest}")


def _widths() -> str:
    """A class for every per cent: the policy allows no style in an element."""
    return "".join(f".w{share} {{ width: {share}%; }}\n" for share in range(101))


def _read(name: str) -> str:
    return (resources.files("repsight.report") / name).read_text(encoding="utf-8")


def _hashes(texts: Sequence[str]) -> str:
    """What the policy allows: exactly these texts."""
    found = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{each}'" for each in found) or "'none'"
