"""What the paint looks like, pixel by pixel where it matters."""

from typing import get_args

import numpy as np
import pytest

from repsight.core.scene import build_scene
from repsight.core.shapes import Arc, Arrow, Ghost, Label, Line, PersonView, Plate, Tone
from repsight.draw import paint
from repsight.strings import load_strings

WORDS = load_strings()
GREY = 120


def canvas(width: int = 200, height: int = 100) -> np.ndarray:
    return np.full((height, width, 3), GREY, np.uint8)


def changed(image: np.ndarray) -> np.ndarray:
    return (image != GREY).any(axis=2)


def test_the_picture_handed_in_is_not_touched() -> None:
    image = canvas()
    image.flags.writeable = False
    drawn = paint(image, (Line(((10, 10), (90, 90)), 5),))
    assert drawn is not image
    assert (image == GREY).all()
    assert changed(drawn).any()


def test_an_empty_scene_changes_nothing() -> None:
    assert (paint(canvas(), ()) == GREY).all()


def test_a_line_has_its_colour_inside_a_dark_rim() -> None:
    drawn = paint(canvas(), (Line(((20, 50), (180, 50)), 8, "accent"),))
    assert drawn[50, 100].tolist() == [64, 196, 255]
    column = drawn[:, 100].sum(axis=1)
    assert column.min() < 120
    assert changed(drawn)[:, 100].sum() >= 10


def test_colours_are_red_green_blue() -> None:
    drawn = paint(canvas(), (Line(((100, 50),), 40, "warn"),))
    red, _, blue = drawn[50, 100].tolist()
    assert red > 200 > 100 > blue


def test_an_arc_fills_its_wedge_and_nothing_else() -> None:
    drawn = paint(canvas(), (Arc((100, 50), 40, 0, 90, 2, "good"),))
    assert changed(drawn)[65, 115]
    assert not changed(drawn)[35, 85]
    assert not changed(drawn)[35, 115]


def test_a_plate_is_dark_and_see_through_with_round_corners() -> None:
    drawn = paint(canvas(), (Plate((20, 20), 100, 60, 15),))
    assert 20 < drawn[50, 70].mean() < GREY / 2 + 10
    assert not changed(drawn)[20, 20]
    assert not changed(drawn)[10, 70]


def test_a_label_shrinks_to_its_width_and_keeps_its_anchor() -> None:
    wide = paint(canvas(400), (Label("Dumbbell lateral raise", (10, 60), 40),))
    narrow = paint(canvas(400), (Label("Dumbbell lateral raise", (10, 60), 40, max_width=100),))
    right = paint(canvas(400), (Label("Squat", (390, 60), 30, anchor="right"),))
    assert np.flatnonzero(changed(wide).any(axis=0)).max() > 200
    assert np.flatnonzero(changed(narrow).any(axis=0)).max() <= 112
    assert np.flatnonzero(changed(right).any(axis=0)).max() <= 391
    assert np.flatnonzero(changed(right).any(axis=0)).min() > 250


def test_the_degree_sign_and_foreign_letters_are_drawn_not_replaced() -> None:
    question = paint(canvas(), (Label("?", (50, 60), 40),))
    for letter in ("°", "é", "ß", "ö"):
        drawn = paint(canvas(), (Label(letter, (50, 60), 40),))
        assert changed(drawn).any()
        assert (drawn != question).any()


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (202, 360), (7680, 4320)])
def test_a_whole_scene_fits_any_picture(size: tuple[int, int]) -> None:
    width, height = size
    rng = np.random.default_rng(1)
    keypoints = rng.random((17, 3)).astype(np.float32) * np.float32([width, height, 1])
    person = PersonView(1, keypoints, "Squat", 5, None, "eccentric", 0.5, (11, 13, 15), 90.0)
    drawn = paint(
        np.full((height, width, 3), GREY, np.uint8), build_scene([person], size, WORDS, 30)
    )
    assert drawn.shape == (height, width, 3)
    assert drawn.dtype == np.uint8


def test_shapes_far_outside_the_picture_do_no_harm() -> None:
    scene = (
        Line(((-500, -500), (-400, -400)), 5),
        Arc((900, 900), 30, 0, 90, 2),
        Plate((500, 500), 40, 40, 5),
        Label("far", (900, 900), 20, plate=True),
    )
    assert (paint(canvas(), scene) == GREY).all()


def test_an_arrow_has_its_head_at_its_end() -> None:
    drawn = paint(canvas(), (Arrow((20, 50), (150, 50), 8, "warn"),))
    assert drawn[50, 60].tolist() == [255, 184, 64]
    assert drawn[50, 140].tolist() == [255, 184, 64]
    tall = changed(drawn).sum(axis=0)
    assert tall[130] > tall[60] > 8
    assert not changed(drawn)[:, 165:].any()


def test_an_arrow_of_no_length_is_nothing() -> None:
    assert (paint(canvas(), (Arrow((50, 50), (50, 50), 8),)) == GREY).all()


def test_a_ghost_is_one_even_silhouette_where_its_limbs_cross() -> None:
    limbs = (((100, 10), (100, 90)), ((60, 50), (140, 50)), ((100, 50),))
    drawn = paint(canvas(), (Ghost(limbs, (20, 20, 30), 2, "accent", 0.5),))
    inside = drawn[50, 100].tolist()
    assert drawn[20, 100].tolist() == drawn[50, 70].tolist() == inside
    assert inside == pytest.approx([(GREY + c) / 2 for c in (64, 196, 255)], abs=1)
    edge = drawn[50, 49].astype(int)
    assert edge.min() > GREY + 30  # white, half seen through
    assert not changed(drawn)[10, 60]


def test_a_closed_limb_of_a_ghost_is_filled() -> None:
    square = ((40, 20), (160, 20), (160, 80), (40, 80), (40, 20))
    open_limb = paint(canvas(), (Ghost((square[:-1],), (4,), 1),))
    closed = paint(canvas(), (Ghost((square,), (4,), 1),))
    assert not changed(open_limb)[50, 100]
    assert changed(closed)[50, 100]


def test_a_see_through_line_lets_the_picture_shine_through() -> None:
    drawn = paint(canvas(), (Line(((20, 50), (180, 50)), 8, "good", opacity=0.5),))
    assert drawn[50, 100].tolist() == pytest.approx([(GREY + c) / 2 for c in (92, 224, 128)], abs=1)


def test_a_band_leaves_its_circle_empty() -> None:
    drawn = paint(canvas(), (Arc((100, 50), 40, 0, 90, 8, "good", False),))
    assert not changed(drawn)[60, 110]
    rim = round(50 + 40 * 0.7071), round(100 + 40 * 0.7071)
    assert drawn[rim].tolist() == [92, 224, 128]


def test_every_tone_has_a_colour_of_its_own() -> None:
    tones = get_args(Tone)
    colours = {tuple(paint(canvas(), (Line(((50, 50),), 30, tone),))[50, 50]) for tone in tones}
    assert len(colours) == len(tones)


def test_new_shapes_far_outside_the_picture_do_no_harm() -> None:
    scene = (
        Ghost((((-900, -900), (-800, -800)),), (20,), 2),
        Arrow((900, 900), (950, 950), 5),
        Line(((900, 900), (950, 950)), 5, opacity=0.5),
        Arc((900, 900), 30, 0, 90, 2, "good", False),
    )
    assert (paint(canvas(), scene) == GREY).all()
