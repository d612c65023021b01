"""The HTML of a report: one file that asks nothing of the network."""

import base64
import hashlib
import re
import sys
from collections.abc import Sequence
from functools import cache, partial
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
    style = f"{both_themes()}{page_style()}"
    scripts = [] if static else [load_plotly().get_plotlyjs(), read_text("page.js")]
    # Plotly adds the style of its maps unless something with that style's id is there already.
    styled = next(
        (re.search(r'getElementById\("([0-9a-f]{64})"\)', each) for each in scripts), None
    )
    # Empty: plotly adds style elements and fills them rule by rule.
    styles = [style, ""] if scripts else [style]
    return render(
        "page.html.j2",
        report=report,
        style=style,
        scripts=scripts,
        styled="" if styled is None else styled[1],
        policy=policy_of(styles, scripts),
        most=sys.maxsize,
    )


def both_themes() -> str:
    """The colours of both themes, as the reader's machine asks for them."""
    return (
        f":root {{ {as_variables(LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {as_variables(DARK)} }} }}\n"
    )


def page_style() -> str:
    """The style of pages and their charts, without colours."""
    return f"{read_text('chart.css')}{read_text('page.css')}{_widths()}"


def policy_of(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """A policy that allows exactly these styles and scripts, and pictures that are in the page."""
    return (
        f"default-src 'none'; img-src data:; style-src {_hashes(styles)};"
        f" script-src {_hashes(scripts)}; base-uri 'none'; form-action 'none'"
    )


def load_plotly() -> Any:
    """What has plotly's script. Raises OutputError naming the install where it is missing."""
    return import_extra("plotly.offline", "a report with interactive charts", "report")


def render_print(report: ReportPart) -> str:
    """The same for paper: no script, light colours written out, charts with their own style."""
    return render(
        "page.html.j2",
        paper=True,
        report=report,
        style=paper_style(),
        scripts=[],
        policy="",
        most=MAX_EXPLAINED,
    )


def paper_style(more: str = "") -> str:
    """The style of a page on paper, its colours written out; `more` is added before them."""
    return as_constants(read_text("page.css") + _widths() + read_text("paper.css") + more, LIGHT)


def chart_style() -> str:
    """The style of charts on paper, for inside of each: no page style reaches there."""
    return as_constants(read_text("chart.css"), LIGHT)


def render(
    template: str, package: str = "repsight.report", *, paper: bool = False, **given: Any
) -> str:
    """A template of a package, or of this one, filled in: text escaped, pictures as they are."""
    page = _environment(package, paper).get_template(template)
    text: str = page.render(creator=_CREATOR, paper=paper, **given)
    return text


@cache
def _environment(package: str, paper: bool) -> Any:
    jinja2 = import_extra("jinja2", "a report", "report")
    page = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.FunctionLoader(partial(_template, each)) for each in (package, __package__)]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.filters["drawn"] = _drawn_on_paper if paper else _drawn
    page.filters["drawn_text"] = _drawn
    return page


def _template(package: str, name: str) -> str | None:
    file = resources.files(package) / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _drawn(svg: str) -> Any:
    """A picture made here, whose texts are escaped already."""
    from markupsafe import Markup

    return Markup(svg)


def _drawn_on_paper(svg: str) -> Any:
    head, end, rest = svg.partition(">")
    return _drawn(f"{head}{end}<style>{chart_style()}</style>{rest}")


def _widths() -> str:
    """A class for every per cent: the policy allows no style in an element."""
    return "".join(f".w{share} {{ width: {share}%; }}\n" for share in range(101))


def read_text(name: str) -> str:
    """A file of this package."""
    return (resources.files("repsight.report") / name).read_text(encoding="utf-8")


def _hashes(texts: Sequence[str]) -> str:
    """What the policy allows: exactly these texts."""
    found = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{each}'" for each in found) or "'none'"
