"""An export in a model's card: what it is, how far off and how fast."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from repsight.deploy.checking import Finding
from repsight.deploy.placing import size_of, weights_file
from repsight.deploy.request import Request, Source
from repsight.models.download import sha256_of
from repsight.models.own import card_path, read_card, write_card

_EXPORTS: Final = "exports"
_LEFT_BEHIND: Final = ("name", _EXPORTS, "file")


def export_row(model: Path, request: Request, finding: Finding | None) -> dict[str, Any]:
    """What the card says of one export; parity and speed are None where it was not checked."""
    row: dict[str, Any] = {
        "format": request.format.name,
        "file": model.name,
        "bytes": size_of(model),
        "sha256": sha256_of(weights_file(model)),
        "precision": request.precision,
        "imgsz": "any" if request.dynamic else list(request.shape),
        "batch": request.batch,
        "parity": None,
        "speed": None,
    }
    if finding is None:
        return row
    parity = finding.parity
    row["parity"] = {
        "frames": parity.frames,
        "people": parity.people,
        "found_by_one_only": parity.alone,
        "keypoint_px_mean": _number(parity.px_mean),
        "keypoint_px_p99": _number(parity.px_p99),
        "counts": [asdict(each) for each in finding.counts] or None,
        "fault": finding.fault,
    }
    row["speed"] = {
        "fps": round(finding.speed.fps, 2),
        "against": finding.against,
        "against_fps": round(finding.speed.reference_fps, 2),
        "ratio": round(finding.speed.ratio, 3),
    }
    return row


def write_export_cards(model: Path, source: Source, licence: str, row: Mapping[str, Any]) -> None:
    """Write the card of an exported model, and the row into that of what it was made from.

    The first begins with what is known of the source; where that has no card, only its name,
    checksum and licence. Raises ModelError for a damaged card, OutputError.
    """
    known = read_card(source.known_as)
    card = {key: value for key, value in (known or {}).items() if key not in _LEFT_BEHIND}
    title = card.pop("title", f"{source.name}, exported")
    base = {"base": {"model": source.weights.name, "sha256": sha256_of(source.weights)}}
    head = {"name": model.name, "title": title, "licence": card.pop("licence", licence)}
    write_card(model, {**head, **({} if known else base), **card, _EXPORTS: [dict(row)]})
    if known is not None and source.known_as != model:
        rows = [each for each in known.get(_EXPORTS) or [] if each.get("file") != row["file"]]
        write_card(source.known_as, {**known, _EXPORTS: [*rows, dict(row)]})


def remove_card(model: Path) -> None:
    """Remove the card of a model that is about to be replaced: it would tell of another."""
    path = card_path(model)
    path.unlink(missing_ok=True)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
