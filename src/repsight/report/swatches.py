"""The keys of the charts: a piece of what is drawn, and what it stands for."""

from typing import Final

import numpy as np

from repsight.report.parts import Legend
from repsight.report.svg import Svg

LOWERING: Final = ("strip", "lowering")
LIFTING: Final = ("strip", "lifting")
MEAN: Final = ("curve", "curve mean")
AREA: Final = ("strip", "band")
THIN: Final = ("curve", "curve thin")
BEST: Final = ("curve", "curve best")
WORST: Final = ("curve", "curve worst")

_WIDTH, _HEIGHT = 34, 16
_MARKS: Final = ("circle", "square", "triangle", "diamond")


def swatch(drawn: tuple[str, str], text: str) -> Legend:
    """A key: `drawn` is a kind (strip, curve, dot, or a mark's shape) and a class."""
    kind, class_ = drawn
    svg = Svg(_WIDTH, _HEIGHT, text, "swatch")
    if kind == "strip":
        svg.rect(2, 2, _WIDTH - 4, _HEIGHT - 4, class_)
    elif kind == "dot":
        svg.mark(_WIDTH / 2, _HEIGHT / 2, "circle", class_)
    elif kind in _MARKS:
        svg.line(2, _HEIGHT / 2, _WIDTH - 2, _HEIGHT / 2, f"join {class_}")
        svg.mark(_WIDTH / 2, _HEIGHT / 2, kind, f"mark {class_}")
    else:
        x = np.array([2.0, _WIDTH - 2.0])
        svg.path(x, np.array([_HEIGHT / 2] * 2), class_)
    return Legend(str(svg), text)
