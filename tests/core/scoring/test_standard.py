"""[scoring] and [[criterion]] in an exercise's TOML, what users may choose, and what is bundled."""

import re

import pytest

from repsight.core.errors import ExerciseError, InvalidInputError
from repsight.core.exercise import Exercise, parse_exercise
from repsight.core.scoring.options import ScoreOptions, parse_tempo, parse_weights
from repsight.core.scoring.standard import DEFAULT_TEMPO
from repsight.core.scoring.weights import COMPONENTS, DEFAULT_WEIGHTS
from repsight.exercises import load_all

PLAIN = """
name = "nod"
title = "Nod"
kind = "reps"
first_phase = "eccentric"
counted_at = "end"

[[signal]]
measure = "knee"
start = 170
turn = 80
"""
CRITERION = {
    "name": '"depth"', "title": '"Depth"', "component": '"rom"', "measure": '"knee"',
    "at": '"turn"', "good": "100", "poor": "140", "cue": '"Deeper."', "fault": '"not deep"',
    "weight": "0.5",
}  # fmt: skip


def with_scoring(text: str) -> Exercise:
    return parse_exercise(f"{PLAIN}\n[scoring]\n{text}\n", "nod.toml")


def with_criterion(**changes: str | None) -> Exercise:
    """One criterion with some keys changed; None leaves one out."""
    table = {key: value for key, value in {**CRITERION, **changes}.items() if value is not None}
    lines = "\n".join(f"{key} = {value}" for key, value in table.items())
    return parse_exercise(f"{PLAIN}\n[[criterion]]\n{lines}\n", "nod.toml")


def test_an_exercise_that_says_nothing_of_scores_has_the_usual_standard() -> None:
    standard = parse_exercise(PLAIN).standard
    assert standard.weights == DEFAULT_WEIGHTS
    assert standard.tempo == DEFAULT_TEMPO
    assert (standard.path, standard.criteria) == (None, ())


def test_all_of_scoring_is_read() -> None:
    standard = with_scoring(
        'tempo = [3, 1, 1.5, 0]\npath = "wrists"\nweights = {rom = 1, stability = 1, tempo = 2}'
    ).standard
    assert standard.tempo == (3.0, 1.0, 1.5, 0.0)
    assert standard.path == "wrists"
    assert standard.weights == pytest.approx({"rom": 0.25, "stability": 0.25, "tempo": 0.5})


def test_a_criterion_is_read_and_knows_its_unit() -> None:
    (one,) = with_criterion(
        take='"min"', side='"higher"', views='["side", "front"]', proxy='"a guess"'
    ).standard.criteria
    assert (one.good, one.poor, one.weight, one.severity) == (100.0, 140.0, 0.5, None)
    assert (one.take, one.side, one.views, one.proxy) == (
        "min", "higher", ("side", "front"), "a guess",
    )  # fmt: skip
    assert one.unit == "°"


def test_a_criterion_without_more_is_a_value_seen_from_anywhere() -> None:
    (one,) = with_criterion().standard.criteria
    assert (one.take, one.side, one.views, one.proxy) == (
        "value", "seen", ("side", "oblique", "front"), None,
    )  # fmt: skip


