"""Reports: a counted session as one page that needs no network, or as a PDF."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repsight.report.write import write_report as write_report

__all__ = ["write_report"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from repsight.report import write

    return getattr(write, name)
