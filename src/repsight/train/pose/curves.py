"""The learning curves of a training: losses and accuracy by epoch, as a page of its own."""

import csv
from html import escape
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import SourceError
from repsight.export.files import write_text
from repsight.report.axes import Margins, make_axes, reach
from repsight.report.page import both_themes, read_text
from repsight.report.svg import Svg
from repsight.train.pose.listening import MAP

Array = npt.NDArray[np.float64]
Results = dict[str, Array]

EPOCH: Final = "epoch"
_LOSSES: Final = {"box": "box", "pose": "keypoints", "kobj": "is a keypoint seen", "cls": "person"}
_SIZE: Final = (560, 300)
_MARGINS: Final = Margins(52, 34, 14, 48)
_STYLE: Final = """
body { margin: 0; padding: 24px; background: var(--page); color: var(--ink);
 font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1180px; margin: auto; display: flex; flex-wrap: wrap; gap: 18px; }
h1 { width: 100%; font-size: 24px; margin: 0; }
figure { margin: 0; padding: 14px; background: var(--card); border: 1px solid var(--rule);
 border-radius: 10px; }
figcaption { color: var(--soft); }
svg { display: block; max-width: 100%; height: auto; }
"""


def read_results(path: Path) -> Results:
    """Columns of Ultralytics' results.csv by name, each (epochs,). Raises SourceError."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [{k.strip(): v for k, v in row.items() if k} for row in csv.DictReader(file)]
        return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise SourceError(f"{path} is no list of results ({error})") from None


def total_loss(results: Results, part: str) -> Array:
    """The sum (epochs,) of all losses of `part`, train or val."""
    parts = [values for name, values in results.items() if name.startswith(f"{part}/")]
    return np.asarray(np.sum(parts, axis=0))


def write_curves(path: Path, results: Results, title: str) -> None:
    """Write the page, whole or not at all. Raises OutputError."""
    pictures = [
        (_chart(results[EPOCH], _totals(results), "loss, all parts"), "Training is the line,"
         " validation the dashes. Validation rising while training falls: it learns by heart."),
        (_chart(results[EPOCH], {"train": 100 * results[MAP]}, "mAP@50-95 of keypoints"),
         "On the validation pictures, in per cent; the best epoch is the one that is kept."),
        *((_chart(results[EPOCH], both, f"loss: {_LOSSES[name]}"), "")
          for name, both in _each(results).items()),
    ]  # fmt: skip
    figures = "".join(
        f"<figure>{svg}<figcaption>{escape(words)}</figcaption></figure>" for svg, words in pictures
    )
    style = f"{both_themes()}{read_text('chart.css')}{_STYLE}"
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    body = f"<body><main><h1>{escape(title)}</h1>{figures}</main></body>"
    write_text(path, f'<!doctype html><html lang="en"><head>{view}{head}</head>{body}</html>\n')


def _totals(results: Results) -> Results:
    return {part: total_loss(results, part) for part in ("train", "val")}


def _each(results: Results) -> dict[str, Results]:
    """The parts of the loss that are in the results, for training and validation."""
    found: dict[str, Results] = {}
    for name in _LOSSES:
        columns = {part: results.get(f"{part}/{name}_loss") for part in ("train", "val")}
        if known := {part: values for part, values in columns.items() if values is not None}:
            found[name] = known
    return found


def _chart(epochs: Array, lines: Results, title: str) -> Svg:
    svg = Svg(*_SIZE, title, "half")
    low, high = float(epochs[0]), float(epochs[-1])
    span = (low - 0.5, high + 0.5)
    axes = make_axes(svg, _MARGINS, span, reach(*lines.values()))
    axes.number_y()
    axes.number_x(6 if len(epochs) > 5 else len(epochs))
    svg.text(2, 17, title, "t strong")
    svg.text((axes.x.start + axes.x.stop) / 2, svg.height - 6, "epoch", "t mid")
    for name, values in lines.items():
        class_ = "join" if name == "train" else "join two"
        x = np.array([axes.x(epoch) for epoch in epochs])
        y = np.array([axes.y(value) for value in values])
        svg.path(x, y, class_)
        last = f"{name}, epoch {epochs[-1]:.0f}: {values[-1]:.3g}"
        svg.mark(x[-1], y[-1], "circle", "mark" if name == "train" else "mark two", 4, last)
    return svg
