"""Training the recurrent network, with PyTorch."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from repsight.core.history.findings import Floats, Series
from repsight.core.history.forecast.origins import FAR, FIRST, HORIZON, Origins, origins_of
from repsight.export.extras import import_extra
from repsight.history.forecast.recurrent import INPUTS, WEIGHTS, Network, inputs_of

UNITS: Final = 16
EPOCHS: Final = 60
RATE: Final = 5e-3
DECAY: Final = 1e-3
SEED: Final = 5
# Below so many outcomes there is nothing to learn from.
LEAST_OUTCOMES: Final = 200


def cut_day(series: Sequence[Series], share: float = 0.6) -> int:
    """The day before which that share of all sessions lies: to learn before, to be tried after."""
    return int(np.quantile(np.concatenate([one.day for one in series]), share))


def train_network(series: Sequence[Series], cut: int, horizon: int = HORIZON) -> Network | None:
    """A network that learned from every outcome known before day `cut`; None of too few.

    Deterministic: the same series give the same weights. Raises OutputError where PyTorch is not
    installed.
    """
    long = [one for one in series if len(one) > FIRST]
    rows = [origins_of(one, horizon) for one in long]
    known = [_known(one, cut) for one in rows]
    if sum(int(one.sum()) for one in known) < LEAST_OUTCOMES:
        return None
    inputs = [inputs_of(one, row) for one, row in zip(long, rows, strict=True)]
    came = [np.clip(np.nan_to_num(row.came), -FAR, FAR) for row in rows]
    return _fit(inputs, came, known, cut)


def _known(row: Origins, cut: int) -> Any:
    return np.isfinite(row.came) & (row.seen < cut)


def _fit(inputs: list[Floats], came: list[Floats], known: list[Any], cut: int) -> Network:
    """Least absolute deviations over whole series at once, padded to the longest."""
    torch = import_extra("torch", "the recurrent network", "ml")
    read, wanted, mask = (_padded(torch, one) for one in (inputs, came, known))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        gru = torch.nn.GRU(INPUTS, UNITS, batch_first=True)
        out = torch.nn.Linear(UNITS, wanted.shape[2])
    torch.nn.init.zeros_(out.weight)  # it starts as the naive forecast
    torch.nn.init.zeros_(out.bias)
    weights = [*gru.parameters(), *out.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=RATE, weight_decay=DECAY)
    for _ in range(EPOCHS):
        optimizer.zero_grad()
        loss = ((out(gru(read)[0]) - wanted).abs() * mask).sum() / mask.sum()
        loss.backward()
        optimizer.step()
    arrays = [one.detach().double().numpy().copy() for one in weights]
    return Network(**dict(zip(WEIGHTS, arrays, strict=True)), cut=cut)


def _padded(torch: Any, rows: list[Any]) -> Any:
    longest = max(len(one) for one in rows)
    whole = np.zeros((len(rows), longest, rows[0].shape[1]), np.float32)
    for n, one in enumerate(rows):
        whole[n, : len(one)] = one
    return torch.from_numpy(whole)
