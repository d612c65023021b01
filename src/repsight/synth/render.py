"""Pictures of posed people in a scene, and which thing and part is seen at each pixel."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.synth.body import Array
from repsight.synth.camera import FAR, NEAR, Camera
from repsight.synth.context import gl_context
from repsight.synth.light import Light
from repsight.synth.posing import PosedBody
from repsight.synth.scenery import FLOATS
from repsight.synth.surface import Surface, vertex_normals
from repsight.synth.wear import Wear

SAMPLES: Final = 4
"""Per pixel, against jagged edges."""
SHADOW_SIZE: Final = 1024

_HEAD: Final = "#version 330\n"
_SCENERY_THING: Final = 255
_BODY_LAYOUT: Final = "3f 3f"
_SURFACE_LAYOUT: Final = "3f 3f 4f 4f 1f"


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A posed body, where its surface lies on it, and what it wears."""

    posed: PosedBody
    surface: Surface
    wear: Wear


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is seen at each pixel (H, W): `thing` 1.. for figures, 255 for scenery, 0 for nothing;
    `part` of the figure (index into PARTS); `depth` in metres along the view.
    """

    thing: npt.NDArray[np.uint8]
    part: npt.NDArray[np.uint8]
    depth: Array


class Renderer:
    """Renders pictures of one size in the process's OpenGL context."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._gl = gl_context()
        self.size = size
        gl = self._gl
        self._many = gl.framebuffer(
            gl.renderbuffer(size, 4, samples=SAMPLES), gl.depth_renderbuffer(size, samples=SAMPLES)
        )
        self._one = gl.framebuffer(gl.renderbuffer(size, 4))
        self._depth = gl.depth_texture(size)
        self._ids = gl.framebuffer(gl.renderbuffer(size, 4), self._depth)
        self._sun = gl.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self._sun.compare_func = "<="
        self._sun.repeat_x = self._sun.repeat_y = False
        self._shadow = gl.framebuffer(depth_attachment=self._sun)
        self._things = (self._many, self._one, self._ids, self._shadow, self._depth, self._sun)

    def __enter__(self) -> "Renderer":
        return self

    def __exit__(self, *_: object) -> None:
        for thing in self._things:
            thing.release()

    def picture(
        self, figures: Sequence[Figure], scenery: Array, camera: Camera, light: Light
    ) -> npt.NDArray[np.uint8]:
        """The picture, RGB (H, W, 3)."""
        with _Meshes(self._gl, figures, scenery) as meshes:
            sun_matrix = light.sun_matrix([figure.posed.vertices for figure in figures])
            self._shadow.use()
            self._gl.enable(self._gl.DEPTH_TEST)
            self._shadow.clear(depth=1.0)
            meshes.draw("shadow", sun_matrix)
            self._many.use()
            self._many.clear(0.5, 0.5, 0.5, depth=1.0)
            self._sun.use(0)
            for name in ("body", "scenery"):
                light.set(_programs()[name], sun_matrix, camera.position)
            meshes.draw("colour", camera.matrix())
        self._gl.copy_framebuffer(self._one, self._many)
        raw = np.frombuffer(self._one.read(components=3), np.uint8)
        return np.ascontiguousarray(raw.reshape(self.size[1], self.size[0], 3)[::-1])

    def seen(self, figures: Sequence[Figure], scenery: Array, camera: Camera) -> Seen:
        """Which figure, part and depth is at the middle of each pixel."""
        with _Meshes(self._gl, figures, scenery) as meshes:
            self._ids.use()
            self._gl.enable(self._gl.DEPTH_TEST)
            self._ids.clear(0, 0, 0, 0, depth=1.0)
            meshes.draw("id", camera.matrix())
        width, height = self.size
        ids = np.frombuffer(self._ids.read(components=2), np.uint8).reshape(height, width, 2)
        raw = np.frombuffer(self._depth.read(), np.float32).reshape(height, width)
        depth = 2 * FAR * NEAR / (FAR + NEAR - (2 * raw - 1) * (FAR - NEAR))
        return Seen(ids[::-1, :, 0], ids[::-1, :, 1], depth[::-1])


