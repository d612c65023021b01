"""A form model: what it says, why it says so, and which files it refuses."""

import copy
import json
import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from repsight.core.errors import ModelError, SourceError
from repsight.core.form import FormModel, form_model_from_dict, form_model_to_dict
from repsight.train import read_form_model, write_form_model

NAMES = ("trunk_lean.turn", "knee.turn", "wrist_over_shoulder.range")


def model(**changed: Any) -> FormModel:
    values: dict[str, Any] = {
        "exercise": "squat",
        "features": NAMES,
        "medians": (30.0, 80.0, 0.2),
        "means": (32.0, 85.0, 0.25),
        "scales": (10.0, 20.0, 0.1),
        "weights": (-0.8, 0.3, -0.5),
        "intercept": 0.2,
        "slope": 1.5,
        "offset": -0.1,
        "card": {"limits": ["few people"]},
    }
    return FormModel(**{**values, **changed})


def features(*values: float) -> dict[str, float]:
    return dict(zip(NAMES, values, strict=True))


def test_contributions_and_base_add_up_to_the_log_odds() -> None:
    one = features(45.0, 100.0, 0.4)
    shares = model().contributions(one)
    total = model().base + sum(shares.values())
    assert model().probability(one) == pytest.approx(1 / (1 + math.exp(-total)))
    assert list(shares) == list(NAMES)
    assert shares["trunk_lean.turn"] == pytest.approx(1.5 * -0.8 * (45 - 32) / 10)


def test_the_average_repetition_has_no_contributions() -> None:
    assert set(model().contributions(features(32.0, 85.0, 0.25)).values()) == {0.0}
    assert model().log_odds(features(32.0, 85.0, 0.25)) == model().base


def test_a_feature_that_was_not_seen_counts_as_its_median() -> None:
    seen = model().probability(features(45.0, 80.0, 0.2))
    assert model().probability(features(45.0, math.nan, 0.2)) == pytest.approx(seen)
    assert model().probability({"trunk_lean.turn": 45.0}) == pytest.approx(seen)


def test_extreme_values_stay_probabilities() -> None:
    assert model().probability(features(1e9, 80.0, 0.2)) == 0.0
    assert model().probability(features(-1e9, 80.0, 0.2)) == 1.0


def test_the_threshold_decides_what_is_correct() -> None:
    one = features(32.0, 85.0, 0.25)  # 0.55
    assert model(threshold=0.5).is_correct(one)
    assert not model(threshold=0.6).is_correct(one)


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "squat.json"
    write_form_model(path, model())
    assert read_form_model(path) == model()
    assert json.loads(path.read_text("utf-8"))["schema"] == "repsight.form_model/1"


def _without(key: str) -> Any:
    data = form_model_to_dict(model())
    del data[key]
    return data


def _with(key: str, value: Any, row: int | None = None) -> Any:
    data = copy.deepcopy(form_model_to_dict(model()))
    (data if row is None else data["features"][row])[key] = value
    return data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "schema is None; this version reads 'repsight.form_model/1'"),
        ({"schema": "repsight.session/1"}, "schema is 'repsight.session/1'"),
        (_without("intercept"), "key 'intercept' is missing"),
        (_without("features"), "key 'features' is missing"),
        (_with("slope", "steep"), "slope is 'steep'; a number is needed"),
        (_with("slope", 10**400), "no valid repsight.form_model/1"),
        (_with("slope", True), "slope is True; a number is needed"),
        (_with("threshold", 1.5), "threshold of the form model is 1.5"),
        (_with("offset", math.nan), "not finite"),
        (_with("card", 3), "card must be a table"),
        (_with("features", []), "at least one feature"),
        (_with("features", 7), "no valid repsight.form_model/1"),
        (_with("features", [7]), "no valid repsight.form_model/1"),
        (_with("scale", 0.0, row=1), "scales of the form model must be positive"),
        (_with("weight", math.inf, row=1), "weights of the form model holds"),
        (_with("weight", None, row=1), "weight is None"),
        (_with("name", "knee.wobble", row=1), "'knee.wobble', which this version does not know"),
        (_with("name", NAMES[0], row=1), "names a feature twice"),
    ],
)
def test_data_that_is_no_model_is_refused_in_one_line(data: Any, words: str) -> None:
    with pytest.raises(ModelError) as refused:
        form_model_from_dict(data)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_model_with_columns_of_different_length_is_refused() -> None:
    with pytest.raises(ModelError, match="weights of the form model has 2 of 3 numbers"):
        model(weights=(1.0, 2.0))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a shopping list", "it is not JSON"),
        (b"\xff\xfe\x00", "not even text"),
        (b"{}", "no usable form model: its schema is None"),
        (b"[" * 100_000, "it is not JSON"),
    ],
)
def test_a_file_that_is_no_model_is_refused_by_name(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(content)
    with pytest.raises(ModelError) as refused:
        read_form_model(path)
    assert str(refused.value).startswith(f"{path}: this is no")
    assert words in str(refused.value)


def test_a_missing_file_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="this form model cannot be read"):
        read_form_model(tmp_path / "none.json")


def test_contributions_are_those_of_the_shap_library() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what others deprecate is not ours to mend
        shap = pytest.importorskip("shap", reason="the shap library is not installed")
        rng = np.random.default_rng(0)
        known = rng.normal((32, 85, 0.25), (10, 20, 0.1), (50, 3))
        ours = model(means=tuple(known.mean(axis=0).tolist()))
        weights = ours.slope * np.array(ours.weights) / np.array(ours.scales)
        intercept = ours.base - weights @ known.mean(axis=0)
        background = shap.maskers.Independent(known, max_samples=len(known))
        theirs = shap.LinearExplainer((weights, intercept), background)
        values = theirs.shap_values(known[:5])
    for row, shares in zip(known[:5], values, strict=True):
        assert list(ours.contributions(features(*row)).values()) == pytest.approx(shares.tolist())
    assert theirs.expected_value == pytest.approx(ours.base)
