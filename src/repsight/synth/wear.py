"""Skin, hair and clothes of a body."""

from dataclasses import dataclass, field
from typing import Any, Final

Colour = tuple[float, float, float]

MATERIALS: Final = ("skin", "shirt", "trousers", "shoes", "socks", "hair", "eyes", "sole")
"""In the order that the shaders number them."""


@dataclass(frozen=True, slots=True)
class Wear:
    """What a body wears and the colours of it (linear red, green, blue).

    `sleeve` and `leg` end along the limb (0 shoulder or hip, 1 elbow or knee, 2 wrist or ankle);
    `hem`, `waist` and `neckline` lie up the trunk (0 hips, 1 base of the neck); `loose` is how far
    in metres shirt, trousers and hair stand off the skin; `hair` 0 none, 1 short, 2 long at the
    back; `pattern` of the shirt 0 none, 1 rings, 2 sides, 3 a print.
    """

    skin: Colour = (0.55, 0.33, 0.24)
    colours: dict[str, Colour] = field(default_factory=dict)
    second: Colour = (0.8, 0.8, 0.8)
    sleeve: float = 0.6
    leg: float = 0.8
    hem: float = -0.12
    waist: float = 0.2
    neckline: float = 0.98
    sock: float = 1.8
    tank: bool = False
    hair: int = 1
    loose: tuple[float, float, float] = (0.012, 0.012, 0.015)
    pattern: int = 0
    pattern_size: float = 0.5
    trouser_stripe: bool = False
    seed: float = 0.0

    def set(self, program: Any) -> None:
        """Hand it to a shader program, as far as the program asks for it."""
        colours = [self.skin, *(self.colours.get(name, (0.3,) * 3) for name in MATERIALS[1:])]
        values = {
            "cut": (self.sleeve, self.leg, self.hem, self.waist),
            "cut2": (self.neckline, self.sock, float(self.tank), float(self.hair)),
            "looseness": self.loose,
            "skin": self.skin,
            "colours": colours,
            "second": self.second,
            "pattern": (
                float(self.pattern), self.pattern_size, float(self.trouser_stripe), self.seed,
            ),
        }  # fmt: skip
        for name, value in values.items():
            if name in program:
                program[name] = value
