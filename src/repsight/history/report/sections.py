"""From what is found in a history to the sections of a page, in the order in which one asks."""

from collections.abc import Sequence
from typing import Final

from repsight.core.history.adherence import Adherence
from repsight.core.history.findings import Forecast, NotYet, PersonalRecord, Trend
from repsight.core.history.load import ABOUT_ACUTE_AND_CHRONIC
from repsight.core.history.table import EPOCH
from repsight.history.report.charts import (
    calendar_charts,
    load_charts,
    pain_chart,
    trend_charts,
    weight_chart,
)
from repsight.history.report.dates import day_words
from repsight.history.report.parts import Card, Section
from repsight.history.report.view import ExerciseView, HistoryView
from repsight.history.report.words import (
    exercise_words,
    measure_name,
    pain_sentence,
    record_words,
    sentence_words,
    slope_words,
    trend_sentence,
    value_words,
    weeks_words,
    weight_sentence,
)
from repsight.report.numbers import number, plural
from repsight.report.parts import Chart, Facts, Values

_NEW_DAYS: Final = 30
"""A record this young is marked as new."""
_MOST_RECORDS: Final = 10


def calendar_section(view: HistoryView) -> Section:
    """When somebody trained, and how regularly."""
    lead = "Each square is a day; the fuller its colour, the more sets."
    facts = () if view.adherence is None else _adherence(view.adherence)
    return Section("calendar", "Training days", lead, facts, calendar_charts(view))


def _adherence(found: Adherence) -> Facts:
    lately, usual = number(found.per_week, 1), number(found.usual_per_week, 1)
    facts = [
        ("A week, lately", f"{lately} sessions ({usual} over all)"),
        ("In a row", f"{weeks_words(found.streak)} ({found.longest_streak} at most)"),
    ]
    if found.planned:
        facts.append(("Plan kept", f"{found.done} of {plural(found.planned, 'workout')}"))
    return tuple(facts)


def exercise_section(one: ExerciseView, place_number: int, view: HistoryView) -> Section:
    """One exercise: its charts, its records, and what is not known yet."""
    trends, forecast = one.trends, one.forecast
    charts: list[Chart] = []
    for place, trend in enumerate(trends):
        charts += trend_charts(trend, forecast if place == 0 else None, view.since)
    cards = [waiting_card(each) for each in one.waiting]
    lead = f"{plural(one.sessions, 'session')}, the last on {day_words(one.last)}."
    if trends:
        lead += f" {trend_sentence(trends[0])}"
    more = () if forecast is None else (("How the forecast was chosen", _scores(forecast)),)
    notes = () if forecast is None or not forecast.why else (sentence_words(forecast.why),)
    return Section(
        f"exercise-{place_number}",
        exercise_words(one.name),
        lead,
        _record_facts(one.records, view.today),
        tuple(charts),
        tuple(cards),
        more=more,
        notes=notes,
    )


def plateau_card(trend: Trend) -> Card:
    """Since when nothing moved, how that is known, and what is likely to move it."""
    found, unit = trend.plateau, trend.series.unit
    assert found is not None
    what = f"{exercise_words(found.exercise)}, {measure_name(found.measure)}"
    smallest = f"{number(found.smallest, 2)} {unit}".rstrip()
    text = (
        f"It has not moved since {day_words(found.since)}, for {weeks_words(found.weeks)}:"
        f" {slope_words(found.slope, unit)}. Less than {smallest} a week would not matter."
    )
    after = (
        f"It ends when the level rises by more than {smallest} a week for some weeks."
        if found.levers
        else ""
    )
    items = tuple((lever.name.capitalize(), sentence_words(lever.why)) for lever in found.levers)
    return Card(f"Plateau: {what}", text, "plateau", items=items, after=after)


def waiting_card(found: NotYet) -> Card:
    """What cannot be said yet, and how much is missing."""
    missing = found.need - found.have
    text = f"You have {found.have} of {found.need} {found.unit}; {missing} more are missing."
    return Card(f"Not yet: {found.question}", text, "waiting")


def _scores(forecast: Forecast) -> Values:
    unit = forecast.series.unit
    rows = tuple(
        (
            one.model,
            number(one.mase, 2),
            number(one.relative, 2),
            f"{number(100 * one.cover80)} %",
            f"{number(100 * one.cover95)} %",
            value_words(one.crps, unit),
            str(one.forecasts),
        )
        for one in forecast.scores
    )
    head = (
        "Model",
        "MASE",
        "Against the best naive",
        "80 % held",
        "95 % held",
        "CRPS",
        "Forecasts",
    )
    return Values(head, rows)


def _record_facts(records: Sequence[PersonalRecord], today: int) -> Facts:
    return tuple(
        (
            record_words(one.kind).capitalize(),
            f"{value_words(one.value, one.unit)}, {day_words(one.day)}{_new(one, today)}",
        )
        for one in records
    )


def _new(one: PersonalRecord, today: int) -> str:
    return " (new)" if 0 <= today - one.day <= _NEW_DAYS else ""


def records_section(view: HistoryView) -> Section | None:
    """The newest records; every exercise has its own."""
    every = [record for one in view.exercises for record in one.records]
    if not every:
        return None
    every.sort(key=lambda one: -one.day)
    new = sum(bool(_new(one, view.today)) for one in every)
    lead = (
        f"{plural(new, 'record')} in the last {_NEW_DAYS} days."
        if new
        else (f"The last record is of {day_words(every[0].day)}.")
    )
    rows = tuple(
        (
            exercise_words(one.exercise),
            record_words(one.kind),
            value_words(one.value, one.unit),
            f"{day_words(one.day)}{_new(one, view.today)}",
        )
        for one in every[:_MOST_RECORDS]
    )
    table = Values(("Exercise", "Record", "Value", "Day"), rows)
    return Section("records", "Personal records", lead, table=table)


def plateaus_section(view: HistoryView) -> Section | None:
    """All plateaus; the charts of the exercises show them shaded."""
    found = [
        plateau_card(trend)
        for one in view.exercises
        for trend in one.trends
        if trend.plateau is not None
    ]
    if not found:
        return None
    many = f"{len(found)} of your exercises stand still" if len(found) > 1 else "One stands still"
    lead = f"{many}. What is likely to help, and why:"
    return Section("plateaus", "Plateaus", lead, cards=tuple(found))


def load_section(view: HistoryView) -> Section | None:
    """Weekly load with monotony and strain."""
    if not view.weeks:
        return None
    charts = load_charts(view.weeks, view.load_unit)
    if not charts:
        return Section("load", "Load by weeks", "There was no training in the last year.")
    lead = "How much you did each week, and how evenly it was spread over the days."
    return Section(
        "load",
        "Load by weeks",
        lead,
        charts=charts,
        notes=(ABOUT_ACUTE_AND_CHRONIC,),
    )


def body_sections(view: HistoryView) -> list[Section]:
    """Body weight and pain, where anything is noted."""
    found = []
    since = view.since if view.since is not None else -(10**9)
    weights = [w for w in view.history.body_weight if (w.at.date() - EPOCH).days >= since]
    pain = [p for p in view.history.pain if (p.at.date() - EPOCH).days >= since]
    if weights:
        said = weight_sentence(weights)
        found.append(Section("weight", "Body weight", said, charts=(weight_chart(weights, said),)))
    if pain:
        said = pain_sentence(pain)
        chart = pain_chart(pain, view.today, said)
        found.append(Section("pain", "Pain", said, charts=(chart,)))
    return found
