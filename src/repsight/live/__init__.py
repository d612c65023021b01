"""Coaching in a window: `repsight live`.

Three threads, each with the newest of what the one before it made: `capture` takes pictures,
`trainer` finds people in them and coaches, `show` paints them in a window. pygame is loaded when a
window opens.
"""

from repsight.live.run import Appearance, LiveRunner, check_live_source
from repsight.live.workout import Workout, one_exercise, read_workout

__all__ = [
    "Appearance",
    "LiveRunner",
    "Workout",
    "check_live_source",
    "one_exercise",
    "read_workout",
]
