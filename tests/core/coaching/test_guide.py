"""The ghost: whose body it has, where it stands, when it moves."""

import pickle
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_figure import BONES, MOVEMENTS, body, picture
from trainee import FAR, FPS, REP_SECONDS, Session, distance, film, phases, train, ways

from repsight.core.coaching.figure import FOREARM, SHIN, THIGH, TRUNK, UPPER_ARM
from repsight.core.coaching.guide import Guide
from repsight.core.coaching.pace import IDLE_SECONDS
from repsight.core.geometry import joint_angle
from repsight.core.playback import working_joint
from repsight.core.skeleton import MIRRORED
from repsight.exercises import load_all, load_exercise

PIXELS = 150.0
"""Of a trunk in these films."""
VIEWS = (270.0, 45.0, 0.0)
# Here the stick figure's feet glide over the floor, which no body's do.
GLIDING = ("burpee", "lunge, stepping")
GHOSTLY = [name for name in MOVEMENTS if load_exercise(MOVEMENTS[name].exercise).ghosts]


@cache
def trained(name: str, azimuth: float) -> Session:
    """Three repetitions; made once for all tests."""
    return train(name, *film(name, 3, azimuth))


def test_every_exercise_has_a_ghost() -> None:
    assert [one.name for one in load_all() if not one.ghosts] == []


@pytest.mark.parametrize("azimuth", VIEWS)
def test_the_ghost_has_the_lengths_of_the_person(azimuth: float) -> None:
    session = train("squat, arms down", *film("squat, arms down", 6, azimuth))
    lengths = session.guide.placement.lengths / PIXELS
    wanted = {TRUNK: 1.0, UPPER_ARM: 0.65, FOREARM: 0.51, THIGH: 0.85, SHIN: 0.85}
    assert BONES["upper_arm"] == wanted[UPPER_ARM]
    for place, length in wanted.items():
        assert lengths[place] == pytest.approx(length, rel=0.08)


@pytest.mark.parametrize("azimuth", VIEWS)
@pytest.mark.parametrize("name", [name for name in GHOSTLY if name not in GLIDING])
def test_at_the_turn_ghost_and_person_are_close(name: str, azimuth: float) -> None:
    session = trained(name, azimuth)
    place = session.guide.placement
    turns = np.flatnonzero(session.way > 0.99)
    if (name, azimuth) == ("plank", 0.0):
        return  # end on, the stick figure's elbows lie visibly under the floor
    assert place.known
    assert distance(place.target, session.keypoints[turns[-1]], place.trunk) < 0.45


def test_it_reaches_the_turn_at_the_tempo_and_is_back_at_it() -> None:
    name = "squat, arms down"
    keypoints, way = film(name, 2)
    guide = Guide(load_exercise("squat"), (2.0, 1.0, 1.5, 0.0))
    train(name, keypoints, way, guide)
    still, begun = keypoints[0], 100.0
    place = guide.placement

    def ghost(after: float) -> np.ndarray:
        found = None
        for step in np.arange(0.0, after + 1e-9, 0.02):
            phase = "top" if step == 0 else "eccentric"
            found = copy.update(begun + step, still, phase)
        assert found is not None
        return found.ghost[5:]

    for after, end in ((2.02, 1.0), (2.9, 1.0), (4.55, 0.0), (9.0, 0.0)):
        copy = pickle.loads(pickle.dumps(guide))
        at = ghost(after)
        wanted = copy.placement.target if end else copy.placement.start
        assert np.abs(at - wanted[5:]).max() < 0.02 * place.trunk, after
    copy = pickle.loads(pickle.dumps(guide))
    halfway = ghost(1.0)
    assert np.abs(halfway - copy.placement.target[5:]).max() > 0.2 * place.trunk
    assert np.abs(halfway - copy.placement.start[5:]).max() > 0.2 * place.trunk


