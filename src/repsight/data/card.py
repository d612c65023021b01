"""card.json of a data set: what is in it, where it came from, what may be done with it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from repsight import __version__
from repsight.data.types import SPLITS, LabelledPicture

SCHEMA: Final = "repsight.data_card/1"
PRE_LABELLED: Final = "pre-labelled, not corrected"
IMPORTED: Final = "imported"
NOT_STATED: Final = "not stated"


def counts_of(pictures: Iterable[LabelledPicture]) -> dict[str, Any]:
    """How many pictures, people and groups there are, over all and in each split."""
    pictures = list(pictures)
    splits = {split: _counts([p for p in pictures if p.split == split]) for split in SPLITS}
    why = Counter(str(p.facts["why"]) for p in pictures if "why" in p.facts)
    return {
        **_counts(pictures),
        "splits": splits,
        **({"why": dict(sorted(why.items()))} if why else {}),
    }


def make_card(
    pictures: Iterable[LabelledPicture], *, labels: str, licence: str, origin: Mapping[str, Any]
) -> dict[str, Any]:
    """The card of a data set. `labels` says how the labels came about, `origin` all the rest."""
    return {
        "schema": SCHEMA,
        "made_by": f"repsight {__version__}",
        "labels": labels,
        "licence": licence or NOT_STATED,
        "counts": counts_of(pictures),
        **origin,
    }


def _counts(pictures: list[LabelledPicture]) -> dict[str, Any]:
    return {
        "pictures": len(pictures),
        "people": sum(len(picture.people) for picture in pictures),
        "background": sum(not picture.people for picture in pictures),
        "groups": len({picture.group for picture in pictures}),
    }
