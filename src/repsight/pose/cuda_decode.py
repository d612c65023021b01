"""From a YOLO-Pose network's output to people, on the device and without a question to the host.

The same people as `yolo_decode` gives, box for box. Loops of unknown length and choices would make
the host wait for the device in every batch, so here everything has a fixed size: so many best
candidates, so many rounds of suppression. Where that was not enough the count says so (`UNSURE`),
and that picture is decoded on the host.
"""

from typing import Any

from repsight.pose.yolo_decode import MAX_IOU, MAX_PEOPLE, MIN_SCORE, Layout

Tensor = Any

CANDIDATES = 512
"""Anchors of one picture that may be people. A person fires some 10 to 25 of them: 140 pictures of
47 exercise clips had at most 58 (YOLOv8n-pose at 640); this is room for a group photograph."""

ROUNDS = 8
"""Rounds of suppression. Those pictures settled in two, twice in three: chains of boxes that each
overlap the next too much are short."""

UNSURE = -1
"""The count of a picture that fixed sizes were too small for."""

_LOWEST = float("-inf")


def decode(output: Tensor, layout: Layout, torch: Any) -> tuple[Tensor, Tensor]:
    """Rows (batch, P, 56) float32 as pixels of the canvas, best first, and how many count (batch,).

    A row is box corners, score and 17 x (x, y, confidence). `output` is (batch, 56, anchors), or
    (batch, people, 57) for the layout "final".
    """
    return _dense(output, torch) if layout == "dense" else _final(output, torch)


def _dense(output: Tensor, torch: Any) -> tuple[Tensor, Tensor]:
    score = _candidates(output[:, 4].float())
    number = (score > MIN_SCORE).sum(1)
    # Stable, so that equal scores (half precision has many) keep the order of the anchors.
    score, place = score.sort(dim=1, descending=True, stable=True)
    place = place[:, :CANDIDATES]
    rows = _at(output.transpose(1, 2), place).float()
    middle, half = rows[..., :2], rows[..., 2:4] / 2
    corners = torch.cat((middle - half, middle + half), -1)
    kept, settled = suppress(corners, score[:, :CANDIDATES] > MIN_SCORE, torch)
    sure = settled & (number <= CANDIDATES)
    rows = torch.cat((corners, rows[..., 4:]), -1)
    first = kept.int().sort(dim=1, descending=True, stable=True)[1][:, :MAX_PEOPLE]
    count = kept.sum(1).clamp(max=MAX_PEOPLE)
    return _at(rows, first), count.masked_fill(~sure, UNSURE)


def _final(output: Tensor, torch: Any) -> tuple[Tensor, Tensor]:
    score = _candidates(output[..., 4].float())
    place = score.sort(dim=1, descending=True, stable=True)[1]
    rows = torch.cat((output[..., :5], output[..., 6:]), -1).float()  # the class goes
    return _at(rows, place), (score > MIN_SCORE).sum(1)


def _candidates(score: Tensor) -> Tensor:
    """The scores of what may be a person; everything else, NaN too, behind them all."""
    return score.masked_fill(~(score > MIN_SCORE), _LOWEST)


def _at(rows: Tensor, place: Tensor) -> Tensor:
    """Of rows (batch, N, C) those at `place` (batch, K): (batch, K, C)."""
    return rows.gather(1, place[..., None].expand(-1, -1, rows.shape[-1]))


def suppress(boxes: Tensor, candidate: Tensor, torch: Any) -> tuple[Tensor, Tensor]:
    """Which boxes greedy suppression keeps (batch, N), and whether that is final (batch,).

    `boxes` (batch, N, 4) xyxy, best first; where `candidate` (batch, N) is false there is none.
    Greedy suppression is the one solution of "kept unless a kept, better one overlaps it". Applying
    that rule to all boxes at once settles another link of every chain of overlapping boxes, so it
    arrives there, and has when a round changes nothing.
    """
    beats = _overlaps(boxes, torch) & candidate[:, :, None] & candidate[:, None]
    beats = beats.triu(1)
    kept = candidate
    for _ in range(ROUNDS):
        before, kept = kept, candidate & ~(beats & kept[:, :, None]).any(1)
    return kept, (kept == before).all(1)


def _overlaps(boxes: Tensor, torch: Any) -> Tensor:
    """Whether two boxes overlap too much to be two people: (batch, N, N).

    The order of operations is that of `yolo_decode.suppress`, so that no rounding differs.
    """
    left, top, right, bottom = boxes.unbind(-1)
    area = (right - left).clamp(min=0) * (bottom - top).clamp(min=0)
    shared = (_lesser(right, torch) - _greater(left, torch)).clamp_(min=0)
    shared *= (_lesser(bottom, torch) - _greater(top, torch)).clamp_(min=0)
    union = area[:, :, None] + area[:, None] - shared
    return ~(shared <= MAX_IOU * union)


def _lesser(edge: Tensor, torch: Any) -> Tensor:
    return torch.minimum(edge[:, :, None], edge[:, None])


def _greater(edge: Tensor, torch: Any) -> Tensor:
    return torch.maximum(edge[:, :, None], edge[:, None])
