"""The angle benchmark's figure, and a sheet of what went worst. Needs matplotlib."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from angle_errors import JOINTS, Reading, rows, size_name, size_names
from angle_scenes import VIEWS, Scene
from repsight.core.skeleton import BONES

PUBLISHED: Final = (2, 14)
"""Mean errors in degrees that are published of monocular knee angles."""
COLOURS: Final = {"knee": "#1b6ca8", "hip": "#d1495b", "elbow": "#2e8b57", "shoulder": "#8d6a9f"}
COLUMNS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Bad:
    """A picture with a large error: how large, of what, and what the model saw (17, 2)."""

    error: float
    what: str
    scene: Scene
    found: npt.NDArray[np.floating]


def draw_errors(path: Path, readings: Sequence[Reading], model: str) -> None:
    """A PNG: mean absolute error of each joint by view and distance, in the picture and space."""
    plt = _pyplot()
    own = [each for each in readings if each.model == model]
    figure, panels = plt.subplots(2, 2, figsize=(9, 6.4), sharey=True, layout="constrained")
    groups: tuple[tuple[str, Callable[[Reading], str], list[str]], ...] = (
        ("camera's place about the person", lambda each: each.view, list(VIEWS)),
        ("person's standing height", size_name, size_names()),
    )
    truths = ("the angle in the picture", "the angle in space")
    for line, truth in enumerate(truths):
        for column, (label, of, names) in enumerate(groups):
            panel = panels[line][column]
            panel.axhspan(*PUBLISHED, color="0.92", zorder=0)
            for joint in JOINTS:
                table = {row.name: row for row in rows(own, of, names) if row.joint == joint}
                values = [
                    (table[n].space if line else table[n].flat)[1] if n in table else np.nan
                    for n in names
                ]
                panel.plot(names, values, "o-", color=COLOURS[joint], label=joint)
            panel.set_title(f"against {truth}", fontsize=10, loc="left")
            panel.tick_params(axis="x", labelsize=8)
            panel.set_xlabel(label if line else "")
        panels[line][0].set_ylabel("mean absolute error, degrees")
    panels[0][0].set_ylim(bottom=0)  # shared; earlier it would keep what is drawn later out
    panels[0][0].legend(frameon=False, fontsize=8)
    panels[1][0].annotate(
        "grey: published, knee, signed", (0.02, 0.02), xycoords="axes fraction", fontsize=8
    )
    figure.suptitle(model, fontsize=11)
    figure.savefig(path, dpi=90, metadata={"Software": None})
    plt.close(figure)


def draw_sheet(path: Path, worst: Sequence[Bad]) -> None:
    """A PNG of the pictures given: the true skeleton green, the one that was seen red."""
    plt = _pyplot()
    lines = -(-len(worst) // COLUMNS)
    figure, panels = plt.subplots(
        lines, COLUMNS, figsize=(4 * COLUMNS, 3.3 * lines), layout="constrained", squeeze=False
    )
    for panel in panels.flat:
        panel.axis("off")
    for panel, bad in zip(panels.flat, worst, strict=False):
        panel.imshow(bad.scene.image)
        for points, colour in ((bad.scene.flat, "lime"), (bad.found, "red")):
            for bone in BONES:
                panel.plot(*points[list(bone)].T, color=colour, lw=1.2)
        low, high = bad.scene.box[:2] - 40, bad.scene.box[2:] + 40
        panel.set_xlim(low[0], high[0])
        panel.set_ylim(high[1], low[1])
        panel.set_title(f"{bad.what}: {bad.error:.0f}°", fontsize=8)
    figure.savefig(path, dpi=60, metadata={"Software": None})
    plt.close(figure)


def _pyplot() -> Any:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    return plt
