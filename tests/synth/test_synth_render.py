"""What is rendered agrees with the labels: silhouettes, what covers what, boxes and depth."""

from typing import Any

import numpy as np
import pytest

from repsight.core.skeleton import KEYPOINT_INDEX
from repsight.data.types import HIDDEN, UNLABELLED, VISIBLE
from repsight.synth.camera import Camera, focal_of, look_at
from repsight.synth.light import Light
from repsight.synth.posing import moved, pose_body
from repsight.synth.render import Figure, Renderer, Seen
from repsight.synth.scenery import Look, Scenery
from repsight.synth.surface import PARTS
from repsight.synth.truth import label_person
from repsight.synth.wear import Wear

pytestmark = pytest.mark.usefixtures("gl")

SIZE = (192, 256)
NOTHING = np.zeros((0, 15), np.float32)


def _camera(azimuth: float = 0.0, distance: float = 3.2) -> Camera:
    angle = np.radians(azimuth)
    position = np.array((distance * np.sin(angle), 1.0, distance * np.cos(angle)))
    return look_at(position, np.array((0.0, 0.9, 0.0)), focal_of(60, SIZE), SIZE)


def _figure(person: Any, shift: tuple[float, float, float] = (0, 0, 0), **turns: Any) -> Figure:
    rotations = {name: np.array(vector, float) for name, vector in turns.items()}
    posed = pose_body(person.body, np.zeros(3), rotations)
    floor = np.array(shift, float) - (0, posed.vertices[:, 1].min(), 0)
    tight = Wear(hair=0, loose=(0.0, 0.0, 0.0))
    return Figure(moved(posed, np.eye(3), floor), person.surface, tight)


def _label(figures: list[Figure], camera: Camera, scenery: Any = NOTHING, number: int = 1) -> Any:
    with Renderer(SIZE) as renderer:
        seen = renderer.seen(figures, scenery, camera)
    posed = figures[number - 1].posed
    return label_person(posed.keypoints, posed.body.height, number, camera, seen), seen


def _visibility(label: Any, name: str) -> int:
    return int(label.keypoints[KEYPOINT_INDEX[name], 2])


def test_from_the_front_the_whole_face_and_all_joints_are_seen(person: Any) -> None:
    label, _ = _label([_figure(person)], _camera())
    for name in KEYPOINT_INDEX:
        if not name.endswith("ear"):
            assert _visibility(label, name) == VISIBLE, name


def test_from_behind_nose_and_eyes_are_hidden(person: Any) -> None:
    label, _ = _label([_figure(person)], _camera(180))
    for name in ("nose", "left_eye", "right_eye"):
        assert _visibility(label, name) == HIDDEN
    assert _visibility(label, "left_shoulder") == VISIBLE


def test_an_arm_behind_the_trunk_is_hidden(person: Any) -> None:
    label, _ = _label([_figure(person)], _camera(90))
    for joint in ("shoulder", "elbow", "wrist"):
        assert _visibility(label, f"left_{joint}") == VISIBLE
        assert _visibility(label, f"right_{joint}") == HIDDEN


def test_a_hand_before_the_hip_hides_it(person: Any) -> None:
    free, _ = _label([_figure(person)], _camera(90))
    crossed, _ = _label(
        [_figure(person, left_shoulder=(-0.15, 0, 0.1), left_elbow=(-0.15, 0, 0))], _camera(90)
    )
    assert _visibility(crossed, "left_wrist") == VISIBLE
    assert {_visibility(free, "left_hip"), _visibility(crossed, "left_hip")} <= {HIDDEN, VISIBLE}
    assert _visibility(crossed, "right_hip") == HIDDEN


def test_a_box_before_the_legs_hides_them_and_nothing_else(person: Any) -> None:
    scenery = Scenery()
    scenery.box(np.array((0.0, 0.3, 0.8)), np.array((0.6, 0.3, 0.05)), 0.0, Look())
    label, _ = _label([_figure(person)], _camera(), scenery.vertices())
    for side in ("left", "right"):
        assert _visibility(label, f"{side}_ankle") == HIDDEN
        assert _visibility(label, f"{side}_hip") == VISIBLE


def test_another_person_in_front_hides_the_one_behind(person: Any) -> None:
    figures = [_figure(person), _figure(person, (0, 0, 0.8))]
    behind, _ = _label(figures, _camera())
    before, _ = _label(figures, _camera(), number=2)
    assert before.keypoints[:, 2].min() > UNLABELLED
    assert _visibility(before, "left_hip") == VISIBLE
    assert behind is None or _visibility(behind, "left_hip") == HIDDEN


