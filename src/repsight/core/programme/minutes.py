"""How long a workout takes, and what goes where the minutes are few."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from repsight.core.programme.dosage import Dose, Tempo
from repsight.core.programme.movements import Movement

# A general warm-up; lighter sets before a loaded exercise of several joints, for the first two;
# changing place: estimates.
WARM_UP_MINUTES: Final = 5.0
LIGHTER_SETS_MINUTES: Final = 2.5
CHANGE_MINUTES: Final = 1.0
# The least that is a workout.
LEAST_EXERCISES: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A movement with its dose and sets, `seconds` each where it is held."""

    movement: Movement
    dose: Dose
    sets: int
    tempo: Tempo
    seconds: int | None = None


def minutes_of(places: Sequence[Place]) -> float:
    """Estimated minutes of a workout with warm-up, rests and changes."""
    loaded = [p for p in places if p.movement.compound and p.movement.step > 0]
    total = WARM_UP_MINUTES + LIGHTER_SETS_MINUTES * min(len(loaded), 2)
    for place in places:
        work = place.seconds or (place.dose.low + place.dose.high) / 2 * sum(place.tempo)
        sides = 2 if place.movement.unilateral else 1
        total += CHANGE_MINUTES + place.sets * (work * sides + place.dose.rest) / 60
    return total


def within(places: Sequence[Place], minutes: float) -> list[Place]:
    """The same in so many minutes: sets of single-joint exercises go first, from the last on.

    Then single-joint exercises, then sets of the others down to two, then the last exercises; two
    with one set each remain whatever the time.
    """
    kept = list(places)
    while minutes_of(kept) > minutes:
        shorter = _shorter(kept)
        if shorter is None:
            break
        kept = shorter
    return kept


def _shorter(places: list[Place]) -> list[Place] | None:
    for single, least in ((True, 1), (False, 2), (False, 1)):
        for n in reversed(range(len(places))):
            place = places[n]
            if place.movement.compound == single:
                continue
            if place.sets > least:
                return [*places[:n], _fewer(place), *places[n + 1 :]]
            if (single or least == 1) and len(places) > LEAST_EXERCISES:
                return [*places[:n], *places[n + 1 :]]
    return None


def _fewer(place: Place) -> Place:
    return Place(place.movement, place.dose, place.sets - 1, place.tempo, place.seconds)
