"""A history as files: CSV, Parquet, JSON, or everything in a zip."""

from repsight.history.exporters.export import FORMATS, document_of, export_history, write_json

__all__ = ["FORMATS", "document_of", "export_history", "write_json"]
