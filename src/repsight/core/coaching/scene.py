"""What to draw of a moment."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from repsight.core.coaching.board import (
    count_card,
    cue_board,
    hint_board,
    speed_label,
    stage_board,
)
from repsight.core.coaching.moment import Coached, Moment
from repsight.core.coaching.overlay import mirrored, over, under
from repsight.core.coaching.tags import person_tag
from repsight.core.scene import REFERENCE_PIXELS, angle_shapes, skeleton_shapes
from repsight.core.shapes import Scene, Shape, Tone
from repsight.core.types import Phase

PHASE_TONES: Final[Mapping[Phase, Tone]] = {
    "lost": "neutral",
    "top": "neutral",
    "eccentric": "accent",
    "bottom": "neutral",
    "concentric": "effort",
}
"""Bones are white at either end, blue while lowering, violet while lifting; the working joint is
green where it should be, and what is at fault amber at all times."""


def build_coach_scene(
    moment: Moment,
    size: tuple[int, int],
    words: Mapping[str, str],
    *,
    mirror: bool = False,
    fps: float | None = None,
    latency: float | None = None,
) -> Scene:
    """Skeletons, guidance, counts, countdown, rest and hints, for a picture of that size.

    `words` are the texts of `strings/en.json` or a translation; `mirror` is for a picture that is
    shown mirrored: bodies are, writing is not. `fps` and `latency` (seconds) are shown where given.
    """
    unit = min(size) / REFERENCE_PIXELS
    people = moment.people
    if mirror:
        people = tuple(replace(c, view=mirrored(c.view, size[0])) for c in people)
    shapes: list[Shape] = []
    for coached in people:
        shapes += under(coached.view, unit)
    for coached in people:
        shapes += skeleton_shapes(coached.view, unit, PHASE_TONES[coached.view.phase])
        if coached.stage == "exercise":
            shapes += angle_shapes(coached.view, size, unit)
        shapes += over(coached.view, unit)
    shapes += speed_label(fps, latency, words, size)
    active = [coached for coached in people if _takes_part(coached)]
    if len(active) == 1:
        shapes += _boards(active[0], words, size)
    else:
        for coached in active:
            shapes += person_tag(coached, words, size)
    if not active:
        shapes += hint_board(moment.hints, words, size)
    return tuple(shapes)


def _takes_part(coached: Coached) -> bool:
    """Whether somebody trains, or is about to."""
    return coached.view.title is not None or coached.stage != "exercise" or bool(coached.hints)


def _boards(coached: Coached, words: Mapping[str, str], size: tuple[int, int]) -> list[Shape]:
    shapes: list[Shape] = []
    if coached.stage in ("exercise", "paused", "done"):
        shapes += count_card(coached, words, size)
    shapes += stage_board(coached, words, size)
    if coached.hints:
        return shapes + hint_board(coached.hints, words, size)
    return shapes + cue_board(coached.view, size)
