"""Figures of models as tables and as JSON."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from repsight.core.keypoint_errors import JointError
from repsight.train.pose.clip_counts import ClipFigures
from repsight.train.pose.evaluation import PictureFigures

Row = tuple[str, ...]

DECIMALS: Final = 4

PICTURE_COLUMNS: Row = ("pictures", "people", "mAP@50-95", "mAP@50", "PCK@0.2", "lost")
CLIP_COLUMNS: Row = ("clips", "exact", "off by one", "MAE", "frames lost", "of frames")
JOINT_COLUMNS: Row = ("labelled", "px", "%", "right %", "down %", "lost")


def picture_rows(named: Mapping[str, PictureFigures]) -> list[Row]:
    """A row for each model on all pictures, then for each of their groups."""
    rows = [(name, *_of_pictures(figures)) for name, figures in named.items()]
    groups = {group for figures in named.values() for group in figures.by_fact or {}}
    for group in sorted(groups):
        for name, figures in named.items():
            if (part := (figures.by_fact or {}).get(group)) is not None:
                rows.append((f"{name}, {group}", *_of_pictures(part)))
    return rows


def joint_row(joint: JointError) -> dict[str, Any]:
    """One joint's median error in per cent of the person's size, and its share of lost points."""
    return {"error_percent": _rounded(joint.median_percent), "lost": _rounded(joint.lost)}


def joint_rows(figures: PictureFigures) -> list[Row]:
    """A row for each joint of one model."""
    return [
        (
            joint.name,
            str(joint.labelled),
            _number(joint.median_px),
            _number(joint.median_percent),
            _signed(joint.right_percent),
            _signed(joint.down_percent),
            _percent(joint.lost),
        )
        for joint in figures.joints
    ]


def clip_rows(named: Mapping[str, Sequence[ClipFigures]]) -> list[Row]:
    """A row for each model on all clips, and on the clips of each exercise."""
    return [
        (
            f"{name}, {each.exercise}",
            str(each.clips),
            _percent(each.exact),
            _percent(each.off_by_one),
            f"{each.mae:.3f}",
            str(each.lost_frames),
            str(each.frames),
        )
        for name, parts in named.items()
        for each in parts
    ]


def headline(figures: PictureFigures) -> dict[str, Any]:
    """The four figures of all pictures, in values that JSON has."""
    named = {
        "map_50_95": figures.mean_ap,
        "map_50": figures.ap50,
        "pck_0.2": figures.pck,
        "lost": figures.lost,
    }
    return {name: _rounded(value) for name, value in named.items()}


def as_json(figures: PictureFigures) -> dict[str, Any]:
    """The figures in values that JSON has; what is not known is null."""
    cleaned: dict[str, Any] = _clean(asdict(figures))
    return cleaned


def _of_pictures(figures: PictureFigures) -> Row:
    return (
        str(figures.pictures),
        str(figures.people),
        *(_percent(v) for v in (figures.mean_ap, figures.ap50, figures.pck, figures.lost)),
    )


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return _rounded(value) if isinstance(value, float) else value


def _rounded(value: float) -> float | None:
    return round(value, DECIMALS) if math.isfinite(value) else None


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{100 * value:.1f} %"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}"


def _signed(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:+.1f}"
