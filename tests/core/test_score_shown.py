"""Score and cue over the picture: after a repetition, for as long as it takes to read them."""

import numpy as np
import pytest

from repsight.core.assessment import Assessment
from repsight.core.cards import GOOD_SCORE
from repsight.core.playback import CUE_SECONDS, Playback
from repsight.core.scene import build_scene
from repsight.core.shapes import Label
from repsight.core.types import PersonSummary, Repetition, SetSummary, Track
from repsight.exercises import load_exercise
from repsight.strings import load_strings
from squatter import FPS, HEIGHT, WIDTH, squatter

WORDS = load_strings()
SQUAT = load_exercise("squat")
CUES = (("Deeper.", "Slower."), (), ("Chest up.",))
SCORES = (64.4, 91.0, 70.0)


def assessed(score: float | None, cues: tuple[str, ...]) -> Assessment:
    return Assessment(score, {"rom": score}, {"rom": 1.0}, 0.9, 1.0, cues=cues)


def reps(*, scored: bool = True) -> tuple[Repetition, ...]:
    """Three repetitions of 2 s, which end at 3, 8 and 13 s."""
    found = []
    for place, (score, cues) in enumerate(zip(SCORES, CUES, strict=True)):
        start = 1.0 + 5 * place
        part = assessed(score, cues) if scored else None
        found.append(Repetition(place + 1, start, start + 1, start + 2, start + 2, assessment=part))
    return tuple(found)


def labels(t: float, *made: Repetition, people: int = 1) -> dict[str, str]:
    """Texts and their tones in the picture at `t` s."""
    times = np.arange(round(18 * FPS)) / FPS
    tracks = [
        Track(times, np.stack([squatter(0.0, 80.0 + 120 * n)] * len(times)), n + 1)
        for n in range(people)
    ]
    one = SetSummary("squat", made[0].start, made[-1].end, made)
    everybody = [PersonSummary(track.id, len(times), (one,)) for track in tracks]
    scene = build_scene(Playback(tracks, everybody, [SQUAT]).at(t), (WIDTH, HEIGHT), WORDS)
    return {shape.text: shape.tone for shape in scene if isinstance(shape, Label)}


@pytest.mark.parametrize("t", [0.5, 1.5, 2.9])
def test_before_a_repetition_has_ended_there_is_neither_score_nor_cue(t: float) -> None:
    shown = labels(t, *reps())
    assert not [text for text in shown if text.startswith("score")]
    assert not {cue for cues in CUES for cue in cues} & set(shown)


@pytest.mark.parametrize(("t", "score"), [(3.0, "64"), (7.9, "64"), (8.0, "91"), (17.0, "70")])
def test_the_score_is_that_of_the_last_repetition_that_ended(t: float, score: str) -> None:
    assert [text for text in labels(t, *reps()) if text.startswith("score")] == [f"score {score}"]


def test_a_good_score_has_another_tone() -> None:
    assert SCORES[0] < GOOD_SCORE < SCORES[1]
    assert labels(5.0, *reps())["score 64"] == "warn"
    assert labels(9.0, *reps())["score 91"] == "good"


@pytest.mark.parametrize(
    ("after", "shown"), [(0.0, True), (CUE_SECONDS - 0.1, True), (CUE_SECONDS + 0.1, False)]
)
def test_a_cue_is_shown_for_two_and_a_half_seconds(after: float, shown: bool) -> None:
    assert CUE_SECONDS == 2.5
    assert ("Deeper." in labels(3.0 + after, *reps())) == shown
    assert ("Chest up." in labels(13.0 + after, *reps())) == shown


def test_only_the_first_cue_is_shown_and_none_where_there_is_none() -> None:
    assert "Slower." not in labels(3.5, *reps())
    assert not {cue for cues in CUES for cue in cues} & set(labels(8.5, *reps()))


@pytest.mark.parametrize("t", [2.0, 3.5, 8.5, 17.0])
def test_without_scores_nothing_of_them_is_drawn(t: float) -> None:
    for text in labels(t, *reps(scored=False)):
        assert "score" not in text
        assert "None" not in text


def test_a_score_that_is_not_measurable_is_not_drawn() -> None:
    unmeasured = Repetition(1, 1.0, 2.0, 3.0, 3.0, assessment=assessed(None, ()))
    assert not [text for text in labels(3.5, unmeasured) if "score" in text]


def test_of_several_people_no_cue_is_shown_as_nobody_would_know_whose_it_is() -> None:
    assert "Deeper." not in labels(3.5, *reps(), people=2)
