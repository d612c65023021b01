"""What the addresses of a data set take and answer, for the OpenAPI description."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.data.types import LabelledPerson
from repsight.web.dataset.correction import State, Versioned

_MOST_PEOPLE: Final = 200

Pixels = Annotated[float, Field(allow_inf_nan=False)]
Point = tuple[Pixels, Pixels, Literal[0, 1, 2]]


class Person(BaseModel):
    """One person of a picture."""

    box: tuple[Pixels, Pixels, Pixels, Pixels] = Field(
        description="Left, top, right, bottom in pixels."
    )
    keypoints: list[Point] = Field(
        min_length=KEYPOINT_COUNT,
        max_length=KEYPOINT_COUNT,
        description="x, y in pixels; 0 unlabelled, 1 hidden, 2 visible. COCO-17 order.",
    )


class Correcting(BaseModel):
    """The people of a picture as they should be."""

    people: list[Person] = Field(max_length=_MOST_PEOPLE)
    version: str = Field(max_length=64, description="Of the labels that were corrected.")


class LabelsReply(BaseModel):
    """The people of a picture."""

    file: str
    people: list[Person]
    version: str = Field(description="To be sent back with a correction.")


class Marking(BaseModel):
    """What is said of a picture; what is left out stays as it is."""

    looked: bool | None = Field(None, description="Whether somebody found it good.")
    flagged: bool | None = Field(None, description="Whether somebody else should look.")


class StateReply(BaseModel):
    """What may change of a picture in the list."""

    file: str
    people: int
    looked: bool
    flagged: bool


class PictureReply(StateReply):
    """A picture in the list."""

    split: Literal["train", "val", "test"]
    group: str = Field(description="Video or person that it is of.")
    why: list[str] = Field(description="Why it was picked.")
    size: tuple[int, int] = Field(description="Width, height in pixels.")


class ChangesReply(BaseModel):
    """What changed."""

    cursor: str = Field(description="Where to go on from.")
    changed: list[StateReply]


class DatasetReply(BaseModel):
    """A data set: its pictures, and what its keypoints are."""

    name: str
    points: list[str] = Field(description="Names of the keypoints.")
    bones: list[tuple[int, int]] = Field(description="Which of them are joined.")
    mirrored: list[int] = Field(description="The same point on the other side.")
    cursor: str
    pictures: list[PictureReply]


def state_reply(state: State) -> StateReply:
    """That state as an answer."""
    return StateReply(file=state.file, people=state.people, **state.mark._asdict())


def labels_reply(file: str, labels: Versioned) -> LabelsReply:
    """Those labels as an answer."""
    people = [_person(person) for person in labels.people]
    return LabelsReply(file=file, people=people, version=labels.version)


def _person(person: LabelledPerson) -> Person:
    # Kept as single numbers, a thousandth of a pixel is what is true of them.
    left, top, right, bottom = (round(float(value), 3) for value in person.box)
    points: list[Point] = [
        (round(float(x), 3), round(float(y), 3), int(seen))  # type: ignore[misc]
        for x, y, seen in person.keypoints
    ]
    return Person(box=(left, top, right, bottom), keypoints=points)
