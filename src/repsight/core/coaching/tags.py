"""The card at each head where several people train side by side."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from repsight.core.cards import bar, big
from repsight.core.coaching.board import clock, set_text
from repsight.core.coaching.moment import Coached
from repsight.core.shapes import Label, Plate, Shape, Tone

COUNT: Final = 0.17
"""Of the picture's shorter side: two cards beside each other leave room for the people."""
_WIDTH: Final = 0.34
_HEIGHT: Final = 0.255
_EDGE: Final = 0.01


def person_tag(coached: Coached, words: Mapping[str, str], size: tuple[int, int]) -> list[Shape]:
    """Name of the exercise, count or seconds left, set or hint; over the head, in the picture."""
    person = coached.view
    seen = person.keypoints[np.isfinite(person.keypoints[:, 0])]
    if not len(seen):
        return []
    s = float(min(size))
    width, height, edge = _WIDTH * s, _HEIGHT * s, _EDGE * s
    top = seen[seen[:, 1].argmin()]
    x = _between(float(top[0]) - width / 2, edge, size[0] - width - edge)
    y = _between(float(top[1]) - height - 0.06 * s, edge, size[1] - height - edge)
    left, inner = x + 0.02 * s, width - 0.04 * s
    number, tone = _number(coached, words)
    shapes: list[Shape] = [
        Plate((x, y), width, height, 0.02 * s),
        Label(person.title or "", (left, y + 0.048 * s), 0.038 * s, bold=True, max_width=inner),
        Label(number, (left, y + 0.19 * s), COUNT * s, tone, bold=True, max_width=0.68 * inner),
        Label(
            f"#{person.id}", (x + width - 0.02 * s, y + 0.185 * s), 0.045 * s, "muted", "right",
            max_width=0.28 * inner,
        ),
        Label(_note(coached, words), (left, y + 0.238 * s), 0.036 * s, "muted", max_width=inner),
    ]  # fmt: skip
    if person.held is None and coached.stage == "exercise":
        shapes += bar((left, y + 0.206 * s), inner, 0.01 * s, person.progress)
    return [shape for shape in shapes if not (isinstance(shape, Label) and not shape.text)]


def _number(coached: Coached, words: Mapping[str, str]) -> tuple[str, Tone]:
    if coached.seconds is not None:
        return clock(coached.seconds), "accent"
    return big(coached.view, words), "neutral"


def _note(coached: Coached, words: Mapping[str, str]) -> str:
    """What else matters: what to put right, what goes on, which set it is."""
    if coached.hints:
        return words[f"hint.{coached.hints[0].code}"]
    if coached.view.cue:
        return coached.view.cue
    target = "" if coached.target is None else words["shown.of_target"].format(
        target=coached.target
    )  # fmt: skip
    stage = words.get(f"stage.{coached.stage}", "")
    return " · ".join(part for part in (stage, target, set_text(coached, words)) if part)


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), max(low, high))
