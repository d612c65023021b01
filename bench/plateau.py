"""How late and how wrong plateaus are told: simulated lifters, asked at every session.

    python bench/plateau.py [--lifters N] [--seed N] [--trade-off] [--plots DIR [--logs DIR]]

A false alarm: a plateau is stated "since day X" while the true level rose from X to now by more
than the smallest change that matters; statements less than four weeks apart are one alarm. They
are counted per year of log, with a 95 % interval, and per year in which the level rose. The delay
is from the true onset to the first statement during the plateau; a plateau that ends untold (after
10 to 16 weeks) counts as an endless delay.

No test can tell sooner than the noise allows. `least_weeks` is that bound for each plateau, from
the true gain before it, the true noise and the sessions a week. The figure (three weeks, median)
is asked where the bound is three weeks or less; elsewhere it is out of reach. `--plots` draws the
lifts of real logs (Strong or Hevy CSV) with the plateaus and changes found. Exit code 1 when a
figure is missed; the last line sums up.
"""

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from scipy.stats import chi2, norm

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/core/history"))

from lifters import GAIN, Lifter, Simulated, draw_lifter, simulate  # noqa: E402

from repsight.core.history import plateau as detector  # noqa: E402
from repsight.core.history.findings import Plateau, Series  # noqa: E402
from repsight.core.history.log import Experience  # noqa: E402
from repsight.core.history.series import session_series  # noqa: E402
from repsight.core.history.table import history_of  # noqa: E402
from repsight.core.history.trend import widening  # noqa: E402

