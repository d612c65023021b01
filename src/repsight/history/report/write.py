"""Writing the page of a history to a file."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repsight.core.errors import OutputError
from repsight.export.files import check_writable, replacing, write_text
from repsight.history.report.build import build_page
from repsight.history.report.dates import day_number
from repsight.history.report.gather import gather
from repsight.history.report.page import render_page, render_paper
from repsight.report.paper import load_weasyprint, write_pdf

if TYPE_CHECKING:
    from repsight.history import Store

SUFFIXES: Final = (".html", ".pdf")


def write_history_report(
    store: "Store",
    user: str,
    output: str | Path,
    *,
    today: date,
    since: date | None = None,
    exercise: str | None = None,
    static: bool = False,
) -> tuple[str, ...]:
    """Write what is kept of a user as a page (.html) or for paper (.pdf); the page's notes.

    Sessions before `since` are left out; `exercise` shows that one only; a `static` page has no
    script. Raises InvalidInputError for an unknown user or exercise, OutputError for what cannot
    be written or a library that is not here.
    """
    output = Path(output)
    if output.suffix.lower() not in SUFFIXES:
        raise OutputError(
            f"{output}: a history is a page or for paper; end the name in .html or .pdf"
        )
    check_writable(output)
    on_paper = output.suffix.lower() == ".pdf"
    if on_paper:
        load_weasyprint()
    first = None if since is None else day_number(since)
    view = gather(store, user, day_number(today), first, exercise)
    page = build_page(view)
    if on_paper:
        with replacing(output) as part:
            write_pdf(render_paper(page), part)
    else:
        write_text(output, render_page(page, static=static))
    return page.notes
