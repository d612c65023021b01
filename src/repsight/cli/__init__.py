"""The command `repsight`: one thin command per verb, each calling a public function."""

import sys

__all__ = ["main"]

_USER_ERROR = 2


def main() -> None:
    """Run the command line. A RepSightError is one line on stderr and exit code 2."""
    from repsight.cli.app import app
    from repsight.core.errors import RepSightError

    try:
        app(prog_name="repsight")
    except RepSightError as error:
        sys.stderr.write(f"repsight: {error}\n")
        sys.exit(_USER_ERROR)
