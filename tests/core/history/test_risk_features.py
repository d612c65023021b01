"""What a risk is judged by: known loads give known features, and none knows the future."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from athletes import athlete

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.core.history.risk.daily import DailyLog, daily_log, fill_days_off
from repsight.core.history.risk.features import FEATURES, MAX_MONOTONY, features, injured_within
from repsight.core.history.table import EPOCH, history_of

NAN = np.nan
START = datetime(2026, 1, 5, 18, tzinfo=UTC)
FIRST = (START.date() - EPOCH).days


def log_of(load: np.ndarray, **more: object) -> DailyLog:
    load = np.atleast_2d(np.asarray(load, float))
    days = load.shape[1]
    plain = DailyLog("a", 0, load, np.full(days, NAN), np.zeros(days, bool))
    return replace(plain, **more)


def feature(log: DailyLog, name: str) -> np.ndarray:
    return features(log)[:, list(FEATURES).index(name)]


def test_a_week_is_set_against_the_mean_week_before_it() -> None:
    load = np.full(84, 10.0)
    load[77:] = 25.0
    assert feature(log_of(load), "load")[76] == pytest.approx(1.0)
    assert feature(log_of(load), "load")[83] == pytest.approx(2.5)
    assert feature(log_of(load), "change")[83] == pytest.approx(1.5)
    assert feature(log_of(load), "change")[76] == pytest.approx(0.0)


def test_nothing_is_usual_before_four_weeks_of_weeks() -> None:
    load = feature(log_of(np.full(60, 10.0)), "load")
    assert np.flatnonzero(np.isfinite(load))[0] == 6 + 27 + 7


def test_monotony_is_fosters_mean_over_standard_deviation_and_bounded() -> None:
    week = np.array([0, 300, 0, 300, 0, 600, 0], float)
    monotony = feature(log_of(np.tile(week, 8)), "monotony")
    assert monotony[-1] == pytest.approx(week.mean() / week.std(ddof=1))
    assert feature(log_of(np.full(40, 5.0)), "monotony")[-1] == MAX_MONOTONY
    assert feature(log_of(np.zeros(40)), "monotony")[-1] == 0
    strain = feature(log_of(np.tile(week, 8)), "strain")
    assert strain[-1] == pytest.approx(monotony[-1])


def test_no_unit_of_load_changes_a_feature() -> None:
    log = athlete(1)
    assert features(replace(log, load=log.load * 2.2046)) == pytest.approx(
        features(log), nan_ok=True
    )


def test_weeks_since_a_break_count_from_the_return_and_are_nought_within_it() -> None:
    load = np.full(120, 10.0)
    load[40:60] = 0.0
    weeks = feature(log_of(load), "since_break")
    assert weeks[39] == 12
    assert weeks[52] == 12
    assert weeks[53] == 0
    assert weeks[59] == 0
    assert weeks[60] == 0
    assert weeks[67] == 1
    assert weeks[119] == pytest.approx(59 / 7)


def test_pain_is_unknown_until_it_was_noted_and_then_the_worst_of_two_weeks() -> None:
    pain = np.full(60, NAN)
    pain[20], pain[25] = 3, 6
    worst = feature(log_of(np.full(60, 1.0), pain=pain), "pain")
    assert np.isnan(worst[:20]).all()
    assert worst[20] == 3
    assert worst[25] == 6
    assert worst[38] == 6
    assert worst[39] == 0


def test_a_previous_injury_counts_for_a_year_and_one_before_the_log_always() -> None:
    injured = np.zeros(500, bool)
    injured[100] = True
    log = log_of(np.full(500, 1.0), injured=injured)
    assert feature(log, "previous_injury").tolist() == [0.0] * 100 + [1.0] * 365 + [0.0] * 35
    assert (feature(replace(log, injured_before=True), "previous_injury") == 1).all()


def test_movement_is_set_against_its_own_past_exercise_by_exercise() -> None:
    days = 100
    rom = np.full((2, days), NAN)
    rom[0, ::3], rom[1, 1::3] = 90.0, 40.0
    rom[0, 90:] = np.where(np.isfinite(rom[0, 90:]), 80.0, NAN)
    asymmetry = np.where(np.arange(days) < 86, 4.0, 9.0)[None]
    log = log_of(np.full(days, 1.0), measures={"rom": rom, "asymmetry": asymmetry, "score": rom})
    assert feature(log, "asymmetry")[-1] == pytest.approx(5.0)
    assert feature(log, "rom_loss")[85] == 0
    assert 2 < feature(log, "rom_loss")[-1] < 5  # one of two exercises lost up to 10
    assert feature(log, "form_decay")[-1] > 2
    assert np.isnan(feature(log, "velocity_loss")).all()


@pytest.mark.parametrize("day", [60, 140, 220])
def test_changing_later_days_changes_no_earlier_feature(day: int) -> None:
    log = athlete(3)
    log = replace(log, injured=np.random.default_rng(1).random(len(log)) < 0.02)
    later = np.arange(len(log)) > day
    other = replace(
        log,
        load=np.where(later, 1e6, log.load),
        pain=np.where(later, 10.0, log.pain),
        injured=log.injured | later,
        measures={name: np.where(later, 0.0, values) for name, values in log.measures.items()},
    )
    before = features(log)
    assert features(other)[: day + 1].tobytes() == before[: day + 1].tobytes()
    assert features(log.until(day + 1)).tobytes() == before[: day + 1].tobytes()
    assert np.isfinite(before[day]).sum() >= 7  # there is something to change
    assert not np.array_equal(features(other)[day + 30], before[day + 30], equal_nan=True)


def test_the_outcome_is_of_the_days_after_and_unknown_at_the_end() -> None:
    injured = np.zeros(30, bool)
    injured[10] = True
    follows = injured_within(log_of(np.ones(30), injured=injured), 7)
    assert np.flatnonzero(follows == 1).tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert np.isnan(follows[23:]).all()
    assert np.isfinite(follows[:23]).all()


def test_a_long_silence_was_not_observed_and_a_short_one_was_time_off() -> None:
    values = np.full((1, 80), NAN)
    values[0, [0, 10, 20, 60]] = 5.0
    filled = fill_days_off(values)[0]
    assert np.isfinite(filled[:21]).all()
    assert filled[5] == 0
    assert np.isnan(filled[21:60]).all()
    assert filled[60] == 5
    assert (filled[61:] == 0).all()


def sessions(weeks: int, load_kg: float | None = 100.0) -> list[LoggedSession]:
    sets = tuple(
        LoggedSet("squat", reps=5, load_kg=load_kg, score=80.0, measures={"rom": 90.0})
        for _ in range(3)
    )
    return [
        LoggedSession(START + timedelta(days=7 * week + day), sets)
        for week in range(weeks)
        for day in (0, 2, 4)
    ]


def test_a_history_gives_the_same_features_as_its_daily_log() -> None:
    note = PainNote(START + timedelta(days=60), "knee", 4)
    history = history_of(sessions(12), pain=[note], profile=UserProfile(injuries=("knee",)))
    log = daily_log(history, FIRST + 70)
    assert len(log) == 71
    assert log.first == FIRST
    assert log.load[:, 0].tolist() == [1500]
    assert log.load[:, 1].tolist() == [0]
    now = dict(zip(FEATURES, features(log)[-1], strict=True))
    assert now["load"] == pytest.approx(1.0)
    assert now["change"] == pytest.approx(0.0)
    assert now["pain"] == 4
    assert now["previous_injury"] == 1
    assert now["rom_loss"] == pytest.approx(0)
    assert now["form_decay"] == pytest.approx(0)


def test_a_history_of_body_weight_has_loads_too() -> None:
    log = daily_log(history_of(sessions(10, None)), FIRST + 60)
    assert log.load[0, 0] == 3  # sets
    assert feature(log, "load")[-1] == pytest.approx(1.0)


def test_what_comes_after_today_is_not_looked_at() -> None:
    now = features(daily_log(history_of(sessions(10)), FIRST + 55))
    longer = features(daily_log(history_of(sessions(30)), FIRST + 55))
    assert now.tobytes() == longer.tobytes()


def test_columns_of_another_length_or_a_load_below_nought_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="pain has 3 days; 5 are needed"):
        log_of(np.ones(5), pain=np.zeros(3))
    with pytest.raises(InvalidInputError, match="below 0"):
        log_of(np.array([1.0, -1.0]))
