"""A session as data: what is written, what is read back, what is refused."""

import json
import math
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import repsight.export
from repsight.core.assessment import Assessment, Deduction
from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.session import session_from_dict, session_to_dict
from repsight.core.types import PersonSummary, Provenance, Repetition, Session, SetSummary
from repsight.export import format_session, parse_session, read_session, write_session

PACKAGED = Path(repsight.export.__file__).with_name("session.schema.json")
PUBLISHED = Path(__file__).parents[2] / "docs" / "session.schema.json"
SCHEMA = json.loads(PACKAGED.read_text(encoding="utf-8"))

PROVENANCE = Provenance(
    "0.1.0",
    "yolov8n-pose",
    "a" * 64,
    "openvino",
    "cpu",
    "squat",
    "b" * 64,
    {"stride": 1, "x": None},
)

seconds = st.floats(0, 36000, allow_subnormal=False)
share = st.floats(0, 1)
number = st.floats(-1e6, 1e6) | st.just(math.nan) | st.just(math.inf)
measures = st.dictionaries(st.text(min_size=1), number, max_size=3)
points = st.floats(0, 100, allow_subnormal=False)
component = st.sampled_from(["rom", "stability", "tempo"])
finite = st.floats(-1e6, 1e6)
deductions = st.builds(
    Deduction, component, st.text(), st.text(), points, finite, share, st.text(), finite, seconds,
    st.text(), st.text(), st.text(), st.none() | st.text(),
)  # fmt: skip
assessments = st.none() | st.builds(
    Assessment, st.none() | points, st.dictionaries(component, st.none() | points),
    st.dictionaries(component, share), share, points, st.lists(deductions, max_size=2).map(tuple),
    st.lists(st.tuples(st.text(), st.text()), max_size=2).map(tuple),
    st.lists(st.text(), max_size=2).map(tuple), st.sampled_from(["side", "front", "unknown"]),
)  # fmt: skip
repetitions = st.builds(
    Repetition, st.integers(1, 99), seconds, seconds, seconds, seconds, share, measures, assessments
)
sets = st.builds(
    SetSummary, st.sampled_from(["squat", "unknown"]), seconds, seconds,
    st.lists(repetitions, max_size=2).map(tuple), share, st.sampled_from(["reps", "hold"]),
    measures, assessments,
)  # fmt: skip
people = st.builds(
    PersonSummary, st.integers(1, 9), st.integers(0, 10**6), st.lists(sets, max_size=2).map(tuple)
)
sessions = st.builds(
    Session,
    st.text(),
    st.just(PROVENANCE),
    st.lists(people, max_size=2).map(tuple),
    st.booleans(),
    st.none() | st.text(),
)


def example() -> Session:
    depth = Deduction(
        "rom", "depth", "Depth", 13.8, -14.0, 4.1, "°", -10.0, 0.98,
        "the thighs stayed above level", "4° deeper at the bottom: +14", "Go a little deeper.",
    )  # fmt: skip
    part = Assessment(
        86.2, {"rom": 65.5, "stability": None}, {"rom": 0.4, "stability": 0.3, "tempo": 0.3},
        0.81, 3.0, (depth,), (("Symmetry", "left and right can only be compared from the front"),),
        ("Go a little deeper.",), "side",
    )  # fmt: skip
    measures = {"depth": math.nan, "rom": 91.0}
    rep = Repetition(1, 0.31, 0.98, 1.7, 1.7, 0.9, measures, part)
    one = SetSummary("squat", 0.3, 13.9, (rep,), 0.97)
    return Session("squats.mp4", PROVENANCE, (PersonSummary(1, 412, (one,)),))


@given(sessions)
@settings(deadline=None)  # a busy machine
def test_every_session_is_valid_json_and_comes_back_the_same(session: Session) -> None:
    data = session_to_dict(session)
    jsonschema.validate(data, SCHEMA)
    text = format_session(session)
    assert json.loads(text, parse_constant=pytest.fail) == data
    assert session_to_dict(parse_session(text)) == data


def test_the_published_schema_is_the_packaged_one() -> None:
    assert PUBLISHED.read_bytes() == PACKAGED.read_bytes()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_refuses_a_session_that_lacks_something() -> None:
    for path in (["people"], ["provenance", "model"], ["people", 0, "sets", 0, "reps", 0, "turn"]):
        data = session_to_dict(example())
        inner = data
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, SCHEMA)


def test_the_json_reads_as_the_design_shows_it() -> None:
    data = session_to_dict(example())
    assert data["schema"] == "repsight.session/1"
    rep = data["people"][0]["sets"][0]["reps"][0]
    part = rep.pop("assessment")
    assert (part["total"], part["components"]["stability"]) == (86.2, None)
    assert part["deductions"][0]["change"] == "4° deeper at the bottom: +14"
    assert part["unmeasured"][0]["why"].endswith("from the front")
    assert rep == {
        "index": 1, "start": 0.31, "turn": 0.98, "end": 1.7, "counted": 1.7, "confidence": 0.9,
        "score": 86.2, "measures": {"depth": None, "rom": 91.0},
    }  # fmt: skip
    assert data["people"][0]["sets"][0]["count"] == 1


def test_added_keys_are_read_over_and_optional_keys_may_be_missing() -> None:
    data = session_to_dict(example())
    data["mood"] = "good"
    data["people"][0]["sets"][0]["reps"][0] = {"index": 1, "start": 0, "turn": 1, "end": 2}
    rep = session_from_dict(data).people[0].sets[0].reps[0]
    assert (rep.counted, rep.confidence, rep.score, dict(rep.measures)) == (2.0, 1.0, None, {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no JSON"),
        ("[]", "a list"),
        ("{}", "reads 'repsight.session/1'"),
        ('{"schema": "repsight.session/2"}', "repsight.session/2"),
        ('{"schema": "repsight.session/1"}', "'source' is missing"),
        ('{"schema": "repsight.session/1", "source": "a", "provenance": 3}', "no valid"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_session_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        parse_session(text)
    assert "\n" not in str(caught.value)


def test_a_wrong_kind_of_set_is_refused() -> None:
    data = session_to_dict(example())
    data["people"][0]["sets"][0]["kind"] = "nap"
    with pytest.raises(InvalidInputError, match="allowed: reps, hold"):
        session_from_dict(data)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("total", 150, "0 to 100"),
        ("total", "good", "a number is needed"),
        ("components", {"beauty": 3}, "allowed: rom, stability, tempo"),
        ("deductions", [{}], "'component' is missing"),
        ("deductions", 3, "no valid"),
    ],
)
def test_a_hand_edited_score_is_refused_in_one_line(key: str, value: object, message: str) -> None:
    data = session_to_dict(example())
    data["people"][0]["sets"][0]["reps"][0]["assessment"][key] = value
    with pytest.raises(InvalidInputError, match=message) as caught:
        session_from_dict(data)
    assert "\n" not in str(caught.value)


def test_a_written_session_is_read_back_and_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    write_session(path, example())
    assert session_to_dict(read_session(path)) == session_to_dict(example())
    path.write_text("not JSON")
    with pytest.raises(SourceError, match=r"session\.json"):
        read_session(path)
    with pytest.raises(SourceError, match=r"missing\.json"):
        read_session(tmp_path / "missing.json")
