"""How soon after its end a repetition is announced live, and what the coach costs.

Replays the recordings of labelled clips and compares with `rep_end_times` in `clips/labels.csv`,
which are right to 0.2 to 0.4 s. The last line is the summary.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from clips import Clip, read_clips
from repsight.core.coaching import Coach
from repsight.core.scoring.options import ScoreOptions
from repsight.core.types import RepCompleted
from repsight.exercises import load_exercise
from repsight.recording import Recording, read_recording

NEAR_SECONDS = 1.2
"""An announcement farther than this from a labelled end is not of that repetition."""
WANTED_SECONDS = 0.3


def main() -> None:
    """Print a line for each clip and the figures over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    delays: list[float] = []
    clips = cpu = seconds = on_time = 0.0
    for clip in countable(folder):
        recording = read_recording(clip.source)
        began = time.process_time()
        said = announcements(clip, recording)
        cpu += time.process_time() - began
        seconds += float(recording.t[-1] - recording.t[0])
        late = delays_of(said, clip.times)
        if len(late):
            tail = float(np.percentile(late, 95))
            clips, on_time = clips + 1, on_time + (tail <= WANTED_SECONDS)
            delays += late.tolist()
            print(f"{clip.title:44s} median {np.median(late):5.2f} s  p95 {tail:5.2f} s")
    share = np.mean(np.array(delays) <= WANTED_SECONDS)
    print(
        f"{len(delays)} repetitions: median {np.median(delays):.2f} s,"
        f" p95 {np.percentile(delays, 95):.2f} s, within {WANTED_SECONDS} s {share:.3f};"
        f" clips with p95 within it {on_time:.0f} of {clips:.0f};"
        f" CPU {100 * cpu / seconds:.1f} % of real time"
    )


def countable(folder: Path) -> list[Clip]:
    """Recordings of one labelled person in `folder` whose repetitions have labelled ends."""
    clips = read_clips(folder, folder / "recordings")[0]
    return [clip for clip in clips if clip.times and not clip.place]


def all_delays(folder: Path) -> np.ndarray:
    """Delays of every repetition of the clips in `folder` that was announced near its end."""
    said = ((announcements(clip, read_recording(clip.source)), clip) for clip in countable(folder))
    return np.concatenate([delays_of(times, clip.times) for times, clip in said])


def announcements(clip: Clip, recording: Recording) -> np.ndarray:
    """When repetitions of whoever fills most of the picture, who is labelled, were announced, s."""
    coach = Coach([load_exercise(clip.exercise)], score=ScoreOptions(), setup=False, guided=False)
    said: dict[int, list[float]] = {}
    for t, everybody in recording:
        for coached in coach.update(t, everybody, recording.size).people:
            done = [event for event in coached.events if isinstance(event, RepCompleted)]
            said.setdefault(coached.view.id, []).extend([t] * len(done))
    return np.array(said.get(coach.people[0].id, []) if coach.people else [])


def delays_of(said: Sequence[float], ends: Sequence[float]) -> np.ndarray:
    """Seconds from each labelled end to its announcement, of those that have one near."""
    if not len(said) or not len(ends):
        return np.zeros(0)
    apart = np.subtract.outer(np.asarray(said), np.asarray(ends))
    rows, columns = linear_sum_assignment(np.minimum(np.abs(apart), NEAR_SECONDS))
    paired = apart[rows, columns]
    return paired[np.abs(paired) < NEAR_SECONDS]


if __name__ == "__main__":
    main()
