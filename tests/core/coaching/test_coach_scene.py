"""The live scene: what is drawn for whom, how large, and that it fits."""

import json
import math
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.core.coaching.board import wrapped
from repsight.core.coaching.moment import Coached, Hint, Moment, Stage
from repsight.core.coaching.scene import build_coach_scene
from repsight.core.scene import scene_to_list
from repsight.core.shapes import (
    Arc,
    Arrow,
    Ghost,
    Guidance,
    Label,
    Line,
    PersonView,
    Plate,
    Scene,
)
from repsight.strings import load_strings
from squatter import squatter

WORDS = load_strings()
SIZES = [(480, 640), (720, 1280), (640, 480), (1280, 720)]
KNEE = (11, 13, 15)
PHONE_MM, LAPTOP_MM = 65.0, 187.0
"""Shorter side of a phone's picture in portrait and of a 15-inch laptop's."""
DIGIT = 0.72
"""Height of a digit as a share of its type's size."""


def person(size: tuple[int, int] = (640, 480), x: float = 0.5, **changes: object) -> PersonView:
    scale = min(size) / 260
    keypoints = squatter(0.6, 0.0) * np.float32([scale, scale, 1])
    keypoints[:, 0] += x * size[0]
    ghost = np.full((17, 2), np.nan, np.float32)
    ghost[0] = keypoints[:5, :2].mean(axis=0)
    ghost[5:] = keypoints[5:, :2] + 5
    hips = float(keypoints[11, 1])
    guidance = Guidance(
        ghost,
        {13: (60.0, 95.0), 14: (60.0, 95.0)},
        ((x * size[0] - 40, hips), (x * size[0] + 40, hips)),
        arrows=(((x * size[0], hips), (x * size[0] + 30, hips + 40)),),
        faults=frozenset({11, 12, 13, 14}),
    )
    made = PersonView(
        1, keypoints, "Squat", 4, None, "eccentric", 0.6, KNEE, 100.0, 87.0, None, guidance
    )
    return replace(made, **changes)


def moment(*people: Coached, hints: tuple[Hint, ...] = ()) -> Moment:
    return Moment(1.0, people, tuple(c.view.id for c in people), hints)


def texts(scene: Scene) -> list[str]:
    return [shape.text for shape in scene if isinstance(shape, Label)]


def label(scene: Scene, text: str) -> Label:
    return next(s for s in scene if isinstance(s, Label) and s.text == text)


def points_of(shape: object) -> list[tuple[float, float]]:
    if isinstance(shape, Line):
        return list(shape.points)
    if isinstance(shape, Arrow):
        return [shape.start, shape.end]
    if isinstance(shape, Ghost):
        return [point for limb in shape.limbs for point in limb]
    return [shape.center] if isinstance(shape, Arc) else []


@pytest.mark.parametrize("size", SIZES)
def test_an_exercising_person_has_count_target_set_score_and_all_the_guidance(
    size: tuple[int, int],
) -> None:
    coached = Coached(person(size), "exercise", (), None, 0, 2, 3, 10)
    scene = build_coach_scene(moment(coached), size, WORDS, fps=29.7, latency=0.0451)
    assert {"Squat", "4", "/ 10 · Set 2 of 3", "score 87", "100°", "30 FPS · 45 ms"} <= set(
        texts(scene)
    )
    kinds = [type(shape) for shape in scene]
    assert kinds.count(Ghost) == 1
    assert kinds.count(Arrow) == 1
    assert kinds.count(Arc) == 2
    first_bone = next(
        place for place, s in enumerate(scene) if isinstance(s, Line) and s.opacity == 1
    )
    assert kinds.index(Ghost) < first_bone


@pytest.mark.parametrize(
    ("stage", "seconds", "text"),
    [("countdown", 2.2, "3"), ("rest", 64.0, "1:04"), ("rest", 45.0, "45"), ("rest", 0.0, "0")],
)
@pytest.mark.parametrize("size", SIZES)
def test_timers_and_counts_can_be_read_from_three_metres(
    size: tuple[int, int], stage: Stage, seconds: float, text: str
) -> None:
    waiting = build_coach_scene(moment(Coached(person(size), stage, (), seconds)), size, WORDS)
    counting = build_coach_scene(moment(Coached(person(size))), size, WORDS)
    for shown in (label(waiting, text), label(counting, "4")):
        for millimetres in (PHONE_MM, LAPTOP_MM):
            assert shown.size / min(size) * DIGIT * millimetres >= 13


