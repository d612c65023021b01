"""The page of a history, from findings that are known: its words, its tables, its limits."""

import re
from dataclasses import replace

import numpy as np
import pytest

from history.report import views
from report.pages import Page, check
from repsight.core.history import findings as found
from repsight.core.history.log import LoggedSession
from repsight.core.history.table import history_of
from repsight.history.report import words
from repsight.history.report.build import build_page
from repsight.history.report.page import (
    render_page,
    render_paper,
    render_sections,
    sections_style,
)
from repsight.history.report.plan import dose_words, plan_section
from repsight.history.report.view import HistoryView
from repsight.report.theme import DARK

HOSTILE = "</title><script>alert(1)</script>'\""


def page_of(view: HistoryView, **options: bool) -> Page:
    page = Page(render_page(build_page(view), **options))
    check(page)
    return page


@pytest.fixture(scope="module")
def view() -> HistoryView:
    return views.full_view(60)


@pytest.fixture(scope="module")
def page(view: HistoryView) -> Page:
    return page_of(view)


def test_everything_that_is_found_is_told(page: Page) -> None:
    for said in (
        "Training history of ada", "Training days", "2.8 sessions", "33 of 36 workouts",
        "Plan for the week", "missed",
        "3 × 5 to 8 at 102.5 kg", "Why", "Plateau: Squat, estimated maximum", "An easy week",
        "Personal records", "(new)", "Bench Press (Barbell)", "Expected next time",
        "80 % sure", "How the forecast was chosen", "damped level", "Load by weeks", "Monotony",
        "Body weight", "knee, 4 of 10", "Risk factors", "between 1 and 24 %", "raises it",
        "lowers it",
        "a week with easy days", "No sign of overreaching",
        "Not known from this history: velocity",
        "3 of 5 exercises are shown", "What these numbers cannot know",
    ):  # fmt: skip
        assert said in page.text, said


def test_what_must_not_be_overclaimed_is_said_plainly(page: Page) -> None:
    assert "This is not medical advice." in page.text
    assert "6 athletes with 6 injuries" in page.text
    assert "Their ratio does not predict injury" in page.text
    assert "Nothing here is medical advice" in page.text
    assert "acute:chronic" not in page.text.lower()


def test_every_chart_says_what_it_shows_and_has_its_values_as_a_table(page: Page) -> None:
    labels = [svg["aria-label"] for svg in page.all("svg") if svg["class"] != "swatch"]
    assert len(labels) >= 14
    assert all(len(label) > 20 for label in labels)
    figures = sum("chart" in a.get("class", "") for a in page.all("figure"))
    tables = sum("values" in a.get("class", "") for a in page.all("details"))
    assert tables >= figures - 2  # monotony stands in the table of loads; the whole has changes


def test_a_sentence_stands_above_every_sections_charts(view: HistoryView) -> None:
    for section in build_page(view).sections:
        assert len(section.lead) > 10
        assert section.lead.endswith((".", ":"))


def test_the_policy_allows_exactly_the_style_and_script_that_are_there(view: HistoryView) -> None:
    html = render_page(build_page(view))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy.count("sha256-") == 2
    assert "unsafe" not in policy
    static = render_page(build_page(view), static=True)
    assert "<script" not in static
    assert "script-src &#39;none&#39;" in static


def test_one_session_says_what_is_missing_and_draws_no_trend() -> None:
    page = page_of(views.beginner_view())
    assert "Not yet: a trend of the squat" in page.text
    assert "You have 1 of 6 sessions; 5 more are missing." in page.text
    assert "Not yet: risk factors" in page.text
    assert "1 training day in the last 12 months" in page.text
    assert "Load by weeks" not in page.text


def test_an_empty_history_says_how_to_begin() -> None:
    page = page_of(views.empty_view())
    assert "Nothing is kept yet" in page.text
    assert "repsight history import" in page.text
    assert list(page.all("svg")) == []


def test_names_and_notes_are_only_ever_text(view: HistoryView) -> None:
    one = replace(view.exercises[0], name=HOSTILE, trends=(), forecast=None, records=())
    history = replace(
        view.history,
        user=HOSTILE,
        pain=(replace(view.history.pain[0], place=HOSTILE, note=HOSTILE),),
    )
    hostile = replace(view, history=history, exercises=(one,))
    for html in (render_page(build_page(hostile)), render_sections(build_page(hostile))):
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_hours_of_planks_and_body_weight_have_their_own_units() -> None:
    series = found.Series("plank", "seconds", "s", *_days([30.0, 45.0]))
    trend = found.Trend(series, series.values, None)
    assert "longest set is about 45 s, too short for a direction" in words.trend_sentence(trend)


