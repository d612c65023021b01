"""What cameras, phones and networks do: gaps, turned pictures, junk, slow frames, restarts."""

import csv
from pathlib import Path

import numpy as np
import pytest
from studio import (
    SIZE,
    SQUAT,
    Actor,
    Coach,
    ScoreOptions,
    SetFinished,
    Step,
    counted,
    events,
    film,
    plan,
    play,
    resumed_play,
    rows,
    stages,
    times,
)

from repsight.core.errors import InvalidInputError
from repsight.core.types import People, RepCompleted
from repsight.exercises import load_exercise
from repsight.recording import read_recording


@pytest.mark.parametrize("fps", [5, 8, 15, 30, 60])
def test_every_frame_rate_gives_the_same_count(fps: int) -> None:
    moments = play(Coach([SQUAT]), film(times(19, fps), Actor(rows(7, 4))))
    assert counted(moments) == 4


def told(moment) -> tuple:
    return (
        moment.identities,
        moment.hints,
        [
            (c.stage, c.hints, c.seconds, c.step, c.set_number, c.view.count, c.view.score,
             c.view.cue, c.events)
            for c in moment.people
        ],
    )  # fmt: skip


@pytest.mark.parametrize("every", [7, 40])
def test_a_coach_taken_up_again_at_any_frame_says_the_same(every: int) -> None:
    def fresh() -> Coach:
        return Coach(
            [SQUAT], plan=plan(Step("squat", sets=2, target=2, rest=3)), score=ScoreOptions()
        )

    frames = film(times(18, 10), Actor((*rows(6, 2), *rows(15, 1))))
    straight = play(fresh(), frames)
    resumed = list(resumed_play(fresh(), frames, every))
    assert [told(m) for m in resumed] == [told(m) for m in straight]
    assert counted(straight) == 3


def test_a_gap_of_ten_seconds_without_frames_counts_nothing_and_loses_nothing() -> None:
    """The person is down when the tab goes away and up when it is back."""
    actor = Actor((6.0, 8.6, 11.2, 22.0, 24.6))
    frames = [f for f in film(times(29, 15), actor) if not 12.2 < f[0] < 21.5]
    moments = play(Coach([SQUAT]), frames)
    assert counted(moments) == 4
    assert not events(moments, SetFinished)
    assert moments[-1].people[0].view.count == 4


def test_a_gap_of_ten_minutes_ends_the_set_and_keeps_it() -> None:
    frames = film(times(26, 15), Actor((*rows(6, 2), *rows(20, 2))))
    late = [(t if t < 14 else t + 600, p) for t, p in frames]
    coach = Coach([SQUAT])
    moments = play(coach, late)
    coach.finish()
    assert [one.count for one in coach.people[0].sets] == [2, 2]
    assert len(coach.people) == 1
    assert stages(moments) == ["setup", "countdown", "exercise", "setup", "countdown", "exercise"]


@pytest.mark.parametrize("zoom", [0.5, 1.0, 1.6])
def test_turning_the_phone_during_a_set_changes_no_count(zoom: float) -> None:
    frames = film(times(20, 15), Actor(rows(6, 5), height=500))
    coach, moments = Coach([SQUAT]), []
    for t, everybody in frames:
        size = SIZE
        if t > 11.7:  # in the middle of a repetition
            keypoints, boxes = everybody.keypoints.copy(), everybody.boxes.copy()
            keypoints[..., :2] = (keypoints[..., :2] - (640, 360)) * zoom + (360, 640)
            boxes = (boxes - (640, 360, 640, 360)) * zoom + (360, 640, 360, 640)
            everybody, size = People(keypoints, boxes, everybody.scores), (720, 1280)
        moments.append(coach.update(t, everybody, size))
    assert counted(moments) == 5
    assert {i for m in moments for i in m.identities if i} == {1}
    x = moments[-1].people[0].view.keypoints[11, 0]
    assert 0 < x < 720


def test_junk_is_ignored_and_only_time_that_goes_back_is_refused() -> None:
    rng = np.random.default_rng(0)
    coach = Coach([SQUAT], score=ScoreOptions())
    junk = [np.nan, np.inf, -np.inf, 1e30, -5.0, 0.0, 300.0]
    for n in range(200):
        bodies = rng.choice(junk, (n % 4, 17, 3)).astype(np.float32)
        boxes = rng.choice(junk, (n % 4, 4)).astype(np.float32)
        size = [(640, 480), (1, 1), (0, 0)][n % 3]
        coach.update(n / 10, People(bodies, boxes, np.full(n % 4, np.nan)), size, float("nan"))
    same_place = np.full((1, 17, 3), 100.0, np.float32)
    for n in range(200, 260):
        coach.update(
            n / 10, People(same_place, np.array([[90.0, 90, 110, 110]]), [0.9]), (640, 480)
        )
    coach.update(25.9, People.empty(), (640, 480))
    for t in (25.8, float("nan"), -1.0):
        with pytest.raises(InvalidInputError, match="in order of time"):
            coach.update(t, People.empty(), (640, 480))
    coach.finish()
    assert sum(person.count for person in coach.people) == 0


def test_a_street_full_of_people_takes_bounded_memory() -> None:
    import pickle

    coach = Coach([SQUAT])
    sizes = []
    for hour in range(3):
        for person in range(60):
            t = 3600.0 * hour + 50.0 * person
            walker = Actor(x=np.linspace(-100, 1400, 16), height=500 + 3 * (person % 40))
            play(coach, [(t + now, p) for now, p in film(np.arange(16) / 5, walker)])
        sizes.append(len(pickle.dumps(coach)))
    assert len(coach.people) <= 70
    assert sizes[2] < 1.1 * sizes[1] + 20_000


def test_two_people_in_one_recording_each_have_their_count(shared: Path) -> None:
    with (shared / "clips" / "labels.csv").open() as file:
        key = next(csv.reader(file))[0]
        file.seek(0)
        row = next(r for r in csv.DictReader(file) if "+" in r["exercise"])
    left, right = row["exercise"].split("+")
    truth = [int(count) for count in row["true_reps"].split("+")]
    recording = read_recording(shared / "recordings" / f"{Path(row[key]).stem}.poses.npz")
    for exercise, wanted in zip((left, right), truth, strict=True):
        coach = Coach([load_exercise(exercise)], setup=False)
        found = {}
        for t, everybody in recording:
            for coached in coach.update(t, everybody, recording.size).people:
                done = [e for e in coached.events if isinstance(e, RepCompleted)]
                found[coached.view.id] = found.get(coached.view.id, 0) + len(done)
        assert min(abs(count - wanted) for count in found.values()) <= 1
