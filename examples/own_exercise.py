"""Counts an exercise of your own, described in a TOML file.

    python examples/own_exercise.py good_mornings.mp4
    python examples/own_exercise.py good_mornings.mp4 my_exercise.toml

The command does the same: `repsight count good_mornings.mp4 --exercise examples/own_exercise.toml`.
"""

import sys
from pathlib import Path

import repsight

EXERCISE = Path(__file__).with_name("own_exercise.toml")


def main() -> None:
    """Count the video with the exercise file named on the command line."""
    if len(sys.argv) < 2:
        raise SystemExit("usage: own_exercise.py VIDEO [EXERCISE.toml]")
    file = Path(sys.argv[2]) if len(sys.argv) > 2 else EXERCISE
    try:
        exercise = repsight.load_exercise(file)
        session = repsight.count(sys.argv[1], exercise=file)
    except repsight.RepSightError as error:
        raise SystemExit(str(error)) from None
    print(f"{exercise.title}: {session.count}")


if __name__ == "__main__":
    main()
