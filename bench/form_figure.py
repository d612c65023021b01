"""The reliability curve: what was stated against what was so. Needs matplotlib."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from repsight.train.metrics import reliability

Judged = tuple[npt.NDArray[np.bool_], npt.NDArray[np.floating]]


def draw_reliability(path: Path, judged: Sequence[Judged]) -> None:
    """A PNG of the share that was correct at each stated probability, of all rows together."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    correct = np.concatenate([c for c, _ in judged])
    probabilities = np.concatenate([p for _, p in judged])
    bins = reliability(correct, probabilities)
    figure, (curve, counts) = plt.subplots(
        2, 1, figsize=(4.2, 4.6), height_ratios=(4, 1), sharex=True, layout="constrained"
    )
    curve.plot([0, 1], [0, 1], color="0.6", lw=1, ls="--", label="perfect")
    curve.plot([b.predicted for b in bins], [b.correct for b in bins], "o-", label="measured")
    curve.set(ylabel="share that was correct", xlim=(0, 1), ylim=(0, 1))
    curve.legend(loc="upper left", frameon=False)
    counts.bar([b.predicted for b in bins], [b.count for b in bins], width=0.07, color="0.6")
    counts.set(xlabel="stated probability of correct form", ylabel="n")
    figure.savefig(path, dpi=90, metadata={"Software": None})
    plt.close(figure)
