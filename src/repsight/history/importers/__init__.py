"""Training logs of other programs, and our own, as sessions."""

from repsight.history.importers.imported import Imported, Skipped, grouped
from repsight.history.importers.read import read_log

__all__ = ["Imported", "Skipped", "grouped", "read_log"]
