"""Arrows point to where the measure gets better: whoever follows one is measured again."""

import math
from dataclasses import replace

import numpy as np
import pytest
from stick_figure import MOVEMENTS, body, picture
from trainee import FPS, film, phases

from repsight.core.assessment import Deduction
from repsight.core.coaching.arrows import LARGER, LIMBS, arrows_for, is_due, sure_body
from repsight.core.coaching.figure import fixed_points
from repsight.core.coaching.guide import Guide
from repsight.core.exercise import Exercise
from repsight.core.scoring.builtin import NAMES, OWN_RANGE
from repsight.core.scoring.measures import MEASURES
from repsight.core.scoring.standard import Criterion
from repsight.exercises import load_all, load_exercise

EXERCISES = {one.name: one for one in load_all()}
CRITERIA = [(one, criterion) for one in load_all() for criterion in one.standard.criteria]
WITHOUT_DIRECTION = {"trunk_speed", "hips_uneven"}
STEP = 3.0
"""Pixels; a trunk has 150."""


def deduction(criterion: Criterion, value: float | None = None) -> Deduction:
    """What a repetition loses that is half way from good to poor."""
    return Deduction(
        component=criterion.component,
        name=criterion.name,
        title=criterion.title,
        points=5.0,
        value=(criterion.good + criterion.poor) / 2 if value is None else value,
        error=1.0,
        unit=criterion.unit,
        target=criterion.good,
        t=1.0,
        fault=criterion.fault,
        change="",
        cue=criterion.cue,
        measure=criterion.measure,
    )


def pose(exercise: Exercise, measure: str, way: float) -> np.ndarray:
    """A body (17, 3) doing the exercise, from where the measure is seen."""
    name = next((n for n, m in MOVEMENTS.items() if m.exercise == exercise.name), None)
    movement = MOVEMENTS[name or "squat, arms down"]
    azimuth = 0.0 if MEASURES[measure].plane == "frontal" else 80.0
    if exercise.name == "lunge":
        movement = replace(movement, turn=replace(movement.turn, trunk=40.0))  # leaning too far
    return picture(body(movement, np.array([way])), azimuth, elevation=0.0, distance=1e6)[0]


def fixed_of(exercise: Exercise) -> frozenset[int]:
    return frozenset(fixed_points(exercise.ghosts[0].fixed, "left"))


def test_every_measure_has_a_direction_or_none_on_purpose() -> None:
    assert set(LARGER) == set(MEASURES) == set(LIMBS)


@pytest.mark.parametrize(
    ("exercise", "criterion"), CRITERIA, ids=[f"{e.name}-{c.name}" for e, c in CRITERIA]
)
def test_following_the_arrow_of_a_criterion_makes_its_measure_better(
    exercise: Exercise, criterion: Criterion
) -> None:
    measure = criterion.measure
    points = pose(exercise, measure, 0.6)
    seen = sure_body(points, fixed_of(exercise))
    arrows = arrows_for(deduction(criterion), exercise, seen, 150.0)
    if measure in WITHOUT_DIRECTION or (
        criterion.take == "range" and criterion.good < criterion.poor
    ):
        assert arrows == ()
        return
    assert arrows
    moves = LARGER[measure](seen)
    assert len(arrows) == len(moves)
    followed = points.copy()
    for (start, end), (moved, _) in zip(arrows, moves, strict=True):
        way = np.subtract(end, start)
        moved = range(5) if moved == (0,) else moved
        followed[list(moved), :2] += STEP * way / np.hypot(*way)
    values, _ = MEASURES[measure].read(np.stack([points, followed]))
    change = np.nanmean(values[1] - values[0])
    better = math.copysign(1.0, criterion.good - criterion.poor)
    if criterion.take == "fall":
        better = -better
    if criterion.take == "range":
        signal = next(s for s in exercise.signals if s.measure == measure)
        better = math.copysign(1.0, signal.turn - signal.start)
    assert change * better > 0


def test_arrows_have_one_length_in_trunks_and_begin_at_the_body() -> None:
    squat = EXERCISES["squat"]
    depth = next(c for c in squat.standard.criteria if c.name == "depth")
    points = pose(squat, depth.measure, 0.8)
    for trunk in (50.0, 150.0):
        ((start, end),) = arrows_for(deduction(depth), squat, sure_body(points), trunk)
        assert math.dist(start, end) == pytest.approx(0.55 * trunk)
        assert start == pytest.approx(points[11:13, :2].mean(axis=0), abs=0.01)
        assert end[1] > start[1]


