"""A gated recurrent network over all exercises of all users: what it reads, and what it says.

Prediction is NumPy, so that only training needs PyTorch. Cho et al., EMNLP 2014, in the form of
PyTorch's `GRU`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from repsight.core.history.findings import Floats, Series
from repsight.core.history.forecast.origins import FAR, FIRST, Origins

INPUTS: Final = 5
WEIGHTS: Final = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "out", "out_bias")
# Ten weeks between sessions say no more than five.
MOST_GAPS: Final = 5.0
USUAL_DAYS: Final = 7.0


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The weights of a trained network, and the `cut`: it learned from outcomes before that day.

    Its shapes are PyTorch's: `weight_ih` (3U, I), `weight_hh` (3U, U), two biases (3U,), `out`
    (H, U) and its bias (H,) for U units.
    """

    weight_ih: Floats
    weight_hh: Floats
    bias_ih: Floats
    bias_hh: Floats
    out: Floats
    out_bias: Floats
    cut: int

    def to_dict(self) -> dict[str, Any]:
        """The network as JSON."""
        return {"cut": self.cut, **{name: getattr(self, name).tolist() for name in WEIGHTS}}

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "Network":
        """The network of what `to_dict` gave."""
        arrays = {name: np.array(data[name], float) for name in WEIGHTS}
        return Network(**arrays, cut=int(data["cut"]))


def inputs_of(series: Series, origins: Origins) -> Floats:
    """What the network reads at each origin (O, I): the state, the last step, the gap before."""
    before = series.values[FIRST - 2 : -1]
    step = np.clip((origins.last - before) / origins.scale, -FAR, FAR) / FAR
    gaps = np.diff(series.day)[FIRST - 2 :] / USUAL_DAYS
    return np.stack(
        [
            origins.below / FAR,
            origins.fell / FAR,
            step,
            (step == 0).astype(float),
            np.minimum(gaps, MOST_GAPS) / MOST_GAPS,
        ],
        axis=1,
    )


def network_steps(network: Network, inputs: Floats) -> Floats:
    """The forecast steps (O, H) at each origin, from the inputs (O, I) up to it."""
    units = network.weight_hh.shape[1]
    state, read = np.zeros(units), inputs @ network.weight_ih.T + network.bias_ih
    said = np.empty((len(inputs), len(network.out)))
    for n, row in enumerate(read):
        kept = network.weight_hh @ state + network.bias_hh
        reset = _sigmoid(row[:units] + kept[:units])
        update = _sigmoid(row[units : 2 * units] + kept[units : 2 * units])
        fresh = np.tanh(row[2 * units :] + reset * kept[2 * units :])
        state = (1 - update) * fresh + update * state
        said[n] = network.out @ state + network.out_bias
    return said


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)))
