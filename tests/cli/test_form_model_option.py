"""`repsight count --form-model` and `--profile` as a user runs them."""

import json
from pathlib import Path
from typing import Any

import pytest
from commands import REPS, Run, refusal

from repsight.core.form import FEATURES, FormModel
from repsight.recording import write_recording
from repsight.train import write_form_model
from squatter import squat_recording

NAMES = tuple(FEATURES)[:6]
NUMBERS = (1.0,) * len(NAMES)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.json"
    model = FormModel("squat", NAMES, NUMBERS, NUMBERS, (90.0,) * len(NAMES), NUMBERS, 0.1)
    write_form_model(path, model)
    return path


def repetitions(repsight: Run, *arguments: object) -> list[dict[str, Any]]:
    done = repsight("count", *arguments, "-e", "squat", "--json", "-")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout, parse_constant=pytest.fail)
    (one,) = data["people"][0]["sets"]
    return one["reps"]


def test_the_opinion_is_in_the_json_and_the_explanation(
    repsight: Run, recording: Path, form: Path, tmp_path: Path
) -> None:
    reps = repetitions(repsight, recording, "--form-model", form)
    assert len(reps) == REPS
    for rep in reps:
        learned = rep["assessment"]["learned"]
        assert 0 < learned["probability"] < 1
        assert {each["name"] for each in learned["reasons"]} <= set(NAMES)
    out = tmp_path / "s.json"
    repsight("count", recording, "-e", "squat", "--form-model", form, "--json", out)
    text = repsight("explain", out, "--rep", 1).stdout
    share = reps[0]["assessment"]["learned"]["probability"]
    assert f"learned form model: {share:.0%} likely correct (it changes no score)" in text


def test_without_a_model_there_is_no_opinion(repsight: Run, recording: Path) -> None:
    reps = repetitions(repsight, recording)
    assert [rep["assessment"]["learned"] for rep in reps] == [None] * REPS


@pytest.mark.parametrize("content", ["a shopping list", "{}", '{"schema": "repsight.form_model/1"'])
def test_a_damaged_model_is_one_line(
    repsight: Run, recording: Path, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "damaged.json"
    path.write_text(content, encoding="utf-8")
    assert str(path) in refusal(repsight("count", recording, "--form-model", path))
    assert "gone.json" in refusal(
        repsight("count", recording, "--form-model", tmp_path / "gone.json")
    )


def test_a_foreign_profile_is_one_line_and_stays(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    path = tmp_path / "me.json"
    path.write_text('{"schema": "mine/3"}', encoding="utf-8")
    said = refusal(repsight("count", recording, "-e", "squat", "--profile", path))
    assert "its schema is 'mine/3'" in said
    assert path.read_text(encoding="utf-8") == '{"schema": "mine/3"}'


def test_a_profile_is_left_alone_by_two_people_and_it_is_said(
    repsight: Run, tmp_path: Path
) -> None:
    both = tmp_path / "both.poses.npz"
    write_recording(both, squat_recording(REPS, people=2))
    done = repsight("count", both, "-e", "squat", "--profile", tmp_path / "me.json")
    assert done.returncode == 0
    assert "the profile is left as it is" in done.stderr
    assert not (tmp_path / "me.json").exists()
