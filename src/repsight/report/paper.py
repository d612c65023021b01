"""Pages as PDF."""

from pathlib import Path
from typing import Any

from repsight.core.errors import OutputError
from repsight.export.extras import import_extra


def write_pdf(html: str, output: Path) -> None:
    """Write a page that has everything in it. Raises OutputError where no PDF can be made."""
    weasyprint = load_weasyprint()
    # Nothing from a disk or a network, whatever a text in the page says.
    fetcher = import_extra("weasyprint.urls", "a PDF report", "report").URLFetcher
    inside = fetcher(allowed_protocols=("data",))
    weasyprint.HTML(string=html, url_fetcher=inside).write_pdf(output)


def load_weasyprint() -> Any:
    """What makes PDFs. Raises OutputError naming what is missing."""
    try:
        return import_extra("weasyprint", "a PDF report", "report")
    except OSError as error:
        reason = str(error).partition("\n")[0]
        raise OutputError(
            f"a PDF report needs the Pango libraries ({reason}); install Pango, or write .html"
        ) from None