def test_before_the_first_repetition_it_shows_the_movement_and_while_training_it_waits() -> None:
    keypoints, _ = film("squat, arms down", 1)
    guide = Guide(load_exercise("squat"))
    shown = []
    for number in range(round(8 * FPS)):
        found = guide.update(number / FPS, keypoints[0], "top")
        if found is not None and found.ghost is not None:
            shown.append(found.ghost[11, 1])
    assert np.ptp(shown) > 0.4 * PIXELS
    t = 8.0
    for phase, frames in (("eccentric", 75), ("concentric", 50), ("top", 10)):
        for _ in range(frames):
            t += 1 / FPS
            found = guide.update(t, keypoints[0], phase)
    waiting = []
    for _ in range(round((IDLE_SECONDS - 1) * FPS)):
        t += 1 / FPS
        waiting.append(guide.update(t, keypoints[0], "top").ghost[11, 1])
    assert np.ptp(waiting) < 0.02 * PIXELS


@pytest.mark.parametrize("name", ["squat, arms forward", "push-up", "lunge, in place", "pull-up"])
@pytest.mark.parametrize("azimuth", [60.0, 90.0])
def test_a_mirrored_body_gets_the_mirrored_guidance(name: str, azimuth: float) -> None:
    keypoints, way = film(name, 2, azimuth)
    flipped = keypoints[:, list(MIRRORED)].copy()
    flipped[..., 0] = 600 - flipped[..., 0]
    one, other = train(name, keypoints, way), train(name, flipped, way)
    for plain, turned in zip(one.guidance[40::10], other.guidance[40::10], strict=True):
        back = turned.ghost[list(MIRRORED)][5:]
        back[:, 0] = 600 - back[:, 0]
        assert np.abs(back - plain.ghost[5:]).max() < 2.0


def test_twice_the_person_gets_twice_the_guidance() -> None:
    name = "squat, arms down"
    keypoints, way = film(name, 2, 45.0)
    small = train(name, keypoints, way).guidance[-1]
    large = train(name, keypoints * np.float32([2, 2, 1]), way).guidance[-1]
    assert np.abs(large.ghost[5:] / 2 - small.ghost[5:]).max() < 0.5
    assert large.line[0][1] / 2 == pytest.approx(small.line[0][1], abs=0.5)
    assert large.zones[13] == pytest.approx(small.zones[13], abs=0.5)


@pytest.mark.parametrize("name", ["squat, bar", "push-up", "pull-up", "sit-up"])
def test_what_is_fixed_stays_and_does_not_shake_with_the_keypoints(name: str) -> None:
    session = train(name, *film(name, 5, noise=0.02))
    fixed = sorted(session.guide.placement.fixed)
    ghosts = np.stack([found.ghost for found in session.guidance[150:]])[:, fixed].mean(axis=1)
    seen = session.keypoints[150:, fixed, :2].mean(axis=1)
    shake = np.abs(np.diff(seen, axis=0)).mean()
    assert np.abs(np.diff(ghosts, axis=0)).mean() < 0.4 * shake
    assert np.abs(ghosts.mean(axis=0) - seen.mean(axis=0)).max() < 0.15 * PIXELS


@pytest.mark.parametrize("azimuth", VIEWS)
@pytest.mark.parametrize("name", GHOSTLY)
def test_the_zone_holds_the_ghosts_angle_at_the_turn(name: str, azimuth: float) -> None:
    session = trained(name, azimuth)
    place, exercise = session.guide.placement, load_exercise(MOVEMENTS[name].exercise)
    joints = {joint[1]: joint for joint in working_joint(exercise) or ()}
    zones = session.guidance[-1].zones
    for middle, (low, high) in zones.items():
        angle = joint_angle(place.target[None], *joints[middle])[0]
        assert low - 1.5 <= angle <= high + 1.5
        assert 0 <= low < high <= 180
        start = joint_angle(place.start[None], *joints[middle])[0]
        assert not low <= start <= high


def test_the_line_is_reached_at_the_turn_and_only_there() -> None:
    name = "squat, arms down"
    session = train(name, *film(name, 4))
    last = slice(-round(3.5 * FPS), None)
    reached = np.array([found.reached for found in session.guidance[last]])
    way = session.way[last]
    assert not reached[way < 0.1].any()
    assert reached[way > 0.97].all()


def test_a_squat_seen_shallow_does_not_reach_the_line() -> None:
    way = ways(4)
    shallow = picture(body(MOVEMENTS["squat, arms down"], 0.5 * way), 90.0, 0.0, distance=FAR)
    session = train("squat, arms down", shallow, way)
    assert not any(found.reached for found in session.guidance if found)


