"""One session of a simulated trainee: what was lifted, what it showed, and what it left behind.

Strength is that of the start times (1 + fitness - fatigue). A session adds to fitness in
proportion to its stimulus and to what is left below the ceiling, so gains diminish; it adds to
fatigue as in Busso (2003), the more the closer sessions lie. Everything is a column over N
trainees. Luck is handed in, so that two policies meet the same luck.
"""

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.programme.trainees import Floats, Shape, Trainees

Flags = npt.NDArray[np.bool_]

# --- What can be lifted --------------------------------------------------------------------------
# Wathan (1994): load / 1RM = (48.8 + 53.8 e^(-0.075 n)) / 100.
_FLOOR, _SPAN, _RATE = 0.488, 0.538, 0.075
MOST_REPS: Final = 40.0
MOST_SETS: Final = 10
# Each further set finds this much less strength, less after longer rests (about a repetition a set
# at three minutes: Willardson & Burkett, J Strength Cond Res 19(1), 2005).
_SET_COST: Final = 0.015
_USUAL_REST: Final = 180.0

# --- What it costs -------------------------------------------------------------------------------
_USUAL_SETS, _USUAL_INTENSITY, _USUAL_RESERVE = 3.0, 0.75, 2.0
_USUAL: Final = (np.array(_USUAL_INTENSITY), np.array(_USUAL_SETS), np.array(_USUAL_RESERVE))
# Fatigue grows with sets, load and, steeply, with closeness to failure (Refalo et al., Sports Med
# Open 9, 2023): it doubles from three repetitions in reserve to none; a failed set costs half more.
_TIRES_BY_RESERVE: Final = 4.3
_FAILED_COST: Final = 0.5
# A load that does not move tires no more when it is heavier still.
_MOST_SHARE: Final = 1.2

# --- What goes wrong: assumptions ----------------------------------------------------------------
_MOST_DOUBLINGS: Final = 6.0
# Weeks of next to nothing do not make any session a spike.
_LEAST_USUAL: Final = 0.1
_USUAL_DAYS: Final = 28.0
_PAIN_FADES: Final = 6.0
_PAIN_SHOCK, _PAIN_SHOCK_CHANCE = 2.5, 0.04
_INJURY_PAIN: Final = 6.0
_INJURY_DAYS: Final = (7.0, 35.0)

# --- What is reported ----------------------------------------------------------------------------
# People report a repetition too few in reserve (0.95; Halperin et al., Sports Med 52, 2022) and
# err more the further from failure (Zourdos et al., J Strength Cond Res 35, 2021).
_RESERVE_BIAS_SHARE: Final = -0.2
_RESERVE_NOISE, _RESERVE_NOISE_SHARE = 0.6, 0.25
_PAIN_NOISE: Final = 0.5
# A set to failure slows to about half its first repetition (Gonzalez-Badillo et al., Int J Sports
# Med 38, 2017).
_LOSS_AT_FAILURE, _LOSS_NOISE = 50.0, 5.0

NORMALS: Final = 4
UNIFORMS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """How N trainees are now: columns (N,).

    `fitness`, `fatigue` as shares of the strength at the start, `dose` in usual sessions, `pain` 0
    to 10, `healed` the day until which an injury keeps from training, `trained` the day of the last
    session, `usual` how tiring the sessions of the last weeks were, 0 before the first.
    """

    day: Floats
    fitness: Floats
    fatigue: Floats
    dose: Floats
    pain: Floats
    healed: Floats
    trained: Floats
    usual: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Lifted:
    """What a session was to N trainees: columns (N,); what was not done is NaN.

    `reps` (N, MOST_SETS) of each set; `reserve` as reported after the last; `velocity_loss` of it
    in percent; `pain` as reported, whether trained or not. `risk` is the probability (0..1) that
    the session injures, `injured` whether it did.
    """

    done: Flags
    risk: Floats
    injured: Flags
    reps: Floats
    reserve: Floats
    velocity_loss: Floats
    pain: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Luck:
    """The chance in one session: standard normal (N, 4) and uniform (N, 4) numbers."""

    normal: Floats
    uniform: Floats


def draw_luck(count: int, rng: np.random.Generator) -> Luck:
    """The luck of one session; it takes as much from `rng` whatever happens."""
    return Luck(rng.standard_normal((count, NORMALS)), rng.random((count, UNIFORMS)))


