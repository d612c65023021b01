"""Boosted trees as a scorer: LightGBM, loaded only where such a model is used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from repsight.core.errors import ModelError
from repsight.core.history.findings import Floats


@dataclass(frozen=True, slots=True, eq=False)
class TreeScorer:
    """Boosted trees over the standardised features of today, as LightGBM writes them.

    Raises ModelError where LightGBM is missing or cannot read them. Shares are the Shapley values
    of the trees (Lundberg et al., Nature Machine Intelligence 2, 2020).
    """

    kind: ClassVar[str] = "lightgbm"
    window: ClassVar[int] = 1
    text: str
    _booster: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            import lightgbm
        except ImportError:
            raise ModelError(
                "this risk model needs LightGBM; install it with: pip install 'repsight[ml]'"
            ) from None
        try:
            booster = lightgbm.Booster(model_str=self.text)
        except lightgbm.basic.LightGBMError as error:
            raise ModelError(f"the trees of the risk model cannot be read: {error}") from None
        object.__setattr__(self, "_booster", booster)

    def scores(self, windows: Floats) -> Floats:
        return np.asarray(self._booster.predict(windows[:, -1], raw_score=True, num_threads=1))

    def shares(self, window: Floats) -> tuple[float, Floats]:
        told = self._booster.predict(window[-1:], pred_contrib=True, num_threads=1)[0]
        return float(told[-1]), np.asarray(told[:-1])

    def to_dict(self) -> dict[str, Any]:
        return {"trees": self.text}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], features: int) -> "TreeScorer":
        """Raises ModelError, KeyError where the data is no such scorer."""
        scorer = cls(str(data["trees"]))
        if scorer._booster.num_feature() != features:
            raise ModelError(
                f"the trees take {scorer._booster.num_feature()} features; {features} are named"
            )
        return scorer
