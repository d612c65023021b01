"""People: a body's shape, skin, hair and clothes, drawn by a random number generator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from repsight.synth.body import Body, make_body
from repsight.synth.surface import Surface, body_surface
from repsight.synth.wear import Colour, Wear

# The ten tones of the Monk Skin Tone scale (skintone.google), sRGB.
MONK: Final = (
    "f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96",
    "a07e56", "825c43", "604134", "3a312a", "292420",
)  # fmt: skip

_HAIR: Final = (
    "0a0807",
    "1c120c",
    "2e1c10",
    "4a2f1b",
    "7a5230",
    "b08a52",
    "8a8a88",
    "cfcfca",
    "6b2a14",
)
_EYES: Final = ("2b1a10", "3d2615", "4a6a4a", "4f6d8a", "5a4a32")
_PLAIN: Final = ("0b0b0d", "1a1c20", "3a3d42", "7d8086", "d8d8d8", "f2f2f0", "1d2b4f")

TOPS: Final = ("shirt", "long", "tank", "bra", "bare")
_TOP_SHARES: Final = {
    "female": (0.46, 0.16, 0.22, 0.16, 0.0), "male": (0.55, 0.16, 0.19, 0.0, 0.1),
}  # fmt: skip

TEENAGER, ADULT, ELDERLY = "teenager", "adult", "elderly"
_AGES: Final = (
    (TEENAGER, 0.12, (0.5, 0.6)),
    (ADULT, 0.73, (0.62, 0.78)),
    (ELDERLY, 0.15, (0.8, 0.97)),
)
"""Share of the people, and the range of anny's age: 0.33 is a child, 0.67 young, 1 old."""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One person: a body, where its surface lies on it, skin (Monk 1 to 10) and hair."""

    body: Body
    surface: Surface
    age: str
    monk: int
    skin: Colour
    hair: Colour
    hair_kind: int
    eyes: Colour

    def facts(self) -> dict[str, Any]:
        """What a data set's index says of the person."""
        shape = {name: round(value, 3) for name, value in self.body.shape.items()}
        return {
            "shape": shape,
            "age_group": self.age,
            "height_m": round(self.body.height, 3),
            "skin_monk": self.monk,
        }


def draw_person(rng: np.random.Generator) -> Person:
    """A person of any shape, age from about 14 on, and skin tone."""
    shares = [share for _, share, _ in _AGES]
    age, _, ages = _AGES[rng.choice(len(_AGES), p=shares)]
    body = make_body(_shape(rng, ages))
    monk = int(rng.integers(1, 11))
    red, green, blue = _shaded(MONK[monk - 1], rng, 0.06)
    # Skin that trains is warmer and darker than the scale's palest cards.
    skin = (0.92 * red, 0.80 * green, 0.74 * blue)
    female = body.shape["gender"] > 0.5
    kind = int(rng.choice((0, 1, 2), p=(0.02, 0.28, 0.70) if female else (0.2, 0.68, 0.12)))
    dark = monk > 6
    pool = _HAIR[:3] if dark else _HAIR
    hair = _HAIR[6 + rng.integers(2)] if age == ELDERLY else pool[rng.integers(len(pool))]
    eyes = _EYES[rng.integers(2 if dark else len(_EYES))]
    return Person(
        body, body_surface(body), age, monk, skin, _shaded(hair, rng, 0.1), kind,
        linear(eyes),
    )  # fmt: skip


def _shape(rng: np.random.Generator, ages: tuple[float, float]) -> Mapping[str, float]:
    """A phenotype: extremes of weight and muscle are there, and rarer than the middle."""
    female = rng.random() < 0.5
    origin = rng.dirichlet((0.5, 0.5, 0.5))
    return {
        "gender": float(rng.uniform(0.8, 1.0) if female else rng.uniform(0.0, 0.2)),
        "age": float(rng.uniform(*ages)),
        "muscle": float(rng.beta(3.0, 2.2)),
        "weight": float(rng.beta(2.2, 2.6)),
        "height": float(rng.beta(4.0, 4.0)),
        "proportions": float(rng.uniform(0.2, 1.0)),
        "cupsize": float(rng.uniform(0.2, 0.8)),
        "firmness": float(rng.uniform(0.4, 0.9)),
        "african": float(origin[0]), "asian": float(origin[1]), "caucasian": float(origin[2]),
    }  # fmt: skip


