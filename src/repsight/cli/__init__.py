"""The command `repsight`: one thin command per verb, each calling a public function."""

import sys

__all__ = ["main"]

_USER_ERROR = 2

# Of OpenCV's build with windows, which Ultralytics brings and which overwrites ours.
_DISPLAY_LIBRARY = "libGL.so"
_WITHOUT_WINDOWS = (
    "OpenCV was overwritten by its build with windows, which needs libGL; run pip uninstall --yes "
    "opencv-python opencv-python-headless, then pip install --no-deps opencv-python-headless"
)


def main() -> None:
    """Run the command line. What a user can do something about is one line and exit code 2."""
    from repsight.cli.app import app
    from repsight.core.errors import RepSightError

    try:
        app(prog_name="repsight")
    except RepSightError as error:
        _refuse(str(error))
    except ImportError as error:
        if _DISPLAY_LIBRARY not in str(error):
            raise
        _refuse(_WITHOUT_WINDOWS)


def _refuse(message: str) -> None:
    sys.stderr.write(f"repsight: {message}\n")
    sys.exit(_USER_ERROR)
