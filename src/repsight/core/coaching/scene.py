"""What to draw of a moment."""

from collections.abc import Mapping

from repsight.core.coaching.moment import Moment
from repsight.core.scene import build_scene
from repsight.core.shapes import Scene


def build_coach_scene(
    moment: Moment,
    size: tuple[int, int],
    words: Mapping[str, str],
    *,
    mirror: bool = False,
    fps: float | None = None,
    latency: float | None = None,
) -> Scene:
    """Skeletons, guidance, counts, countdown, rest and hints, for a picture of that size.

    `words` are the texts of `strings/en.json` or a translation; `mirror` is for a picture that is
    shown mirrored: bodies are, writing is not. `fps` and `latency` (seconds) are shown where given.
    """
    return build_scene([coached.view for coached in moment.people], size, fps)
