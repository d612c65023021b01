"""Where one person should move, next to where they are: ghost, target zone, depth line, arrows."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.assessment import Deduction
from repsight.core.coaching.arrows import LENGTH, LIMBS, arrows_for, is_due, sure_body
from repsight.core.coaching.marks import depth_line, has_reached, target_zone, way_on
from repsight.core.coaching.pace import Pace
from repsight.core.coaching.placement import Placement
from repsight.core.exercise import Exercise
from repsight.core.playback import working_joint
from repsight.core.scoring.builtin import OWN_RANGE
from repsight.core.shapes import Guidance, Point
from repsight.core.types import Phase

RESTING: Final = ("top", "bottom")

Array = npt.NDArray[np.floating[Any]]


class Guide:
    """Guides one person through one exercise; learns their proportions. Can be pickled.

    `tempo` in seconds is eccentric, pause at the turn, concentric, pause at the start; None takes
    the exercise's own. Memory is bounded.
    """

    def __init__(
        self, exercise: Exercise, tempo: tuple[float, float, float, float] | None = None
    ) -> None:
        self._exercise = exercise
        self._pace = Pace(exercise, tempo or exercise.standard.tempo)
        self._placement = Placement(exercise.ghosts)
        self._zones: dict[int, tuple[float, float]] = {}
        self._line: tuple[Point, Point] | None = None
        self._reached = False

    @property
    def placement(self) -> Placement:
        """What is known of the person's proportions and place."""
        return self._placement

    def update(
        self,
        t: float,
        keypoints: npt.NDArray[np.float32],
        phase: Phase,
        correction: Deduction | None = None,
    ) -> Guidance | None:
        """The guidance at `t` seconds for a body (17, 3); None while the body is not known.

        `correction` is what the last repetition lost most by, while it is worth showing.
        """
        points = np.asarray(keypoints, float)
        progress = self._pace.update(t, phase)
        if self._placement.update(t, points, self._pace.at_start):
            self._zones = self._read_zones()
            self._line = self._read_line()
        if not np.isfinite(self._placement.trunk):
            return None
        arrows, faults = self._correct(points, phase, correction)
        if not self._placement.known:
            return Guidance(arrows=arrows, faults=faults)
        return self._guidance(points, progress, arrows, faults)

    def _guidance(
        self,
        points: Array,
        progress: float,
        arrows: tuple[tuple[Point, Point], ...],
        faults: frozenset[int],
    ) -> Guidance:
        place = self._placement
        ghost = place.pose(progress)
        ghost[0] = ghost[3:5].mean(axis=0)
        ghost[1:5] = np.nan
        line = self._line_now()
        if line is None or self._pace.at_start:
            self._reached = False
        elif not self._reached:
            self._reached = self._is_reached(points)
        return Guidance(ghost.astype(np.float32), self._zones, line, self._reached, arrows, faults)

    def _line_now(self) -> tuple[Point, Point] | None:
        """The depth line, which goes with the ghost: it is read off at each look only."""
        if self._line is None:
            return None
        x, y = self._placement.origin
        (x0, y0), (x1, y1) = self._line
        return (x0 + x, y0 + y), (x1 + x, y1 + y)

    def _is_reached(self, points: Array) -> bool:
        place = self._placement
        mover = place.form.line if place.form else None
        return mover is not None and has_reached(
            points, place.start, place.target, mover, place.trunk
        )

    def _farther(self, points: Array, phase: Phase) -> tuple[tuple[Point, Point], ...]:
        """One's own range was not used: on towards the turn, on the way there."""
        place = self._placement
        mover = place.form.line if place.known and place.form else None
        if mover is None or phase not in (*RESTING, self._exercise.first_phase):
            return ()
        way = way_on(points, place.start, place.target, mover, LENGTH * place.trunk)
        return () if way is None else (way,)

    def _read_zones(self) -> dict[int, tuple[float, float]]:
        start, target = self._placement.start, self._placement.target
        return {
            joint[1]: zone
            for joint in working_joint(self._exercise) or ()
            if (zone := target_zone(start, target, joint)) is not None
        }

    def _read_line(self) -> tuple[Point, Point] | None:
        """The depth line from the point that stays."""
        place = self._placement
        assert place.form is not None
        return depth_line(
            place.start - place.origin, place.target - place.origin, place.form.line, place.trunk
        )

    def _correct(
        self, points: Array, phase: Phase, correction: Deduction | None
    ) -> tuple[tuple[tuple[Point, Point], ...], frozenset[int]]:
        """Arrows, and the keypoints whose limbs are drawn as being wrong."""
        if correction is None or not is_due(correction, self._exercise, phase):
            return (), frozenset()
        place = self._placement
        if correction.name == OWN_RANGE.name:
            return self._farther(points, phase), frozenset()
        body = sure_body(points, place.fixed)
        arrows = arrows_for(correction, self._exercise, body, place.trunk)
        return arrows, frozenset(LIMBS.get(correction.measure, ()))
