"""`repsight train risk` and `repsight history risk`: from daily loads to what is said."""

import importlib.util
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from athletes import squad
from commands import Run, refusal

from repsight.core.history.log import LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.history import open_store
from repsight.history.risk import read_risk_model

needs_learning = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("sklearn", "lightgbm", "torch")),
    reason="the extra ml is not installed",
)
START = datetime(2026, 1, 5, 18, tzinfo=UTC)
TODAY = "2026-07-20"


@pytest.fixture
def loads(tmp_path: Path) -> Path:
    """A CSV file of four athletes with some injuries."""
    lines = ["athlete,date,load,injury,pain"]
    for log in squad(4, {"pain": 0.6}, -5.0, days=130, seed=3):
        for day in range(len(log)):
            pain = "" if np.isnan(log.pain[day]) else f"{log.pain[day]:g}"
            lines.append(
                f"{log.athlete},{day},{log.load[0, day]:.1f},{int(log.injured[day])},{pain}"
            )
    path = tmp_path / "loads.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Half a year of one lifter."""
    rng = np.random.default_rng(0)
    sessions = [
        LoggedSession(
            START + timedelta(days=7 * week + day),
            (LoggedSet("squat", 5, 100.0 + rng.normal(), rpe=8.0),) * int(rng.integers(3, 7)),
            key=f"{week}-{day}",
        )
        for week in range(28)
        for day in (0, 2, 4)
    ]
    path = tmp_path / "history.db"
    with open_store(str(path)) as store:
        store.add_user("anna", UserProfile(injuries=("knee",)))
        store.add_sessions("anna", sessions)
        store.add_pain("anna", PainNote(START + timedelta(days=194), "knee", 5))
    return path


def test_factors_come_with_value_comparison_source_and_no_probability(
    repsight: Run, database: Path
) -> None:
    done = repsight("history", "risk", "--database", database, "--on", TODAY)
    assert done.returncode == 0, done.stderr
    for words in (
        "Risk of injury of anna in the next 7 days",
        "no probability: no model is trained; see docs/risk.md",
        "↑ worst pain of the last 14 days: 5 of 10",
        "↑ previous injury: yes",
        "what would change it:",
        "source: Whalan et al. 2020",
        "of your last",
        "Overreaching: no signs",
        "This is not medical advice.",
        "Not known from this history: asymmetry above the usual",
    ):
        assert words in done.stdout
    assert "%, but anything from" not in done.stdout


def test_a_short_history_is_not_yet(repsight: Run, database: Path) -> None:
    done = repsight("history", "risk", "--database", database, "--on", "2026-01-20")
    assert done.returncode == 0
    assert "not yet: what is unusual for you needs 14 weeks of training, 12 more" in done.stdout
    assert "Overreaching: not yet" in done.stdout


def test_json_holds_the_same(repsight: Run, database: Path) -> None:
    done = repsight("history", "risk", "--database", database, "--on", TODAY, "--json")
    data = json.loads(done.stdout)
    assert data["user"] == "anna"
    assert data["risk"]["risk"] is None
    assert {each["name"] for each in data["risk"]["factors"]} >= {"load", "pain"}
    assert data["overreaching"]["signal"] == "none"
    assert data["risk"]["advice"] == "This is not medical advice."


@needs_learning
def test_a_trained_model_gives_a_band_and_its_caveats(
    repsight: Run, loads: Path, database: Path, tmp_path: Path
) -> None:
    output = tmp_path / "risk.json"
    done = repsight("train", "risk", loads, "-o", output, "--licence", "CC0")
    assert done.returncode == 0, done.stderr
    assert "injuries of 4 athletes; on athletes not seen AUC" in done.stdout
    assert "injuries prove the pipeline, not the accuracy." in done.stderr
    card = (tmp_path / "risk.card.md").read_text("utf-8")
    for words in ("CC0", "recurrent network (GRU)", "boosted trees", "Brier", "is kept"):
        assert words in card
    model = read_risk_model(output)
    assert model.card["backtest"]
    told = repsight("history", "risk", "--database", database, "--on", TODAY, "--model", output)
    assert told.returncode == 0, told.stderr
    assert "%, but anything from" in told.stdout
    assert "log-odds]" in told.stdout
    assert "prove the pipeline, not the accuracy" in told.stdout
    assert "no probability" not in told.stdout


def test_what_cannot_be_is_refused_in_one_line(
    repsight: Run, loads: Path, database: Path, tmp_path: Path
) -> None:
    ask = ("history", "risk", "--database", database)
    assert "write a day as 2026-11-20" in refusal(repsight(*ask, "--on", "today"))
    assert "cannot be read" in refusal(repsight(*ask, "--model", tmp_path / "none.json"))
    assert "it is not JSON" in refusal(repsight(*ask, "--model", loads))
    assert "bert" in refusal(repsight(*ask, "--user", "bert"))
    assert "must end in .json" in refusal(repsight("train", "risk", loads, "-o", "x.txt"))
    empty = tmp_path / "empty.csv"
    empty.write_text("athlete,date,load,injury\n")
    assert "no days" in refusal(repsight("train", "risk", empty, "-o", tmp_path / "m.json"))
    assert not (tmp_path / "m.json").exists()
