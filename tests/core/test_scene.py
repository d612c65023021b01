"""What is drawn for whom, as data."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.core.scene import build_scene, scene_to_list
from repsight.core.shapes import Arc, Label, Line, PersonView, Plate, Scene
from repsight.strings import load_strings
from squatter import squatter

WORDS = load_strings()
SIZE = (1280, 720)
KNEE = (11, 13, 15)


def view(**changes: object) -> PersonView:
    keypoints = squatter(0.9) * np.float32([3, 3, 1])
    person = PersonView(1, keypoints, "Squat", 5, None, "eccentric", 0.4, KNEE, 81.6)
    return replace(person, **changes)


def texts(scene: Scene) -> list[str]:
    return [shape.text for shape in scene if isinstance(shape, Label)]


def test_one_person_gets_a_card_with_exercise_count_phase_and_degrees() -> None:
    scene = build_scene([view()], SIZE, WORDS, fps=41.7)
    assert {"Squat", "5", "lowering", "82°", "42 FPS"} <= set(texts(scene))
    (card,) = [shape for shape in scene if isinstance(shape, Plate)]
    assert card.at[0] < SIZE[0] / 4


def test_several_people_get_a_tag_each_above_their_own_head() -> None:
    left, right = squatter(0.1, x=80) * 2, squatter(0.1, x=240) * 2
    scene = build_scene([view(keypoints=left), view(id=2, keypoints=right, count=7)], SIZE, WORDS)
    tags = [shape for shape in scene if isinstance(shape, Plate)]
    assert [tag.at[0] < 320 for tag in tags] == [True, False]
    assert {"#1", "#2", "5", "7"} <= set(texts(scene))
    heads = [keypoints[:, 1].min() for keypoints in (left, right)]
    assert all(
        tag.at[1] + tag.height <= max(head, tag.height + 4)
        for tag, head in zip(tags, heads, strict=True)
    )


def test_a_bystander_is_a_muted_skeleton_without_words() -> None:
    scene = build_scene([PersonView(3, squatter(0.0))], SIZE, WORDS)
    assert texts(scene) == []
    assert {shape.tone for shape in scene if isinstance(shape, Line)} == {"muted"}


def test_nobody_is_an_empty_scene() -> None:
    assert build_scene([], SIZE, WORDS) == ()


def test_a_hold_shows_its_seconds_instead_of_a_count_and_a_bar() -> None:
    scene = build_scene([view(title="Plank", held=12.4, joint=None)], SIZE, WORDS)
    assert "12 s" in texts(scene)
    assert not [s for s in scene if isinstance(s, Line) and not s.rim]


@pytest.mark.parametrize("missing", KNEE)
def test_a_joint_that_is_not_seen_whole_gets_no_arc(missing: int) -> None:
    keypoints = squatter(0.5)
    keypoints[missing] = np.nan
    scene = build_scene([view(keypoints=keypoints)], SIZE, WORDS)
    assert not [shape for shape in scene if isinstance(shape, Arc)]
    assert not [text for text in texts(scene) if "°" in text]


def test_points_nobody_is_sure_of_are_not_drawn() -> None:
    keypoints = squatter(0.5)
    keypoints[:, 2] = 0.1
    scene = build_scene([PersonView(1, keypoints)], SIZE, WORDS)
    assert scene == ()


@given(st.floats(-170, 170), st.floats(5, 175), st.booleans())
def test_the_arc_spans_the_angle_of_the_joint(base: float, angle: float, flip: bool) -> None:
    keypoints = np.full((17, 3), np.nan, np.float32)
    turn = math.radians(base + (angle if flip else -angle))
    keypoints[13] = 640, 360, 0.9
    keypoints[11] = (
        640 + 100 * math.cos(math.radians(base)),
        360 + 100 * math.sin(math.radians(base)),
        0.9,
    )
    keypoints[15] = 640 + 100 * math.cos(turn), 360 + 100 * math.sin(turn), 0.9
    scene = build_scene([view(keypoints=keypoints, degrees=angle)], SIZE, WORDS)
    (arc,) = [shape for shape in scene if isinstance(shape, Arc)]
    assert arc.end - arc.start == pytest.approx(angle, abs=0.05)


@pytest.mark.parametrize("side", [0, 1])
def test_the_degrees_of_a_hanging_arm_do_not_hide_the_face(side: int) -> None:
    keypoints = np.full((17, 3), np.nan, np.float32)
    keypoints[:, 2] = 0.9
    keypoints[:5, :2] = 640, 100
    for number in (0, 1):
        keypoints[5 + number, :2] = 680 - 80 * number, 180
        keypoints[7 + number, :2] = 700 - 120 * number, 270
        keypoints[11 + number, :2] = 665 - 50 * number, 340
    joint = (7 + side, 5 + side, 11 + side)
    scene = build_scene([view(keypoints=keypoints, joint=joint, degrees=25.0)], SIZE, WORDS)
    (number,) = [shape for shape in scene if isinstance(shape, Label) and "°" in shape.text]
    assert abs(number.at[0] - 640) > 60


@given(st.floats(0, 1) | st.just(math.nan), st.integers(64, 4000), st.integers(64, 4000))
def test_everything_is_finite_and_inside_or_near_the_picture(
    progress: float, width: int, height: int
) -> None:
    keypoints = squatter(0.5) * np.float32([width / 320, height / 240, 1])
    scene = build_scene([view(keypoints=keypoints, progress=progress)], (width, height), WORDS, 30)
    text = json.dumps(scene_to_list(scene), allow_nan=False)
    assert json.loads(text)
    for shape in scene:
        if isinstance(shape, Label):
            assert -1 <= shape.at[0] <= width + 1
            assert -1 <= shape.at[1] <= height + 1


def test_a_scene_grows_with_the_picture() -> None:
    small = build_scene([view(keypoints=squatter(0.5))], (320, 240), WORDS)
    large = build_scene([view(keypoints=squatter(0.5) * np.float32([4, 4, 1]))], (1280, 960), WORDS)
    for one, other in zip(small, large, strict=True):
        assert type(one) is type(other)
        if isinstance(one, Label) and isinstance(other, Label):
            assert other.size == pytest.approx(4 * one.size, rel=1e-3)
        if isinstance(one, Line) and isinstance(other, Line):
            assert other.width == pytest.approx(4 * one.width, rel=1e-3)


def test_the_json_form_names_each_kind() -> None:
    kinds = {shape["kind"] for shape in scene_to_list(build_scene([view()], SIZE, WORDS, 30))}
    assert kinds == {"line", "arc", "label", "plate"}
