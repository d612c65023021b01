"""The colours of a report, light and dark, and how they differ."""

from collections.abc import Mapping
from typing import Final, Literal

Ink = Literal[
    "page", "card", "ink", "soft", "rule", "grid", "accent", "tint", "good", "warn", "bad", "mark"
]
Palette = Mapping[Ink, str]

LIGHT: Final[Palette] = {
    "page": "#f3f5f8",
    "card": "#ffffff",
    "ink": "#17212e",
    "soft": "#475566",
    "rule": "#d2d9e1",
    "grid": "#e3e8ee",
    "accent": "#0b5cad",
    "tint": "#d6e6f7",
    "good": "#17683a",
    "warn": "#8f4600",
    "bad": "#a8231c",
    "mark": "#6b3fa0",
}
DARK: Final[Palette] = {
    "page": "#0f141a",
    "card": "#18202a",
    "ink": "#edf2f7",
    "soft": "#b0bdcb",
    "rule": "#384553",
    "grid": "#2a3541",
    "accent": "#72b8ff",
    "tint": "#223c58",
    "good": "#74d69e",
    "warn": "#ffb866",
    "bad": "#ff958b",
    "mark": "#c9a8f5",
}

WRITTEN: Final[tuple[tuple[Ink, Ink], ...]] = (
    ("ink", "page"), ("soft", "page"), ("accent", "page"), ("ink", "card"), ("soft", "card"),
    ("accent", "card"), ("good", "card"), ("warn", "card"), ("bad", "card"), ("mark", "card"),
    ("ink", "tint"), ("accent", "tint"), ("soft", "tint"),
)  # fmt: skip
"""What is written in what on what: WCAG AA asks for a contrast of 4.5."""
DRAWN: Final[tuple[tuple[Ink, Ink], ...]] = (
    ("accent", "card"), ("good", "card"), ("warn", "card"), ("bad", "card"), ("mark", "card"),
    ("soft", "card"), ("accent", "tint"),
)  # fmt: skip
"""What is drawn on what and has to be seen to understand a chart: 3."""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours (#rrggbb), 1 to 21: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def as_variables(palette: Palette) -> str:
    """The palette as CSS custom properties."""
    return " ".join(f"--{name}: {color};" for name, color in palette.items())


def as_constants(css: str, palette: Palette) -> str:
    """The style sheet with the colours in place of `var(--name)`."""
    for name, color in palette.items():
        css = css.replace(f"var(--{name})", color)
    return css
