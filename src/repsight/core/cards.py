"""What is written over a picture about a person: the exercise, the count, the score, the cue."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from repsight.core.shapes import Label, Line, PersonView, Plate, Point, Shape, Tone

GOOD_SCORE: Final = 80.0


def big(person: PersonView, words: Mapping[str, str]) -> str:
    """The number that matters most: repetitions, or the seconds of a hold."""
    if person.held is None:
        return str(person.count)
    return words["shown.seconds"].format(seconds=f"{person.held:.0f}")


def score_tone(score: float) -> Tone:
    """Whether it is a good one."""
    return "good" if score >= GOOD_SCORE else "warn"


def bar(at: Point, width: float, height: float, progress: float) -> list[Shape]:
    (x, y), reach = at, max(width - height, 0.0)
    left = x + height / 2
    shapes: list[Shape] = [Line(((left, y), (left + reach, y)), height, "dim", rim=False)]
    if math.isfinite(progress):
        share = min(max(progress, 0.0), 1.0)
        tone: Tone = "good" if share >= 0.9 else "accent"
        shapes.append(Line(((left, y), (left + reach * share, y)), height, tone, rim=False))
    return shapes


def card(person: PersonView, words: Mapping[str, str], unit: float) -> list[Shape]:
    margin, width, height = 20 * unit, 300 * unit, 190 * unit
    x, y = margin, margin
    inner = width - 40 * unit
    left = x + 20 * unit
    shapes: list[Shape] = [
        Plate((x, y), width, height, 18 * unit),
        Label(person.title or "", (left, y + 42 * unit), 30 * unit, bold=True, max_width=inner),
        Label(
            big(person, words), (left, y + 140 * unit), 104 * unit, bold=True, max_width=inner * 0.6
        ),
    ]
    if person.score is not None:
        at = (x + width - 20 * unit, y + 92 * unit)
        text = words["shown.score"].format(score=f"{person.score:.0f}")
        tone = score_tone(person.score)
        shapes.append(Label(text, at, 26 * unit, tone, "right", max_width=inner * 0.45))
    if person.held is None:
        word = words.get(f"phase.{person.phase}", "")  # nothing is said of a lost body
        at = (x + width - 20 * unit, y + 138 * unit)
        shapes.append(Label(word, at, 26 * unit, "muted", "right", max_width=inner * 0.4))
        shapes += bar((left, y + 165 * unit), inner, 14 * unit, person.progress)
    return [shape for shape in shapes if not (isinstance(shape, Label) and not shape.text)]


def tag(
    person: PersonView, words: Mapping[str, str], size: tuple[int, int], unit: float
) -> list[Shape]:
    seen = person.keypoints[np.isfinite(person.keypoints[:, 0])]
    if not len(seen):
        return []
    width, height = 170 * unit, 96 * unit
    top = seen[seen[:, 1].argmin()]
    x = float(np.clip(top[0] - width / 2, 4 * unit, max(4 * unit, size[0] - width - 4 * unit)))
    y = float(np.clip(top[1] - height - 40 * unit, 4 * unit, max(4 * unit, size[1] - height)))
    inner = width - 24 * unit
    left = x + 12 * unit
    shapes: list[Shape] = [
        Plate((x, y), width, height, 12 * unit),
        Label(person.title or "", (left, y + 26 * unit), 20 * unit, max_width=inner),
        Label(
            big(person, words), (left, y + 72 * unit), 46 * unit, bold=True, max_width=inner * 0.7
        ),
        Label(f"#{person.id}", (x + width - 12 * unit, y + 70 * unit), 20 * unit, "muted", "right"),
    ]
    if person.held is None:
        shapes += bar((left, y + 84 * unit), inner, 8 * unit, person.progress)
    return [shape for shape in shapes if not (isinstance(shape, Label) and not shape.text)]


def cue_line(person: PersonView, size: tuple[int, int], unit: float) -> list[Shape]:
    """The cue of one person, at the bottom of the picture where nobody stands."""
    if not person.cue:
        return []
    at = (size[0] / 2, size[1] - 30 * unit)
    width = size[0] - 40 * unit
    text = 34 * unit
    return [Label(person.cue, at, text, "warn", "center", plate=True, bold=True, max_width=width)]
