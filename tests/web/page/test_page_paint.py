"""The canvas paints a scene as OpenCV does."""

import base64

import cv2
import numpy as np
import pytest

from repsight.core.scene import scene_to_list
from repsight.core.shapes import Arc, Arrow, Ghost, Label, Line, Plate, Scene
from repsight.draw import paint

WIDTH, HEIGHT = 320, 240
GREY = 120
# What a line's edge costs: the two smooth edges differently, by less than a level on average.
MEAN_LEVELS = 1.0
FAR_OFF_LEVELS, FAR_OFF_SHARE = 60, 0.004

PAINT = """
async ([width, height, grey, scene]) => {
  const { paint } = await import("./paint.mjs");
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
  context.fillRect(0, 0, width, height);
  paint(context, scene);
  return canvas.toDataURL("image/png").split(",")[1];
}
"""

LIMBS = (((160, 40), (160, 120)), ((160, 120), (130, 160), (140, 210)), ((200, 60),))
RING = ((60, 60), (100, 60), (100, 110), (60, 110), (60, 60))
SCENES: dict[str, Scene] = {
    "a line, a bend and a dot": (
        Line(((40, 40), (280, 60)), 7, "accent"),
        Line(((60, 200), (160, 100), (260, 200)), 9, "good"),
        Line(((200, 150),), 22, "warn"),
    ),
    "a bar without a rim": (Line(((60, 60), (260, 60)), 14, "dim", rim=False),),
    "a see-through line": (Line(((30, 200), (290, 40)), 16, "effort", opacity=0.4),),
    "a wedge and a band": (
        Arc((160, 120), 70, -30, 60, 5, "accent"),
        Arc((160, 120), 95, 150, 260, 14, "good", filled=False),
    ),
    "an arrow": (Arrow((60, 180), (240, 70), 9),),
    "a ghost": (Ghost((*LIMBS, RING), (22, 16, 30, 4), 3, "accent", 0.45),),
    "a plate": (Plate((40, 40), 200, 120, 18),),
}


def by_canvas(visit, scene: Scene) -> np.ndarray:
    page = visit.page
    if page.url == "about:blank":
        visit.open()
    png = visit.run(PAINT, [WIDTH, HEIGHT, GREY, scene_to_list(scene)])
    image = cv2.imdecode(np.frombuffer(base64.b64decode(png), np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(image)


def by_opencv(scene: Scene) -> np.ndarray:
    return paint(np.full((HEIGHT, WIDTH, 3), GREY, np.uint8), scene)


def test_every_shape_looks_the_same(visit):
    for name, scene in SCENES.items():
        there, here = by_canvas(visit, scene).astype(int), by_opencv(scene).astype(int)
        apart = np.abs(there - here).max(axis=2)
        assert np.abs(here - GREY).max() > 10, f"{name}: nothing is painted"
        assert apart.mean() < MEAN_LEVELS, f"{name}: {apart.mean():.2f} levels apart"
        assert (apart > FAR_OFF_LEVELS).mean() < FAR_OFF_SHARE, name


@pytest.mark.parametrize("anchor", ["left", "center", "right"])
def test_words_stand_in_the_same_place_on_their_plate(visit, anchor):
    scene = (Label("12 reps", (160, 130), 40, "good", anchor, plate=True, bold=True),)
    places = []
    for image in (by_canvas(visit, scene), by_opencv(scene)):
        rows, columns = np.nonzero((image != GREY).any(axis=2))
        places.append([columns.min(), rows.min(), columns.max(), rows.max()])
    # Two fonts of one size: heights are the same, widths nearly.
    there, here = np.array(places)
    assert np.abs(there - here)[[1, 3]].max() <= 3
    assert np.abs(there - here).max() <= 24


def test_words_that_are_too_long_are_made_smaller(visit):
    scene = (Label("A cue far too long for here", (20, 130), 40, max_width=150.0),)
    for image in (by_canvas(visit, scene), by_opencv(scene)):
        columns = np.nonzero((image != GREY).any(axis=2))[1]
        assert 110 < columns.max() - columns.min() <= 152


def test_a_shape_of_a_later_version_is_passed_over(visit):
    visit.open()
    scene = [{"kind": "hologram"}, *scene_to_list(SCENES["a plate"])]
    png = visit.run(PAINT, [WIDTH, HEIGHT, GREY, scene])
    plain = visit.run(PAINT, [WIDTH, HEIGHT, GREY, scene[1:]])
    assert png == plain