def fresh(trainees: Trainees) -> Body:
    """Rested trainees at day 0."""
    nothing = np.zeros(len(trainees))
    return Body(*([nothing] * len(fields(Body))))


def strength(trainees: Trainees, body: Body) -> Floats:
    """The load (kg) that could be lifted once now."""
    return trainees.strength * np.maximum(1 + body.fitness - body.fatigue, 0.1)


def rest(trainees: Trainees, body: Body, days: npt.ArrayLike) -> Body:
    """The same trainees so many days later."""
    days = np.broadcast_to(np.asarray(days, float), body.day.shape)
    return replace(
        body,
        day=body.day + days,
        fitness=body.fitness * np.exp(-days / trainees.gain_days),
        fatigue=body.fatigue * np.exp(-days / trainees.fatigue_days),
        dose=body.dose * np.exp(-days / trainees.dose_days),
        pain=body.pain * np.exp(-days / _PAIN_FADES),
    )


def possible_reps(share: npt.ArrayLike, stamina: npt.ArrayLike = 1.0) -> Floats:
    """Repetitions possible (N,), a real number, at a share of the maximum; 0 above it, 40 at most.

    Wathan's formula turned round. `stamina` stretches what goes beyond the first repetition.
    """
    share = np.asarray(share, float)
    left = np.maximum((share - _FLOOR) / _SPAN, np.exp(-_RATE * MOST_REPS))
    reps = -np.log(left) / _RATE
    reps = np.where(reps > 1, 1 + (reps - 1) * np.asarray(stamina, float), reps)
    # The formula gives 1.01 of the maximum to one repetition: the maximum itself is one.
    return np.clip(np.where(share <= 1, np.maximum(reps, 1.0), 0.0), 0.0, MOST_REPS)


def train(
    trainees: Trainees, body: Body, load_kg: Floats, sets: Floats, reps: Floats,
    rest_seconds: Floats, luck: Luck,
) -> tuple[Body, Lifted]:  # fmt: skip
    """The body after a planned session and what the session was; missed ones change nothing.

    `load_kg`, `sets`, `reps` and `rest_seconds` (N,) are what was asked for. A set ends at the
    repetitions asked for or where no more are possible.
    """
    done = (luck.uniform[:, 0] >= trainees.missed) & (body.day >= body.healed) & (sets > 0)
    today = strength(trainees, body) * np.exp(trainees.session_noise * luck.normal[:, 0])
    share = load_kg / today
    number = np.arange(MOST_SETS)
    worn = 1 - _SET_COST * np.sqrt(_USUAL_REST / np.maximum(rest_seconds, 1.0))[:, None] * number
    most = np.floor(possible_reps(share[:, None] / worn, trainees.stamina[:, None]))
    asked = np.where(number < sets[:, None], reps[:, None], np.nan)
    lifted = np.minimum(asked, most)
    last = (np.arange(len(trainees)), np.clip(sets - 1, 0, MOST_SETS - 1).astype(int))
    effort = np.nanmean(np.where(done[:, None], most - lifted, 0.0), axis=1)
    failed = lifted[last] < reps
    weight = session_load(share, sets, lifted[:, 0], effort, failed)
    good = stimulus(trainees.shape, share, sets, lifted[:, 0], effort)
    after = _adapted(trainees, body, good, weight)
    risk = np.where(done, hazard(trainees, body, weight), 0.0)
    injured = luck.uniform[:, 1] < risk
    after = _harmed(trainees, body, after, weight, injured, luck)
    kept = zip(_columns(after), _columns(body), strict=True)
    after = Body(*(np.where(done, new, old) for new, old in kept))
    spare = (most - lifted)[last]
    return after, _reported(done, risk, injured, lifted, spare, lifted[last], after, luck)


def stimulus(shape: Shape, share: Floats, sets: Floats, reps: Floats, reserve: Floats) -> Floats:
    """How much a session makes stronger (N,), in usual sessions; nothing where nothing was lifted.

    `share` is the load over the strength of the day, `reserve` the mean repetitions in reserve.
    """
    whole = _raw_stimulus(shape, share, sets, reserve) / _raw_stimulus(shape, *_USUAL)
    return whole * np.minimum(reps, 1.0)


