"""Counting what is labelled, every way there is: the suites of `bench/accuracy.py`."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from baselines import SEED, count_like_aigym, count_like_seed
from clips import Clip
from landmark_sets import read_landmark_set
from metrics import Result
from repsight.core.coaching import Coach
from repsight.core.counting.agnostic import landmark_repetitions
from repsight.core.counting.live import LiveCounter
from repsight.core.counting.offline import count_sets
from repsight.core.exercise import Exercise
from repsight.core.types import Pose, SetSummary, Track
from repsight.exercises import load_all, load_exercise
from repsight.pipeline.offline import count_recording
from repsight.recording import Recording
from repsight.train.labelled_clips import NOTHING_TO_COUNT, track_of


def count_offline(
    clip: Clip, recording: Recording, exercises: Sequence[Exercise]
) -> tuple[SetSummary, ...]:
    """Sets of the labelled person, the whole track at hand."""
    track = track_of(clip, recording)
    return count_sets(track, exercises) if track is not None else ()


def count_live(
    clip: Clip, recording: Recording, exercises: Sequence[Exercise]
) -> tuple[SetSummary, ...]:
    """Sets of the labelled person, frame by frame, by the live tracker and counter."""
    if clip.place:
        return _count_track_live(track_of(clip, recording), exercises)
    coach = Coach(exercises, person="largest", setup=False, guided=False)
    for index, t in enumerate(recording.t):
        coach.update(float(t), recording.people_at(index), recording.size)
    coach.finish()
    return coach.people[0].sets if coach.people else ()


def _count_track_live(track: Track | None, exercises: Sequence[Exercise]) -> tuple[SetSummary, ...]:
    if track is None:
        return ()
    counter = LiveCounter(exercises)
    for t, keypoints in zip(track.t, track.keypoints, strict=True):
        if np.isfinite(keypoints).any():
            counter.update(Pose(float(t), keypoints))
    counter.finish()
    return counter.sets


def to_result(clip: Clip, sets: Iterable[SetSummary], *, recognised: bool = False) -> Result:
    """What was counted beside what is true."""
    sets = [s for s in sets if s.kind == "reps"]
    main = max(sets, key=lambda s: s.count).exercise if sets else "nothing"
    return Result(
        name=clip.title,
        exercise=clip.exercise,
        truths=clip.truths,
        count=sum(s.count for s in sets),
        true_times=clip.times,
        times=[rep.counted for s in sets for rep in s.reps],
        recognised=main if recognised else None,
    )


def run_clips(clips: Sequence[Clip], load: Callable[[Clip], Recording]) -> dict[str, list[Result]]:
    """All suites on the clips."""
    everything = load_all()
    suites: dict[str, list[Result]] = {
        name: [] for name in (
            "clips_given_offline", "clips_given_live", "clips_auto", "clips_auto_live",
            "clips_nothing_auto", "baseline_seed", "baseline_aigym", "clips_seed_exercises",
        )
    }  # fmt: skip
    for clip in clips:
        recording = load(clip)
        if clip.exercise in NOTHING_TO_COUNT:
            everybody = count_recording(recording, everything)[0]
            sets = [summary for person in everybody for summary in person.sets]
            suites["clips_nothing_auto"].append(to_result(clip, sets))
            continue
        auto = count_offline(clip, recording, everything)
        given = [load_exercise(clip.exercise)]
        offline = to_result(clip, count_offline(clip, recording, given))
        suites["clips_given_offline"].append(offline)
        suites["clips_given_live"].append(to_result(clip, count_live(clip, recording, given)))
        suites["clips_auto"].append(to_result(clip, auto, recognised=True))
        live = count_live(clip, recording, everything)
        suites["clips_auto_live"].append(to_result(clip, live, recognised=True))
        if clip.exercise in SEED and not clip.place:
            suites["clips_seed_exercises"].append(offline)
            for name, count in (
                ("seed", count_like_seed(recording, clip.exercise)),
                ("aigym", count_like_aigym(recording, clip.exercise)),
            ):
                suites[f"baseline_{name}"].append(
                    Result(clip.title, clip.exercise, clip.truths, count)
                )
    one = {clip.title for clip in clips if clip.people == 1}
    suites["clips_one_person_given_offline"] = [
        r for r in suites["clips_given_offline"] if r.name in one
    ]
    return suites


def run_landmarks(folder: Path) -> list[Result]:
    """Class-agnostic counts of a set of landmark sequences."""
    results = []
    for name, t, landmarks, truth, exercise in read_landmark_set(folder):
        count = len(landmark_repetitions(t, landmarks))
        results.append(Result(name, exercise, (truth,), count))
    return results
