"""How well injuries are foretold: three models and the base rate, in the same backtest.

    python bench/risk.py DATA [--days N]

DATA is a CSV file as `repsight train risk` reads it, or a folder that holds the public hamstring
sample (history/hamstring_injury_jovanovic). Each athlete is judged by models of the others, and
later days by models of earlier ones. There is no figure to reach: the table says what such data are
worth. Its last lines are of made-up athletes whose hazard is known, which shows what the same code
finds where there is something to find. The last line sums up; exit code 1 when the code fails to
find that, or finds something in shuffled injuries.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.history.risk.daily import DailyLog
from repsight.core.history.risk.features import FEATURES, features
from repsight.train.risk import FORWARD, NEW_ATHLETES, backtest, read_daily_logs
from repsight.train.risk_backtest import Figures
from repsight.train.risk_card import KINDS, warning
from repsight.train.risk_samples import RiskSamples, check_samples, samples_of

SAMPLE: Final = Path("history/hamstring_injury_jovanovic/Raw Data sample.csv")
COUNT: Final = 30
DAYS: Final = 300
HAZARD: Final = {"change": 0.8, "monotony": 1.0, "pain": 0.4}
INTERCEPT: Final = -6.5
WANTED_AUC: Final = 0.65
"""The lower end of the interval, of made-up athletes: a known hazard must be found."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--days", type=int, default=7, help="injury within so many days")
    options = parser.parse_args()
    path = options.data / SAMPLE if options.data.is_dir() else options.data
    real = samples_of(read_daily_logs(path), options.days)
    check_samples(real)
    found = show(path.name, real, options.days)
    logs = [made_up(seed) for seed in range(COUNT)]
    known = samples_of(logs, options.days)
    signal = show("made-up athletes, a known hazard", known, options.days, ("logistic", "lightgbm"))
    rng = np.random.default_rng(0)
    shuffled = replace(known, injured=rng.permutation(known.injured))
    noise = show("the same, injuries shuffled", shuffled, options.days, ("logistic", "lightgbm"))
    sys.exit(0 if sum_up(path.name, real, found, signal, noise) else 1)


def show(
    name: str,
    samples: RiskSamples,
    days: int,
    kinds: tuple[str, ...] = ("logistic", "lightgbm", "gru"),
) -> dict[str, Figures]:
    """Print the tables of both ways of trying; the figures on athletes not seen."""
    chosen, tables, why = backtest(samples, days, kinds)
    people = len(samples.names())
    print(f"{name}: {samples.injuries()} injuries of {people} athletes, {len(samples)} days")
    for how in (NEW_ATHLETES, FORWARD):
        if how not in tables:
            print(f"  {how}: no injury before the second half of the days")
            continue
        print(f"  {how}, {next(iter(tables[how].values())).injuries} injuries")
        for kind, each in tables[how].items():
            print(
                f"    {KINDS[kind]:<40} AUC {each.auc:.2f} ({each.auc_low:.2f} to"
                f" {each.auc_high:.2f})  Brier {each.brier:.4f}  log loss {each.log_loss:.4f},"
                f" less the base rate's {each.gain:+.4f} ({each.gain_low:+.4f} to"
                f" {each.gain_high:+.4f})"
            )
    for sentence in why:
        print(f"  {sentence}")
    print()
    return {"chosen": tables[NEW_ATHLETES][chosen.kind], **tables[NEW_ATHLETES]}


def made_up(seed: int) -> DailyLog:
    """An athlete of three to five sessions a week, injured by a hazard that is known."""
    rng = np.random.default_rng(seed)
    week = np.repeat(rng.lognormal(0, 0.35, DAYS // 7 + 1), 7)[:DAYS]
    load = week * (rng.random(DAYS) < rng.uniform(0.4, 0.7)) * rng.lognormal(0, 0.4, DAYS)
    pain = np.where(rng.random(DAYS) < 0.05, rng.integers(1, 8, DAYS), np.nan)
    pain[0] = 0.0
    healthy = DailyLog(f"{seed:02d}", 0, load[None], pain, np.zeros(DAYS, bool))
    values = np.nan_to_num(features(healthy))
    odds = INTERCEPT + sum(w * values[:, list(FEATURES).index(n)] for n, w in HAZARD.items())
    hurt = rng.random(DAYS) < 1 / (1 + np.exp(-odds))
    return replace(healthy, injured=np.concatenate([[False], hurt[:-1]]))


def sum_up(
    name: str,
    real: RiskSamples,
    found: dict[str, Figures],
    signal: dict[str, Figures],
    noise: dict[str, Figures],
) -> bool:
    """Print the last line; whether the code finds what is there, and nothing where nothing is."""
    chosen, known, nothing = found["chosen"], signal["logistic"], noise["logistic"]
    finds = known.auc_low >= WANTED_AUC and known.gain_high < 0
    silent = nothing.gain_high >= 0
    beats = "beats" if chosen.gain_high < 0 else "does not beat"
    print(
        f"risk: {name}: the chosen model {beats} the base rate (AUC {chosen.auc:.2f},"
        f" {chosen.auc_low:.2f} to {chosen.auc_high:.2f}); {warning(real.injuries())} Known hazard:"
        f" AUC {known.auc:.2f} ({'found' if finds else 'NOT FOUND'}); shuffled: AUC"
        f" {nothing.auc:.2f} ({'nothing found' if silent else 'SOMETHING FOUND'})"
    )
    return finds and silent


if __name__ == "__main__":
    main()
