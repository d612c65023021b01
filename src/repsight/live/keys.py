"""What each key does, and the list of them that the help shows."""

from typing import Final, Literal

Action = Literal["pause", "skip", "start", "mirror", "voice", "fullscreen", "help", "finish"]

KEYS: Final[dict[str, Action]] = {
    "space": "pause",
    "s": "skip",
    "n": "start",
    "return": "start",
    "enter": "start",
    "m": "mirror",
    "v": "voice",
    "f": "fullscreen",
    "f11": "fullscreen",
    "h": "help",
    "?": "help",
    "f1": "help",
    "q": "finish",
    "escape": "finish",
}
"""Action by a key's name as SDL gives it, or by the character it types."""

HELP: Final[tuple[tuple[str, Action], ...]] = (
    ("Space", "pause"),
    ("S", "skip"),
    ("N", "start"),
    ("M", "mirror"),
    ("V", "voice"),
    ("F", "fullscreen"),
    ("H", "help"),
    ("Q", "finish"),
)
"""One key for each action, in the order of the help; the texts are `window.key.ACTION`."""


def action_of(name: str, character: str = "") -> Action | None:
    """What the key of that name does, or the character it types on this keyboard; else None."""
    return KEYS.get(character.lower()) or KEYS.get(name.lower())
