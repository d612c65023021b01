"""Simulated trainees: what they can lift, what sessions do to them, and what they report."""

from dataclasses import fields, replace

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.history.one_rep_max import wathan
from repsight.core.programme.fitness import FitnessParameters, response
from repsight.core.programme.trainee_session import (
    NORMALS,
    UNIFORMS,
    Body,
    Luck,
    draw_luck,
    fresh,
    hazard,
    possible_reps,
    rest,
    session_load,
    stimulus,
    strength,
    train,
)
from repsight.core.programme.trainees import (
    MISSPECIFIED,
    TYPICAL,
    Population,
    Shape,
    Spread,
    Trainees,
    draw_trainees,
)

EVEN = Population(
    novices=0.0,
    **{
        f.name: replace(getattr(TYPICAL, f.name), log_sd=0.0)
        for f in fields(Population)
        if isinstance(getattr(TYPICAL, f.name), Spread)
    },
)
# Nothing by chance: nobody misses a session, is injured, or shows another strength than the true.
CALM = replace(EVEN, missed=Spread(1e-9), hazard=Spread(1e-12), session_noise=Spread(1e-12))


def people(count: int = 1, population: Population = CALM) -> Trainees:
    return draw_trainees(count, np.random.default_rng(0), population)


def no_luck(count: int = 1) -> Luck:
    return Luck(np.zeros((count, NORMALS)), np.full((count, UNIFORMS), 0.999))


def session(
    trainees: Trainees, body: Body, share=0.75, sets=3.0, reps=8.0, rest_s=180.0, luck=None
):
    n = len(trainees)
    load = share * strength(trainees, body)
    full = [np.full(n, float(x)) for x in (sets, reps, rest_s)]
    return train(trainees, body, load, *full, luck or no_luck(n))


def trained(population: Population, weeks: int, count: int = 400):
    """Gains (percent, rested) and injuries a year of people who train as usual, twice a week."""
    rng = np.random.default_rng(1)
    who = draw_trainees(count, rng, population)
    body, injuries = fresh(who), 0.0
    for _ in range(2 * weeks):
        body, lifted = session(who, body, share=0.72, luck=draw_luck(count, rng))
        injuries += lifted.injured.mean()
        body = rest(who, body, 3.5)
    return 100 * (strength(who, rest(who, body, 7)) / who.strength - 1), injuries * 52 / weeks


def test_possible_repetitions_are_wathan_turned_round() -> None:
    reps = np.arange(2, 30)
    share = 1 / wathan(1.0, reps)
    assert possible_reps(share) == pytest.approx(reps, abs=1e-9)


def test_the_maximum_is_lifted_once_and_more_never() -> None:
    assert possible_reps(1.0) == 1
    assert possible_reps(1.0001) == 0
    assert possible_reps(0.3) == 40


def test_stamina_stretches_what_follows_the_first_repetition() -> None:
    assert possible_reps(0.75, 1.5) - 1 == pytest.approx(1.5 * (possible_reps(0.75) - 1))
    assert possible_reps(1.0, 2.0) == 1


def test_the_same_seed_is_the_same_people() -> None:
    first, second = (draw_trainees(50, np.random.default_rng(4)) for _ in range(2))
    for f in fields(Trainees):
        assert np.array_equal(getattr(first, f.name), getattr(second, f.name))


def test_nobody_is_no_crowd() -> None:
    with pytest.raises(InvalidInputError, match="0 trainees"):
        draw_trainees(0, np.random.default_rng(0))


def test_beginners_gain_in_twelve_weeks_what_is_published() -> None:
    gains, _ = trained(replace(TYPICAL, novices=1.0), 12)
    assert 22 < gains.mean() < 36  # 31 ± 22 % over studies
    assert 8 < gains.std() < 22


def test_trained_lifters_gain_five_to_ten_percent_in_twelve_weeks() -> None:
    gains, _ = trained(replace(TYPICAL, novices=0.0), 12)
    assert 4.5 < gains.mean() < 10


def test_injuries_lie_within_the_published_rates() -> None:
    _, injuries = trained(TYPICAL, 52)
    hours = 104 * 0.5
    assert 0.5 < 1000 * injuries / hours < 4


def test_gains_diminish() -> None:
    early, late = (trained(replace(CALM, novices=1.0), weeks, 1)[0][0] for weeks in (12, 52))
    assert late < 3 * early


def test_without_a_ceiling_fitness_follows_the_fitness_fatigue_model() -> None:
    population = replace(CALM, trained_ceiling=Spread(1e12))
    who = people(1, population)
    body, days, loads, seen = fresh(who), [], [], []
    for gap in (2.0, 5.0, 3.0, 3.0, 9.0, 1.0, 4.0):
        days.append(body.day[0])
        seen.append(strength(who, body)[0])
        share = np.array([0.75])
        sets, reps = np.array([3.0]), np.array([8.0])
        body, lifted = session(who, body)
        most = np.floor(possible_reps(0.75 / (1 - 0.015 * np.arange(3))))
        effort = np.array([np.mean(most - np.minimum(most, 8))])
        failed = lifted.reps[:, 2] < 8
        loads.append(session_load(share, sets, reps, effort, failed)[0])
        good = stimulus(Shape(), share, sets, reps, effort)[0]
        body = rest(who, body, gap)
    assert good > 0
    known = FitnessParameters(
        who.strength[0], who.gain[0] * good / loads[0], who.fatigue[0], who.gain_days[0],
        who.fatigue_days[0], who.dose_days[0],
    )  # fmt: skip
    assert np.ptp(loads) == 0  # every session was the same share of the day's strength
    assert seen == pytest.approx(response(known, days, loads), rel=1e-9)


