"""What the fitness–fatigue model finds in real logs, and how well it sees the next session.

    python bench/fitness.py DIR [--sessions 40]

Fits every exercise with loads and enough sessions in the Strong, Hevy or other logs under
DIR/history. Prints how the parameters are spread, and the error at the next session of fits that
saw only what came before, against taking the last session's value. The last line sums up. Nothing
is wanted of it: it is there to know, not to pass.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import RepSightError
from repsight.core.history.series import main_measure, session_series
from repsight.core.history.table import SetTable, history_of
from repsight.core.programme.fitness_fit import FitnessFit, OneStep, fit_fitness, one_step
from repsight.history.importers import read_log

QUANTILES: Final = (0.16, 0.5, 0.84)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sessions", type=int, default=40, help="fewest sessions of an exercise")
    options = parser.parse_args()
    logs = list(exercise_logs(options.folder / "history", options.sessions))
    for variable in (False, True):
        print(f"\n{'variable' if variable else 'constant'} dose")
        fits = [fit_fitness(*log, variable) for log in logs]
        print_spread([fit for fit in fits if isinstance(fit, FitnessFit)])
        steps = [one_step(*log, variable) for log in logs]
        errors = print_errors([step for step in steps if isinstance(step, OneStep)])
    print(
        f"{len(logs)} exercises; error at the next session, share of the median: fit"
        f" {errors[0]:.3f}, fit corrected {errors[1]:.3f}, last value {errors[2]:.3f}"
    )


def exercise_logs(folder: Path, fewest: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Days, volumes and e1RM of every exercise of every log with so many sessions."""
    for path in sorted(folder.rglob("*.csv")):
        try:
            sessions = read_log(path, "UTC").sessions
        except RepSightError:
            continue  # not a log of sets
        sets = history_of(sessions).sets.working()
        for name in sets.exercises():
            if main_measure(sets.of(name)) == "e1rm":
                found = columns(sets, name)
                if len(found[0]) >= fewest:
                    yield found


def columns(sets: SetTable, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days (N,), volume (N,) and best e1RM (N,) of the sessions of an exercise."""
    shown, volume = (session_series(sets, name, measure) for measure in ("e1rm", "volume"))
    return shown.day.astype(float), volume.values, shown.values


def print_spread(fits: list[FitnessFit]) -> None:
    """The quantiles of each parameter over fits, and of the noise that they leave."""
    print(f"{'':14}" + "".join(f"{f'{q:.0%}':>9}" for q in QUANTILES) + "  interval, times wide")
    for name in fits[0].intervals:
        if name == "baseline":
            continue
        values = [getattr(fit.parameters, name) for fit in fits]
        wide = np.median([fit.intervals[name].high / fit.intervals[name].low for fit in fits])
        shown = "".join(f"{value:9.4g}" for value in np.quantile(values, QUANTILES))
        print(f"{name:14}{shown}  {wide:.1f}")
    noise = np.quantile([fit.noise for fit in fits], QUANTILES)
    print(f"{'noise':14}" + "".join(f"{value:9.3f}" for value in noise))


def print_errors(steps: list[OneStep]) -> tuple[float, ...]:
    """The mean errors at the next session over exercises."""
    names = ("model", "corrected", "last", "recent")
    means = tuple(float(np.mean([getattr(step, name) for step in steps])) for name in names)
    print("next session: " + ", ".join(f"{n} {m:.3f}" for n, m in zip(names, means, strict=True)))
    better = sum(step.corrected < step.last for step in steps)
    print(f"the corrected fit beats the last value in {better} of {len(steps)} exercises")
    return means


if __name__ == "__main__":
    main()
