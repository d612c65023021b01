"""What the next sessions of a series will be, with intervals, and which model says so.

    forecast(series, others)  ->  Forecast, or NotYet for a short history

Everything is judged at the origins of the past: at each session what would have been said then,
from what was known then, against what came.
"""

from repsight.core.history.forecast.forecast import NEED, forecast, forecasts
from repsight.core.history.forecast.origins import HORIZON, Origins, origins_of

__all__ = ["HORIZON", "NEED", "Origins", "forecast", "forecasts", "origins_of"]