def test_rest_takes_fatigue_faster_than_fitness() -> None:
    who = people()
    body, _ = session(who, fresh(who))
    later = rest(who, body, 14)
    assert later.fatigue[0] / body.fatigue[0] < 0.15
    assert later.fitness[0] / body.fitness[0] > 0.8
    assert strength(who, later)[0] > strength(who, body)[0]


def test_a_set_ends_where_no_more_is_possible() -> None:
    who = people()
    _, lifted = session(who, fresh(who), share=0.9, reps=20)
    assert lifted.reps[0, 0] == np.floor(possible_reps(0.9))
    assert (np.diff(lifted.reps[0, :3]) <= 0).all()
    assert np.isnan(lifted.reps[0, 3:]).all()


def test_short_rests_cost_repetitions() -> None:
    who = people()
    short, long = (session(who, fresh(who), 0.75, 5, 20, s)[1] for s in (30.0, 300.0))
    assert np.nansum(short.reps) < np.nansum(long.reps)


def test_a_load_that_does_not_move_does_no_good_but_tires() -> None:
    who = people()
    body, lifted = session(who, fresh(who), share=1.3)
    assert np.nansum(lifted.reps) == 0
    assert body.fitness[0] == 0
    assert body.fatigue[0] > 0


@pytest.mark.parametrize(
    ("less", "more"),
    [((0.6, 3, 2), (0.8, 3, 2)), ((0.75, 2, 2), (0.75, 4, 2)), ((0.75, 3, 4), (0.75, 3, 0))],
)
def test_heavier_more_and_harder_sets_both_build_and_tire_more(less, more) -> None:
    a, b = ([np.array([float(x)]) for x in row] for row in (less, more))
    eight, no = np.array([8.0]), np.array([False])
    assert stimulus(Shape(), a[0], a[1], eight, a[2]) < stimulus(Shape(), b[0], b[1], eight, b[2])
    assert session_load(a[0], a[1], eight, a[2], no) < session_load(b[0], b[1], eight, b[2], no)


def test_a_usual_session_counts_one() -> None:
    row = [np.array([x]) for x in (0.75, 3.0, 8.0, 2.0)]
    assert stimulus(Shape(), *row) == pytest.approx(1)
    assert session_load(*row, np.array([False])) == pytest.approx(1)


def test_the_hazard_doubles_as_stated() -> None:
    who = people(1, EVEN)
    calm = replace(fresh(who), usual=np.array([1.0]))
    one = np.array([1.0])
    usual = hazard(who, calm, one)
    assert usual == pytest.approx(who.hazard)
    assert hazard(who, replace(calm, fatigue=np.array([0.1])), one) == pytest.approx(2 * usual)
    assert hazard(who, replace(calm, pain=np.array([4.0])), one) == pytest.approx(4 * usual)
    spike = hazard(who, replace(calm, usual=np.array([1 / 1.5])), one)
    assert spike == pytest.approx(2 * usual)


def test_an_injury_keeps_away_for_weeks_and_hurts() -> None:
    who = people(1, replace(CALM, hazard=Spread(10.0)))
    luck = Luck(np.zeros((1, NORMALS)), np.full((1, UNIFORMS), 0.5))
    body, lifted = session(who, fresh(who), luck=luck)
    assert lifted.injured[0]
    assert lifted.risk[0] == 1
    assert lifted.pain[0] >= 6
    missed, after = [], body
    for _ in range(12):
        after = rest(who, after, 3.5)
        missed.append(not session(who, after)[1].done[0])
    assert 2 <= sum(missed) <= 10
    assert missed == sorted(missed, reverse=True)


def test_a_missed_session_changes_nothing_and_tells_nothing() -> None:
    who = people(1, replace(CALM, missed=Spread(0.5)))
    before = fresh(who)
    body, lifted = session(who, before, luck=Luck(np.zeros((1, 4)), np.zeros((1, 4))))
    assert not lifted.done[0]
    assert lifted.risk[0] == 0
    assert np.isnan(lifted.reps).all()
    assert np.isnan(lifted.reserve).all()
    for f in fields(Body):
        assert getattr(body, f.name) == getattr(before, f.name)


def test_reserve_is_reported_too_small_and_less_surely_far_from_failure() -> None:
    n = 4000
    who = people(n)
    rng = np.random.default_rng(2)
    easy = session(who, fresh(who), share=0.6, luck=draw_luck(n, rng))[1].reserve
    hard = session(who, fresh(who), share=0.74, luck=draw_luck(n, rng))[1].reserve
    left = [np.floor(possible_reps(s / 0.97)) - 8 for s in (0.6, 0.74)]
    assert np.nanmean(easy) < left[0] - 0.5
    assert np.nanstd(easy) > np.nanstd(hard)


def test_sets_near_failure_slow_more() -> None:
    who = people()
    losses = [session(who, fresh(who), share=s)[1].velocity_loss[0] for s in (0.5, 0.65, 0.78)]
    assert losses == sorted(losses)
    assert losses[-1] == pytest.approx(50, abs=8)


def test_luck_takes_as_much_from_the_generator_whoever_trains_how() -> None:
    first, second = np.random.default_rng(7), np.random.default_rng(7)
    draw_luck(5, first)
    draw_luck(5, second)
    assert first.random() == second.random()


def test_each_misspecified_population_differs_from_the_typical_one() -> None:
    assert len(MISSPECIFIED) >= 10
    assert all(population != TYPICAL for population in MISSPECIFIED.values())