def test_what_is_outside_the_picture_is_not_labelled(person: Any) -> None:
    camera = look_at(np.array((0.0, 1.4, 1.2)), np.array((0.0, 1.4, 0.0)), focal_of(60, SIZE), SIZE)
    label, _ = _label([_figure(person)], camera)
    assert _visibility(label, "left_ankle") == UNLABELLED
    assert (label.keypoints[KEYPOINT_INDEX["left_ankle"]] == 0).all()
    assert _visibility(label, "nose") == VISIBLE


def test_the_box_holds_the_silhouette_and_fits_it(person: Any) -> None:
    label, seen = _label([_figure(person, left_shoulder=(0, 0, 1.5))], _camera(30))
    rows, columns = np.nonzero(seen.thing == 1)
    expected = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert label.box == pytest.approx(expected, abs=0.01)


def test_the_silhouette_is_where_the_mesh_projects_to(person: Any) -> None:
    figure, camera = _figure(person), _camera(50)
    _, seen = _label([figure], camera)
    pixels = camera.project(figure.posed.vertices)
    rows, columns = np.nonzero(seen.thing == 1)
    assert columns.min() == pytest.approx(pixels[:, 0].min(), abs=1.5)
    assert columns.max() + 1 == pytest.approx(pixels[:, 0].max(), abs=1.5)
    assert rows.min() == pytest.approx(pixels[:, 1].min(), abs=1.5)
    # Shoes are a little larger than feet.
    assert rows.max() + 1 == pytest.approx(pixels[:, 1].max(), abs=3)


def test_depth_is_metres_along_the_view(person: Any) -> None:
    camera = _camera()
    scenery = Scenery()
    scenery.plane(np.array((0.0, 1.0, -2.0)), np.array((9.0, 0, 0)), np.array((0, 9.0, 0)), Look())
    _, seen = _label([_figure(person)], camera, scenery.vertices())
    middle = camera.project(np.array((0.0, 1.0, -2.0)))
    assert seen.thing[5, 5] == 255
    assert seen.depth[5, 5] == pytest.approx(middle[2], rel=0.2)
    nose = camera.project(_figure(person).posed.keypoints[0])
    assert seen.depth[int(nose[1]), int(nose[0])] == pytest.approx(nose[2], abs=0.05)


def test_each_part_is_seen_where_it_is(person: Any) -> None:
    figure, camera = _figure(person), _camera()
    _, seen = _label([figure], camera)
    for name, part in (
        ("nose", "head"),
        ("left_knee", "left_shank"),
        ("right_ankle", "right_foot"),
    ):
        x, y, _ = camera.project(figure.posed.keypoints[KEYPOINT_INDEX[name]])
        near = seen.part[int(y) - 4 : int(y) + 8, int(x) - 2 : int(x) + 3]
        assert PARTS.index(part) in near, name


def test_clothes_skin_and_scenery_have_the_colours_they_were_given(person: Any) -> None:
    red, green = (0.6, 0.02, 0.02), (0.02, 0.5, 0.02)
    wear = Wear(colours={"shirt": red, "trousers": green}, skin=(0.3, 0.2, 0.15))
    posed = _figure(person).posed
    with Renderer(SIZE) as renderer:
        image = renderer.picture(
            [Figure(posed, person.surface, wear)], NOTHING, _camera(), Light()
        ).astype(int)
    chest = posed.keypoints[[5, 6, 11, 12]].mean(0)
    thigh = posed.keypoints[[11, 13]].mean(0) + (0, 0.08, 0)
    for point, channel in ((chest, 0), (thigh, 1)):
        x, y, _ = _camera().project(point)
        pixel = image[int(y), int(x)]
        assert pixel[channel] > 1.5 * np.delete(pixel, channel).max()


def test_a_person_between_lamp_and_floor_throws_a_shadow(person: Any) -> None:
    scenery = Scenery()
    scenery.plane(np.zeros(3), np.array((0, 0, 5.0)), np.array((5.0, 0, 0)), Look())
    light = Light(sun_from=(1.0, 1.0, 0.0))
    spot = _camera().project(np.array((-0.6, 0.0, 0.0)))
    with Renderer(SIZE) as renderer:
        alone = renderer.picture([], scenery.vertices(), _camera(), light)
        shaded = renderer.picture([_figure(person)], scenery.vertices(), _camera(), light)
    x, y = int(spot[0]), int(spot[1])
    assert shaded[y, x].mean() < 0.8 * alone[y, x].mean()


def test_nobody_is_labelled_of_whom_next_to_nothing_is_seen(person: Any) -> None:
    seen = Seen(
        np.zeros(SIZE[::-1], np.uint8), np.zeros(SIZE[::-1], np.uint8), np.zeros(SIZE[::-1])
    )
    assert label_person(np.zeros((17, 3)), 1.7, 1, _camera(), seen) is None
