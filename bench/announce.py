"""How soon after its end a repetition is announced live, and what the coach costs.

Replays the recordings of labelled clips and compares with `rep_end_times` in `clips/labels.csv`,
which are right to 0.2 to 0.4 s. The last line is the summary.
"""

import argparse
import time
from pathlib import Path

import numpy as np

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
    for clip in read_clips(folder, folder / "recordings")[0]:
        if clip.place or not clip.times:
            continue
        recording = read_recording(clip.source)
        began = time.process_time()
        said = announcements(clip, recording)
        cpu += time.process_time() - began
        seconds += float(recording.t[-1] - recording.t[0])
        late = [each for each in nearest(said, clip.times) if abs(each) < NEAR_SECONDS]
        if late:
            tail = float(np.percentile(late, 95))
            clips, on_time = clips + 1, on_time + (tail <= WANTED_SECONDS)
            delays += late
            print(f"{clip.title:44s} median {np.median(late):5.2f} s  p95 {tail:5.2f} s")
    share = np.mean(np.array(delays) <= WANTED_SECONDS)
    print(
        f"{len(delays)} repetitions: median {np.median(delays):.2f} s,"
        f" p95 {np.percentile(delays, 95):.2f} s, within {WANTED_SECONDS} s {share:.3f};"
        f" clips with p95 within it {on_time:.0f} of {clips:.0f};"
        f" CPU {100 * cpu / seconds:.1f} % of real time"
    )


def announcements(clip: Clip, recording: Recording) -> np.ndarray:
    """When repetitions of whoever did most were announced, s."""
    coach = Coach([load_exercise(clip.exercise)], score=ScoreOptions(), setup=False, guided=False)
    said: dict[int, list[float]] = {}
    for t, everybody in recording:
        for coached in coach.update(t, everybody, recording.size).people:
            done = [event for event in coached.events if isinstance(event, RepCompleted)]
            said.setdefault(coached.view.id, []).extend([t] * len(done))
    return np.array(max(said.values(), key=len, default=[]))


def nearest(said: np.ndarray, ends: tuple[float, ...]) -> list[float]:
    """Seconds from each labelled end to the announcement nearest to it."""
    return [float((said - end)[np.abs(said - end).argmin()]) for end in ends] if len(said) else []


if __name__ == "__main__":
    main()
