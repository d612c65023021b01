"""What the slow models said, computed once and kept under a fingerprint of the series."""

import hashlib
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from repsight.core.history.findings import Floats, Series
from repsight.core.history.forecast import origins_of
from repsight.core.history.forecast.backtest import SHOWN
from repsight.core.history.forecast.origins import FIRST
from repsight.history.forecast.recurrent import Network, inputs_of, network_steps

if TYPE_CHECKING:
    from repsight.history.store.store import Store

PATHS: Final = "forecast_paths"
NETWORK: Final = "forecast_network"
GRU: Final = "gru"


def fingerprint(*series: Series) -> str:
    """A hash of the days and values of series: another session makes another one."""
    found = hashlib.sha256()
    for one in series:
        found.update(f"{one.exercise}\0{one.measure}\0{len(one)}\0".encode())
        found.update(one.day.astype(np.int64).tobytes() + one.values.tobytes())
    return found.hexdigest()


def kept_paths(store: "Store", user: str, series: Series, horizon: int) -> dict[str, Floats]:
    """What was kept of exactly this series: name → paths (R, H); nothing where nothing was."""
    data = store.finding(user, PATHS, _key(series, horizon)) or {}
    return {name: np.array(rows, float) for name, rows in data.items()}


def keep_paths(store: "Store", user: str, series: Series, horizon: int) -> None:
    """Run the slow models over the last origins of a series and keep what they say.

    Raises OutputError where statsforecast or PyTorch is not installed.
    """
    from repsight.history.forecast.statistical import statistical_paths

    origins = origins_of(series, horizon)
    counts = origins.count[-SHOWN:].tolist()
    if not counts or kept_paths(store, user, series, horizon):
        return
    said = statistical_paths(series.values, counts, horizon)
    network = _network(store, user, horizon)
    if network is not None:
        steps = network_steps(network, inputs_of(series, origins))
        fair = origins.day[:, None] >= network.cut  # what it learned from proves nothing
        said[GRU] = np.where(fair, origins.unscaled(steps), np.nan)[-SHOWN:]
    store.keep_finding(
        user, PATHS, _key(series, horizon), {name: _rows(one) for name, one in said.items()}
    )


def _network(store: "Store", user: str, horizon: int) -> Network | None:
    """The network trained on all users' exercises, kept under this user; None of too few."""
    from repsight.history.forecast import main_series
    from repsight.history.forecast.training import cut_day, train_network

    every = [one for name in store.users() for one in main_series(store.history(name).sets)]
    long = [one for one in every if len(one) > FIRST]
    if not long:
        return None
    key = f"{horizon}:{fingerprint(*long)}"
    kept = store.finding(user, NETWORK, key)
    if kept is not None:
        return Network.from_dict(kept)
    network = train_network(long, cut_day(long), horizon)
    if network is not None:
        store.keep_finding(user, NETWORK, key, network.to_dict())
    return network


def _key(series: Series, horizon: int) -> str:
    return f"{horizon}:{fingerprint(series)}"


def _rows(paths: Floats) -> list[list[Any]]:
    """Paths as JSON, which has no NaN."""
    return [[None if math.isnan(one) else one for one in row] for row in paths.tolist()]