def test_every_stage_says_its_word() -> None:
    for stage, seconds, word in (
        ("countdown", 3.0, "Get ready"),
        ("rest", 3.0, "Rest"),
        ("paused", None, "Paused"),
        ("done", None, "Done"),
    ):
        coached = Coached(person(), stage, (), seconds, 0, 2, 3, 10)
        assert word in texts(build_coach_scene(moment(coached), (640, 480), WORDS))
    resting = Coached(person(), "rest", (), 20.0, 0, 2, 3, 10)
    assert "Set 2 of 3" in texts(build_coach_scene(moment(resting), (640, 480), WORDS))


def test_the_hint_that_blocks_is_the_large_one() -> None:
    hints = (Hint("low_frame_rate", blocking=False), Hint("closer"))
    scene = build_coach_scene(moment(Coached(person(), "setup", hints)), (640, 480), WORDS)
    large = label(scene, "Come a little closer.")
    others = [s for s in scene if isinstance(s, Label) and s.text.startswith("The camera")]
    assert all(large.size > other.size for other in others)
    assert len(others) == 1


def test_nobody_is_told_to_come() -> None:
    scene = build_coach_scene(moment(hints=(Hint("nobody"),)), (1280, 720), WORDS)
    assert texts(scene) == ["Step into the picture."]
    assert build_coach_scene(moment(), (1280, 720), WORDS) == ()


def test_two_people_have_a_card_each_at_their_own_head() -> None:
    size = (1280, 720)
    left = Coached(person(size, 0.25), "exercise", (), None, 0, 1, 3, 10)
    right = Coached(person(size, 0.75, id=2, count=7), "rest", (), 31.5, 0, 2, 3, 10)
    scene = build_coach_scene(moment(left, right), size, WORDS)
    assert {"#1", "#2", "4", "32"} <= set(texts(scene))
    cards = [s for s in scene if isinstance(s, Plate)]
    assert [card.at[0] + card.width / 2 < 640 for card in cards] == [True, False]


def test_a_passer_by_is_a_muted_skeleton_and_takes_no_card_away() -> None:
    passer = PersonView(9, squatter(0.0, 60.0))
    scene = build_coach_scene(moment(Coached(person()), Coached(passer)), (640, 480), WORDS)
    assert label(scene, "4").size > 100
    assert "#9" not in texts(scene)
    assert "muted" in {s.tone for s in scene if isinstance(s, Line)}


@pytest.mark.parametrize("size", SIZES)
def test_a_mirror_turns_bodies_and_guidance_and_leaves_the_writing(size: tuple[int, int]) -> None:
    coached = Coached(person(size, 0.6), "exercise", (), None, 0, 2, 3, 10)
    plain = build_coach_scene(moment(coached), size, WORDS, fps=30)
    turned = build_coach_scene(moment(coached), size, WORDS, fps=30, mirror=True)
    assert texts(plain) == texts(turned)
    for one, other in zip(plain, turned, strict=True):
        assert type(one) is type(other)
        if (isinstance(one, Line) and not one.rim) or isinstance(one, Plate):
            assert one == other  # cards and their bars stay at their corner
            continue
        if isinstance(one, Label) and "°" not in one.text:
            assert one == other
        for (x, y), (mx, my) in zip(sorted_points(one), sorted_points(other, size[0]), strict=True):
            assert (x, y) == pytest.approx((mx, my), abs=0.01)


def sorted_points(shape: object, width: float | None = None) -> list[tuple[float, float]]:
    points = points_of(shape)
    return sorted((x if width is None else width - x, y) for x, y in points)


def test_bones_have_the_colour_of_the_phase_and_of_faults() -> None:
    tones = {}
    for phase in ("top", "eccentric", "bottom", "concentric"):
        view = person(phase=phase, joint=None)
        scene = build_coach_scene(moment(Coached(view)), (640, 480), WORDS)
        bones = [s for s in scene if isinstance(s, Line) and len(s.points) == 2 and s.rim]
        bones = [s for s in bones if s.opacity == 1]
        assert "warn" in {bone.tone for bone in bones}
        tones[phase] = {bone.tone for bone in bones} - {"warn"}
    assert tones == {
        "top": {"neutral"},
        "eccentric": {"accent"},
        "bottom": {"neutral"},
        "concentric": {"effort"},
    }


@given(st.floats(0, 180))
def test_joint_and_zone_turn_green_inside_the_zone_only(degrees: float) -> None:
    view = person(degrees=degrees)
    scene = build_coach_scene(moment(Coached(view)), (640, 480), WORDS)
    arc, band = [s for s in scene if isinstance(s, Arc)]
    inside = 60 <= degrees <= 95
    assert (arc.tone == "good") == (band.tone == "good") == inside
    assert band.end - band.start == pytest.approx(35)
    assert not band.filled


