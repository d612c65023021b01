"""Learned risks as files, and those that need a library to be read."""

from repsight.history.risk.file import read_risk_model, write_risk_model

__all__ = ["read_risk_model", "write_risk_model"]
