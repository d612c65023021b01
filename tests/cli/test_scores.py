"""Scores on the command line: the column, the JSON, and what a user may choose."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import REPS, Run, refusal

from repsight.core.types import People
from repsight.export import parse_session
from repsight.recording import RecordingBuilder, read_recording, write_recording

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "session.schema.json").read_text("utf-8")
)


def session_of(repsight: Run, recording: Path, *options: object) -> dict[str, Any]:
    """The session as JSON, checked against its schema."""
    done = repsight("count", recording, "-e", "squat", "--json", "-", *options)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout, parse_constant=pytest.fail)
    jsonschema.validate(data, SCHEMA)
    return data


def the_set(data: dict[str, Any]) -> dict[str, Any]:
    (one,) = data["people"][0]["sets"]
    return one


def score_cell(table: str) -> str:
    """What the table's only row says in the column of scores."""
    (header,) = [line for line in table.splitlines() if "exercise" in line]
    (row,) = [line for line in table.splitlines() if "│" in line]
    names = [name.strip() for name in header.split("┃")]
    return row.split("│")[names.index("score")].strip()


def test_the_table_has_a_column_of_scores(repsight: Run, recording: Path) -> None:
    done = repsight("count", recording, "-e", "squat")
    part = the_set(session_of(repsight, recording))["assessment"]
    assert score_cell(done.stdout) == f"{part['total']:.0f} ±{part['margin']:.0f}"


@pytest.mark.parametrize("mode", ["offline", "live"])
def test_every_repetition_and_set_has_an_assessment(
    repsight: Run, recording: Path, mode: str
) -> None:
    one = the_set(session_of(repsight, recording, "--mode", mode))
    assert one["count"] == REPS
    for part in (one, *one["reps"]):
        assert part["score"] == pytest.approx(part["assessment"]["total"], abs=1e-3)
        lost = sum(each["points"] for each in part["assessment"]["deductions"])
        assert lost == pytest.approx(100 - part["assessment"]["total"], abs=1e-6)


def test_the_schema_refuses_scores_that_cannot_be(repsight: Run, recording: Path) -> None:
    data = session_of(repsight, recording)
    for change in ({"total": 101}, {"margin": -1}, {"view": "top"}, {"confidence": 2}):
        broken = json.loads(json.dumps(data))
        the_set(broken)["assessment"].update(change)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)


def test_a_session_read_again_has_the_same_scores(repsight: Run, recording: Path) -> None:
    data = session_of(repsight, recording)
    session = parse_session(json.dumps(data))
    assert session.people[0].sets[0].score == pytest.approx(the_set(data)["score"], abs=1e-3)


def test_without_scores_there_are_none(repsight: Run, recording: Path) -> None:
    one = the_set(session_of(repsight, recording, "--no-scores"))
    assert one["count"] == REPS
    for part in (one, *one["reps"]):
        assert (part["score"], part["assessment"]) == (None, None)
    done = repsight("count", recording, "-e", "squat", "--no-scores")
    assert done.returncode == 0
    assert "score" not in done.stdout


def test_weights_are_those_given(repsight: Run, recording: Path) -> None:
    given = ("--weights", "rom=0,stability=0,tempo=1")
    assessment = the_set(session_of(repsight, recording, *given))["assessment"]
    assert assessment["weights"] == {"rom": 0, "stability": 0, "tempo": 1}
    assert assessment["total"] == pytest.approx(assessment["components"]["tempo"])
    assert {each["component"] for each in assessment["deductions"]} <= {"tempo"}


def test_a_tempo_asked_for_is_held_to(repsight: Run, recording: Path) -> None:
    """The squats last 1 s down and 1 s up."""
    tempo = {
        asked: the_set(session_of(repsight, recording, "--tempo", asked))["assessment"][
            "components"
        ]["tempo"]
        for asked in ("1-0-1-0", "4-0-1-0")
    }
    assert tempo["1-0-1-0"] > 90
    assert tempo["4-0-1-0"] < 75


def test_a_height_gives_metres_a_second(repsight: Run, recording: Path) -> None:
    tall, short, unknown = (
        the_set(session_of(repsight, recording, *given))["measures"]
        for given in (("--height", "2.0"), ("--height", "1.0"), ())
    )
    assert tall["concentric_velocity_m"] == pytest.approx(2 * short["concentric_velocity_m"], 0.01)
    assert tall["concentric_velocity_m"] == pytest.approx(2 * tall["concentric_velocity_bl"], 0.01)
    assert "concentric_velocity_m" not in unknown


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--weights", "rom"), "weights are 'rom'; write"),
        (("--weights", "grace=1"), "no component 'grace' to weigh; allowed: rom, stability, tempo"),
        (("--weights", "rom=-1"), "the weight of rom is -1.0; 0 to 1000 is allowed"),
        (("--weights", "rom=nan"), "the weight of rom is nan"),
        (("--weights", "rom=0,stability=0,tempo=0"), "the weights are all 0"),
        (("--tempo", "3-1"), "tempo is '3-1'; write seconds as 3-1-1-0"),
        (("--tempo", "fast"), "tempo is 'fast'"),
        (("--tempo", "0-0-1-0"), "tempo is '0-0-1-0'"),
        (("--height", "178"), "height is 178 m; 0.5 to 2.6 metres are allowed"),
        (("--height", "nan"), "height is nan"),
    ],
    ids=str,
)
def test_choices_that_cannot_be_are_refused_in_one_line(
    repsight: Run, recording: Path, options: tuple[str, str], says: str
) -> None:
    assert says in refusal(repsight("count", recording, "-e", "squat", *options))


def test_an_exercise_whose_scoring_is_broken_is_refused(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    text = repsight("exercises", "show", "squat").stdout
    path = tmp_path / "mine.toml"
    path.write_text(re.sub("good = .*", "good = nan", text, count=1), encoding="utf-8")
    assert "good is nan" in refusal(repsight("count", recording, "-e", path))


def test_a_person_of_whom_only_the_arms_are_seen_has_no_score(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    whole = read_recording(recording)
    builder = RecordingBuilder(whole.size, "sticks")
    for t, people in whole:
        keypoints = people.keypoints.copy()
        keypoints[:, [*range(5), 11, 12, 15, 16]] = float("nan")
        builder.add(t, People(keypoints, people.boxes, people.scores))
    path = tmp_path / "arms.poses.npz"
    write_recording(path, builder.build())
    done = repsight("count", path, "-e", "squat", "--json", "-")
    assert done.returncode == 0
    data = json.loads(done.stdout, parse_constant=pytest.fail)
    jsonschema.validate(data, SCHEMA)
    assert not any(one["score"] for person in data["people"] for one in person["sets"])
    assert repsight("count", path, "-e", "squat").returncode == 0