@pytest.mark.parametrize(("bend", "inside"), [(75.0, True), (140.0, False), (-75.0, True)])
def test_the_band_covers_the_moving_limb_when_the_angle_is_in_the_zone(
    bend: float, inside: bool
) -> None:
    keypoints = np.full((17, 3), np.nan, np.float32)
    keypoints[13] = 300, 300, 0.9
    keypoints[15] = 300, 400, 0.9  # the shin points down, at 90 degrees
    turn = math.radians(90 + bend)
    keypoints[11] = 300 + 100 * math.cos(turn), 300 + 100 * math.sin(turn), 0.9
    view = person(keypoints=keypoints, degrees=abs(bend))
    scene = build_coach_scene(moment(Coached(view)), (640, 480), WORDS)
    _, band = [s for s in scene if isinstance(s, Arc)]
    assert (band.start <= 90 + bend <= band.end) == inside


@pytest.mark.parametrize("size", [*SIZES, (64, 64), (3840, 2160)])
@pytest.mark.parametrize("stage", ["setup", "countdown", "exercise", "rest", "paused", "done"])
def test_every_scene_is_json_and_its_writing_is_inside_the_picture(
    size: tuple[int, int], stage: Stage
) -> None:
    timed = 61.0 if stage in ("countdown", "rest") else None
    hints = (Hint("whole_body"), Hint("more_light")) if stage == "setup" else ()
    cue = "Go a little deeper: hips down to the height of the knees."
    one = Coached(person(size, cue=cue), stage, hints, timed, 0, 2, 3, 100)
    two = Coached(person(size, 0.9, id=2), stage, hints, timed, 0, 2, 3, 100)
    for people in ((one,), (one, two)):
        scene = build_coach_scene(moment(*people), size, WORDS, mirror=True, fps=30, latency=0.1)
        assert json.loads(json.dumps(scene_to_list(scene), allow_nan=False))
        for shape in scene:
            if isinstance(shape, Plate):
                assert 0 <= shape.at[0] <= shape.at[0] + shape.width <= size[0]
                assert 0 <= shape.at[1] <= shape.at[1] + shape.height <= size[1]
            if isinstance(shape, Label):
                assert 0 <= shape.at[0] <= size[0]
                assert 0.5 * shape.size <= shape.at[1] <= size[1]
                assert shape.text


@pytest.mark.parametrize("size", SIZES)
def test_a_scene_is_a_short_message(size: tuple[int, int]) -> None:
    cue = "Go a little deeper: hips down to the height of the knees."
    coached = Coached(person(size, cue=cue), "exercise", (), None, 0, 2, 3, 10)
    scene = build_coach_scene(moment(coached), size, WORDS, fps=30, latency=0.05)
    assert len(json.dumps(scene_to_list(scene), separators=(",", ":"))) < 6000


def test_numbers_are_short() -> None:
    coached = Coached(person(), "exercise", (), None, 0, 2, 3, 10)
    for shape in scene_to_list(build_coach_scene(moment(coached), (640, 480), WORDS)):
        for number in numbers({k: v for k, v in shape.items() if k != "opacity"}):
            assert number == round(number, 1)


def numbers(value: object) -> list[float]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [number for each in inner for number in numbers(each)]
    return [value] if isinstance(value, float) else []


def test_building_a_scene_takes_about_a_millisecond() -> None:
    view = moment(Coached(person(), "exercise", (), None, 0, 2, 3, 10))
    best = math.inf
    for _ in range(20):
        began = time.process_time()
        for _ in range(5):
            scene_to_list(build_coach_scene(view, (640, 480), WORDS, fps=30))
        best = min(best, (time.process_time() - began) / 5)
    assert best < 0.003  # 0.6 ms on the machine it was written on


@given(st.text("abcdefgh ", min_size=1, max_size=120), st.floats(10, 60))
def test_wrapping_loses_no_word_and_makes_three_lines_at_most(text: str, size: float) -> None:
    lines = wrapped(text, size, 400.0)
    assert len(lines) <= 3
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_translation_is_shown_as_it_is() -> None:
    foreign = {**WORDS, "stage.rest": "Pause", "shown.score": "Punkte {score}"}
    coached = Coached(person(), "rest", (), 9.0)
    assert "Pause" in texts(build_coach_scene(moment(coached), (640, 480), foreign))
    training = build_coach_scene(moment(Coached(person())), (640, 480), foreign)
    assert "Punkte 87" in texts(training)