def refused(error: pytest.ExceptionInfo[Exception]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.startswith(("nod.toml", "weights", "tempo", "height"))
    return text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": '"red"'}, "unknown key 'colour'; allowed: at, component, cue"),
        ({"poor": None}, "key 'poor' is missing; add it"),
        ({"name": None}, "key 'name' is missing; add it"),
        ({"severity": '"minor"'}, "either a weight or a severity, not both"),
        ({"weight": None}, "either a weight or a severity, not both"),
        ({"good": "140"}, "good and poor are both 140.0; they must differ"),
        ({"good": '"deep"'}, "good is 'deep'; a number is needed"),
        ({"good": "true"}, "good is True; a number is needed"),
        ({"good": "nan"}, "good is nan"),
        ({"poor": "inf"}, "poor is inf"),
        ({"poor": "1" + 400 * "0"}, "a number is needed"),
        ({"weight": "true"}, "weight is True; a number is needed"),
        ({"weight": "0"}, "weight is 0; above 0"),
        ({"weight": "-1"}, "weight is -1; above 0"),
        ({"weight": "nan"}, "weight is nan"),
        ({"weight": "inf"}, "weight is inf"),
        ({"title": "3"}, "title is 3; text is needed"),
        ({"cue": "[]"}, "cue is []; text is needed"),
        ({"measure": '"kneee"'}, "measure is 'kneee'; allowed: elbow"),
        ({"measure": "5"}, "measure is 5; text is needed"),
        ({"at": '"bottom"'}, "at is 'bottom'; allowed: start, turn"),
        ({"take": '"mean"'}, "take is 'mean'; allowed: value, max"),
        ({"side": '"left"'}, "side is 'left'; allowed: seen"),
        ({"component": '"grace"'}, "component is 'grace'; allowed: rom"),
        ({"weight": None, "severity": '"fatal"'}, "severity is 'fatal'; allowed: minor"),
        ({"views": '"side"'}, "views is 'side'; a list of side, oblique, front is needed"),
        ({"views": "[]"}, "views is []; a list of"),
        ({"views": '["top"]'}, "views is ['top']; a list of"),
        ({"views": "[1]"}, "views is [1]; a list of"),
        ({"views": '[["side"]]'}, "views is [['side']]; a list of"),
    ],
    ids=str,
)
def test_a_criterion_that_cannot_be_is_refused_in_one_line(
    changes: dict[str, str | None], says: str
) -> None:
    with pytest.raises(ExerciseError) as error:
        with_criterion(**changes)
    assert says in refused(error)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('colour = "red"', "unknown key 'colour' in [scoring]; allowed: level, path, tempo"),
        ('path = "nose"', "path is 'nose'; allowed: shoulders, hips, wrists, ankles"),
        ("path = 3", "path is 3; allowed"),
        ("path = []", "path is []; allowed"),
        ("tempo = [2, 0, 1]", "four numbers of seconds"),
        ("tempo = [2, 0, 1, 0, 0]", "four numbers of seconds"),
        ("tempo = [-2, 0, 1, 0]", "four numbers of seconds"),
        ("tempo = [61, 0, 1, 0]", "four numbers of seconds"),
        ("tempo = [nan, 0, 1, 0]", "four numbers of seconds"),
        ("tempo = [true, 0, 1, 0]", "four numbers of seconds"),
        ('tempo = "2010"', "four numbers of seconds"),
        ("tempo = 2", "four numbers of seconds"),
        ("tempo = [0, 0, 1, 0]", "a phase cannot last 0 seconds"),
        ("tempo = [1, 0, 0, 0]", "a phase cannot last 0 seconds"),
        ("weights = 3", "weights are 3; a table"),
        ("weights = [1]", "weights are [1]; a table"),
        ("weights = {grace = 1}", "no component 'grace' to weigh; allowed: rom"),
        ("weights = {rom = -1}", "the weight of rom is -1; 0 to 1000"),
        ("weights = {rom = nan}", "the weight of rom is nan"),
        ("weights = {rom = inf}", "the weight of rom is inf"),
        ("weights = {rom = true}", "the weight of rom is True"),
        ('weights = {rom = "much"}', "the weight of rom is 'much'"),
        ("weights = {rom = 0, stability = 0, tempo = 0}", "the weights are all 0"),
        (f"weights = {{rom = 1{400 * '0'}}}", "0 to 1000 is allowed"),
        ("weights = {rom = 1e300}", "0 to 1000 is allowed"),
    ],
)  # fmt: skip
def test_scoring_that_cannot_be_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(ExerciseError) as error:
        with_scoring(text)
    assert says in refused(error)


def test_tables_of_the_wrong_kind_are_refused() -> None:
    for text, says in (
        ("scoring = 3", "write it as [scoring]"),
        ("criterion = 3", "write it as [[criterion]]"),
        ("criterion = [3]", "write it as [[criterion]]"),
    ):
        with pytest.raises(ExerciseError) as error:
            parse_exercise(f"{text}\n{PLAIN}", "nod.toml")
        assert says in refused(error)


def test_two_criteria_of_one_name_are_refused() -> None:
    lines = "\n".join(f"{key} = {value}" for key, value in CRITERION.items())
    with pytest.raises(ExerciseError) as error:
        parse_exercise(f"{PLAIN}\n[[criterion]]\n{lines}\n[[criterion]]\n{lines}\n", "nod.toml")
    assert "criterion 'depth': another criterion has this name" in refused(error)


@pytest.mark.parametrize("name", ["smoothness", "own_range", "eccentric", "good_form"])
def test_a_criterion_may_not_take_the_name_of_what_every_exercise_has(name: str) -> None:
    with pytest.raises(ExerciseError) as error:
        with_criterion(name=f'"{name}"')
    assert f"'{name}'" in refused(error)


# What a user may choose.


