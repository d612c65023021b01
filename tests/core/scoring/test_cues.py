"""What is said to the person: little, and not again at once."""

import pytest
from performer import perform

from repsight.core.assessment import Assessment, Deduction
from repsight.core.scoring.cues import MAX_CUES, MIN_POINTS, REST_REPS, give_cues, set_cues
from repsight.core.scoring.weights import DEFAULT_WEIGHTS


def lost(name: str, points: float, error: float = 1.0, cue: str | None = None) -> Deduction:
    """Points lost by a value 10 away from its target."""
    said = f"Mind the {name}." if cue is None else cue
    return Deduction("rom", name, name, points, 10, error, "°", 0, 1.0, name, "better", said)


def part(*deductions: Deduction) -> Assessment:
    ordered = tuple(sorted(deductions, key=lambda d: -d.points))
    total = 100 - sum(d.points for d in ordered)
    return Assessment(total, {"rom": total}, DEFAULT_WEIGHTS, 1.0, 0.0, ordered)


def test_at_most_two_cues_the_most_important_first() -> None:
    (given,) = give_cues([part(lost("a", 4), lost("b", 9), lost("c", 6))])
    assert given.cues == ("Mind the b.", "Mind the c.")
    assert set_cues(part(lost("a", 4), lost("b", 9), lost("c", 6))).cues == given.cues


def test_a_cue_rests_for_four_repetitions() -> None:
    given = give_cues([part(lost("a", 9))] * 12)
    assert [bool(each.cues) for each in given] == ([True] + [False] * REST_REPS) * 2 + [True, False]


def test_while_one_cue_rests_another_has_its_turn() -> None:
    parts = [part(lost("a", 9), lost("b", 8), lost("c", 7), lost("d", 6))] * 3
    assert [each.cues for each in give_cues(parts)] == [
        ("Mind the a.", "Mind the b."),
        ("Mind the c.", "Mind the d."),
        (),
    ]


def test_small_unsure_and_silent_deductions_raise_no_cue() -> None:
    small, unsure, silent = lost("a", MIN_POINTS - 0.1), lost("b", 20, 7.0), lost("c", 20, cue="")
    (given,) = give_cues([part(small, unsure, silent)])
    assert given.cues == ()
    assert set_cues(part(small, silent)).cues == ()


def test_one_cue_for_two_deductions_is_said_once() -> None:
    (given,) = give_cues([part(lost("a", 9, cue="Deeper."), lost("b", 8, cue="Deeper."))])
    assert given.cues == ("Deeper.",)


def test_what_is_too_unsure_for_a_repetition_is_no_cue_for_the_set() -> None:
    assert set_cues(part(lost("b", 20, 7.0))).cues == ()


@pytest.mark.parametrize("name", ["squat, bar", "push-up", "biceps curl"])
def test_no_set_of_anybody_breaks_these_rules(name: str) -> None:
    one = perform(name, reps=9, depth=0.4, tremor=0.06, eccentric=0.6, concentric=0.4).scored()
    said = [rep.assessment.cues for rep in one.reps if rep.assessment]
    assert any(said)
    assert one.assessment is not None
    assert 0 < len(one.assessment.cues) <= MAX_CUES
    for place, cues in enumerate(said):
        assert len(cues) <= MAX_CUES
        recent = {cue for each in said[max(0, place - REST_REPS) : place] for cue in each}
        assert not recent & set(cues)


def test_a_good_set_is_left_alone() -> None:
    one = perform("squat, bar").scored()
    assert one.assessment is not None
    assert one.assessment.cues == ()
    assert not any(rep.assessment.cues for rep in one.reps if rep.assessment)
