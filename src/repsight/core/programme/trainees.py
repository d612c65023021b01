"""Trainees who exist only as numbers: who they are, and how they differ.

They are for comparing rules of progression with each other. What holds for them need not hold for
people: each spread below is a published range, a measured one, or an assumption that says so.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """A log-normal spread over people: its median, and the standard deviation of the logarithm."""

    median: float
    log_sd: float = 0.0

    def times(self, factor: float) -> "Spread":
        """The same with the median moved."""
        return replace(self, median=self.median * factor)


@dataclass(frozen=True, slots=True)
class Shape:
    """How sessions work on people: assumptions in the shape of published dose-response curves.

    The stimulus for strength grows with load and is nearly whole from 80 % of the maximum on (Lopez
    et al., Med Sci Sports Exerc 53(6), 2021): half at `half_intensity`. It falls little with
    repetitions in reserve (Robinson et al., Sports Med 54, 2024): to half at `half_reserve`. It
    grows with sets to the power `set_power` (diminishing: Pelland et al., Sports Med, 2025).

    Nobody knows the curve of harm. Its hazard doubles for each `spike_doubles` by which a session
    tires more than those of the last weeks, as a share; each `fatigue_doubles` of strength lost to
    fatigue; and each `pain_doubles` points of pain.
    """

    half_intensity: float = 0.60
    intensity_width: float = 0.08
    half_reserve: float = 8.0
    set_power: float = 0.5
    spike_doubles: float = 0.5
    fatigue_doubles: float = 0.10
    pain_doubles: float = 2.0


@dataclass(frozen=True, slots=True)
class Population:
    """How the parameters of trainees are spread; `novices` is the share (0..1) of beginners.

    A usual session is three sets of about eight at 75 % with two repetitions in reserve. Gains are
    shares of the strength at the start a usual session. Time constants in days.
    """

    novices: float = 0.5
    # One-repetition maxima of a main lift at the start (kg): an assumption, and only a scale.
    novice_strength: Spread = Spread(60.0, 0.35)
    trained_strength: Spread = Spread(110.0, 0.25)
    # Chosen so that two usual sessions a week give the published gains in 12 weeks: about 30 % to
    # beginners (31 ± 22 % over 22 studies: Thompson et al., Sports Med 50, 2020) and 5 to 10 % to
    # the trained (ACSM, Med Sci Sports Exerc 41(3), 2009). Tested.
    novice_gain: Spread = Spread(0.030, 0.4)
    trained_gain: Spread = Spread(0.007, 0.4)
    # Where gains end, as a share of the strength at the start: an assumption.
    novice_ceiling: Spread = Spread(1.0, 0.3)
    trained_ceiling: Spread = Spread(0.25, 0.3)
    # Fits to logs: median 38 days, two thirds 24 to 90 (docs/progression.md); that strength is kept
    # well over three weeks off (McMaster et al., Sports Med 43(5), 2013) speaks for more.
    gain_days: Spread = Spread(90.0, 0.5)
    # The usual seven days and Busso's growing cost of sessions close together (2003).
    fatigue: Spread = Spread(0.007, 0.4)
    fatigue_days: Spread = Spread(6.0, 0.3)
    dose_days: Spread = Spread(7.0, 0.3)
    # What a session shows about strength: 1RM tests repeat within 4.2 % (median coefficient of
    # variation; Grgic et al., Sports Med Open 6, 2020), and logs are no better.
    session_noise: Spread = Spread(0.03, 0.3)
    # At one share of the maximum people differ by about a quarter in repetitions (Richens &
    # Cleather, Biol Sport 31, 2014).
    stamina: Spread = Spread(1.0, 0.2)
    # Sessions missed of those planned: an assumption; half of all new members stop within months.
    missed: Spread = Spread(0.12, 0.5)
    # Injuries a usual session, before what raises them: chosen so that double progression meets the
    # published 1 to 4 in 1,000 hours of lifting (Keogh & Winwood, Sports Med 47(3), 2017), a lift
    # being about half an hour. Tested.
    hazard: Spread = Spread(0.0002, 0.7)
    # The share (0..1) who are filmed, so that velocity is known.
    filmed: float = 0.5
    shape: Shape = Shape()


TYPICAL: Final = Population()
MAX_MISSED: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Trainees:
    """N trainees, a column (N,) a parameter; the meanings are those of `Population`."""

    shape: Shape

    novice: npt.NDArray[np.bool_]
    filmed: npt.NDArray[np.bool_]
    strength: Floats
    gain: Floats
    ceiling: Floats
    gain_days: Floats
    fatigue: Floats
    fatigue_days: Floats
    dose_days: Floats
    session_noise: Floats
    stamina: Floats
    missed: Floats
    hazard: Floats

    def __len__(self) -> int:
        return len(self.strength)


def draw_trainees(
    count: int, rng: np.random.Generator, population: Population = TYPICAL
) -> Trainees:
    """So many trainees of a population. Raises InvalidInputError below one."""
    if count < 1:
        raise InvalidInputError(f"{count} trainees were asked for; ask for 1 or more")
    novice = rng.random(count) < population.novices

    def column(spread: Spread) -> Floats:
        return spread.median * np.exp(spread.log_sd * rng.standard_normal(count))

    def either(beginner: Spread, trained: Spread) -> Floats:
        return np.where(novice, column(beginner), column(trained))

    single = {
        name: column(getattr(population, name))
        for name in (
            "gain_days", "fatigue", "fatigue_days", "dose_days", "session_noise", "stamina",
            "missed", "hazard",
        )
    }  # fmt: skip
    return Trainees(
        shape=population.shape,
        novice=novice,
        filmed=rng.random(count) < population.filmed,
        strength=either(population.novice_strength, population.trained_strength),
        gain=either(population.novice_gain, population.trained_gain),
        ceiling=either(population.novice_ceiling, population.trained_ceiling),
        **{**single, "missed": np.minimum(single["missed"], MAX_MISSED)},
    )


def _shaped(**changed: float) -> Population:
    return replace(TYPICAL, shape=replace(Shape(), **changed))


# Populations that break what the typical one assumes. A policy that wins only in the typical one
# has learned the simulator, not how to train.
MISSPECIFIED: Final = {
    "gains fade twice as fast": replace(TYPICAL, gain_days=TYPICAL.gain_days.times(0.5)),
    "gains fade half as fast": replace(TYPICAL, gain_days=TYPICAL.gain_days.times(2.0)),
    "fatigue lasts twice as long": replace(TYPICAL, fatigue_days=TYPICAL.fatigue_days.times(2.0)),
    "fatigue weighs twice as much": replace(TYPICAL, fatigue=TYPICAL.fatigue.times(2.0)),
    "twice the noise": replace(TYPICAL, session_noise=TYPICAL.session_noise.times(2.0)),
    "five times the hazard": replace(TYPICAL, hazard=TYPICAL.hazard.times(5.0)),
    "slow responders": replace(
        TYPICAL,
        novice_gain=TYPICAL.novice_gain.times(0.5),
        trained_gain=TYPICAL.trained_gain.times(0.5),
    ),
    "fast responders": replace(
        TYPICAL,
        novice_gain=TYPICAL.novice_gain.times(1.6),
        trained_gain=TYPICAL.trained_gain.times(1.6),
    ),
    "load hardly matters": _shaped(half_intensity=0.40, intensity_width=0.15),
    "only effort near failure counts": _shaped(half_reserve=1.5),
    "sets add up without end": _shaped(set_power=1.0),
    "sets hardly matter": _shaped(set_power=0.2),
    "harm comes from fatigue alone": _shaped(spike_doubles=1e9, fatigue_doubles=0.04),
    "a third of sessions missed": replace(TYPICAL, missed=Spread(0.33, 0.3)),
}
