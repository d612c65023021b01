"""An OpenGL context without a window."""

from functools import cache
from typing import Any, Final

from repsight.core.errors import DeviceError
from repsight.export.extras import import_extra

GL_VERSION: Final = 330


@cache
def gl_context() -> Any:
    """The process's own OpenGL 3.3 context, through EGL: no display is needed.

    Raises DeviceError where none can be made, OutputError where moderngl is not installed.
    """
    moderngl = import_extra("moderngl", "rendering people", "synth")
    try:
        return moderngl.create_context(standalone=True, backend="egl", require=GL_VERSION)
    except Exception as error:  # moderngl raises bare Exception
        reason = str(error).partition("\n")[0]
        raise DeviceError(
            f"no OpenGL {GL_VERSION / 100:.1f} context could be made ({reason}); install EGL:"
            " apt install libegl1 libgl1-mesa-dri (Debian, Ubuntu), or the graphics driver"
        ) from None
