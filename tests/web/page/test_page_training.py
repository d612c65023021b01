"""A workout in front of the camera, in both ways to have it looked at."""

import json
import time
from typing import Any

import pytest

from web_page import LiveServer, Visit

SQUATS = 6
ONCE_SECONDS = 60
"""After that the fake camera begins its clip again."""
CLIP_SECONDS = 100
"""How long the clip may take to be counted, on a busy machine."""


def train(visit: Visit) -> Any:
    """Begin with squats, no target but the person's own."""
    page = visit.open()
    visit.choose("My workout")
    page.get_by_label("Repetitions", exact=True).fill("20")
    return page


def counted(visit: Visit) -> int:
    visit.wait_for_count(SQUATS - 1, CLIP_SECONDS)
    visit.page.wait_for_timeout(2500)  # for the sixth, and for one too many
    person = visit.person()
    assert person is not None
    return int(person["count"])


def in_all(visit: Visit) -> int:
    """Repetitions of all sets so far, by the server: a pause may have ended a set."""
    script = "() => `api/sessions/${repsight.record.session}?key=${repsight.record.key}`"
    session = visit.page.request.get(visit.address + visit.run(script)).json()
    return sum(one["count"] for person in session["people"] for one in person["sets"])


@pytest.mark.parametrize("place", ["In this browser", "On the server"])
def test_six_squats_are_counted_and_end_in_a_summary_and_a_report(visit, place):
    page = train(visit)
    visit.choose(place)
    page.click("#start")
    assert SQUATS - 1 <= counted(visit) <= SQUATS + 1
    sizes = page.evaluate("() => [repsight.view.canvas.width, repsight.state.scene.length]")
    assert sizes[0] > 300
    assert sizes[1] > 20, "the scene has a skeleton and a card"
    assert "Squat" in page.inner_text("#copy")
    summary = visit.finish()
    assert "Squat" in summary
    with visit.context.expect_page() as opened:
        page.click("#report")
    report = opened.value
    report.wait_for_load_state()
    assert "Squat" in report.inner_text("body")
    report.close()


def test_data_can_be_taken_along_and_deleted(visit):
    page = train(visit)
    page.click("#start")
    page.wait_for_function("() => window.repsight?.state?.people.length > 0", timeout=20_000)
    visit.finish()
    with page.expect_download() as download:
        page.get_by_text("Download as JSON").click()
    session = json.loads(download.value.path().read_text())
    assert session["schema"] == "repsight.session/1"
    address = page.get_attribute("#report", "href").replace("/report", "")
    assert page.request.get(visit.address + address).ok
    page.click("#delete")
    page.click("dialog .danger")
    page.get_by_text("Nothing of this session is left").wait_for()
    assert page.request.get(visit.address + address).status == 404


@pytest.mark.slow
def test_a_reload_in_the_middle_goes_on_with_the_same_session(visit):
    page = train(visit)
    page.get_by_text("Rest and tempo").click()
    page.get_by_label("Rest, seconds", exact=True).fill("0")
    page.click("#start")
    visit.wait_for_count(2, CLIP_SECONDS)
    # The fake camera begins its clip again with the page, standing: leave it while standing, too.
    page.wait_for_function("() => repsight.state.people[0]?.phase === 'top'")
    before = visit.person()["count"]
    session, sent = page.evaluate("() => [repsight.record.session, repsight.record.seq]")
    page.reload()
    page.wait_for_function("() => window.repsight?.state", timeout=20_000)
    assert page.evaluate("() => repsight.record.session") == session
    assert in_all(visit) >= before
    # The camera stands still for seconds now: whether the set ends meanwhile is the coach's affair.
    deadline = time.monotonic() + ONCE_SECONDS
    while in_all(visit) < before + SQUATS // 2 and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
    assert before + SQUATS // 2 <= in_all(visit) <= before + SQUATS + 1
    assert page.evaluate("() => repsight.connection.waiting") < 10
    assert page.evaluate("() => repsight.record.seq") > sent, "numbers go on"


@pytest.mark.slow
def test_a_killed_server_loses_no_repetition(browser, server: LiveServer):
    visit = Visit(browser, server.address, (1280, 800))
    page = train(visit)
    page.click("#start")
    visit.wait_for_count(2, CLIP_SECONDS)
    server.kill()
    page.get_by_text("your movements are kept").wait_for(timeout=10_000)
    page.wait_for_timeout(4000)
    assert page.evaluate("() => repsight.connection.waiting") > 10
    server.start()
    page.wait_for_function("() => repsight.connection.waiting === 0", timeout=30_000)
    assert SQUATS - 1 <= counted(visit) <= SQUATS + 1
    assert "Squat" in visit.finish()
    visit.close()


@pytest.mark.slow
def test_two_seconds_without_a_network_lose_no_repetition(browser, server: LiveServer):
    visit = Visit(browser, server.address, (1280, 800))
    page = train(visit)
    page.click("#start")
    visit.wait_for_count(2, CLIP_SECONDS)
    page.evaluate("() => repsight.connection.socket.close()")
    page.wait_for_function("() => repsight.status === 'away'")
    page.wait_for_function("() => repsight.status === 'open'", timeout=10_000)
    assert SQUATS - 1 <= counted(visit) <= SQUATS + 1
    visit.close()
