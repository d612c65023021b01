"""The history of somebody as one page that needs no network, on paper, or as sections."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repsight.history.report.write import write_history_report as write_history_report

__all__ = ["write_history_report"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from repsight.history.report import write

    return getattr(write, name)
