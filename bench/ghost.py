"""How near a ghost is to people who do an exercise well: at the turn and at the start.

    python bench/ghost.py ../shared

Each labelled clip's main person, and each subject of the movement screens (`form_sets.py`), is
guided frame by frame as if live, with phases and turns from offline counting. The distance is the
mean over shoulders, elbows, wrists, hips, knees and ankles that were seen, in trunk lengths. People
differ from each other and from the target, so this is not an error; but a ghost that stands
elsewhere, or has another's proportions, is far away.
"""

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

import numpy as np

from clips import Clip, read_clips
from form_sets import FPS, MOVEMENTS, VIEWS, read_ui_prmd, the_repetition
from repsight.core.coaching.guide import Guide
from repsight.core.counting.offline import count_given
from repsight.core.exercise import Exercise
from repsight.core.geometry import SURE
from repsight.core.tracking import track_people
from repsight.core.types import Phase, Repetition, Track
from repsight.exercises import load_exercise
from repsight.recording import read_recording

NOTHING = "none"
SCREENS = {"deep_squat": "overhead_squat"}
"""What the data calls a movement screen, where that is not our name."""
BODY = range(5, 17)


@dataclass
class Found:
    """What one clip showed."""

    turn: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)
    shown: int = 0
    frames: int = 0
    milliseconds: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    clips, notes = read_clips(folder, folder / "recordings")
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for clip in clips:
        if clip.exercise != NOTHING and not clip.place:
            exercise = load_exercise(clip.exercise)
            track = main_track(clip)
            reps = [rep for one in count_given(track, exercise) for rep in one.reps]
            found[clip.exercise].append(guide_through(exercise, track, reps))
    for name, track, reps in screens(folder):
        found[name].append(guide_through(load_exercise(name), track, reps))
    if not found:
        raise SystemExit(f"{folder} holds no recording of a labelled clip")
    print("| exercise | tracks | turns | at the turn | at the start | ghost shown |")
    print("| :-- | --: | --: | --: | --: | --: |")
    for name, each in sorted(found.items()):
        print(row(name, each))
    everything = [one for each in found.values() for one in each]
    print(row("all", everything))
    cost = np.concatenate([one.milliseconds for one in everything])
    print(f"\nGuide.update: {cost.mean():.2f} ms a frame, p99 {np.percentile(cost, 99):.2f} ms")
    for note in notes:
        print(note)


def screens(folder: Path) -> Iterator[tuple[str, Track, list[Repetition]]]:
    """The movement screens of UI-PRMD, filmed by a made-up camera, a subject's ten in a row."""
    if not (folder / "poses" / "ui_prmd").is_dir():
        return
    for movement in MOVEMENTS:
        name = SCREENS.get(movement, movement)
        for degrees in VIEWS.values():
            subjects: defaultdict[str, list[Track]] = defaultdict(list)
            for one in read_ui_prmd(folder, movement, degrees):
                if one.correct:
                    subjects[one.group].append(one.track)
            for tracks in subjects.values():
                reps, since = [], 0.0
                for track in tracks:
                    rep = the_repetition(track, name)
                    times = (rep.start, rep.turn, rep.end, rep.counted)
                    reps.append(Repetition(len(reps) + 1, *(since + at for at in times)))
                    since += len(track) / FPS
                keypoints = np.concatenate([track.keypoints for track in tracks])
                yield name, Track(np.arange(len(keypoints)) / FPS, keypoints), reps


def guide_through(exercise: Exercise, track: Track, reps: list[Repetition]) -> Found:
    """Guide the person of a track through it."""
    turns, starts = [rep.turn for rep in reps], [rep.start for rep in reps]
    if exercise.kind == "hold":
        turns = [float(track.t[len(track) // 2])]
    guide, found = Guide(exercise), Found(frames=len(track))
    previous = -math.inf
    for t, keypoints in zip(track.t.tolist(), track.keypoints, strict=True):
        began = process_time()
        guidance = guide.update(t, keypoints, phase_at(t, reps, exercise))
        found.milliseconds.append(1000 * (process_time() - began))
        found.shown += guidance is not None and guidance.ghost is not None
        if guide.placement.known:
            place = guide.placement
            if any(previous < turn <= t for turn in turns):
                found.turn.append(apart(place.target, keypoints, place.trunk))
            if any(previous < start <= t for start in starts):
                found.start.append(apart(place.start, keypoints, place.trunk))
        previous = t
    return found


def main_track(clip: Clip) -> Track:
    recording = read_recording(clip.source)
    return track_people(
        recording.t, recording.frame, recording.keypoints, recording.boxes, recording.scores
    )[0]


def phase_at(t: float, reps: list[Repetition], exercise: Exercise) -> Phase:
    """The phase by the times of the repetitions."""
    first = exercise.first_phase
    resting: Phase = "top" if first == "eccentric" else "bottom"
    rep = next((rep for rep in reps if rep.start <= t <= rep.end), None)
    if rep is None:
        return resting
    if t < rep.turn:
        return first
    return "concentric" if first == "eccentric" else "eccentric"


def apart(ghost: np.ndarray, keypoints: np.ndarray, trunk: float) -> float:
    """Mean distance in trunks of the points that were seen."""
    seen = [point for point in BODY if keypoints[point, 2] >= SURE]
    return float(np.hypot(*(ghost[seen] - keypoints[seen, :2]).T).mean()) / trunk


def row(name: str, each: list[Found]) -> str:
    turn = [value for one in each for value in one.turn]
    start = [value for one in each for value in one.start]
    shown = sum(one.shown for one in each) / sum(one.frames for one in each)
    cells = [name, str(len(each)), str(len(turn)), mean(turn), mean(start), f"{shown:.0%}"]
    return f"| {' | '.join(cells)} |"


def mean(values: list[float]) -> str:
    return f"{np.nanmean(values):.2f}" if values else "–"


if __name__ == "__main__":
    main()
