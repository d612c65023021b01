"""A motion as a film of one person, with the exact keypoints of every frame."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from repsight.data.types import LabelledPerson
from repsight.synth.camera import Camera
from repsight.synth.light import Light
from repsight.synth.motion.types import BodyMotion
from repsight.synth.people import Person, draw_person, draw_wear
from repsight.synth.placing import place_motion
from repsight.synth.render import Figure, Renderer
from repsight.synth.room import draw_light, draw_room
from repsight.synth.shooting import View, place_camera
from repsight.synth.truth import joint_angles, label_person


@dataclass(frozen=True, slots=True, eq=False)
class ClipFrame:
    """One frame: time in seconds, `image` RGB (H, W, 3), the person's label (None where next to
    nothing is seen), `points` (17, 3) in metres in the room, and `angles` in degrees, name ->
    (left, right), from those.
    """

    t: float
    image: npt.NDArray[np.uint8]
    person: LabelledPerson | None
    points: npt.NDArray[np.float32]
    angles: dict[str, tuple[float, float]]
    camera: Camera


def render_clip(
    motion: BodyMotion,
    view: View,
    *,
    size: tuple[int, int] = (640, 480),
    seed: int = 0,
    fps: float | None = None,
    person: Person | None = None,
) -> Iterator[ClipFrame]:
    """The frames of a motion, seen by one camera that holds all of it.

    `seed` draws the person (unless given), the clothes, the room and the light; `fps` takes fewer
    frames than the motion has. Raises DeviceError where nothing can be rendered.
    """
    rng = np.random.default_rng(seed)
    person = person or draw_person(rng)
    step = 1.0 if fps is None else max(1.0, motion.fps / fps)
    frames = np.arange(0, len(motion), step).astype(int).tolist()
    wear = draw_wear(person, rng)
    bodies = place_motion(person.body, motion, frames)
    reach = np.concatenate([posed.vertices[::20] for posed in bodies])
    camera = place_camera(view, reach, size)
    scenery, light = draw_room(rng, camera, reach, reach).vertices(), draw_light(rng)
    with Renderer(size) as renderer:
        for frame, posed in zip(frames, bodies, strict=True):
            figures = [Figure(posed, person.surface, wear)]
            yield _frame(renderer, figures, scenery, camera, light, frame / motion.fps)


def _frame(
    renderer: Renderer,
    figures: list[Figure],
    scenery: npt.NDArray[np.float32],
    camera: Camera,
    light: Light,
    t: float,
) -> ClipFrame:
    posed = figures[0].posed
    image = renderer.picture(figures, scenery, camera, light)
    seen = renderer.seen(figures, scenery, camera)
    label = label_person(posed.keypoints, posed.body.height, 1, camera, seen)
    return ClipFrame(t, image, label, posed.keypoints, joint_angles(posed.keypoints), camera)
