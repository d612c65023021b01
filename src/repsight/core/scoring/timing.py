"""Tempo: how long the phases lasted, how evenly over the set, and how much speed was lost."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.scoring.body import Body
from repsight.core.scoring.builtin import CONCENTRIC, ECCENTRIC, PAUSE, RHYTHM, VELOCITY_LOSS
from repsight.core.scoring.finding import INF, Band, Finding
from repsight.core.scoring.paths import Way, seen_part
from repsight.core.scoring.phases import CUT, Phases

Array = npt.NDArray[np.floating[Any]]
Tempo = tuple[float, float, float, float]

USUAL_TOLERANCE: Final = 2.5
"""A phase may be this many times as long or as short as is usual for the exercise ..."""
ASKED_TOLERANCE: Final = 1.33
"""... or as was asked for."""
FAR: Final = 1.6
"""At this many times the tolerance everything is lost."""
PAUSE_GOOD: Final = (0.5, 1.0)
"""Seconds by which a pause may be shorter or longer than wanted."""
PAUSE_POOR: Final = (1.0, 3.0)
_FRAME_ERROR: Final = math.sqrt(2 / 12)
"""Each end of a phase is seen to a frame: two uniform errors."""
_SMOOTHING_ERROR: Final = 0.05

_CUES: Final = {
    "eccentric": ("Lower more slowly.", "Do not lower so slowly."),
    "concentric": ("Lift under control, not with a jerk.", "Lift more briskly."),
    "pause": ("Hold a moment at the turn.", "Do not rest at the turn."),
}
"""What to say when it was too short, and when too long."""
_RATES: Final = {
    "eccentric": ("quick", "slow"),
    "concentric": ("quick", "slow"),
    "pause": ("short", "long"),
}


def phase_durations(
    phases: Phases, tempo: Tempo, frame: float, *, asked: bool = False
) -> list[Finding]:
    """Eccentric, pause and concentric against the target; `frame` is the time of one in s.

    `asked` says that a person asked for this tempo, which is then held to more closely.
    """
    tolerance = ASKED_TOLERANCE if asked else USUAL_TOLERANCE
    halves = (
        (ECCENTRIC, phases.eccentric, tempo[0], phases.eccentric_half),
        (CONCENTRIC, phases.concentric, tempo[2], phases.concentric_half),
    )
    found = []
    for template, span, target, half in halves:
        if half in phases.cut:
            found.append(template.unmeasured(CUT))
        else:
            band = _phase_band(target, tolerance)
            found.append(_timed(template, span[1] - span[0], band, frame, sum(span) / 2))
    if phases.cut:
        return [*found, PAUSE.unmeasured(CUT)]
    return [*found, _timed(PAUSE, phases.pause, _pause_band(tempo[1]), frame, phases.turn)]


def _phase_band(target: float, tolerance: float) -> Band:
    far = tolerance * FAR
    return Band((target / tolerance, target * tolerance), (target / far, target * far))


def _pause_band(wanted: float) -> Band:
    """A wanted pause may be too short too; where none is wanted it may only be too long."""
    low = wanted - PAUSE_GOOD[0]
    least = max(0.0, wanted - PAUSE_POOR[0])
    below = (low, least) if low > least else (-INF, -INF)
    return Band((below[0], wanted + PAUSE_GOOD[1]), (below[1], wanted + PAUSE_POOR[1]))


def _timed(template: Finding, value: float, band: Band, frame: float, t: float) -> Finding:
    short = value < band.good[0]
    return replace(
        template,
        value=value,
        t=t,
        band=band,
        error=frame * _FRAME_ERROR + _SMOOTHING_ERROR,
        fault=template.fault.format(rate=_RATES[template.name][0 if short else 1]),
        cue=_CUES[template.name][0 if short else 1],
    )


def rhythm(phases: Sequence[Phases | None]) -> list[Finding | None]:
    """How far each repetition's duration is from the set's median, percent."""
    known = [p.finish - p.begin for p in phases if p is not None and not p.cut]
    typical = float(np.median(known)) if known else math.nan
    return [None if each is None else _rhythm(each, typical, len(known)) for each in phases]


def _rhythm(phases: Phases, typical: float, count: int) -> Finding:
    if phases.cut:
        return RHYTHM.unmeasured(CUT)
    if count < 2:
        return RHYTHM.unmeasured("one repetition has no rhythm")
    return RHYTHM.found(100 * abs(math.log((phases.finish - phases.begin) / typical)), phases.turn)


def velocity_loss(
    velocities: Sequence[float], phases: Sequence[Phases | None]
) -> list[Finding | None]:
    """Loss of mean concentric velocity against the fastest repetition so far, percent."""
    found: list[Finding | None] = []
    fastest = 0.0
    for velocity, each in zip(velocities, phases, strict=True):
        if each is None:
            found.append(None)
        elif not math.isfinite(velocity):
            found.append(VELOCITY_LOSS.unmeasured("the lifting was not seen throughout"))
        else:
            fastest = max(fastest, velocity)
            loss = 100 * (1 - velocity / fastest) if fastest > 0 else 0.0
            found.append(VELOCITY_LOSS.found(loss, sum(each.concentric) / 2))
    return found


def concentric_velocity(way: Way, body: Body, phases: Phases) -> float:
    """Mean concentric velocity: distance between the ends over the time, torso lengths a second.

    NaN where the moving point was not seen or the video cuts the lifting.
    """
    span = phases.concentric
    part = seen_part(way.path, body, span)
    if part is None or span[1] <= span[0] or phases.concentric_half in phases.cut:
        return math.nan
    return float(np.hypot(*(part[-1] - part[0]))) / (span[1] - span[0])
