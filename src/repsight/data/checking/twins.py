"""Pictures that are there twice, and what one split knows of another."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from repsight.core.similarity import box_area
from repsight.data.checking.files import Looked
from repsight.data.checking.finding import Finding
from repsight.data.fingerprint import SAME_PICTURE, near_earlier, stack_prints
from repsight.data.types import SPLITS, UNLABELLED, LabelledPerson, LabelledPicture, Split

_SAME_PLACE: Final = 0.03
"""Mean distance of the points of the largest person as a share of the box's longer side, which is
about three spreads of the body: what `data build` calls the same pose."""
_FEW: Final = 50
"""Earlier pictures that are compared by their labels: in a still scene hundreds look alike."""


def twins(looked: Sequence[Looked]) -> Iterator[Finding]:
    """Pictures that are the same as an earlier one, or nearly so; each once, the worst case."""
    whole = [one for one in looked if one.prints is not None]
    same = dict(_same_bytes(whole))
    yield from same.values()
    prints = stack_prints([one.prints for one in whole])
    for index, earlier in near_earlier(prints, SAME_PICTURE):
        one = whole[index]
        if one.file.as_posix() in same:
            continue
        alike = [whole[i] for i in earlier[-_FEW:].tolist() if _labelled_alike(whole[i], one)]
        if alike:
            yield _near(one, alike)


def shared_groups(pictures: Sequence[LabelledPicture]) -> Iterator[Finding]:
    """Groups that are in more than one split."""
    groups: dict[Split, dict[str, str]] = {split: {} for split in SPLITS}
    for picture in pictures:
        groups[picture.split].setdefault(picture.group, picture.file.as_posix())
    for one, other in combinations(SPLITS, 2):
        for group in sorted(groups[one].keys() & groups[other].keys()):
            text = f"{group} is in {one} and in {other}; a video or person belongs to one split"
            yield Finding("error", "group_shared", groups[other][group], text)


def _same_bytes(whole: Sequence[Looked]) -> Iterator[tuple[str, Finding]]:
    first: dict[bytes, Looked] = {}
    for one in whole:
        before = first.setdefault(one.digest, one)
        if before is one:
            continue
        name = one.file.as_posix()
        if before.split != one.split:
            text = f"is the same picture as {before.file.as_posix()}, of another split"
            yield name, Finding("error", "leak", name, text)
        else:
            text = f"is the same picture as {before.file.as_posix()}"
            yield name, Finding("warning", "twice", name, text)


def _near(one: Looked, alike: list[Looked]) -> Finding:
    others = [other for other in alike if other.split != one.split]
    if others:
        text = f"looks like {others[0].file.as_posix()}, of another split"
        return Finding("warning", "near_leak", one.file.as_posix(), text)
    text = f"looks like {alike[0].file.as_posix()}"
    return Finding("warning", "near_twice", one.file.as_posix(), text)


def _labelled_alike(one: Looked, other: Looked) -> bool:
    """Whether the labels say the same too: a body moves before a background that does not."""
    if one.picture is None or other.picture is None:
        return False
    a, b = _largest(one.picture), _largest(other.picture)
    if a is None or b is None:
        return a is b
    return _distance(a, one.picture.size, b, other.picture.size) < _SAME_PLACE


def _largest(picture: LabelledPicture) -> LabelledPerson | None:
    if not picture.people:
        return None
    areas = box_area(np.array([person.box for person in picture.people]))
    return picture.people[int(areas.argmax())]


def _distance(
    a: LabelledPerson, size: tuple[int, int], b: LabelledPerson, other_size: tuple[int, int]
) -> float:
    """In shares of the box's longer side; pictures of another size are brought to that of `a`."""
    scale = np.array(size) / other_size
    shared = (a.keypoints[:, 2] != UNLABELLED) & (b.keypoints[:, 2] != UNLABELLED)
    if not shared.any():
        step = np.reshape(a.box, (2, 2)) - np.reshape(b.box, (2, 2)) * scale
    else:
        step = a.keypoints[shared, :2] - b.keypoints[shared, :2] * scale
    side = max(float((a.box[2:] - a.box[:2]).max()), 1.0)
    return float(np.hypot(*step.T).mean()) / side
