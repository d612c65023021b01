"""A learned risk: shares that sum to its log-odds, and a band that is as wide as it must be."""

import math
from dataclasses import replace

import numpy as np
import pytest
from athletes import athlete

from repsight.core.errors import ModelError
from repsight.core.history.risk.features import FEATURES, features
from repsight.core.history.risk.model import RiskModel
from repsight.core.history.risk.scorers import GruScorer, LogisticScorer, Scorer, windows

NAMES = ("load", "change", "monotony", "pain")
COLUMNS = [list(FEATURES).index(name) for name in NAMES]


def line(seed: int = 0, intercept: float = -3.0) -> LogisticScorer:
    return LogisticScorer(np.random.default_rng(seed).normal(0, 0.5, len(NAMES)), intercept)


def gru(seed: int = 0, count: int = len(NAMES), cells: int = 3) -> GruScorer:
    rng = np.random.default_rng(seed)
    return GruScorer(
        rng.normal(0, 1, (3 * cells, count)),
        rng.normal(0, 1, (3 * cells, cells)),
        rng.normal(0, 1, 3 * cells),
        rng.normal(0, 1, 3 * cells),
        rng.normal(0, 1, cells),
        -2.0,
    )


def model(scorer: Scorer | None = None, **more: object) -> RiskModel:
    count = len(NAMES)
    made = RiskModel(
        days=7,
        features=NAMES,
        low=np.full(count, -5.0),
        high=np.full(count, 10.0),
        means=np.array([1.0, 0.0, 1.2, 1.0]),
        scales=np.array([0.5, 0.4, 0.3, 2.0]),
        scorer=scorer or line(),
        members=tuple(line(seed, -3 + 0.1 * seed) for seed in range(10)),
        slope=0.6,
        offset=-1.0,
        base=0.02,
        athletes=20,
        beats_base=True,
    )
    return replace(made, **more)


VALUES = features(athlete(5))[:120]


@pytest.mark.parametrize("scorer", [line(), gru()], ids=["logistic", "gru"])
def test_contributions_sum_to_the_log_odds(scorer: Scorer) -> None:
    fitted = model(scorer)
    for day in (50, 80, 119):
        base, shares = fitted.contributions(VALUES[: day + 1])
        assert base + math.fsum(shares.values()) == pytest.approx(fitted.log_odds(VALUES)[day])
        assert max(map(abs, shares.values())) > 0.01


def test_the_base_is_the_average_day_and_what_is_not_known_adds_nothing() -> None:
    fitted = model()
    unknown = VALUES.copy()
    unknown[:, COLUMNS[3]] = np.nan
    base, shares = fitted.contributions(unknown)
    assert shares["pain"] == 0
    assert base == pytest.approx(0.6 * -3 - 1)
    nothing = np.full_like(VALUES, np.nan)
    assert fitted.log_odds(nothing)[-1] == pytest.approx(base)


def test_values_beyond_what_was_learned_from_count_as_its_ends() -> None:
    fitted = model(high=np.array([2.0, 2.0, 2.0, 10.0]))
    far, end = VALUES.copy(), VALUES.copy()
    far[-1, COLUMNS[0]], end[-1, COLUMNS[0]] = 50.0, 2.0
    assert fitted.log_odds(far)[-1] == pytest.approx(fitted.log_odds(end)[-1])
    assert fitted.beyond("load", 50.0)
    assert not fitted.beyond("load", 1.0)


def test_shapley_values_of_a_network_are_fair() -> None:
    one = gru(1, count=3)
    w_ih = one.w_ih.copy()
    w_ih[:, 1] = w_ih[:, 0]  # two features that do the same
    w_ih[:, 2] = 0.0  # and one that does nothing
    fair = replace(one, w_ih=w_ih)
    day = np.random.default_rng(0).normal(0, 1, (28, 1))
    window = np.hstack([day, day, np.random.default_rng(1).normal(0, 1, (28, 1))])
    base, shares = fair.shares(window)
    assert shares[0] == pytest.approx(shares[1])
    assert abs(shares[0]) > 1e-4
    assert shares[2] == pytest.approx(0, abs=1e-12)
    assert base == pytest.approx(fair.scores(np.zeros((1, 28, 3)))[0])


def test_windows_end_with_their_day_and_begin_with_nothing() -> None:
    values = np.arange(10.0)[:, None]
    cut = windows(values, 4)
    assert cut.shape == (10, 4, 1)
    assert cut[5, :, 0].tolist() == [2, 3, 4, 5]
    assert np.isnan(cut[0, :3]).all()
    assert cut[0, 3, 0] == 0


def test_the_band_holds_the_risk_and_is_wider_with_fewer_athletes() -> None:
    widths = []
    near = tuple(replace(line(), intercept=-3 + 0.1 * n) for n in range(10))
    for athletes in (3, 6, 40):
        risk = model(athletes=athletes, members=near).risk(VALUES)
        assert 0 < risk.low < risk.value < risk.high < 1
        widths.append(risk.high - risk.low)
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 1.5 * widths[2]


def test_a_band_of_a_model_no_better_than_the_base_rate_holds_the_base_rate() -> None:
    sure = tuple(replace(line(), intercept=-9.0 - 0.01 * n) for n in range(10))
    far = {"scorer": sure[0], "members": sure, "slope": 1.0, "offset": 0.0}
    assert model(**far, beats_base=True).risk(VALUES).high < 0.02
    # The bound goes there and back through a logistic.
    assert model(**far, beats_base=False).risk(VALUES).high >= 0.02 - 1e-9


def test_the_shrunk_point_does_not_narrow_the_band() -> None:
    whole, shrunk = model(slope=1.0, offset=0.0), model(slope=0.2, offset=-2.4)
    wide, narrow = whole.risk(VALUES), shrunk.risk(VALUES)
    assert narrow.high >= wide.high - 1e-12 or narrow.low <= wide.low + 1e-12
    assert shrunk.log_odds(VALUES)[-1] == pytest.approx(0.2 * whole.log_odds(VALUES)[-1] - 2.4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"features": ()}, "at least one feature"),
        ({"features": ("load", "change", "monotony", "acwr")}, "'acwr', which this version"),
        ({"features": ("load", "load", "monotony", "pain")}, "names a feature twice"),
        ({"scales": np.zeros(4)}, "must be positive"),
        ({"means": np.full(4, np.nan)}, "4 finite numbers"),
        ({"base": 0.0}, "out of range"),
        ({"athletes": 1}, "two athletes"),
    ],
)
def test_a_wrong_model_is_refused_in_one_line(change: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        model(**change)


def test_without_refits_there_is_no_band() -> None:
    with pytest.raises(ModelError, match="no band"):
        model(members=()).risk(VALUES)
