"""AutoETS and AutoTheta of statsforecast, as candidates beside our own models."""

import warnings
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats
from repsight.export.extras import import_extra

NAMES: Final = ("auto_ets", "auto_theta")


def statistical_paths(values: Floats, counts: list[int], horizon: int) -> dict[str, Floats]:
    """What each said after the first `counts` values (R,), from those alone: name → (R, H).

    NaN where a fit failed. Raises OutputError where statsforecast is not installed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas and numba, about themselves
        models = import_extra("statsforecast.models", "AutoETS and AutoTheta", "forecast")
        kinds = dict(zip(NAMES, (models.AutoETS, models.AutoTheta), strict=True))
        return {
            name: np.array([_path(kind, values[:count], horizon) for count in counts])
            for name, kind in kinds.items()
        }


def _path(kind: type, values: Floats, horizon: int) -> Floats:
    try:
        said = kind(season_length=1).forecast(y=values, h=horizon)["mean"]
    except Exception:  # whatever its optimisers raise on series that stand still
        return np.full(horizon, np.nan)
    return np.asarray(said, np.float64)
