"""`repsight history report`: from a store to a file, and what is kept on the way."""

import warnings
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from core.history.lifters import FIRST, Lifter, simulate
from history.report import views
from report.pages import Page, check
from repsight.cli.app import app
from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.history.findings import Forecast
from repsight.core.history.table import EPOCH
from repsight.core.programme.types import Prescription, Programme, Week, Workout
from repsight.history import Store, open_store
from repsight.history.report import kept, write_history_report
from repsight.history.report.gather import gather, shown_exercises
from repsight.history.report.plan import plan_section

WEEKS = 40
TODAY = FIRST + 7 * WEEKS
DAY = date.fromordinal(EPOCH.toordinal() + TODAY)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("kept") / "history.db")
    with open_store(path) as store:
        for name in ("ada", "bo", "cy"):
            store.add_user(name)
        for seed, exercise in enumerate(("squat", "row")):
            lifter = Lifter(weeks=WEEKS, exercise=exercise)
            store.add_sessions("ada", simulate(lifter, seed).sessions)
        store.add_sessions("bo", simulate(Lifter(weeks=1), 1).sessions[:1])
    return path


def write(database: str, user: str, output: Path, **chosen: object) -> Page:
    with open_store(database) as store:
        write_history_report(store, user, output, today=DAY, **chosen)
    page = Page.of(output)
    check(page)
    return page


def test_a_kept_history_becomes_a_page_with_trend_forecast_load_and_risk(
    database: str, tmp_path: Path
) -> None:
    page = write(database, "ada", tmp_path / "h.html")
    for said in (
        "Training history of ada", "Squat", "Row", "Estimated one-repetition maximum", "Expected",
        "80 % sure", "Personal records", "Load by weeks", "Risk factors", "not medical advice",
    ):  # fmt: skip
        assert said in page.text, said


def test_a_history_that_ended_long_ago_has_no_empty_chart_of_load(
    database: str, tmp_path: Path
) -> None:
    with open_store(database) as store:
        later = DAY.replace(year=DAY.year + 3)
        write_history_report(store, "bo", tmp_path / "old.html", today=later)
    page = Page.of(tmp_path / "old.html")
    assert "There was no training in the last year" in page.text
    assert "Load of each week" not in page.text


def test_planned_movements_have_the_names_of_the_plan() -> None:
    one = Prescription("dumbbell_romanian_deadlift", 3, 5, 8, None, 2, 150)
    week = Week(TODAY, "accumulation", (Workout(TODAY, "Legs", (one,)),))
    section = plan_section(Programme("strength", 1, (week,)), TODAY)
    assert section is not None
    assert section.days[0].items[0].title == "Dumbbell Romanian deadlift"


def test_one_session_and_none_are_pages_too(database: str, tmp_path: Path) -> None:
    assert "Not yet" in write(database, "bo", tmp_path / "one.html").text
    assert "Nothing is kept yet" in write(database, "cy", tmp_path / "none.html").text


def test_only_what_is_asked_for_is_shown(database: str, tmp_path: Path) -> None:
    first = date.fromordinal(DAY.toordinal() - 60)
    page = write(database, "ada", tmp_path / "h.html", exercise="row", since=first)
    assert "Only what was done since" in page.text
    assert "1 of 2 exercises are shown" in page.text
    assert "exercise-2" not in page.ids


def test_what_cannot_be_shown_or_written_is_refused_with_what_there_is(
    database: str, tmp_path: Path
) -> None:
    with open_store(database) as store:
        with pytest.raises(InvalidInputError, match=r"no exercise 'curl'; there are: (squat|row)"):
            gather(store, "ada", TODAY, exercise="curl")
        with pytest.raises(InvalidInputError, match="ada"):
            gather(store, "nobody", TODAY)
        with pytest.raises(OutputError, match=r"end the name in .html or .pdf"):
            write_history_report(store, "ada", tmp_path / "h.txt", today=DAY)
    assert not (tmp_path / "h.txt").exists()


