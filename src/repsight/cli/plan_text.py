"""A programme in lines to read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import timedelta

import typer

from repsight.core.history.table import EPOCH
from repsight.core.programme.programme_json import programme_to_dict
from repsight.core.programme.rules import RULES
from repsight.core.programme.types import Prescription, Programme, Reason, Workout
from repsight.core.programme.wording import kg
from repsight.programme import load_movements

DISCLAIMER = (
    "No medical advice. Stop at pain; see a professional with pain, illness or after an injury."
)

_SEE = "with pain that is strong or stays see a professional"


def overview(programme: Programme, why: bool) -> list[str]:
    """What the programme is for and what its weeks are for."""
    has = ", ".join(programme.equipment) or "no equipment"
    spares = f"; spares {', '.join(programme.injuries)}" if programme.injuries else ""
    minutes = f"; {programme.minutes} minutes" if programme.minutes else ""
    lines = [
        f"{programme.goal.capitalize()}, {programme.days_per_week} days a week,"
        f" {len(programme.weeks)} weeks; {programme.experience}; {has}{minutes}{spares}"
    ]
    for n, week in enumerate(programme.weeks, 1):
        done = sum(workout.done is not None for workout in week.workouts)
        missed = sum(workout.missed for workout in week.workouts)
        marks = f"{done} done" * bool(done) + ", " * bool(done and missed)
        marks += f"{missed} missed" * bool(missed)
        lines.append(f"  week {n:2}  {_date(week.start)}  {week.phase:16} {marks}".rstrip())
    lines.append(DISCLAIMER)
    return lines + (_reason_lines(programme.reasons, "  ") if why else [])


def week_lines(programme: Programme, number: int, why: bool) -> list[str]:
    """One week in full, by its index."""
    week = programme.weeks[number]
    lines = ["", f"Week {number + 1}: {week.phase}"]
    lines += _reason_lines(week.reasons, "  ") if why else []
    for workout in week.workouts:
        lines += workout_lines(workout, why)
    return lines


def workout_lines(workout: Workout, why: bool) -> list[str]:
    """A workout: its day and what to do."""
    state = "  done" if workout.done is not None else "  missed" if workout.missed else ""
    lines = [f"{_date(workout.day)}  {workout.name}{state}"]
    for asked in workout.prescriptions:
        lines.append("  " + asked_line(asked))
        lines += _reason_lines(asked.reasons, "      ") if why else []
    left_out = len(workout.drawn) - len(workout.prescriptions)
    if not workout.prescriptions:
        lines.append("  nothing that spares what hurts; rest, and see a professional")
    elif left_out > 0:
        what = f"{left_out} exercise{'s' * (left_out > 1)}"
        lines.append(f"  {what} left out, for nothing in their place spares what hurts; {_SEE}")
    return lines


def asked_line(asked: Prescription) -> str:
    """One exercise: "Back squat  3 × 6 (5–8)  at 100 kg  2 in reserve  rest 3:00"."""
    movement = load_movements().named(asked.exercise)
    amount = f"{asked.seconds} s"
    if asked.seconds is None:
        aim = asked.aim or asked.reps_low
        spread = f" ({asked.reps_low}–{asked.reps_high})" * (asked.reps_low < asked.reps_high)
        amount = f"{aim}{spread}"
    side = " a side" * movement.unilateral
    minutes, seconds = divmod(asked.rest_seconds, 60)
    tempo = "" if asked.tempo is None else f"  tempo {'-'.join(f'{x:g}' for x in asked.tempo)}"
    easy = asked.seconds is not None or movement.pattern == "mobility"
    reserve = "" if easy else f"  {asked.reps_in_reserve:g} in reserve"
    return (
        f"{movement.title:32}  {asked.sets} × {amount + side:19} {_load(asked):14}{reserve}"
        f"  rest {minutes}:{seconds:02}{tempo}"
    ).rstrip()


def note_lines(notes: Sequence[Reason], why: bool) -> list[str]:
    """What changed, with the rule and, where asked, its source."""
    lines = []
    for note in notes:
        lines += _reason_lines([note], "  ") if why else [_said(note)]
    return lines


def _said(reason: Reason) -> str:
    return f"{reason.rule.replace('_', ' ')}: {reason.data}"


def say_json(programme: Programme) -> None:
    """The programme on stdout."""
    typer.echo(json.dumps(programme_to_dict(programme), ensure_ascii=False, indent=1))


def say_workout_json(workout: Workout) -> None:
    """A workout on stdout."""
    typer.echo(json.dumps(asdict(workout), ensure_ascii=False, indent=1))


def _load(asked: Prescription) -> str:
    movement = load_movements().named(asked.exercise)
    if asked.load_kg is not None:
        return f"at {kg(asked.load_kg)}" if not movement.added_load else f"+ {kg(asked.load_kg)}"
    return "find the load" if movement.step > 0 and not movement.added_load else ""


def _reason_lines(reasons: Iterable[Reason], margin: str) -> list[str]:
    lines = []
    for reason in reasons:
        lines.append(f"{margin}{_said(reason)}")
        lines.append(f"{margin}  rule: {RULES[reason.rule].says}")
        lines.append(f"{margin}  source: {reason.source}")
        lines.append(f"{margin}  changes with: {reason.changes}")
    return lines


def _date(day: int) -> str:
    return (EPOCH + timedelta(days=day)).strftime("%a %Y-%m-%d")
