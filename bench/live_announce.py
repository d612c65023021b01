"""How long after its end a repetition is announced, by the labels of clips.

Poses are replayed in the time of the video; what looking at a picture takes comes on top and is
measured elsewhere. A repetition that was missed, or a label without one, is an error of counting
and belongs to `accuracy.py`: only pairs closer than `PAIR_SECONDS` are compared.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from clips import Clip
from repsight.core.coaching import Coach
from repsight.core.types import RepCompleted
from repsight.exercises import load_exercise
from repsight.recording import read_recording

PAIR_SECONDS = 1.5


def announcements(clip: Clip) -> list[float]:
    """When each repetition of the busiest person in a clip was announced, seconds of the video."""
    recording = read_recording(clip.source)
    coach = Coach([load_exercise(clip.exercise)], setup=False)
    said: list[tuple[int, float]] = []
    for t, people in recording:
        for coached in coach.update(t, people, recording.size).people:
            said += [(coached.view.id, t) for e in coached.events if isinstance(e, RepCompleted)]
    if not said:
        return []
    busiest = Counter(who for who, _ in said).most_common(1)[0][0]
    return [t for who, t in said if who == busiest]


def delays(said: Sequence[float], ended: Sequence[float]) -> npt.NDArray[np.float64]:
    """Seconds from the end of each labelled repetition to its announcement, of those paired."""
    if not said or not ended:
        return np.zeros(0)
    apart = np.subtract.outer(np.asarray(said), np.asarray(ended))
    rows, columns = linear_sum_assignment(np.minimum(np.abs(apart), PAIR_SECONDS))
    paired = apart[rows, columns]
    return np.asarray(paired[np.abs(paired) < PAIR_SECONDS])


def countable(clips: Sequence[Clip]) -> list[Clip]:
    """Clips of one exercise that is counted, with labelled ends of one person."""
    return [
        clip
        for clip in clips
        if clip.times and not clip.place and load_exercise(clip.exercise).kind == "reps"
    ]


def all_delays(clips: Sequence[Clip]) -> npt.NDArray[np.float64]:
    """Delays of every paired repetition of the clips that `countable` keeps."""
    return np.concatenate([delays(announcements(c), c.times) for c in countable(clips)])