def test_on_paper_it_is_a_pdf(database: str, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    with open_store(database) as store, warnings.catch_warnings():
        write_history_report(store, "bo", tmp_path / "h.pdf", today=DAY)
    assert (tmp_path / "h.pdf").read_bytes().startswith(b"%PDF-")


def test_the_command_says_where_the_page_is(database: str, tmp_path: Path) -> None:
    output = tmp_path / "h.html"
    words = ["history", "report", "--user", "cy", "--database", database, "-o", str(output)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert str(output) in done.stdout.replace("\n", "")
    assert output.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_without_waiting_what_takes_long_is_left_out_until_it_was_kept(database: str) -> None:
    with open_store(database) as store:
        quick = gather(store, "ada", TODAY + 1, wait=False)
        assert quick.pending
        assert all(one.trends == () for one in quick.exercises)
        assert quick.weeks
        whole = gather(store, "ada", TODAY + 1)
        again = gather(store, "ada", TODAY + 1, wait=False)
    assert not again.pending
    for one, other in zip(whole.exercises, again.exercises, strict=True):
        np.testing.assert_array_equal(one.trends[0].level, other.trends[0].level)
        assert one.records == other.records
        assert one.trends[0].plateau == other.trends[0].plateau


@pytest.fixture
def study() -> kept.Studied:
    view = views.full_view(60)
    return kept.Studied(view.exercises, views.OVER)


def test_findings_survive_as_json(study: kept.Studied) -> None:
    import json

    back = kept.from_json(json.loads(json.dumps(kept.to_json(study))))
    assert isinstance(back, kept.Studied)
    assert back.overreaching == study.overreaching
    (one, *_), (other, *_) = back.exercises, study.exercises
    assert one.records == other.records
    assert one.trends[0].changes == other.trends[0].changes
    assert isinstance(one.forecast, Forecast)
    assert isinstance(other.forecast, Forecast)
    np.testing.assert_array_equal(one.forecast.high95, other.forecast.high95)
    assert one.forecast.day.dtype == other.forecast.day.dtype
    assert one.forecast.scores == other.forecast.scores


def test_what_another_version_kept_is_computed_anew(study: kept.Studied, database: str) -> None:
    more = kept.to_json(study)
    more["overreaching"]["mood"] = "good"
    with open_store(database) as store:
        for key, data in (("more", more), ("other", {"type": "Horoscope"}), ("less", {})):
            store.keep_finding("bo", "page", key, data)
            assert kept.kept_study(store, key, "bo") is None
        assert kept.keep_study(store, "more", "bo", lambda: study) is study
        assert kept.kept_study(store, "more", "bo") is not None


def test_another_set_day_or_choice_makes_another_key(database: str) -> None:
    with open_store(database) as store:
        history, other = store.history("ada"), store.history("bo")
    keys = {
        kept.study_key(history, ("squat",), TODAY),
        kept.study_key(history, ("squat",), TODAY + 1),
        kept.study_key(history, ("squat", "row"), TODAY),
        kept.study_key(other, ("squat",), TODAY),
    }
    assert len(keys) == 4
    assert kept.study_key(history, ("squat",), TODAY) in keys


def test_the_exercises_of_late_come_first(database: str) -> None:
    with open_store(database) as store:
        store.add_user("di")
        old = simulate(Lifter(weeks=20, exercise="old"), 1).sessions
        new = simulate(Lifter(weeks=60, exercise="new"), 1).sessions[-5:]
        store.add_sessions("di", [*old, *new])
        assert shown_exercises(store.history("di")) == ("new",)
        assert shown_exercises(store.history("di"), "old") == ("old",)


def test_a_store_is_left_as_it_was_but_for_what_was_kept(database: str, tmp_path: Path) -> None:
    def sessions(store: Store) -> int:
        return len(store.history("ada").sessions)

    with open_store(database) as store:
        before = sessions(store)
        write_history_report(store, "ada", tmp_path / "h.html", today=DAY)
        assert sessions(store) == before
