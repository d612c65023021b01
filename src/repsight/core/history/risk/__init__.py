"""Risk of injury and overreaching: factors always, a probability only of a trained model."""

from repsight.core.history.risk.overreaching import overreaching
from repsight.core.history.risk.report import risk_report

__all__ = ["overreaching", "risk_report"]