def draw_wear(person: Person, rng: np.random.Generator) -> Wear:
    """Sports clothes for a person: from a bare chest to long sleeves, shorts to trousers."""
    female = person.body.shape["gender"] > 0.5
    top = str(rng.choice(TOPS, p=_TOP_SHARES["female" if female else "male"]))
    leggings = rng.random() < (0.6 if female else 0.12)
    sleeve = {
        "shirt": rng.uniform(0.35, 0.85), "long": rng.uniform(1.75, 1.98),
    }.get(top, -1.0)  # fmt: skip
    hem = {"bra": rng.uniform(0.58, 0.66), "bare": 9.0}.get(
        top, rng.choice((rng.uniform(-0.3, 0.0), 0.12))
    )
    leg = rng.uniform(1.3, 1.92) if leggings or rng.random() < 0.35 else rng.uniform(0.25, 1.0)
    tight = top == "bra" or rng.random() < 0.35
    colours = {
        "shirt": draw_colour(rng), "trousers": draw_colour(rng, plain=0.65),
        "shoes": draw_colour(rng, plain=0.55), "sole": _shaded("e8e8e4", rng, 0.2),
        "socks": draw_colour(rng, plain=0.9), "hair": person.hair, "eyes": person.eyes,
    }  # fmt: skip
    return Wear(
        skin=person.skin,
        colours=colours,
        second=draw_colour(rng),
        sleeve=float(sleeve),
        leg=float(leg),
        hem=float(hem),
        waist=float(rng.uniform(0.1, 0.3) if top != "bra" else rng.uniform(0.2, 0.38)),
        neckline=float(rng.uniform(0.9, 1.0) - (0.12 if top in ("tank", "bra") else 0.0)),
        sock=float(rng.uniform(1.35, 1.9)),
        tank=top in ("tank", "bra"),
        hair=person.hair_kind,
        loose=(
            0.003 if tight else float(rng.uniform(0.008, 0.03)),
            0.002 if leggings else float(rng.uniform(0.008, 0.03)),
            float(rng.uniform(0.006, 0.03)),
        ),
        pattern=int(rng.choice((0, 1, 2, 3), p=(0.5, 0.12, 0.13, 0.25))),
        pattern_size=float(rng.random()),
        trouser_stripe=bool(rng.random() < 0.25),
        seed=float(rng.uniform(0, 100)),
    )


def draw_colour(rng: np.random.Generator, plain: float = 0.4) -> Colour:
    """A colour of clothes or things: black, white, grey or navy with probability `plain`."""
    if rng.random() < plain:
        return _shaded(_PLAIN[rng.integers(len(_PLAIN))], rng, 0.15)
    hue, strong, bright = rng.random(), rng.uniform(0.35, 1.0), rng.uniform(0.2, 0.95)
    wheel = np.clip(np.abs((hue * 6 + np.array((0, 4, 2))) % 6 - 3) - 1, 0, 1)
    red, green, blue = (bright * (1 - strong + strong * wheel)) ** 2.2
    return float(red), float(green), float(blue)


def linear(web: str) -> Colour:
    """Linear red, green, blue of a colour in six hexadecimal digits of sRGB."""
    red, green, blue = ((int(web[k : k + 2], 16) / 255) ** 2.2 for k in (0, 2, 4))
    return red, green, blue


def _shaded(web: str, rng: np.random.Generator, spread: float) -> Colour:
    scale = 1 + spread * rng.standard_normal()
    red, green, blue = (
        float(np.clip(value * scale * (1 + 0.3 * spread * rng.standard_normal()), 0, 1))
        for value in linear(web)
    )
    return red, green, blue
