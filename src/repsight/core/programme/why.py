"""The reasons of a programme: of the whole, of a week, of the choice of a movement."""

from typing import Final

import numpy as np

from repsight.core.history.table import History
from repsight.core.programme.dosage import MAIN, TEMPO, VELOCITY_LOSS, WEEKLY_SETS
from repsight.core.programme.known import RECENT_DAYS, Known, movements_done
from repsight.core.programme.movements import Catalogue, Movement
from repsight.core.programme.rules import RULES
from repsight.core.programme.starting import Person
from repsight.core.programme.types import Phase, Programme, Reason
from repsight.core.programme.volume import Days, muscle_sets
from repsight.core.programme.wording import day_text, sessions_text

DISCLAIMER: Final = (
    "This is no medical advice and no substitute for a professional: with pain, illness or after"
    " an injury or operation begin only when cleared by one."
)
_RANGES: Final = (
    "usual range of healthy adults: Soucie et al., Haemophilia 17(3):500-507, 2011, and AAOS, Joint"
    " Motion, 1965"
)


def of_programme(
    programme: Programme, person: Person, history: History, catalogue: Catalogue, full: Days
) -> tuple[Reason, ...]:
    """The reasons that hold for the whole programme."""
    goal, experience = programme.goal, programme.experience
    said = "as the profile says" if history.profile.experience else "as long as the log is"
    who = f"{experience}, {said} ({sessions_text(len(history.sessions))})"
    reasons = []
    if goal == "mobility":
        reasons.append(
            RULES["mobility"].because(f"goal mobility. {DISCLAIMER}", "what a professional says")
        )
    else:
        dose = MAIN[goal, "accumulation"]
        reasons += [
            RULES["volume"].because(
                f"{who}; {_volume(full, WEEKLY_SETS[goal][experience])}",
                "more or fewer days or minutes, or muscles that do not recover",
            ),
            RULES["frequency"].because(f"{programme.days_per_week} days a week", "other days"),
            RULES["load_and_reps"].because(f"goal {goal}", "another goal"),
            RULES["effort"].because(who, "logged exertion (RPE) that differs"),
            RULES["rest_between_sets"].because(
                f"goal {goal}: {dose.rest} s in exercises of several joints", "another goal"
            ),
        ]
    tempo = "-".join(f"{x:g}" for x in TEMPO[goal])
    reasons += [
        RULES["tempo"].because(f"goal {goal}: {tempo}", "another goal"),
        RULES["velocity_loss"].because(
            f"goal {goal}: {VELOCITY_LOSS[goal]:g} %, where velocity is measured", "another goal"
        ),
    ]
    if person.careful and goal != "mobility":
        reasons.append(
            RULES["older_adults"].because(
                f"{who}; born {history.profile.birth_year or 'not said'}", "more training"
            )
        )
    if programme.injuries:
        reasons.append(
            RULES["substitute"].because(
                f"injured: {', '.join(programme.injuries)}; what stresses it most is left out."
                f" {DISCLAIMER}",
                "the injury gone from the profile",
            )
        )
    if programme.minutes is not None:
        reasons.append(RULES["time_budget"].because(f"{programme.minutes} minutes", "more minutes"))
    recent = history.sets.where(history.sets.day > programme.weeks[0].start - RECENT_DAYS)
    unknown = movements_done(recent, catalogue).get("", [])
    if unknown:
        sets = int(np.sum(np.isin(recent.exercise, np.array(unknown, object))))
        reasons.append(
            RULES["exercise_choice"].because(
                f"{len(unknown)} logged names ({sets} sets of half a year) are no known movement;"
                f" left out: {', '.join(unknown[:5])}{' …' if len(unknown) > 5 else ''}",
                "logging them under a known name",
            )
        )
    return tuple(reasons)


def of_week(phase: Phase, number: int, returning: bool) -> tuple[Reason, ...]:
    """The reasons for a week's phase; `number` from 0."""
    name = "deload" if phase == "deload" else "periodisation"
    reasons = [RULES[name].because(f"week {number + 1}: {phase}", "missed weeks move it")]
    if returning and number < 4:
        reasons.append(
            RULES["return_to_training"].because(
                "two weeks or more without a session before the start", "sessions in between"
            )
        )
    return tuple(reasons)


def of_choice(movement: Movement, known: Known | None) -> Reason:
    """Why this movement: its pattern, and how often it was done."""
    done = "not done in half a year"
    if known is not None:
        done = (
            f"done in {sessions_text(known.sessions)} in half a year, last {day_text(known.last)}"
        )
    rule = RULES["mobility" if movement.pattern == "mobility" else "exercise_choice"]
    what = f"{movement.pattern.replace('_', ' ')}, {', '.join(movement.muscles)}"
    if movement.opens:
        what = f"for {', '.join(movement.opens)}"
    if movement.degrees:
        what += f"; towards {movement.degrees}° of {movement.degrees_of} as far as free of pain"
        what += f" ({_RANGES})"
    return rule.because(
        f"{what.replace('_', ' ')}; {done}", "other equipment, an injury, or pain at a joint"
    )


def _volume(full: Days, target: float) -> str:
    muscles = sorted({p.movement.muscles[0] for day in full for p in day})
    each = ", ".join(f"{m.replace('_', ' ')} {muscle_sets(full, m):g}" for m in muscles)
    return f"{target:g} sets a muscle and week aimed at, here in a full week: {each}"
