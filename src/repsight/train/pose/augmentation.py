"""How pictures are varied while a pose model learns exercise: every setting with its reason.

Ultralytics' names. Its own `erasing` is for classification only, so limbs are covered by
`repsight.train.pose.erasing` instead.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Variation:
    """One setting, and why it has the value it has."""

    value: float
    reason: str


AUGMENTATION: Final[dict[str, Variation]] = {
    "degrees": Variation(
        30.0,
        "Floor exercises lie along the picture, and phones lean on things: a body at 30 degrees to"
        " where it was shown is an ordinary picture. More cuts off hands and feet at the edge.",
    ),
    "translate": Variation(0.1, "People stand anywhere in the picture; Ultralytics' own."),
    "scale": Variation(
        0.5, "Half to one and a half times as large: a phone at 1.5 m or at 4 m from the mat."
    ),
    "shear": Variation(0.0, "No camera shears; joint angles would be learned wrong."),
    "perspective": Variation(
        0.0, "It moves keypoints off the bones it bends; rendered cameras show real perspective."
    ),
    "fliplr": Variation(
        0.5, "Everybody could have filmed the other side; flip_idx swaps left and right."
    ),
    "flipud": Variation(0.0, "Nobody trains on the ceiling."),
    "hsv_h": Variation(0.015, "White balance differs a little between phones; Ultralytics' own."),
    "hsv_s": Variation(0.7, "Gyms are grey, parks are green, and clothes any colour."),
    "hsv_v": Variation(0.4, "Dim cellars and windows behind people."),
    "mosaic": Variation(
        1.0, "Four pictures in one: people of many sizes, cut off at edges as in real framing."
    ),
    "mixup": Variation(0.0, "Two bodies through each other teach which joint is whose wrongly."),
    "cutmix": Variation(0.0, "As mixup."),
    "copy_paste": Variation(0.0, "It needs outlines, which keypoint labels do not have."),
    "bgr": Variation(0.0, "No video has blue people."),
}

WHOLE_PICTURES_SHARE: Final = 0.2
"""The last fifth of the epochs is without mosaic, so that the model ends on pictures as they come:
Ultralytics closes it for 10 of 100 epochs; short runs on little data need a larger share."""


def ultralytics_augmentation(epochs: int) -> dict[str, float | int]:
    """The settings by Ultralytics' names, for a training of so many epochs."""
    whole = max(1, round(epochs * WHOLE_PICTURES_SHARE))
    return {name: each.value for name, each in AUGMENTATION.items()} | {"close_mosaic": whole}
