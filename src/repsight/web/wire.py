"""What a client sends, checked to the last number before anything believes it."""

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

import numpy as np
import numpy.typing as npt

from repsight.core.coaching import Command
from repsight.core.types import People
from repsight.web.errors import RefusedError

MAX_PEOPLE: Final = 8
MAX_SIDE: Final = 8192
"""Pixels; no camera of a browser gives more."""
MAX_SEQ: Final = 2**32 - 1
MAX_SECONDS: Final = 1e10
_POINTS: Final = 17
_UNSEEN: Final = [math.nan] * 3
_FAR: Final = 10.0
"""A point may lie outside of the picture, but not by more than this many of its sides."""
_PICTURE: Final = struct.Struct("<Id")


@dataclass(frozen=True, slots=True, eq=False)
class Poses:
    """Everybody in one frame; `light` 0..1, None where it is not known."""

    seq: int
    t: float
    people: People
    light: float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame to look for people in: a JPEG file."""

    seq: int
    t: float
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Turned:
    """From here on the picture has another size in pixels."""

    seq: int
    t: float
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """The person asked for something."""

    seq: int
    t: float
    command: Command


@dataclass(frozen=True, slots=True)
class Mirror:
    """Whether scenes are for a mirrored picture from here on."""

    mirror: bool


@dataclass(frozen=True, slots=True)
class Ping:
    """The client wonders whether anybody is there."""


Input = Poses | Turned | Asked
"""What changes a session; each is kept."""
Message = Input | Picture | Mirror | Ping


def parse_json(text: str | bytes) -> Mapping[str, Any]:
    """The object in a JSON text; neither NaN nor Infinity is a number. Raises RefusedError."""
    try:
        data = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RefusedError("json", "The message is no JSON; send one JSON object.") from None
    if not isinstance(data, dict):
        raise RefusedError("json", "The message is no JSON object; send one.")
    return data


def _no_number(name: str) -> float:
    raise ValueError(name)


def parse_message(text: str) -> Message:
    """What a text message after the first one says. Raises RefusedError."""
    data = parse_json(text)
    kind = data.get("type")
    if kind == "poses":
        return _parse_poses(data)
    if kind == "size":
        return Turned(*_when(data), parse_size(data.get("size")))
    if kind == "command":
        return Asked(*_when(data), _choice("do", data.get("do"), get_args(Command)))
    if kind == "mirror":
        return Mirror(flag("mirror", data.get("mirror")))
    if kind == "ping":
        return Ping()
    raise RefusedError(
        "type", "type is unknown; allowed: poses, size, command, mirror, ping, and hello at first"
    )


def parse_picture(data: bytes) -> Picture:
    """A camera picture from a binary message. Raises RefusedError."""
    if len(data) <= _PICTURE.size:
        raise RefusedError("picture", "The picture is too short: seq, t and a JPEG are needed.")
    seq, t = _PICTURE.unpack_from(data)
    return Picture(seq, _seconds(t), data[_PICTURE.size :])


def parse_size(value: object) -> tuple[int, int]:
    """Width and height in pixels. Raises RefusedError."""
    if not (isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value)):
        raise RefusedError("size", "size must be [width, height] in whole pixels")
    if not all(16 <= side <= MAX_SIDE for side in value):
        raise RefusedError("size", f"size must be 16 to {MAX_SIDE} pixels a side")
    return value[0], value[1]


def flag(name: str, value: object) -> bool:
    """A yes or no. Raises RefusedError."""
    if not isinstance(value, bool):
        raise RefusedError(name, f"{name} must be true or false")
    return value


def _choice(name: str, value: object, allowed: tuple[Any, ...]) -> Any:
    if not isinstance(value, str) or value not in allowed:
        raise RefusedError(name, f"{name} is unknown; allowed: {', '.join(allowed)}")
    return value


def _when(data: Mapping[str, Any]) -> tuple[int, float]:
    seq = data.get("seq")
    if type(seq) is not int or not 0 <= seq <= MAX_SEQ:
        raise RefusedError("seq", f"seq must be a whole number, 0 to {MAX_SEQ}")
    return seq, _seconds(data.get("t"))


def _seconds(value: object) -> float:
    if type(value) not in (int, float) or not 0 <= value <= MAX_SECONDS:  # type: ignore[operator]
        raise RefusedError("t", f"t must be seconds, 0 to {MAX_SECONDS:g}")
    return float(value)  # type: ignore[arg-type]


def _parse_poses(data: Mapping[str, Any]) -> Poses:
    seq, t = _when(data)
    people, light = data.get("people"), data.get("light")
    if not isinstance(people, list) or len(people) > MAX_PEOPLE:
        raise RefusedError("people", f"people must be a list of at most {MAX_PEOPLE}")
    if light is not None:
        light = float(_numbers("light", light, ()))
        if not 0 <= light <= 1:
            raise RefusedError("light", "light must be 0 to 1, or null")
    return Poses(seq, t, _people(people) if people else People.empty(), light)


def _people(people: list[Any]) -> People:
    n = len(people)
    try:
        points = [[_UNSEEN if p is None else p for p in one["keypoints"]] for one in people]
        boxes, scores = [one["box"] for one in people], [one["score"] for one in people]
    except (TypeError, KeyError):
        raise RefusedError(
            "people", "each of people needs score, box [x0, y0, x1, y1] and keypoints"
        ) from None
    keypoints = _numbers("keypoints", points, (n, _POINTS, 3))
    seen = np.isfinite(keypoints).all(axis=-1)
    far = np.abs(keypoints[..., :2]) > _FAR * MAX_SIDE
    sure = keypoints[..., 2]
    wrong = seen & (far.any(axis=-1) | (sure < 0) | (sure > 1))
    if wrong.any() or np.isinf(keypoints).any():
        raise RefusedError("keypoints", "keypoints must be [x, y, confidence 0..1] or null")
    box = _numbers("box", boxes, (n, 4))
    score = _numbers("score", scores, (n,))
    if not (np.abs(box) <= _FAR * MAX_SIDE).all() or not ((score >= 0) & (score <= 1)).all():
        raise RefusedError("people", "a box or score is out of bounds; score must be 0 to 1")
    return People(keypoints.astype(np.float32), box.astype(np.float32), score.astype(np.float32))


def _numbers(name: str, value: Any, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """An array of that shape; what is no number, or nested otherwise, is refused."""
    try:
        array = np.array(value)
    except (ValueError, OverflowError):
        array = np.array("")
    if array.shape != shape or array.dtype.kind not in "iuf":
        wanted = "x".join(map(str, shape)) or "one"
        raise RefusedError(name, f"{name} must hold numbers, {wanted} of them")
    return array.astype(np.float64)
