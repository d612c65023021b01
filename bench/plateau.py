"""How late and how wrong plateaus are told: simulated lifters, asked at every session.

    python bench/plateau.py [--lifters N] [--noise] [--plots DIR [--logs ../shared/history]]

A false alarm: a plateau is stated "since day X" while the true level rose from X to now by more
than the smallest change that matters; statements less than four weeks apart are one alarm. They
are counted per year of a log. The delay is from the true onset to the first statement during the
plateau; a plateau that ends untold (after 10 to 16 weeks) counts as an endless delay. `--noise`
adds the table by noise and frequency; `--plots` draws the lifts of real logs (Strong or Hevy CSV) with
the plateaus and changes found. Exit code 1 when a figure is missed; the last line sums up.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/core/history"))

from lifters import GAIN, NOISE, Lifter, Simulated, draw_lifter, simulate  # noqa: E402

from repsight.core.history import plateau as detector  # noqa: E402
from repsight.core.history.findings import Plateau, Series  # noqa: E402
from repsight.core.history.log import Experience  # noqa: E402
from repsight.core.history.series import session_series  # noqa: E402
from repsight.core.history.table import history_of  # noqa: E402

MOST_ALARMS: Final = 0.05
LATEST_WEEKS: Final = 3.0
# Statements closer than this are one alarm.
ONE_ALARM: Final = 28
STRICTNESS: Final = (1.0, 2.0, 4.0, 6.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of lifters: alarms that were false, years of log, weeks to each plateau."""

    alarms: int
    years: float
    delays: tuple[float, ...]

    @property
    def rate(self) -> float:
        return self.alarms / self.years

    def delay(self, share: float) -> float:
        """The weeks within which that share of the plateaus was told; infinite where never."""
        return sorted(self.delays)[min(int(share * len(self.delays)), len(self.delays) - 1)]

    def row(self) -> str:
        found = np.mean(np.isfinite(self.delays))
        return (
            f"{self.rate:6.3f} alarms a year · delay {self.delay(0.5):5.1f} weeks (median)"
            f" {self.delay(0.9):5.1f} (90 %) · {found:4.0%} of {len(self.delays)} told"
            f" · {self.years:.0f} years"
        )


def ask(made: Simulated, experience: Experience) -> Told:
    """What is said of a lifter after each session, against the truth."""
    series = session_series(history_of(made.sessions).sets, made.lifter.exercise, "e1rm")
    found: list[tuple[int, int]] = []
    for n in range(1, len(series) + 1):
        told = detector.plateau(_until(series, n), experience)
        if isinstance(told, Plateau):
            found.append((int(series.day[n - 1]), told.since))
    smallest = detector.SMALLEST[experience]
    alarms, last = 0, -ONE_ALARM
    for day, since in found:
        gained = float(np.log(made.level_on(day) / made.level_on(since)))
        if gained / max(day - since, 1) * 7 > smallest:
            alarms += day - last >= ONE_ALARM
            last = day
    delays = []
    for one in made.plateaus:
        days = [day for day, _ in found if one.start <= day < one.start + one.days]
        delays.append((days[0] - one.start) / 7 if days else np.inf)
    return Told(alarms, float(series.day[-1] - series.day[0]) / 365.25, tuple(delays))


def _until(series: Series, n: int) -> Series:
    return Series(series.exercise, series.measure, series.unit, series.day[:n], series.values[:n])


def lifters(experience: Experience, count: int, seed: int) -> list[Simulated]:
    """A population, simulated."""
    rng = np.random.default_rng(seed)
    return [simulate(draw_lifter(rng, experience), seed + n) for n in range(count)]


def together(told: list[Told]) -> Told:
    return Told(
        sum(one.alarms for one in told),
        sum(one.years for one in told),
        tuple(delay for one in told for delay in one.delays),
    )


def by_experience(count: int, seed: int) -> Told:
    """Prints each experience's figures, and those of all together, which come back."""
    parts = []
    for experience in GAIN:
        told = together([ask(one, experience) for one in lifters(experience, count, seed)])
        print(f"{experience:14s} {told.row()}", flush=True)
        parts.append(told)
    everybody = together(parts)
    print(f"{'all':14s} {everybody.row()}")
    return everybody


def trade_off(count: int, seed: int) -> None:
    """Prints delay against false alarms as the test is made laxer or stricter."""
    usual = detector.AGAINST_SLOW
    for experience in ("beginner", "intermediate"):
        made = lifters(experience, count, seed)
        for strict in STRICTNESS:
            detector.AGAINST_SLOW = strict
            told = together([ask(one, experience) for one in made])
            print(f"{experience:14s} evidence {strict:3.1f} {told.row()}", flush=True)
    detector.AGAINST_SLOW = usual


def by_noise(count: int, seed: int) -> None:
    """Prints what noise and frequency do to beginners who gain 2 % a week."""
    for a_week in (2, 4):
        for noise in (0.0, 0.5, 1.0):
            rng = np.random.default_rng(seed)
            made = [
                simulate(_quick(draw_lifter(rng, "beginner"), a_week, noise), seed + n)
                for n in range(count)
            ]
            told = together([ask(one, "beginner") for one in made])
            print(f"2 %/week, {a_week} a week, noise × {noise:.1f} {told.row()}", flush=True)


def _quick(lifter: Lifter, a_week: int, noise: float) -> Lifter:
    """The same with steady gains of 2 % a week, fine plates, and so much of the usual noise."""
    return replace(
        lifter, gain=0.02, halved=1e6, a_week=a_week, noise=noise * NOISE, step=0.5, level=60.0,
        weeks=78,
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lifters", type=int, default=24, help="of each experience")
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--noise", action="store_true", help="also by noise and frequency")
    parser.add_argument("--plots", type=Path, help="draw real logs into this folder")
    parser.add_argument("--logs", type=Path, default=ROOT.parent / "shared/history")
    asked = parser.parse_args()
    if asked.plots is not None:
        from plateau_figure import draw_logs

        draw_logs(asked.logs, asked.plots)
        return 0
    everybody = by_experience(asked.lifters, asked.seed)
    print()
    trade_off(max(asked.lifters // 2, 1), asked.seed)
    if asked.noise:
        print()
        by_noise(max(asked.lifters // 2, 1), asked.seed)
    quiet = everybody.rate <= MOST_ALARMS
    quick = everybody.delay(0.5) <= LATEST_WEEKS
    print(
        f"\nplateaus: {everybody.rate:.3f} false alarms a year (at most {MOST_ALARMS:g}:"
        f" {'reached' if quiet else 'missed'}), median delay {everybody.delay(0.5):.1f} weeks"
        f" (at most {LATEST_WEEKS:g}: {'reached' if quick else 'missed'})"
    )
    return 0 if quiet and quick else 1


if __name__ == "__main__":
    sys.exit(main())
