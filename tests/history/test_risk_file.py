"""Risk models as files: read as they were written, and refused when they are something else."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_risk_model import VALUES, gru, line, model

from repsight.core.errors import ModelError, SourceError
from repsight.history.risk import read_risk_model, write_risk_model
from repsight.history.risk.file import risk_model_from_dict, risk_model_to_dict

needs_trees = pytest.mark.skipif(
    importlib.util.find_spec("lightgbm") is None, reason="LightGBM is not installed"
)


@pytest.mark.parametrize("kind", ["logistic", "gru"])
def test_a_model_is_read_as_it_was_written(kind: str, tmp_path: Path) -> None:
    scorers = (line(), line(1)) if kind == "logistic" else (gru(), gru(1))
    written = model(scorers[0], members=scorers, card={"warning": "few"})
    write_risk_model(tmp_path / "m.json", written)
    read = read_risk_model(tmp_path / "m.json")
    assert read.scorer.kind == kind
    assert read.risk(VALUES) == written.risk(VALUES)
    assert read.contributions(VALUES) == written.contributions(VALUES)
    assert risk_model_to_dict(read) == risk_model_to_dict(written)


@needs_trees
def test_trees_are_read_as_they_were_written_and_their_shares_sum(tmp_path: Path) -> None:
    from repsight.train.risk_networks import fit_trees

    rng = np.random.default_rng(0)
    values = rng.normal(0, 1, (600, 4))
    hurt = rng.random(600) < 1 / (1 + np.exp(2 - 2 * values[:, 3]))
    scorers = tuple(fit_trees(values, hurt, seed) for seed in (0, 1))
    written = model(scorers[0], members=scorers)
    write_risk_model(tmp_path / "m.json", written)
    read = read_risk_model(tmp_path / "m.json")
    assert read.risk(VALUES) == written.risk(VALUES)
    base, shares = read.contributions(VALUES)
    assert base + sum(shares.values()) == pytest.approx(read.log_odds(VALUES)[-1])
    with pytest.raises(ModelError, match="cannot be read"):
        risk_model_from_dict({**risk_model_to_dict(written), "scorer": {"trees": "no"}})


def changed(**more: Any) -> dict[str, Any]:
    return {**risk_model_to_dict(model()), **more}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "its schema is None"),
        ({"schema": "repsight.form_model/1"}, "this version reads 'repsight.risk_model/1'"),
        (changed(kind="oracle"), "its kind is 'oracle'"),
        (changed(scorer={"weights": [1.0], "intercept": 0.0}), r"shape \(1,\)"),
        (changed(scorer={}), "the key 'weights' is missing"),
        (changed(scales=["a"]), "no valid repsight.risk_model/1"),
        (changed(features=["acwr", "load", "change", "pain"]), "does not know"),
        (changed(slope="steep"), "no valid"),
        (changed(members=3), "no valid"),
    ],
)
def test_what_is_no_risk_model_is_refused_in_one_line(data: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        risk_model_from_dict(json.loads(json.dumps(data)))


def test_a_file_that_is_none_says_its_path(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none"):
        read_risk_model(tmp_path / "none.json")
    (tmp_path / "text.json").write_text("no")
    with pytest.raises(ModelError, match=r"text\.json: this is no risk model"):
        read_risk_model(tmp_path / "text.json")


@pytest.mark.parametrize("kind", ["logistic", "gru"])
def test_asking_a_line_or_a_network_loads_no_heavy_library(kind: str, tmp_path: Path) -> None:
    scorers = (line(), line(1)) if kind == "logistic" else (gru(), gru(1))
    write_risk_model(tmp_path / "m.json", model(scorers[0], members=scorers))
    script = (
        "import sys, numpy as np\n"
        "from repsight.history.risk import read_risk_model\n"
        "from repsight.core.history.risk.features import FEATURES\n"
        f"model = read_risk_model({str(tmp_path / 'm.json')!r})\n"
        "risk = model.risk(np.ones((40, len(FEATURES))))\n"
        "assert risk.low < risk.value < risk.high\n"
        "assert not {'sklearn', 'torch', 'lightgbm', 'pandas'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