def test_too_deep_a_value_turns_the_arrow_round() -> None:
    squat = EXERCISES["squat"]
    lean = next(c for c in squat.standard.criteria if c.name == "trunk_lean")
    points = sure_body(pose(squat, lean.measure, 0.9))
    ((a, b),) = arrows_for(deduction(lean, 60.0), squat, points, 100.0)
    ((c, d),) = arrows_for(deduction(lean, 30.0), squat, points, 100.0)
    assert np.subtract(b, a) == pytest.approx(-np.subtract(d, c))
    assert b[1] < a[1] or abs(b[0] - points.at(11, 12)[0]) < abs(a[0] - points.at(11, 12)[0])


def test_times_and_comparisons_have_no_arrow() -> None:
    squat = EXERCISES["squat"]
    criterion = squat.standard.criteria[0]
    points = sure_body(pose(squat, criterion.measure, 0.5))
    for name in NAMES:
        made = replace(deduction(criterion), name=name, measure="")
        assert arrows_for(made, squat, points, 100.0) == ()


def test_unseen_points_have_no_arrow() -> None:
    for exercise, criterion in CRITERIA:
        nobody = sure_body(np.full((17, 3), np.nan))
        assert arrows_for(deduction(criterion), exercise, nobody, 100.0) == ()


def test_deeper_is_not_said_on_the_way_up_nor_straighten_on_the_way_down() -> None:
    squat = EXERCISES["squat"]
    depth, lockout = (
        next(deduction(c) for c in squat.standard.criteria if c.name == name)
        for name in ("depth", "lockout")
    )
    assert [is_due(depth, squat, p) for p in ("top", "eccentric", "bottom", "concentric")] == [
        True,
        True,
        True,
        False,
    ]
    assert not is_due(lockout, squat, "eccentric")
    assert is_due(lockout, squat, "concentric")
    curl = EXERCISES["bicep_curl"]
    up = next(deduction(c) for c in curl.standard.criteria if c.name == "up")
    assert is_due(up, curl, "concentric")
    assert not is_due(up, curl, "eccentric")


def test_a_guide_gives_arrows_and_the_limbs_at_fault_while_a_correction_stands() -> None:
    name = "squat, arms down"
    keypoints, way = film(name, 2)
    squat = load_exercise("squat")
    lean = next(deduction(c) for c in squat.standard.criteria if c.name == "trunk_lean")
    guide = Guide(squat)
    found = [
        guide.update(number / FPS, points, phase, lean if number > 60 else None)
        for number, (points, phase) in enumerate(
            zip(keypoints, phases(MOVEMENTS[name], way), strict=True)
        )
    ]
    assert found[60].arrows == ()
    assert found[60].faults == frozenset()
    low = 61 + int(way[61:].argmax())
    assert len(found[low].arrows) == 1
    assert found[low].faults == {5, 6, 11, 12}
    assert found[-1].arrows == ()  # upright again: there is no side to lean to


def test_an_exercise_without_a_ghost_still_has_arrows() -> None:
    squat = replace(EXERCISES["squat"], ghosts=())
    keypoints, _ = film("squat, arms down", 2)
    depth = deduction(squat.standard.criteria[0])
    guide = Guide(squat)
    found = [guide.update(n / FPS, points, "top", depth) for n, points in enumerate(keypoints)][-1]
    assert found.ghost is None
    assert found.line is None
    assert len(found.arrows) == 1


@pytest.mark.parametrize(
    ("name", "point", "way"),
    [("squat, arms down", 11, 1), ("lateral raise", 9, -1), ("pull-up", 0, -1), ("push-up", 5, 1)],
)
def test_who_does_not_use_their_range_is_shown_on(name: str, point: int, way: int) -> None:
    keypoints, progress = film(name, 3, 0.0 if name == "lateral raise" else 90.0)
    exercise = load_exercise(MOVEMENTS[name].exercise)
    lost = replace(deduction(exercise.standard.criteria[0]), name=OWN_RANGE.name, measure="")
    guide = Guide(exercise)
    seen = list(zip(keypoints, phases(MOVEMENTS[name], progress), strict=True))
    found = [guide.update(n / FPS, points, phase, lost) for n, (points, phase) in enumerate(seen)]
    second = "concentric" if exercise.first_phase == "eccentric" else "eccentric"
    for guidance, (points, phase) in zip(found[100:], seen[100:], strict=True):
        if phase == second:
            assert guidance.arrows == ()
            continue
        ((start, end),) = guidance.arrows
        assert start[1] == pytest.approx(points[point, 1], abs=40)
        assert end[0] == start[0]
        assert (end[1] - start[1]) * way > 50