MOST_ALARMS: Final = 0.05
LATEST_WEEKS: Final = 3.0
# Statements closer than this are one alarm.
ONE_ALARM: Final = 28
# `EVIDENCE` and `SLOWER` of the detector.
STRICTNESS: Final = ((4.0, 0.5), (3.5, 1.0), (3.0, 1.5), (3.0, 2.0), (4.0, 3.0))
# The thresholds were set on seeds below this; the figures are of others.
FRESH_SEED: Final = 920_000
# Bounds on the delay, in weeks, by which plateaus are grouped.
BOUNDS: Final = (0.0, 2.0, 3.0, 4.0, 6.0, np.inf)
BEFORE_DAYS: Final = 56
PROCESSES: Final = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of lifters: alarms that were false, years of log and of rises in them, and of
    each plateau the least weeks in which it can be told and the weeks in which it was."""

    alarms: int = 0
    years: float = 0.0
    rising: float = 0.0
    delays: tuple[tuple[float, float], ...] = ()

    def __add__(self, other: "Told") -> "Told":
        return Told(
            self.alarms + other.alarms,
            self.years + other.years,
            self.rising + other.rising,
            self.delays + other.delays,
        )

    @property
    def rate(self) -> float:
        return self.alarms / self.years

    def interval(self) -> tuple[float, float]:
        """Of the rate, 95 %, as Poisson counts have it (Garwood, 1936)."""
        low = chi2.ppf(0.025, 2 * self.alarms) / 2 if self.alarms else 0.0
        return float(low / self.years), float(chi2.ppf(0.975, 2 * self.alarms + 2) / 2 / self.years)

    def within(self, low: float, high: float) -> list[float]:
        """The delays, in order, of plateaus with a bound from `low` to `high` weeks."""
        return sorted(delay for least, delay in self.delays if low < least <= high)

    def row(self) -> str:
        low, high = self.interval()
        return (
            f"{self.rate:.3f} false alarms a year ({low:.3f} to {high:.3f};"
            f" {self.alarms / self.rising:.3f} a year of rising; {self.years:.0f} years)"
            f" · {delays_row(self.within(0, np.inf))}"
        )


def delays_row(delays: list[float]) -> str:
    """Median and 90 % of delays from the onset, and from when it had lasted long enough."""
    if not delays:
        return "no plateaus"
    half, most = (delays[min(int(p * len(delays)), len(delays) - 1)] for p in (0.5, 0.9))
    enough = detector.SHORTEST_WEEKS
    told = f"{np.isfinite(delays).mean():.0%} of {len(delays)} told"
    return (
        f"delay {half:.1f} weeks (median; 90 % {most:.1f}), {half - enough:.1f}"
        f" ({most - enough:.1f}) after {enough:g} weeks of it · {told}"
    )


def least_weeks(gain: float, spread: float, a_week: float) -> float:
    """The weeks after which the best test, with half of plateaus told, can tell one.

    It looks about every three weeks and may be wrong 0.05 times a year, so a look may with
    probability 0.05 · 3 / 52: the level must lie that many (2.8) standard errors from the rise,
    `a_week` sessions of noise `spread` and a rise of `gain` a week known from 26 weeks.
    """
    weeks = np.linspace(0.1, 104, 10_400)
    rise = detector._WINDOW_WEEKS
    known = (rise / (rise + weeks)) ** 3
    apart = gain * np.sqrt(a_week * weeks**3 / 3 * known) / spread
    enough = apart >= norm.isf(MOST_ALARMS * 3 / 52)
    return float(weeks[np.argmax(enough)]) if enough.any() else np.inf


def ask(made: Simulated, experience: Experience) -> Told:
    """What is said of a lifter after each session, against the truth."""
    sets = history_of(made.sessions).sets
    series, loads = (session_series(sets, made.lifter.exercise, m) for m in ("e1rm", "load"))
    found: list[tuple[int, int]] = []
    for n in range(1, len(series) + 1):
        told = detector.plateau(_until(series, n), experience, _until(loads, n))
        if isinstance(told, Plateau):
            found.append((int(series.day[n - 1]), told.since))
    years = float(series.day[-1] - series.day[0]) / 365.25
    rising = float(np.mean(made.gain_on(series.day, 7) > 0)) * years
    alarms = false_alarms(found, made, detector.SMALLEST[experience])
    spread = _true_spread(series, made)
    a_week = made.lifter.a_week * (1 - made.lifter.missed)
    delays = []
    for one in made.plateaus:
        days = [day for day, _ in found if one.start <= day < one.start + one.days]
        least = least_weeks(float(made.gain_on(one.start, BEFORE_DAYS)), spread, a_week)
        delays.append((least, (days[0] - one.start) / 7 if days else np.inf))
    return Told(alarms, years, rising, tuple(delays))


def false_alarms(found: list[tuple[int, int]], made: Simulated, smallest: float) -> int:
    """How many of the statements (day, since) are wrong, those close to each other as one."""
    alarms, last = 0, -ONE_ALARM
    for day, since in found:
        gained = float(np.log(made.level_on(day) / made.level_on(since)))
        if gained / max(day - since, 1) * 7 > smallest:
            alarms += day - last >= ONE_ALARM
            last = day
    return alarms


def _until(series: Series, n: int) -> Series:
    return Series(series.exercise, series.measure, series.unit, series.day[:n], series.values[:n])


def _true_spread(series: Series, made: Simulated) -> float:
    """The noise of usual sessions about the true level, widened by what they carry over."""
    left = np.log(series.values / made.level_on(series.day))
    left = left - np.median(left)
    left = left[np.abs(left) < 4 * np.median(np.abs(left)) + 1e-9]
    return float(left.std() * np.sqrt(widening(left)))


def usual(rng: np.random.Generator, experience: Experience) -> Lifter:
    return draw_lifter(rng, experience)


def quick(rng: np.random.Generator, experience: Experience) -> Lifter:
    """Gains of 1 to 2 % a week that do not slacken, and little noise: what can be told soon."""
    one = draw_lifter(rng, experience)
    noise, gain = float(rng.uniform(0.003, 0.01)), float(rng.uniform(0.01, 0.02))
    return replace(one, noise=noise, gain=gain, halved=1e6, a_week=int(rng.integers(3, 5)))


def slowing(rng: np.random.Generator, experience: Experience) -> Lifter:
    """Gains of 1.2 to 2 % a week that are half of it for 10 to 16 weeks, and never none."""
    one = draw_lifter(rng, experience)
    spans = tuple((at.start, at.days) for at in one.plateaus)
    gain = float(rng.uniform(0.012, 0.02))
    return replace(one, gain=gain, halved=1e6, plateaus=(), slowed=spans)


Drawn = Callable[[np.random.Generator, Experience], Lifter]
POPULATIONS: Final[tuple[tuple[str, Drawn, Experience], ...]] = (
    *((name, usual, name) for name in GAIN),
    ("quick, little noise", quick, "beginner"),
)
# A hard case, told for itself: no log is of such people only.
SLOWING: Final[tuple[str, Drawn, Experience]] = ("slowing, no plateau", slowing, "beginner")


def asked_of(draw: Drawn, experience: Experience, seed: int) -> Told:
    lifter = draw(np.random.default_rng(seed), experience)
    return ask(simulate(lifter, seed), experience)


def population(draw: Drawn, experience: Experience, count: int, seed: int) -> Told:
    """What was said of so many lifters."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        told = pool.map(partial(asked_of, draw, experience), range(seed, seed + count), chunksize=8)
        return sum(told, Told())


