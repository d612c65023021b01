"""What somebody has to read while moving, three metres away: count, timers, hints, cues.

At three metres a letter of which every stroke can be told is 4.4 mm high (five arc minutes); what
is read at a glance should be three times that, 13 mm. A phone in portrait is about 65 mm wide, so
that is a fifth of the picture's shorter side; a 15-inch laptop is 187 mm high, so it is 7 % there.
Digits are 0.72 of their type's size. So a count of 0.3 of the shorter side is 14 mm high on the
phone and 40 mm on the laptop, and a timer, in the middle of the picture, is larger.
"""

import textwrap
from collections.abc import Mapping
from typing import Final

from repsight.core.cards import bar, big, score_tone
from repsight.core.coaching.moment import Coached, Hint
from repsight.core.shapes import Label, PersonView, Plate, Shape, Tone

COUNT: Final = 0.3
TIMER: Final = 0.42
WORD: Final = 0.13
CAPTION: Final = 0.075
HINT: Final = 0.1
CUE: Final = 0.09
SMALL: Final = 0.055
FINE: Final = 0.032
_MARGIN: Final = 0.03
# Widest letters of a bold type average a little over half its size.
_LETTER: Final = 0.56
_LINE: Final = 1.25
_HINT_LINES: Final = 3
# A label shrinks to its room, so a line may be a little too long.
_SQUEEZED: Final = 1.25


def count_card(coached: Coached, words: Mapping[str, str], size: tuple[int, int]) -> list[Shape]:
    """Exercise, count, target and set in the upper left corner; the score in the other."""
    s = float(min(size))
    person = coached.view
    margin, width = _MARGIN * s, 0.44 * s
    left, inner = 2 * margin, width - 2 * margin
    below = _below_count(coached, words)
    height = (0.41 + (0.075 if below else 0.0)) * s
    shapes: list[Shape] = [
        Plate((margin, margin), width, height, 0.03 * s),
        Label(person.title or "", (left, 0.1 * s), SMALL * s, bold=True, max_width=inner),
        Label(big(person, words), (left, 0.355 * s), COUNT * s, bold=True, max_width=inner),
        Label(below, (left, 0.475 * s), CAPTION * s, "muted", max_width=inner),
    ]
    if person.held is None:
        shapes += bar((left, height + 0.01 * s), inner, 0.018 * s, person.progress)
    if person.score is not None:
        text = words["shown.score"].format(score=f"{person.score:.0f}")
        at = (size[0] - 1.5 * margin, 0.14 * s)
        shapes.append(
            Label(
                text,
                at,
                CAPTION * s,
                score_tone(person.score),
                "right",
                plate=True,
                bold=True,
                max_width=size[0] - width - 5 * margin,
            )
        )
    return [shape for shape in shapes if not (isinstance(shape, Label) and not shape.text)]


def _below_count(coached: Coached, words: Mapping[str, str]) -> str:
    """The target and which set it is, in one line: "/ 10 · Set 2 / 3"."""
    parts = []
    if coached.target is not None:
        parts.append(words["shown.of_target"].format(target=coached.target))
    parts.append(set_text(coached, words))
    return " · ".join(part for part in parts if part)


def set_text(coached: Coached, words: Mapping[str, str]) -> str:
    """Which set it is; nothing where there is only one."""
    if coached.sets == 1:
        return ""
    if coached.sets is not None:
        return words["stage.set_of"].format(set=coached.set_number, sets=coached.sets)
    return words["stage.set"].format(set=coached.set_number) if coached.set_number > 1 else ""


def stage_board(coached: Coached, words: Mapping[str, str], size: tuple[int, int]) -> list[Shape]:
    """Countdown, rest, pause or end, in the middle of the picture; nothing while exercising."""
    word = words.get(f"stage.{coached.stage}")
    if word is None:
        return []
    width, height = size
    s = float(min(size))
    middle, room = width / 2, 0.94 * width
    if coached.seconds is None:
        return [_centred(word, middle, 0.7 * height, WORD * s, room)]
    timer = height / 2 + 0.16 * s
    shapes: list[Shape] = [
        _centred(clock(coached.seconds), middle, timer, TIMER * s, room, "accent"),
        _centred(word, middle, timer - 0.42 * s, WORD * s, room),
    ]
    following = set_text(coached, words) if coached.stage == "rest" else ""
    if following:
        shapes.append(_centred(following, middle, timer + 0.19 * s, CAPTION * s, room, "muted"))
    return shapes


def clock(seconds: float) -> str:
    """Seconds left as somebody would say them: "7", "45", "1:05"."""
    left = max(0, -int(-seconds // 1))  # up to the next whole second: 0 is when it is over
    return str(left) if left < 60 else f"{left // 60}:{left % 60:02d}"


def hint_board(
    hints: tuple[Hint, ...], words: Mapping[str, str], size: tuple[int, int]
) -> list[Shape]:
    """The first hint large over the lower half of the picture, one more below it small."""
    if not hints:
        return []
    width, height = size
    s = float(min(size))
    ordered = sorted(hints, key=lambda hint: not hint.blocking)
    lines = wrapped(words[f"hint.{ordered[0].code}"], HINT * s, 0.9 * width)
    lowest = height - (0.2 if len(ordered) > 1 else 0.09) * s
    shapes: list[Shape] = [
        _centred(line, width / 2, lowest - row * _LINE * HINT * s, HINT * s, 0.94 * width, "warn")
        for row, line in enumerate(reversed(lines))
    ]
    if len(ordered) > 1:
        second = words[f"hint.{ordered[1].code}"]
        shapes.append(
            _centred(second, width / 2, height - 0.07 * s, SMALL * s, 0.94 * width, "muted")
        )
    return shapes


def cue_board(person: PersonView, size: tuple[int, int]) -> list[Shape]:
    """The cue along the lower edge, large, in up to two lines."""
    if not person.cue:
        return []
    width, height = size
    s = float(min(size))
    lines = wrapped(person.cue, CUE * s, 0.9 * width)
    return [
        _centred(line, width / 2, height - (0.07 + row * _LINE * CUE) * s, CUE * s, 0.94 * width,
                 "warn")
        for row, line in enumerate(reversed(lines))
    ]  # fmt: skip


def speed_label(
    fps: float | None, latency: float | None, words: Mapping[str, str], size: tuple[int, int]
) -> list[Shape]:
    """Frames a second and the delay, small in the upper right corner."""
    parts = []
    if fps is not None and fps > 0:
        parts.append(words["shown.rate"].format(fps=f"{fps:.0f}"))
    if latency is not None and latency >= 0:
        parts.append(words["shown.latency"].format(ms=f"{1000 * latency:.0f}"))
    if not parts:
        return []
    s = float(min(size))
    at = (size[0] - _MARGIN * s, 0.045 * s)
    return [Label(" · ".join(parts), at, FINE * s, "muted", "right", plate=True)]


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in even lines that about fit `width` at that type size, three at most."""
    letters = max(8, int(width / (_LETTER * size)))
    if len(text) <= _SQUEEZED * letters:
        return [text]
    lines = textwrap.wrap(text, letters)
    while len(lines) > _HINT_LINES:
        letters += 2
        lines = textwrap.wrap(text, letters)
    # As few lines as these, but no last one of a single word.
    while len(textwrap.wrap(text, letters - 1)) == len(lines) and letters > 8:
        letters -= 1
    return textwrap.wrap(text, letters)


def _centred(
    text: str, x: float, y: float, size: float, room: float, tone: Tone = "neutral"
) -> Label:
    return Label(text, (x, y), size, tone, "center", plate=True, bold=True, max_width=room)
