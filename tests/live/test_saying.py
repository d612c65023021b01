"""What is said of each moment, and what is not."""

import numpy as np
import pytest

from repsight.core.coaching import Coached, Hint, Moment, Stage
from repsight.core.shapes import PersonView
from repsight.core.types import CueRaised, Event, PhaseChanged, RepCompleted, Repetition
from repsight.live.saying import Said, Saying, decide
from repsight.strings import load_strings

WORDS = load_strings()
BODY = np.zeros((17, 3), np.float32)
CUE = "Keep your chest up."


def lead(
    stage: Stage = "exercise",
    *events: Event,
    seconds: float | None = None,
    held: float | None = None,
    hints: tuple[Hint, ...] = (),
) -> Coached:
    view = PersonView(1, BODY, "Squat", held=held)
    return Coached(view, stage, hints, seconds, events=events)


def rep(index: int) -> RepCompleted:
    return RepCompleted(1.0, Repetition(index, 0.0, 0.5, 1.0, 1.0))


def spoken(*moments: Moment) -> list[str]:
    """Everything said over these moments; an exclamation mark before what is urgent."""
    said, heard = Said(), []
    for moment in moments:
        saying, said = decide(moment, said, WORDS)
        if saying is not None:
            heard.append(("!" if saying.urgent else "") + saying.text)
    return heard


def at(t: float, *people: Coached, hints: tuple[Hint, ...] = ()) -> Moment:
    return Moment(t, people, tuple(coached.view.id for coached in people), hints)


def test_each_repetition_is_counted_at_once() -> None:
    moments = [at(1, lead("exercise", rep(1))), at(2, lead()), at(3, lead("exercise", rep(2)))]
    assert spoken(*moments) == ["!1.", "!2."]


def test_a_cue_waits_for_the_end_of_what_is_said() -> None:
    assert spoken(at(1, lead("exercise", CueRaised(1.0, CUE, 1)))) == [CUE]


def test_a_cue_of_the_same_frame_follows_the_count_in_one_breath() -> None:
    assert spoken(at(1, lead("exercise", rep(4), CueRaised(1.0, CUE, 4)))) == [f"!4. {CUE}"]


def test_other_events_are_not_said() -> None:
    assert spoken(at(1, lead("exercise", PhaseChanged(1.0, "bottom")))) == []


@pytest.mark.parametrize(("stage", "opening"), [("rest", ["!Rest."]), ("countdown", [])])
def test_the_last_three_seconds_of_a_wait_are_counted_and_the_start_is_said(
    stage: Stage, opening: list[str]
) -> None:
    times = np.arange(0, 6, 0.25)
    moments = [at(float(t), lead(stage, seconds=6.0 - float(t))) for t in times]
    said = spoken(at(-1, lead("setup")), *moments, at(6, lead()))
    assert said == [*opening, "!3.", "!2.", "!1.", "!Go!"]


def test_the_last_repetition_and_the_rest_that_it_begins_are_one_breath() -> None:
    moments = [at(1, lead("exercise")), at(2, lead("rest", rep(10), seconds=60.0))]
    assert spoken(*moments, at(2.1, lead("rest", seconds=59.9))) == ["!10. Rest."]
    assert spoken(moments[0], at(1, lead("done", rep(10), CueRaised(1.0, CUE, 9)))) == [
        f"!10. {CUE} Done. Well done!"
    ]


def test_the_end_is_said_once() -> None:
    assert spoken(at(-1, lead()), *(at(t, lead("done")) for t in range(9))) == ["!Done. Well done!"]


def test_a_hint_is_said_at_most_every_four_seconds() -> None:
    hints = (Hint("turn_sideways"), Hint("closer"))
    moments = [at(t / 10, lead("setup", hints=hints)) for t in range(100)]
    assert spoken(*moments) == ["Turn sideways to the camera."] * 3


def test_two_different_hints_do_not_crowd_each_other() -> None:
    one, other = (Hint("closer"),), (Hint("turn_sideways"),)
    moments = [at(0, lead("setup", hints=one)), at(2, lead("setup", hints=other))]
    assert spoken(*moments) == ["Come a little closer."]


def test_whoever_is_to_come_is_called() -> None:
    assert spoken(at(0, hints=(Hint("nobody"),))) == ["Step into the picture."]
    assert spoken(at(0)) == []


@pytest.mark.parametrize("stage", ["rest", "paused", "done", "countdown"])
def test_hints_are_not_said_while_nothing_is_to_be_done(stage: Stage) -> None:
    said = Said(stage=stage)
    saying, _ = decide(at(0, lead(stage, hints=(Hint("closer"),))), said, WORDS)
    assert saying is None


def test_every_tenth_second_of_a_hold_is_said() -> None:
    moments = [at(t / 10, lead(held=t / 10)) for t in range(305)]
    assert spoken(*moments) == ["!10.", "!20.", "!30."]


def test_only_the_lead_is_spoken_of() -> None:
    other = Coached(PersonView(2, BODY, "Squat"), events=(rep(7),))
    assert spoken(at(1, lead(), other)) == []


def test_another_lead_is_no_change_of_what_to_do() -> None:
    other = Coached(PersonView(2, BODY, "Squat"), "rest", seconds=2.5, events=(rep(7),))
    assert spoken(at(1, lead()), at(2, other, lead())) == ["!7."]
    assert spoken(at(1, lead("rest", seconds=9.0)), at(2, other)) == ["!7."]


def test_a_session_that_resumes_in_a_rest_says_what_comes_next_only() -> None:
    saying, said = decide(at(0, lead("rest", seconds=2.0)), Said(), WORDS)
    assert saying is None
    saying, _ = decide(at(1, lead("rest", seconds=1.0)), said, WORDS)
    assert saying == Saying("1.", urgent=True)


def test_who_leaves_in_a_rest_and_comes_back_is_told_to_go() -> None:
    moments = [at(1, lead("rest", seconds=9.0)), at(2), at(3), at(11, lead())]
    assert spoken(at(0, lead()), *moments) == ["!Rest.", "!Go!"]
