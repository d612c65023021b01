"""What a history says: factors with reasons and sources, and a probability of a model alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from test_risk_model import model

from repsight.core.history.findings import NotYet, RiskFactor, RiskReport
from repsight.core.history.log import LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.core.history.risk import risk_report
from repsight.core.history.risk.factors import EVIDENCE, own_weeks, share_below
from repsight.core.history.risk.features import FEATURES
from repsight.core.history.risk.report import NEEDED_WEEKS, NO_MODEL
from repsight.core.history.table import EPOCH, History, history_of

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
FIRST = (START.date() - EPOCH).days
WEEKS = 30
LAST = FIRST + 7 * WEEKS - 1


def log(last_week: float = 1.0, seed: int = 0, weeks: int = WEEKS) -> list[LoggedSession]:
    """Three sessions a week of varying length; the last week's are `last_week` times as long."""
    rng = np.random.default_rng(seed)
    found = []
    for week in range(weeks):
        for day in (0, 2, 4):
            count = rng.integers(3, 7) * (last_week if week == weeks - 1 else 1.0)
            one = LoggedSet("squat", 5, 100.0, score=80 + rng.normal(), measures={"rom": 90.0})
            when = START + timedelta(days=7 * week + day)
            found.append(LoggedSession(when, (one,) * int(count)))
    return found


def report(history: History, today: int = LAST) -> RiskReport:
    found = risk_report(history, today)
    assert isinstance(found, RiskReport)
    return found


def factors(history: History, today: int = LAST) -> dict[str, RiskFactor]:
    return {factor.name: factor for factor in report(history, today).factors}


def test_every_feature_has_evidence_with_a_source_and_what_would_change_it() -> None:
    assert set(EVIDENCE) == set(FEATURES)
    for evidence in EVIDENCE.values():
        assert evidence.why
        assert evidence.changes
        assert any(char.isdigit() for char in evidence.source)


def test_without_a_model_there_are_factors_and_no_probability() -> None:
    found = report(history_of(log()))
    assert found.risk is None
    assert found.base is None
    assert found.model == ""
    assert found.note == NO_MODEL
    assert "not medical advice" in found.advice
    assert all(factor.weight is None for factor in found.factors)
    assert all(factor.comparison and factor.source for factor in found.factors)
    assert {"asymmetry above the usual", "velocity loss above the usual"} <= set(found.unknown)


def test_a_week_of_three_times_the_load_is_told_and_a_usual_one_is_not() -> None:
    spike = factors(history_of(log(3.0)))
    for name in ("load", "change", "strain"):
        assert spike[name].direction == "raises"
        assert "above 100%" in spike[name].comparison
    assert report(history_of(log(3.0))).factors[0].direction == "raises"
    usual = [factors(history_of(log(seed=seed)))["load"].direction for seed in range(20)]
    assert usual.count("raises") <= 5  # one in ten by definition


def test_light_weeks_raise_nothing() -> None:
    light = factors(history_of(log(0.4)))
    assert {light[name].direction for name in ("load", "change", "strain")} == {"neutral"}


def test_pain_previous_injury_and_a_break_are_told() -> None:
    sessions = [s for s in log() if not 150 <= (s.started - START).days < 190]
    history = history_of(
        sessions,
        pain=[PainNote(START + timedelta(days=7 * WEEKS - 5), "knee", 4)],
        profile=UserProfile(injuries=("knee",)),
    )
    found = factors(history)
    assert found["pain"].direction == "raises"
    assert found["pain"].value == 4
    assert found["previous_injury"].direction == "raises"
    assert found["since_break"].direction == "raises"
    assert "back from" in found["since_break"].comparison
    healed = factors(history_of(log()))
    assert healed["previous_injury"].direction == healed["since_break"].direction == "neutral"
    assert "pain" not in healed


def test_a_short_history_says_how_much_is_missing() -> None:
    for weeks in (1, 5, NEEDED_WEEKS - 1):
        found = risk_report(history_of(log(weeks=weeks)), FIRST + 7 * weeks - 1)
        assert isinstance(found, NotYet)
        assert (found.have, found.need) == (weeks, NEEDED_WEEKS)
    weeks = NEEDED_WEEKS
    assert isinstance(risk_report(history_of(log(weeks=weeks)), FIRST + 7 * weeks - 1), RiskReport)


@pytest.mark.parametrize("sessions", [[], log()[:1]])
def test_an_empty_history_or_one_session_is_not_yet(sessions: list[LoggedSession]) -> None:
    assert isinstance(risk_report(history_of(sessions), LAST), NotYet)


def test_after_a_long_pause_this_week_is_not_known() -> None:
    found = risk_report(history_of(log()), LAST + 60)
    assert isinstance(found, NotYet)
    assert "pause" in str(found)


def test_with_a_model_weights_and_base_make_the_probability() -> None:
    found = risk_report(history_of(log(3.0)), LAST, model())
    assert isinstance(found, RiskReport)
    assert found.risk is not None
    assert found.base is not None
    odds = np.log(found.base / (1 - found.base))
    odds += sum(factor.weight or 0 for factor in found.factors)
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(found.risk.value)
    assert found.risk.low < found.risk.value < found.risk.high
    weights = [abs(factor.weight or 0) for factor in found.factors]
    assert weights == sorted(weights, reverse=True)
    for factor in found.factors:
        if factor.weight:
            way = "raises" if factor.weight > 0 else "lowers"
            assert factor.direction in (way, "neutral")


def test_a_model_says_what_it_does_not_know_and_what_it_is_worth() -> None:
    weak = replace(model(), beats_base=False, card={"warning": "6 injuries prove the pipeline."})
    narrow = replace(weak, high=np.array([1.1, 10, 10, 10]))
    found = risk_report(history_of(log(3.0)), LAST, narrow)
    assert isinstance(found, RiskReport)
    assert "6 injuries prove the pipeline." in found.note
    assert "not shown to be better than always saying the base rate" in found.note
    told = {factor.name: factor for factor in found.factors}
    assert "beyond all that the model was shown" in told["load"].comparison
    assert told["strain"].weight is None
    assert "does not know it" in told["strain"].comparison


def test_own_weeks_leave_this_week_out_and_count_ties_half() -> None:
    values = np.arange(30.0)
    assert own_weeks(values).tolist() == [22, 15, 8, 1]
    assert share_below(15, own_weeks(values)) == pytest.approx(0.625)
    assert len(own_weeks(values[:5])) == 0


def test_who_has_never_trained_is_not_told_of_a_pause() -> None:
    found = risk_report(history_of([]), LAST)
    assert isinstance(found, NotYet)
    assert (found.have, found.need) == (0, NEEDED_WEEKS)
    assert "pause" not in str(found)