def trade_off(count: int, seed: int) -> None:
    """Prints delay against false alarms as the test is made laxer or stricter."""
    usual_evidence, usual_slower = detector.EVIDENCE, detector.SLOWER
    for evidence, slower in STRICTNESS:
        detector.EVIDENCE, detector.SLOWER = evidence, slower
        for name, draw, experience in (*POPULATIONS, SLOWING):
            told = population(draw, experience, count, seed)
            print(f"{evidence:g}, {slower:g} {name:20s} {told.row()}", flush=True)
    detector.EVIDENCE, detector.SLOWER = usual_evidence, usual_slower


def by_bound(told: Told) -> None:
    """Prints the delays of plateaus by how soon they can be told at all."""
    for low, high in pairwise(BOUNDS):
        reach = "" if high <= LATEST_WEEKS else " (three weeks are out of reach: noise)"
        print(f"least {low:g} to {high:g} weeks{reach}: {delays_row(told.within(low, high))}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lifters", type=int, default=60, help="of each population, 2 years each")
    parser.add_argument("--seed", type=int, default=FRESH_SEED)
    parser.add_argument("--trade-off", action="store_true", help="other thresholds instead")
    parser.add_argument("--plots", type=Path, help="draw real logs into this folder")
    parser.add_argument("--logs", type=Path, default=ROOT.parent / "shared/history")
    asked = parser.parse_args()
    if asked.plots is not None:
        from plateau_figure import draw_logs

        draw_logs(asked.logs, asked.plots)
        return 0
    if asked.trade_off:
        trade_off(asked.lifters, asked.seed)
        return 0
    everybody, usual_people = Told(), Told()
    for name, draw, experience in POPULATIONS:
        told = population(draw, experience, asked.lifters, asked.seed)
        print(f"{name:20s} {told.row()}", flush=True)
        everybody += told
        usual_people += told if draw is usual else Told()
    print(f"{'usual people':20s} {usual_people.row()}")
    name, draw, experience = SLOWING
    print(f"{name:20s} {population(draw, experience, asked.lifters, asked.seed).row()}\n")
    by_bound(everybody)
    return verdict(everybody, usual_people)


def verdict(told: Told, usual_people: Told) -> int:
    """Prints whether the figures are reached, and where; 1 where one is missed.

    False alarms are those of usual people: quick ones with little noise have hardly any.
    """
    quiet = usual_people.rate <= MOST_ALARMS
    soon = told.within(0, LATEST_WEEKS)
    median = soon[len(soon) // 2] if soon else np.inf
    in_time = median <= LATEST_WEEKS
    beyond = len(told.within(LATEST_WEEKS, np.inf))
    print(
        f"\nplateaus: {usual_people.rate:.3f} false alarms a year (at most {MOST_ALARMS:g}:"
        f" {'reached' if quiet else 'missed'}); where noise allows {LATEST_WEEKS:g} weeks"
        f" ({len(soon)} plateaus) median delay {median:.1f} weeks (at most {LATEST_WEEKS:g}:"
        f" {'reached' if in_time else 'missed'}); out of reach for {beyond} of {len(told.delays)}"
    )
    return 0 if quiet and in_time else 1


if __name__ == "__main__":
    sys.exit(main())
