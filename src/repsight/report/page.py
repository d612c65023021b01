"""The HTML of a report: one file that asks nothing of the network."""

import base64
import hashlib
from importlib import resources
from typing import Any, Final

from repsight.export.extras import import_extra
from repsight.report.parts import ReportPart
from repsight.report.theme import DARK, LIGHT, as_constants, as_variables

_CREATOR: Final = "RepSight"


def render_html(report: ReportPart) -> str:
    """The whole page, with its style and script inside and a policy that allows nothing else."""
    style = (
        f":root {{ {as_variables(LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {as_variables(DARK)} }} }}\n"
        f"{_read('chart.css')}{_read('page.css')}{_widths()}"
    )
    script = _read("page.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    return _render(report, style=style, script=script, policy=policy, paper=False)


def render_print(report: ReportPart) -> str:
    """The same for paper: no script, light colours written out, charts with their own style."""
    style = as_constants(_read("page.css") + _widths() + _read("paper.css"), LIGHT)
    return _render(report, style=style, script="", policy="", paper=True)


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


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