def _raw_stimulus(shape: Shape, share: Floats, sets: Floats, reserve: Floats) -> Floats:
    heavy = 1 / (1 + np.exp(-(share - shape.half_intensity) / shape.intensity_width))
    hard = 1 / (1 + reserve / shape.half_reserve)
    return np.asarray(heavy * hard * sets**shape.set_power, np.float64)


def session_load(
    share: Floats, sets: Floats, reps: Floats, reserve: Floats, failed: Flags
) -> Floats:
    """How much a session tires (N,), in usual sessions; a failed last set tires even so."""
    hard = np.exp((_USUAL_RESERVE - reserve) / _TIRES_BY_RESERVE) + _FAILED_COST * failed
    tried = np.maximum(np.minimum(reps, 1.0), failed)
    heavy = np.minimum(share, _MOST_SHARE) / _USUAL_INTENSITY
    return np.asarray(sets / _USUAL_SETS * heavy * hard * tried, np.float64)


def _columns(body: Body) -> list[Floats]:
    return [getattr(body, f.name) for f in fields(body)]


def _adapted(trainees: Trainees, body: Body, good: Floats, weight: Floats) -> Body:
    dose = body.dose + weight
    room = np.maximum(1 - body.fitness / trainees.ceiling, 0)
    gap = np.maximum(body.day - body.trained, 1.0)
    taken = np.where(body.usual > 0, 1 - np.exp(-gap / _USUAL_DAYS), 1.0)
    return replace(
        body,
        fitness=body.fitness + trainees.gain * good * room,
        fatigue=body.fatigue + trainees.fatigue * weight * dose,
        dose=dose,
        trained=body.day,
        usual=body.usual + taken * (weight - body.usual),
    )


def hazard(trainees: Trainees, body: Body, weight: Floats) -> Floats:
    """The probability (N,) that a session of such a weight injures.

    The more, the more it tires, exceeds the last weeks, and meets fatigue and pain.
    """
    shape = trainees.shape
    worn = body.fatigue / shape.fatigue_doubles + body.pain / shape.pain_doubles
    doublings = np.minimum(_sudden(shape, body, weight) + worn, _MOST_DOUBLINGS)
    return np.minimum(trainees.hazard * weight * 2.0**doublings, 1.0)


def _sudden(shape: Shape, body: Body, weight: Floats) -> Floats:
    """By how many doublings a session exceeds the last weeks."""
    more = np.maximum(weight / np.maximum(body.usual, _LEAST_USUAL) - 1, 0)
    return np.where(body.usual > 0, more / shape.spike_doubles, 0.0)


def _harmed(
    trainees: Trainees, before: Body, after: Body, weight: Floats, injured: Flags, luck: Luck
) -> Body:
    sudden = np.minimum(_sudden(trainees.shape, before, weight), _MOST_DOUBLINGS)
    shock = luck.uniform[:, 2] < _PAIN_SHOCK_CHANCE * weight * 2.0**sudden
    pain = before.pain + _PAIN_SHOCK * shock + _INJURY_PAIN * injured
    low, high = _INJURY_DAYS
    away = after.day + low + (high - low) * luck.uniform[:, 3]
    healed = np.where(injured, away, after.healed)
    return replace(after, pain=np.clip(pain, 0, 10), healed=healed)


def _reported(
    done: Flags, risk: Floats, injured: Flags, reps: Floats, spare: Floats, last: Floats,
    after: Body, luck: Luck,
) -> Lifted:  # fmt: skip
    noise = _RESERVE_NOISE + _RESERVE_NOISE_SHARE * spare
    reserve = np.clip(spare * (1 + _RESERVE_BIAS_SHARE) + noise * luck.normal[:, 1], 0, 10)
    used = last / np.maximum(last + spare, 1.0)
    loss = np.clip(_LOSS_AT_FAILURE * used + _LOSS_NOISE * luck.normal[:, 2], 0, 100)
    return Lifted(
        done=done,
        risk=risk,
        injured=injured,
        reps=np.where(done[:, None], reps, np.nan),
        reserve=np.where(done, np.round(reserve * 2) / 2, np.nan),
        velocity_loss=np.where(done, loss, np.nan),
        pain=np.clip(np.round(after.pain + _PAIN_NOISE * luck.normal[:, 3]), 0, 10),
    )
