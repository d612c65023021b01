"""The page of a history as HTML: a file of its own, sections for another page, or for paper."""

from importlib import resources
from typing import Final

from repsight.history.report.parts import HistoryPart
from repsight.report.page import both_themes, page_style, paper_style, policy_of, render
from repsight.report.theme import DARK, as_variables

_TEMPLATE: Final = "history.html.j2"
_PACKAGE: Final = "repsight.history.report"
_START: Final = "\nreadCharts(document);\n"


def render_page(page: HistoryPart, *, static: bool = False) -> str:
    """The whole page: nothing is loaded, and a policy allows only what is in it.

    A `static` one has no script: its points still have the browser's own hints.
    """
    style = both_themes() + page_style() + _read(_PACKAGE, "history.css")
    scripts = [] if static else [reading_script() + _START]
    return render(
        _TEMPLATE,
        _PACKAGE,
        page=page,
        whole=True,
        style=style,
        scripts=scripts,
        policy=policy_of([style], scripts),
    )


def render_sections(page: HistoryPart) -> str:
    """The sections alone, for a page that has their style (`sections_style`) already."""
    return render(_TEMPLATE, _PACKAGE, page=page, whole=False, scripts=[])


def render_paper(page: HistoryPart) -> str:
    """The page for paper: light, without script, nothing folded away."""
    style = paper_style(_read(_PACKAGE, "history.css") + _read(_PACKAGE, "paper.css"))
    return render(
        _TEMPLATE, _PACKAGE, paper=True, page=page, whole=True, style=style, scripts=[], policy=""
    )


def sections_style() -> str:
    """The style of `render_sections` inside a shadow root, dark as the page around it."""
    return f":host {{ {as_variables(DARK)} }}\n{page_style()}{_read(_PACKAGE, 'history.css')}"


def reading_script() -> str:
    """The module with which values are read off charts; the page of the server loads the same."""
    return _read("repsight.web", "static/reading.mjs")


def _read(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")
