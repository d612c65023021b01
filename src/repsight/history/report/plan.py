"""The week to come of a programme, each recommendation with its reasons."""

from collections.abc import Sequence
from typing import Final

from repsight.core.programme.rules import RULES
from repsight.core.programme.types import Prescription, Programme, Reason, Week, Workout
from repsight.history.report.dates import WEEK, day_words, weekday_words
from repsight.history.report.parts import Section, State, WorkDay, WorkItem
from repsight.history.report.words import exercise_words, sentence_words, value_words
from repsight.report.numbers import number, plural

_PHASES: Final = {
    "accumulation": "building volume",
    "intensification": "heavier, with fewer sets",
    "deload": "an easy week to recover",
    "test": "a week to test what you can do",
}
_UNBROKEN: Final = "\u2011"
"""A hyphen at which no line ends."""
_RESERVE: Final = 10.0
"""From so many repetitions in reserve on they are not worth telling."""


def plan_section(programme: Programme | None, today: int) -> Section | None:
    """The week of `today`, or the next one planned; None where nothing is planned any more."""
    week = None if programme is None else _week(programme.weeks, today)
    if programme is None or week is None:
        return None
    place = programme.weeks.index(week) + 1
    lead = (
        f"Week {place} of {len(programme.weeks)} for {programme.goal}: {_PHASES[week.phase]}."
        f" {plural(len(week.workouts), 'workout')} from {day_words(week.start)} on."
    )
    notes = tuple(_reason_words(each) for each in (*week.reasons, *programme.notes[-3:]))
    days = tuple(_day(workout) for workout in week.workouts)
    return Section("plan", "Plan for the week", lead, days=days, notes=notes)


def _week(weeks: Sequence[Week], today: int) -> Week | None:
    return next((week for week in weeks if week.start + WEEK > today), None)


def _day(workout: Workout) -> WorkDay:
    state: State = "done" if workout.done is not None else "missed" if workout.missed else "open"
    heading = f"{weekday_words(workout.day)}: {workout.name}"
    return WorkDay(heading, state, tuple(_item(each) for each in workout.prescriptions))


def _item(one: Prescription) -> WorkItem:
    whys = tuple((_says(each), each.data, each.changes, each.source) for each in one.reasons)
    return WorkItem(_title(one.exercise), dose_words(one), whys)


def _title(name: str) -> str:
    """The movement as `repsight plan` names it."""
    from repsight.programme import load_movements

    titles = {movement.name: movement.title for movement in load_movements().movements}
    return titles.get(name) or exercise_words(name)


def dose_words(one: Prescription) -> str:
    """ "3 × 8 to 10 at 80 kg, 2 in reserve, rest 2 min"."""
    if one.seconds is not None:
        amount = f"{one.seconds} s"
    elif one.reps_low == one.reps_high:
        amount = str(one.reps_low)
    else:
        amount = f"{one.reps_low} to {one.reps_high}"
    text = f"{one.sets} × {amount}"
    if one.load_kg is not None:
        text += f" at {value_words(one.load_kg, 'kg')}"
    if one.reps_in_reserve < _RESERVE and one.seconds is None:
        text += f", {value_words(one.reps_in_reserve, '')} in reserve"
    minutes, seconds = divmod(one.rest_seconds, 60)
    rest = f"{minutes}:{seconds:02d} min" if seconds else f"{minutes} min"
    text += f", rest {rest if minutes else f'{seconds} s'}"
    if one.tempo is not None:
        text += f", tempo {_UNBROKEN.join(number(part) for part in one.tempo)}"
    return text


def _reason_words(each: Reason) -> str:
    return sentence_words(f"{_says(each).rstrip('.')} ({each.data})" if each.data else _says(each))


def _says(each: Reason) -> str:
    """The rule as a sentence; one that is not in the table says itself."""
    rule = RULES.get(each.rule)
    return sentence_words(each.rule if rule is None else rule.says)
