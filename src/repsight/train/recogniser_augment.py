"""Windows changed in ways that change no exercise, so that few people teach what matters."""

from typing import Final

import torch

from repsight.core.counting.sequence import MIRRORED_CHANNELS, POINTS, SIDEWAYS

POINT_NUMBERS: Final = 3 * len(POINTS)

SPEED_SPREAD: Final = 0.25
"""Log-normal: people differ in tempo by a quarter, easily."""
TURN_RADIANS: Final = 0.07
"""Telephones lean by some four degrees."""
SCALE_SPREAD: Final = 0.1
"""Of height and width, each: trunks are measured wrongly and seen from above or below."""
SHIFT: Final = 0.05
"""Trunk lengths by which a point is marked beside where it was, in one person or model."""
NOISE: Final = 0.03
"""Trunk lengths of trembling from step to step."""
DROP_CHANCE: Final = 0.06
"""That a point is never seen: behind a plate, a bench, the edge of the picture."""
FEET_CHANCE: Final = 0.1
_FEET: Final = 2


def mirrored(steps: torch.Tensor) -> torch.Tensor:
    """The same windows (..., CHANNELS) of bodies seen in a mirror."""
    signs = torch.ones(len(MIRRORED_CHANNELS))
    signs[list(SIDEWAYS)] = -1
    return steps[..., list(MIRRORED_CHANNELS)] * signs


def augmented(steps: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Windows (N, STEPS, CHANNELS) mirrored, sped up, turned, scaled, shaken and partly hidden."""
    count = len(steps)
    flip = torch.rand(count, 1, 1, generator=generator) < 0.5
    steps = _at_other_speed(torch.where(flip, mirrored(steps), steps), generator)
    points = steps[..., :POINT_NUMBERS].reshape(*steps.shape[:2], len(POINTS), 3)
    places, seen = points[..., :2], points[..., 2]
    turn = _turns(count, generator)
    places = torch.einsum("nspi,nji->nspj", places, turn)
    away = torch.einsum("nsi,nji->nsj", steps[..., POINT_NUMBERS:], turn)
    places = places + SHIFT * torch.randn(count, 1, len(POINTS), 2, generator=generator)
    much = NOISE * torch.rand(count, 1, 1, 1, generator=generator)
    places = places + much * torch.randn(places.shape, generator=generator)
    seen = seen * (torch.rand(count, 1, len(POINTS), generator=generator) >= DROP_CHANCE)
    feet = torch.rand(count, generator=generator) < FEET_CHANCE
    seen[feet, :, -_FEET:] = 0.0
    places = places * (seen > 0)[..., None]
    body = torch.cat([places, seen[..., None]], dim=-1).flatten(-2)
    return torch.cat([body, away], dim=-1)


def _at_other_speed(steps: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Each window played faster or slower; what lies behind its end is empty."""
    count, length, channels = steps.shape
    speed = torch.exp(SPEED_SPREAD * torch.randn(count, 1, generator=generator))
    at = torch.arange(length)[None] * speed
    before = at.clamp(max=length - 2).long()
    part = (at.clamp(max=length - 1) - before)[..., None]
    index = before[..., None].expand(-1, -1, channels)
    first, second = torch.gather(steps, 1, index), torch.gather(steps, 1, index + 1)
    return (first + (second - first) * part) * (at <= length - 1)[..., None]


def _turns(count: int, generator: torch.Generator) -> torch.Tensor:
    """Rotation and scale (N, 2, 2) of each picture."""
    angle = TURN_RADIANS * torch.randn(count, generator=generator)
    scale = torch.exp(SCALE_SPREAD * torch.randn(count, 1, 2, generator=generator))
    sine, cosine = torch.sin(angle), torch.cos(angle)
    rows = torch.stack([cosine, -sine, sine, cosine], dim=-1).reshape(count, 2, 2)
    return rows * scale
