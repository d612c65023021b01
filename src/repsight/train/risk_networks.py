"""Fitting the two kinds of risk model that need a library of their own: trees and a GRU.

Both are small on purpose: what is learned from are a handful of injuries.
"""

from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Floats
from repsight.core.history.risk.scorers import GruScorer
from repsight.history.risk.trees import TreeScorer
from repsight.train.metrics import Flags

TREES: Final = {
    "objective": "binary",
    "num_leaves": 4,
    "learning_rate": 0.05,
    "min_data_in_leaf": 50,
    "lambda_l2": 10.0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
ROUNDS: Final = 60
CELLS: Final = 8
BATCH: Final = 256
EPOCHS: Final = 20
MAX_STEPS: Final = 1500
"""With more data than this many batches hold, an epoch is not needed: days repeat each other."""
LEARNING_RATE: Final = 0.005
WEIGHT_DECAY: Final = 0.001


def fit_trees(values: Floats, injured: Flags, seed: int = 0) -> TreeScorer:
    """Boosted trees of standardised features (N, F); NaN are missing values, as LightGBM has them.

    Raises InvalidInputError without LightGBM.
    """
    try:
        import lightgbm
    except ImportError:
        raise _missing("LightGBM") from None
    data = lightgbm.Dataset(values, injured.astype(float), free_raw_data=True)
    booster = lightgbm.train({**TREES, "seed": seed}, data, num_boost_round=ROUNDS)
    return TreeScorer(booster.model_to_string())


def fit_gru(past: Floats, injured: Flags, seed: int = 0) -> GruScorer:
    """A GRU of standardised windows (N, L, F); what is not known counts as the mean.

    Raises InvalidInputError without PyTorch.
    """
    try:
        import torch
    except ImportError:
        raise _missing("PyTorch") from None
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        cells = torch.nn.GRU(past.shape[2], CELLS, batch_first=True)
        line = torch.nn.Linear(CELLS, 1)
        share = float(np.clip(injured.mean(), 1e-4, 1 - 1e-4))
        torch.nn.init.constant_(line.bias, float(np.log(share / (1 - share))))
        inputs = torch.from_numpy(np.nan_to_num(past).astype(np.float32))
        targets = torch.from_numpy(injured.astype(np.float32))
        weights = [*cells.parameters(), *line.parameters()]
        optimiser = torch.optim.Adam(weights, LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        loss_of = torch.nn.BCEWithLogitsLoss()
        for _ in range(min(EPOCHS * -(-len(past) // BATCH), MAX_STEPS)):
            rows = torch.randint(len(past), (BATCH,))
            _, hidden = cells(inputs[rows])
            loss = loss_of(line(hidden[0])[:, 0], targets[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    found = {name: value.detach().numpy().astype(float) for name, value in cells.named_parameters()}
    return GruScorer(
        w_ih=found["weight_ih_l0"],
        w_hh=found["weight_hh_l0"],
        b_ih=found["bias_ih_l0"],
        b_hh=found["bias_hh_l0"],
        w_out=line.weight.detach().numpy()[0].astype(float),
        b_out=float(line.bias.detach()),
    )


def _missing(library: str) -> InvalidInputError:
    return InvalidInputError(
        f"training needs {library}; install it with: pip install 'repsight[ml]'"
    )
