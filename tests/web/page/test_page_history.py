"""The history in the page: from the start view to a chart, by touch and by keyboard."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from page.test_page_views import check_view

from chromium import find_chromium
from core.history.lifters import Lifter, simulate
from repsight.core.history.log import LoggedSession
from repsight.history import open_store
from repsight.models import info, is_cached
from web_page import LiveServer, Visit

PHONE = (390, 844)
CHARTS = """() => [...document.querySelector(".history-sheet").shadowRoot
  .querySelectorAll("figure.chart > svg")].filter((svg) => svg.checkVisibility()).length"""


@pytest.fixture(scope="module")
def plain_browser(playwright: Any) -> Iterator[Any]:
    """Chromium without a camera: none is needed to look back."""
    started = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
    yield started
    started.close()


@pytest.fixture(scope="module")
def looking_back(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that shows the histories of three people, one of whom has none."""
    if not is_cached(info("blazepose-full")):
        pytest.skip("blazepose-full is not in the cache; run `repsight models pull blazepose-full`")
    folder = tmp_path_factory.mktemp("looking-back")
    with open_store(str(folder / "history.db")) as store:
        for name in ("ada", "bo", "cy"):
            store.add_user(name)
        store.add_sessions("ada", lately(simulate(Lifter(weeks=40), 1).sessions))
        store.add_sessions("bo", lately(simulate(Lifter(weeks=1, exercise="deadlift"), 2).sessions))
    running = LiveServer(folder, "--history", "--database", str(folder / "history.db"))
    running.start()
    yield running
    running.stop()


def lately(sessions: tuple[LoggedSession, ...]) -> list[LoggedSession]:
    """The same sessions, the last of them yesterday."""
    from dataclasses import replace

    by = datetime.now(UTC) - timedelta(days=1) - sessions[-1].started
    return [replace(one, started=one.started + by) for one in sessions]


@pytest.fixture
def visit(plain_browser: Any, looking_back: LiveServer) -> Iterator[Visit]:
    visiting = Visit(plain_browser, looking_back.address, PHONE)
    yield visiting
    visiting.close()
    assert visiting.complaints == []
    assert visiting.foreign == []


def opened(visit: Visit) -> Any:
    page = visit.open()
    page.click("#history")
    page.wait_for_selector(".history-sheet #exercise-1 figure")
    return page


def test_a_history_is_seen_touched_and_read_aloud(visit: Visit) -> None:
    page = opened(visit)
    page.wait_for_function(
        "() => document.querySelector('.history [role=status]').textContent === ''"
    )
    check_view(visit)
    assert visit.run("() => document.activeElement.id") == "history-title"
    sheet = page.inner_text(".history-sheet .sheet")
    for said in ("Training days", "Squat", "Load by weeks", "This is not medical advice"):
        assert said in sheet, said
    assert visit.run(CHARTS) >= 4
    page.set_viewport_size({"width": 1280, "height": 800})
    check_view(visit)


def test_another_person_exercise_and_time_can_be_chosen(visit: Visit) -> None:
    page = opened(visit)
    page.get_by_label("Exercise").select_option("squat")
    page.get_by_role("radio", name="3 months").check(force=True)
    page.wait_for_selector(".history-sheet >> text=Only what was done since")
    assert "since=" in page.get_attribute(".history a", "href")
    page.get_by_label("Whose").select_option("cy")
    page.wait_for_selector(".history-sheet >> text=Nothing is kept yet")
    page.get_by_label("Whose").select_option("bo")
    page.wait_for_selector(".history-sheet >> text=Deadlift")
    page.get_by_role("button", name="Back").click()
    page.wait_for_selector("#start")


def test_a_chart_is_read_with_the_keyboard_and_the_page_of_its_own_opens(visit: Visit) -> None:
    page = opened(visit)
    page.wait_for_selector(".history-sheet #exercise-1 figure svg.readable:visible")
    page.locator(".history-sheet #exercise-1 figure svg.readable:visible").first.focus()
    page.keyboard.press("Home")
    first = page.inner_text(".history-sheet #exercise-1 .reading")
    page.keyboard.press("End")
    assert "kg" in first
    assert page.inner_text(".history-sheet #exercise-1 .reading") != first
    with visit.context.expect_page() as other:
        page.click(".history a")
    report = other.value
    report.wait_for_selector("h1")
    assert report.inner_text("h1") == "Training history of ada"
    report.close()
