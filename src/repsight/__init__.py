"""RepSight: repetitions in video, counted, scored and explained.

    import repsight
    session = repsight.count("squats.mp4", exercise="squat", save="annotated.mp4")
    print(session.count)

Everything is loaded when it is first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repsight.core.errors import RepSightError as RepSightError
    from repsight.core.scoring.score import score_exercise as score_exercise
    from repsight.core.types import Session as Session
    from repsight.exercises import load_exercise as load_exercise
    from repsight.explanation import explain_session as explain_session
    from repsight.export import read_session as read_session
    from repsight.export import write_session as write_session
    from repsight.pipeline import count as count
    from repsight.pipeline import load_model as load_model
    from repsight.report import write_report as write_report

__version__ = "0.1.0"

_HOMES = {
    "RepSightError": "repsight.core.errors",
    "Session": "repsight.core.types",
    "count": "repsight.pipeline",
    "explain_session": "repsight.explanation",
    "load_exercise": "repsight.exercises",
    "load_model": "repsight.pipeline",
    "read_session": "repsight.export",
    "score_exercise": "repsight.core.scoring.score",
    "write_report": "repsight.report",
    "write_session": "repsight.export",
}

__all__ = [
    "RepSightError",
    "Session",
    "__version__",
    "count",
    "explain_session",
    "load_exercise",
    "load_model",
    "read_session",
    "score_exercise",
    "write_report",
    "write_session",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