def test_from_the_front_a_squat_keeps_its_line() -> None:
    session = train("squat, arms down", *film("squat, arms down", 2, 0.0))
    (x0, y0), (x1, y1) = session.guidance[-1].line
    assert y0 == y1
    assert x0 < session.keypoints[-1, 11:13, 0].mean() < x1


def test_a_body_that_does_something_else_gets_no_ghost() -> None:
    keypoints, way = film("jumping jack", 4, 0.0)
    guide = Guide(load_exercise("bench_press"))
    found = [guide.update(number / FPS, points, "top") for number, points in enumerate(keypoints)]
    assert len(way) == len(found)
    assert found[-1] is not None
    assert found[-1].ghost is None


def test_the_side_that_leads_is_found() -> None:
    keypoints, way = film("biceps curl, one arm", 4, 0.0)
    flipped = keypoints[:, list(MIRRORED)].copy()
    flipped[..., 0] = 600 - flipped[..., 0]
    for points, moving in ((keypoints, 9), (flipped, 10)):
        place = train("biceps curl, one arm", points, way).guide.placement
        travel = np.abs(place.target[9:11, 1] - place.start[9:11, 1])
        assert travel[moving - 9] > 0.5 * PIXELS
        assert travel[10 - moving] < 0.1 * PIXELS


def test_when_arms_take_turns_the_ghosts_do() -> None:
    keypoints, way = film("biceps curl, one arm", 6, 0.0)
    flipped = keypoints[:, list(MIRRORED)].copy()
    flipped[..., 0] = 600 - flipped[..., 0]
    rep = ((np.arange(len(way)) / FPS - 1) // (REP_SECONDS + 0.5)).astype(int)
    turns = np.where((rep % 2 == 0)[:, None, None], keypoints, flipped)
    guide = Guide(load_exercise("bicep_curl"))
    movement = MOVEMENTS["biceps curl, one arm"]
    for number, (points, phase) in enumerate(zip(turns, phases(movement, way), strict=True)):
        guide.update(number / FPS, points, phase)
        if way[number] > 0.97 and rep[number] > 0:
            place = guide.placement
            travel = np.abs(place.target[9:11, 1] - place.start[9:11, 1])
            assert (travel[0] > travel[1]) == (rep[number] % 2 == 0)


def test_nobody_seen_is_no_guidance() -> None:
    guide = Guide(load_exercise("squat"))
    nothing = np.full((17, 3), np.nan, np.float32)
    assert [guide.update(t / FPS, nothing, "lost") for t in range(40)] == [None] * 40


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([one.name for one in load_all()]))
def test_missing_and_wild_keypoints_never_raise(seed: int, name: str) -> None:
    rng = np.random.default_rng(seed)
    guide = Guide(load_exercise(name))
    for number in range(30):
        points = rng.random((17, 3)).astype(np.float32) * np.float32([640, 480, 1])
        points[rng.random(17) < rng.random()] = np.nan
        if rng.random() < 0.2:
            points[:, :2] = points[0, :2]
        phase = rng.choice(["lost", "top", "eccentric", "bottom", "concentric"])
        found = guide.update(number / 7, points, phase)
        if found is not None and found.ghost is not None:
            assert np.isfinite(found.ghost[5:]).all()


def test_pickled_in_the_middle_it_goes_on_the_same() -> None:
    name = "lunge, in place"
    keypoints, way = film(name, 3, 70.0)
    plain = train(name, keypoints, way)
    guide = Guide(load_exercise("lunge"))
    seen = zip(plain.t, keypoints, phases(MOVEMENTS[name], way), plain.guidance, strict=True)
    for number, (t, points, phase, wanted) in enumerate(seen):
        if number % 7 == 0:
            guide = pickle.loads(pickle.dumps(guide))
        found = guide.update(float(t), points, phase)
        if wanted is not None and wanted.ghost is not None:
            np.testing.assert_array_equal(found.ghost, wanted.ghost)
            assert (found.zones, found.line) == (wanted.zones, wanted.line)


def test_memory_is_bounded() -> None:
    name = "squat, arms down"
    keypoints, way = film(name, 8)
    guide = Guide(load_exercise("squat"))
    train(name, keypoints, way, guide)
    before = len(pickle.dumps(guide))
    for number in range(1, 6):
        train(name, keypoints, way, guide, since=number * 60.0)
    assert len(pickle.dumps(guide)) <= before * 1.05 < 60_000