def _days(values: list[float]):
    return np.arange(len(values)) + 20_000, np.array(values)


def test_the_sections_for_another_page_have_no_head_no_script_and_their_own_colours(
    view: HistoryView,
) -> None:
    html = render_sections(build_page(view))
    assert html.lstrip().startswith('<div class="sheet">')
    assert not re.search(r"<(html|head|body|script|style|h1)\b", html)
    assert "style=" not in html
    assert f"--card: {DARK['card']}" in sections_style()
    assert sections_style().startswith(":host")


def test_on_paper_there_is_nothing_to_fold_and_no_colour_is_a_variable(view: HistoryView) -> None:
    html = render_paper(build_page(view))
    assert "var(--" not in html
    assert "<script" not in html
    assert "<details" not in html


@pytest.mark.parametrize(
    ("low", "high", "value", "says"),
    [
        (0.3, 0.9, 0.6, "rising by 0.60 kg a week"),
        (-0.9, -0.3, -0.6, "falling by 0.60 kg a week"),
        (-0.1, 0.2, 0.05, "without a clear direction"),
    ],
)
def test_a_direction_is_only_said_where_its_interval_leaves_zero_out(
    low: float, high: float, value: float, says: str
) -> None:
    assert says in words.slope_words(found.Estimate(value, low, high), "kg")


@pytest.mark.parametrize(
    ("value", "unit", "says"),
    [
        (102.5, "kg", "102.5 kg"), (100.0, "kg", "100 kg"), (12345.6, "kg", "12\u202f346 kg"),
        (0.456, "m/s", "0.46 m/s"), (8, "", "8"), (None, "kg", "–"), (float("nan"), "kg", "–"),
        (-20.0, "kg", "−20 kg"), (-12000, "", "−12\u202f000"),
    ],
)  # fmt: skip
def test_values_are_as_precise_as_anybody_needs(value, unit: str, says: str) -> None:
    assert words.value_words(value, unit) == says


@pytest.mark.parametrize(
    ("name", "says"),
    [("push_up", "Push up"), ("Squat (Barbell)", "Squat (Barbell)"), ("plank", "Plank")],
)
def test_an_exercise_is_called_as_people_write_it(name: str, says: str) -> None:
    assert words.exercise_words(name) == says


def test_a_dose_says_sets_repetitions_load_effort_and_rest(view: HistoryView) -> None:
    assert view.programme is not None
    squat, plank = view.programme.weeks[0].workouts[0].prescriptions
    assert dose_words(squat) == "3 × 5 to 8 at 102.5 kg, 2 in reserve, rest 2:30 min"
    assert dose_words(plank) == "2 × 45 s, rest 1 min"
    assert dose_words(replace(squat, tempo=(3.0, 1.0, 1.0, 0.0))).endswith(
        "tempo 3\u20111\u20111\u20110"
    )


def test_a_rule_is_told_as_a_sentence(view: HistoryView) -> None:
    from repsight.core.programme.rules import RULES

    rule = next(iter(RULES.values()))
    reason = rule.because("8 sets a week", "a plateau")
    assert view.programme is not None
    (week,) = view.programme.weeks
    ruled = replace(view.programme, weeks=(replace(week, reasons=(reason,)),))
    section = plan_section(ruled, week.start)
    assert section is not None
    assert rule.says.rstrip(".")[1:] in section.notes[0]
    assert rule.name not in section.notes[0]


def test_the_plan_is_of_this_week_and_gone_when_it_is_over(view: HistoryView) -> None:
    assert view.programme is not None
    start = view.programme.weeks[0].start
    assert plan_section(view.programme, start + 6) is not None
    assert plan_section(view.programme, start + 7) is None
    section = plan_section(view.programme, start - 20)
    assert section is not None
    assert [day.state for day in section.days] == ["done", "missed", "open"]


def test_a_session_without_any_set_is_a_training_day() -> None:
    started = views.history(4).pain[0].at
    history = history_of([LoggedSession(started)], "di")
    page = page_of(HistoryView(history, int(history.sessions.day[0])))
    assert "1 training day in the last 12 months" in page.text
