"""Everything that is looked at in a set: what each criterion finds in each repetition."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from repsight.core.counting.repetitions import read_movements
from repsight.core.exercise import Exercise
from repsight.core.scoring import best, control, timing
from repsight.core.scoring.assess import HARDLY_SEEN
from repsight.core.scoring.body import Body
from repsight.core.scoring.builtin import OWN_RANGE
from repsight.core.scoring.finding import Finding
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.paths import centre_of_mass, find_ways
from repsight.core.scoring.phases import Phases, find_phases, movement_period
from repsight.core.scoring.ranges import examine
from repsight.core.scoring.readings import Readings
from repsight.core.scoring.view import View
from repsight.core.types import Repetition, Track

UNKNOWN: Final = "unknown"
FROM_ABOVE: Final = "from above, a level body moves along the line of sight; film from the side"


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in one repetition; without findings, `reason` says why nothing was."""

    findings: tuple[Finding, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    view: str = UNKNOWN
    reason: str = HARDLY_SEEN


@dataclass(frozen=True, slots=True)
class SetExamination:
    """What was found in each repetition of a set, and measures of the whole."""

    repetitions: tuple[Examination, ...]
    measures: Mapping[str, float]


def examine_set(
    track: Track,
    exercise: Exercise,
    reps: Sequence[Repetition],
    body: Body,
    options: ScoreOptions,
) -> SetExamination:
    """Examine the repetitions of one set; `body` is the same as `track`, made ready."""
    if math.isnan(body.torso):
        return SetExamination((Examination(),) * len(reps), {})
    return _SetLook(track, exercise, reps, body, options).examine()


class _SetLook:
    """What the repetitions of a set are compared by."""

    def __init__(
        self,
        track: Track,
        exercise: Exercise,
        reps: Sequence[Repetition],
        body: Body,
        options: ScoreOptions,
    ) -> None:
        self._exercise = exercise
        self._options = options
        self._body = body
        self._readings = Readings(body)
        self._centre = centre_of_mass(body)
        movements = read_movements(track, exercise, period=movement_period(reps))
        self._phases = find_phases(reps, movements, exercise)
        self._ways = find_ways(body, exercise, self._phases)
        self._ranges = [
            math.nan if p is None else best.read_range(exercise, self._readings, body, p)
            for p in self._phases
        ]
        self._speeds = [
            timing.concentric_velocity(way, body, p) if way and p else math.nan
            for way, p in zip(self._ways, self._phases, strict=True)
        ]
        self._views = [None if p is None else self._view_of(p) for p in self._phases]
        self._best = best.own_bests(self._ranges, self._views)
        self._alike = control.path_likeness(self._ways, body, self._phases)
        self._rhythm = timing.rhythm(self._phases)
        self._losses = timing.velocity_loss(self._speeds, self._phases)

    def examine(self) -> SetExamination:
        """Every repetition, and the set."""
        parts = tuple(self._examine(place) for place in range(len(self._phases)))
        return SetExamination(parts, self._set_measures())

    def _examine(self, place: int) -> Examination:
        phases, way, view = self._phases[place], self._ways[place], self._views[place]
        if phases is None or way is None or view is None:
            return Examination()
        if view.above:
            return Examination(view=view.name, reason=FROM_ABOVE)
        smooth, jerk = control.smoothness(way.path, self._body, phases)
        compared = (self._alike[place], self._rhythm[place], self._losses[place])
        findings = (
            *self._by_standard(phases, view, self._ranges[place]),
            smooth,
            control.sway(self._centre, self._body, phases.halves),
            control.symmetry(self._exercise, self._readings, self._body, phases, view),
            *self._durations(phases),
            *(finding for finding in compared if finding is not None),
        )
        return Examination(findings, self._measures(place, findings, jerk), view.name)

    def _by_standard(self, phases: Phases, view: View, reach: float) -> Iterator[Finding]:
        for criterion in self._exercise.standard.criteria:
            yield examine(criterion, self._body, self._readings, phases, view)
        key = best.best_key(self._exercise, view.name)
        top = best.known_best(self._options.best, key, self._best.get(view.name, math.nan))
        if view.problem and best.is_of_body(self._exercise):
            yield OWN_RANGE.unmeasured(view.problem)
        else:
            yield best.compare(reach, top, phases)

    def _view_of(self, phases: Phases) -> View:
        body = self._body
        return body.view_of(slice(body.at(phases.begin), body.at(phases.finish) + 1))

    def _durations(self, phases: Phases) -> list[Finding]:
        asked = self._options.tempo
        tempo = asked or self._exercise.standard.tempo
        return timing.phase_durations(phases, tempo, 1 / self._body.rate, asked=asked is not None)

    def _measures(self, place: int, findings: Sequence[Finding], jerk: float) -> dict[str, float]:
        """What was measured, by name; what could not be is left out."""
        values = {finding.name: finding.value for finding in findings if finding.measured}
        values |= {
            "range": self._ranges[place],
            "log_dimensionless_jerk": jerk,
            **self._velocity(self._speeds[place]),
        }
        return _known(values)

    def _set_measures(self) -> dict[str, float]:
        losses = [each.value for each in self._losses if each is not None and each.measured]
        values = {
            "range": _mean(self._ranges),
            "own_best_range": self._best.get(self._body.view.name, math.nan),
            "velocity_loss": losses[-1] if len(losses) > 1 else math.nan,
            "view_off_side": self._body.view.off_side,
            **self._velocity(_mean(self._speeds)),
        }
        return _known(values)

    def _velocity(self, speed: float) -> dict[str, float]:
        """Torso lengths a second as body lengths a second; metres where the height is known."""
        bodies, height = speed * self._body.torso_of_height, self._options.height
        metres = {"concentric_velocity_m": bodies * height} if height else {}
        return {"concentric_velocity_bl": bodies, **metres}


def _known(values: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in values.items() if math.isfinite(value)}


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(np.mean(known)) if known else math.nan
