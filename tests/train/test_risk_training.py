"""Learning a risk: known hazards are found, and none is found where there is none."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from athletes import athlete, injure, squad

from repsight.core.errors import InvalidInputError
from repsight.core.history.risk.daily import DailyLog
from repsight.core.history.risk.features import FEATURES, features
from repsight.core.history.risk.model import RiskModel
from repsight.train.metrics import auc
from repsight.train.risk import FORWARD, NEW_ATHLETES, train_risk
from repsight.train.risk_backtest import (
    Trial,
    choose,
    difference,
    figures,
    try_forward_in_time,
    try_on_new_athletes,
)
from repsight.train.risk_card import format_card, warning
from repsight.train.risk_fitting import fit_members, fit_risk_model, fit_scorer
from repsight.train.risk_samples import RiskSamples, check_samples, samples_of

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("sklearn", "lightgbm", "torch")),
    reason="the extra ml is not installed",
)
TRUE = {"change": 0.8, "monotony": 1.0, "pain": 0.4}
INTERCEPT = -6.0


@pytest.fixture(scope="module")
def known() -> RiskSamples:
    """A hundred athletes whose hazard is known; a day ahead, so that it is a logistic one."""
    return samples_of(squad(100, TRUE, INTERCEPT), 1)


@pytest.fixture(scope="module")
def learned(known: RiskSamples) -> RiskModel:
    model = fit_risk_model(known, "logistic", 1)
    return replace(model, members=fit_members(known, model, 60))


def test_the_weights_of_a_known_hazard_are_found_within_their_intervals(
    known: RiskSamples, learned: RiskModel
) -> None:
    assert 150 < known.injuries() < 2000
    drawn = np.array([member.to_dict()["weights"] for member in learned.members]) / learned.scales
    # Three standard errors: nine weights are looked at, and all are to be inside.
    low, high = (drawn.mean(axis=0) + way * 3 * drawn.std(axis=0) for way in (-1, 1))
    for place, name in enumerate(learned.features):
        truth = TRUE.get(name, 0.0)
        assert low[place] <= truth <= high[place], name
        assert high[place] - low[place] < 3 * max(abs(truth), 1)
    assert learned.slope == pytest.approx(1.0, abs=0.15)


def test_probabilities_of_athletes_not_seen_are_true_on_average_and_in_each_fifth(
    learned: RiskModel,
) -> None:
    new = samples_of(squad(60, TRUE, INTERCEPT, seed=5000), 1)
    stated = 1 / (1 + np.exp(-learned.log_odds_at(new.windows(1))))
    assert auc(new.injured, stated) > 0.7
    for part in np.array_split(np.argsort(stated), 5):
        happened, expected = new.injured[part].sum(), stated[part].sum()
        assert abs(happened - expected) < 3.5 * np.sqrt(expected) + 1


def test_the_truth_is_inside_the_band_about_as_often_as_it_says(learned: RiskModel) -> None:
    inside = []
    for seed in range(40):
        values = features(athlete(9000 + seed))[:200]
        told = np.nan_to_num(values[-1])
        odds = INTERCEPT + sum(w * told[list(FEATURES).index(n)] for n, w in TRUE.items())
        risk = learned.risk(values)
        inside.append(risk.low <= 1 / (1 + np.exp(-odds)) <= risk.high)
    assert np.mean(inside) > 0.8


def test_a_model_of_shuffled_injuries_finds_nothing() -> None:
    samples = samples_of(squad(15, TRUE, INTERCEPT), 7)
    rng = np.random.default_rng(0)
    shuffled = replace(samples, injured=rng.permutation(samples.injured))
    found = figures(try_on_new_athletes(shuffled, "logistic", 7))
    assert 0.45 < found.auc < 0.55
    assert found.gain_high > 0
    true = figures(try_on_new_athletes(samples, "logistic", 7))
    assert true.auc > 0.65
    assert true.gain_high < 0


@pytest.mark.parametrize("kind", ["logistic", "lightgbm", "gru"])
def test_every_kind_finds_a_strong_hazard_and_its_shares_sum(kind: str) -> None:
    samples = samples_of(squad(6, {"pain": 0.7}, -7.0, days=120), 7)
    assert samples.injuries() < 20  # so few are not calibrated, which would be four fits for one
    model = fit_risk_model(samples, kind, 7)
    odds = model.log_odds_at(samples.windows(model.scorer.window))
    assert auc(samples.injured, odds) > 0.65
    values = features(athlete(3))[:150]
    base, shares = model.contributions(values)
    assert base + sum(shares.values()) == pytest.approx(model.log_odds(values)[-1])
    assert max(shares, key=lambda name: abs(shares[name])) == "pain" or values[-1, 6] < 3


def test_the_network_in_numpy_is_that_of_pytorch() -> None:
    import torch

    from repsight.train.risk_networks import CELLS

    rng = np.random.default_rng(0)
    past = rng.normal(0, 1, (300, 28, 4))
    scorer = fit_scorer("gru", past, past[:, -1, 0] > 0.5)
    cells, line = torch.nn.GRU(4, CELLS, batch_first=True), torch.nn.Linear(CELLS, 1)
    told = {name: torch.tensor(value) for name, value in scorer.to_dict().items()}
    for ours, theirs in (("w_ih", "weight_ih"), ("w_hh", "weight_hh"), ("b_ih", "bias_ih")):
        getattr(cells, f"{theirs}_l0").data = told[ours].float()
    cells.bias_hh_l0.data = told["b_hh"].float()
    line.weight.data, line.bias.data = told["w_out"].float()[None], told["b_out"].float()[None]
    with torch.no_grad():
        expected = line(cells(torch.tensor(past, dtype=torch.float32))[1][0])[:, 0].numpy()
    assert scorer.scores(past) == pytest.approx(expected, abs=1e-5)


def test_training_twice_gives_the_same_model_and_leaves_the_random_state_alone() -> None:
    import torch

    past = np.random.default_rng(0).normal(0, 1, (200, 28, 3))
    injured = past[:, -1, 0] > 0.5
    torch.manual_seed(1)
    first = torch.rand(1).item()
    torch.manual_seed(1)
    one = fit_scorer("gru", past, injured).scores(past)
    assert torch.rand(1).item() == first
    assert one == pytest.approx(fit_scorer("gru", past, injured).scores(past))


def test_few_injuries_are_shrunk_to_the_base_rate() -> None:
    samples = samples_of(squad(6, TRUE, -8.0), 7)
    injuries = samples.injuries()
    assert 3 <= injuries < 20
    model = fit_risk_model(samples, "logistic", 7)
    assert model.slope == pytest.approx(injuries / (injuries + 20))
    stated = 1 / (1 + np.exp(-model.log_odds_at(samples.windows(1))))
    raw = replace(model, slope=1.0, offset=0.0).log_odds_at(samples.windows(1))
    assert stated.mean() == pytest.approx(model.base, rel=0.2)
    assert stated.std() < (1 / (1 + np.exp(-raw))).std()


def test_a_fold_never_sees_the_athlete_it_judges() -> None:
    logs = squad(8, TRUE, -5.0, days=200)
    samples = samples_of(logs, 7)
    first = samples.athletes == "a000"
    turned = replace(samples, injured=samples.injured ^ first)
    before = try_on_new_athletes(samples, "logistic", 7).probabilities
    after = try_on_new_athletes(turned, "logistic", 7).probabilities
    assert before[first] == pytest.approx(after[first])
    assert before[~first] != pytest.approx(after[~first])


def test_going_forward_in_time_later_injuries_change_no_earlier_block() -> None:
    samples = samples_of(squad(8, TRUE, -5.0, days=300), 7)
    cut = np.quantile(samples.day, 2 / 3)
    turned = replace(samples, injured=samples.injured ^ (samples.day >= cut))
    before, after = (try_forward_in_time(each, "logistic", 7) for each in (samples, turned))
    assert before is not None
    assert after is not None
    early = before.samples.day < cut
    assert before.probabilities[early] == pytest.approx(after.probabilities[early])
    assert (before.samples.day >= np.median(samples.day)).all()


def test_saying_the_base_rate_has_an_area_of_a_half_whoever_is_left_out() -> None:
    samples = samples_of(squad(6, TRUE, -7.0), 7)
    trial = try_on_new_athletes(samples, "logistic", 7)
    base = replace(trial, probabilities=trial.base)
    assert figures(base).auc == 0.5
    assert auc(samples.injured, trial.base) < 0.5  # why the base rate of the fold is taken off


def trial(kind: str, loss: float, samples: RiskSamples) -> Trial:
    """A trial whose probabilities are right by so much."""
    right = np.where(samples.injured, 1 - loss, loss)
    return Trial(kind, samples, right, np.full(len(samples), 0.5))


def test_the_simpler_is_kept_unless_another_is_better_beyond_chance() -> None:
    samples = samples_of(squad(6, TRUE, -5.0), 7)
    simple, same, better = (trial(k, p, samples) for k, p in (("a", 0.3), ("b", 0.3), ("c", 0.2)))
    chosen, why = choose([simple, same])
    assert chosen is simple
    assert "so a is kept" in why[0]
    chosen, why = choose([simple, same, better])
    assert chosen is better
    assert "log loss of c less that of a" in why[1]
    gap, low, high = difference(better, simple.probabilities)
    assert low - 1e-9 <= gap <= high + 1e-9
    assert high < 0


def test_the_card_tells_everything_and_warns_of_few_injuries() -> None:
    model = train_risk(squad(8, TRUE, -7.0, days=200), kinds=("logistic", "lightgbm"), members=8)
    card = model.card
    assert set(card["backtest"]) == {NEW_ATHLETES, FORWARD}
    assert set(card["backtest"][NEW_ATHLETES]) == {"base rate", "logistic", "lightgbm"}
    assert card["warning"] == f"{card['data']['injuries']} injuries prove the pipeline, not the" + (
        " accuracy."
    )
    assert warning(500) == ""
    text = format_card(model)
    for part in ("No", "boosted trees", "later days", card["warning"], "no medical advice"):
        assert part in text
    assert len(model.members) == 8
    values = features(athlete(99))[:150]
    risk = model.risk(values)
    assert risk.low <= risk.value <= risk.high
    if not model.beats_base:
        assert risk.low <= model.base <= risk.high


@pytest.mark.parametrize(
    ("logs", "message"),
    [
        (squad(2, TRUE, -4.0), "2 athletes"),
        ([athlete(n) for n in range(4)], "0 injuries"),
        ([injure(athlete(0), {}, -3.0, 0), athlete(1), athlete(2)], "only a000 was injured"),
        (squad(4, TRUE, -4.0, days=110)[:0], "0 athletes"),
    ],
)
def test_too_little_to_learn_from_is_said(logs: list[DailyLog], message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        train_risk(logs)


def test_other_bad_input_is_said() -> None:
    logs = squad(4, TRUE, -4.0)
    with pytest.raises(InvalidInputError, match="1 to 28 days"):
        train_risk(logs, days=60)
    with pytest.raises(InvalidInputError, match="allowed: logistic, lightgbm, gru"):
        train_risk(logs, kinds=("oracle",))
    check_samples(samples_of(logs, 7))


HAMSTRING = (
    Path(__file__).parents[3] / "shared/history/hamstring_injury_jovanovic/Raw Data sample.csv"
)


@pytest.mark.skipif(not HAMSTRING.is_file(), reason="the hamstring sample is not here")
def test_the_hamstring_sample_proves_the_pipeline_and_says_that_it_proves_no_more() -> None:
    model = train_risk(HAMSTRING, kinds=("logistic", "lightgbm"), members=20)
    assert model.card["data"]["injuries"] == 6
    assert model.card["warning"] == "6 injuries prove the pipeline, not the accuracy."
    assert not model.beats_base
    assert model.base == pytest.approx(0.016, abs=0.002)