def test_weights_are_read_from_text() -> None:
    assert parse_weights("rom=0.5, stability=0.2,tempo=0.3") == pytest.approx(
        {"rom": 0.5, "stability": 0.2, "tempo": 0.3}
    )
    assert parse_weights("rom=2,stability=1,tempo=1") == pytest.approx(
        {"rom": 0.5, "stability": 0.25, "tempo": 0.25}
    )
    assert parse_weights("tempo=0")["rom"] == pytest.approx(0.4 / 0.7)


@pytest.mark.parametrize(
    "text", ["", "rom", "rom=", "rom=x", "grace=1", "rom=-1", "rom=nan", "rom=inf",
             "rom=0,stability=0,tempo=0", "rom=1;tempo=2", "rom=1,,tempo=1", "rom=1,rom=2"],
)  # fmt: skip
def test_weights_that_cannot_be_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        parse_weights(text)
    refused(error)


def test_a_tempo_is_read_from_text() -> None:
    assert parse_tempo("3-1-1-0") == (3.0, 1.0, 1.0, 0.0)
    assert parse_tempo("2.5-0-1-0.5") == (2.5, 0.0, 1.0, 0.5)


@pytest.mark.parametrize(
    "text", ["", "3", "3-1-1", "3-1-1-0-0", "a-b-c-d", "0-1-1-0", "3-1-0-0", "3--1-1-0", "61-0-1-0",
             "nan-0-1-0", "inf-0-1-0", "3 1 1 0"],
)  # fmt: skip
def test_a_tempo_that_cannot_be_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        parse_tempo(text)
    assert f"tempo is {text!r}" in refused(error)


@pytest.mark.parametrize(
    "options",
    [
        {"weights": {"rom": -1}},
        {"weights": {"grace": 1}},
        {"weights": 3},
        {"tempo": (1, 2)},
        {"tempo": (0, 0, 1, 0)},
        {"tempo": "3-1-1-0"},
        {"height": 0.0},
        {"height": 178.0},
        {"height": float("nan")},
    ],
    ids=str,
)
def test_options_that_cannot_be_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError) as error:
        ScoreOptions(**options)
    refused(error)


def test_options_scale_weights_and_keep_what_is_not_given() -> None:
    options = ScoreOptions(weights={"rom": 3}, tempo=(3, 1, 1, 0), height=1.8)
    assert options.weights == pytest.approx(
        {"rom": 3 / 3.6, "stability": 0.3 / 3.6, "tempo": 0.3 / 3.6}
    )
    assert ScoreOptions().weights is None


# What is bundled.

EVERY = [(e, c) for e in load_all() for c in e.standard.criteria]
RANGES = {"°": (-90.0, 180.0), "°/s": (0.0, 2000.0), "torso": (-4.0, 4.0), "x": (0.0, 5.0)}


@pytest.mark.parametrize("exercise", load_all(), ids=lambda e: e.name)
def test_a_bundled_standard_has_names_of_its_own(exercise: Exercise) -> None:
    standard = exercise.standard
    names = [each.name for each in standard.criteria]
    titles = [each.title for each in standard.criteria]
    assert len(set(names)) == len(names)
    assert len(set(titles)) == len(titles)
    assert set(standard.weights) == set(COMPONENTS)
    assert sum(standard.weights.values()) == pytest.approx(1)
    assert (standard.weights["tempo"] == 0) == (exercise.kind == "hold")


@pytest.mark.parametrize(("exercise", "one"), EVERY, ids=lambda each: each.name)
def test_a_bundled_criterion_speaks_like_the_others(exercise: Exercise, one) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", one.name)
    assert re.fullmatch(r"[A-Z].*[^.!?]", one.title)
    assert re.fullmatch(r"[A-Z].*\.", one.cue), "a cue is a sentence"
    assert re.fullmatch(r"[a-z].*[^.!?]", one.fault), "a fault is a clause"
    assert one.proxy is None or re.fullmatch(r"[a-z].*[^.!?]", one.proxy)
    assert len(one.cue) <= 80


@pytest.mark.parametrize(("exercise", "one"), EVERY, ids=lambda each: each.name)
def test_a_bundled_criterion_can_be_met_and_failed(exercise: Exercise, one) -> None:
    low, high = RANGES[one.unit]
    if one.take in ("range", "rise", "fall", "change"):
        low, high = (0.0 if one.take != "change" else low - high), high - low
    assert low <= one.good <= high
    assert low <= one.poor <= high
    if one.unit == "°":
        assert abs(one.good - one.poor) >= 10, "an angle is a few degrees off anyway"