class _Meshes:
    """What is drawn, uploaded for as long as the block lasts."""

    def __init__(self, gl: Any, figures: Sequence[Figure], scenery: Array) -> None:
        self._figures = figures
        self._bodies = [_upload_body(gl, figure) for figure in figures]
        self._scenery = gl.buffer(scenery.tobytes()) if len(scenery) else None
        self._gl = gl

    def __enter__(self) -> "_Meshes":
        return self

    def __exit__(self, *_: object) -> None:
        for buffers in (*self._bodies, (self._scenery,)):
            for buffer in buffers:
                if buffer is not None:
                    buffer.release()

    def draw(self, way: str, matrix: Array) -> None:
        """Draw everything for the pass `way`: shadow, colour or id."""
        body, scenery = _PASSES[way]
        for number, (figure, buffers) in enumerate(
            zip(self._figures, self._bodies, strict=True), start=1
        ):
            program = _programs()[body]
            figure.wear.set(program)
            self._set(program, matrix, number)
            self._vertices(program, buffers)
        if self._scenery is not None:
            program = _programs()[scenery]
            self._set(program, matrix, _SCENERY_THING)
            names = ("position", "normal", "surface", "first", "second", "material")
            content = [(self._scenery, *_kept(program, "3f 3f 2f 3f 3f 1f", names))]
            self._run(program, content, None)

    def _vertices(self, program: Any, buffers: tuple[Any, Any, Any]) -> None:
        moving, fixed, triangles = buffers
        content = [
            (moving, *_kept(program, _BODY_LAYOUT, ("position", "normal"))),
            (
                fixed,
                *_kept(program, _SURFACE_LAYOUT, ("rest", "head", "place", "region", "part")),
            ),
        ]
        self._run(program, content, triangles)

    def _run(self, program: Any, content: list[Any], triangles: Any) -> None:
        array = self._gl.vertex_array(program, content, index_buffer=triangles)
        array.render()
        array.release()

    @staticmethod
    def _set(program: Any, matrix: Array, number: int) -> None:
        program["matrix"].write(np.ascontiguousarray(matrix.T, np.float32).tobytes())
        if "thing" in program:
            program["thing"] = float(number)


_PASSES: Final = {
    "shadow": ("body_shadow", "scenery_shadow"),
    "colour": ("body", "scenery"),
    "id": ("body_id", "scenery_id"),
}


def _upload_body(gl: Any, figure: Figure) -> tuple[Any, Any, Any]:
    posed, surface = figure.posed, figure.surface
    model = posed.body.model
    normals = vertex_normals(model, posed.vertices)
    moving = np.hstack((posed.vertices, normals)).astype(np.float32)
    fixed = np.hstack(
        (surface.rest, surface.head, surface.place, surface.region, surface.part[:, None])
    )
    return (
        gl.buffer(moving.tobytes()),
        gl.buffer(fixed.astype(np.float32).tobytes()),
        gl.buffer(model.triangles.tobytes()),
    )


def _kept(program: Any, layout: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The layout and names of a buffer, what the program does not read left out of them."""
    formats, kept = [], []
    for part, name in zip(layout.split(), names, strict=True):
        if name in program:
            formats.append(part)
            kept.append(name)
        else:
            formats.append(f"{4 * int(part[0])}x")
    return (" ".join(formats), *kept)


@cache
def _programs() -> dict[str, Any]:
    gl = gl_context()
    paint, light, ids = _shader("paint.glsl"), _shader("light.glsl"), _shader("id.frag")
    body, scenery = paint + _shader("body.vert"), _shader("scenery.vert")
    nothing = _shader("nothing.frag")
    body_id = ids.replace("PART_VALUE", "at_part").replace("PART", "flat in float at_part;")
    scenery_id = ids.replace("PART_VALUE", "0.0").replace("PART", "")
    sources = {
        "body": (body, paint + light + _shader("body.frag")),
        "scenery": (scenery, light + _shader("scenery.frag")),
        "body_shadow": (body, nothing),
        "scenery_shadow": (scenery, nothing),
        "body_id": (body, body_id),
        "scenery_id": (scenery, scenery_id),
    }
    return {
        name: gl.program(vertex_shader=_HEAD + vertex, fragment_shader=_HEAD + fragment)
        for name, (vertex, fragment) in sources.items()
    }


def _shader(name: str) -> str:
    return (files("repsight.synth") / "shaders" / name).read_text(encoding="utf-8")


assert FLOATS == 15  # what the scenery's layout holds
