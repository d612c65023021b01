"""A report in a real browser, on a phone and on a desktop, light and dark, with and without script.

Skipped where there is no Chromium.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chromium import Page, open_page
from report.pages import NO_NUMBER
from repsight.report import write_report
from repsight.report.theme import DARK, LIGHT

SIZES = [390, 1280]
CHARTS = 6
# What is drawn at less than its own size is smaller than its style says.
SMALLEST = """Math.min(...[...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
 && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
 && !e.closest('.live > svg') && !['STYLE', 'SCRIPT'].includes(e.tagName)).map(e => {
   const svg = e.ownerSVGElement, drawn = svg && svg.viewBox.baseVal.width;
   const scale = drawn ? svg.getBoundingClientRect().width / drawn : 1;
   return parseFloat(getComputedStyle(e).fontSize) * scale; }))"""
# Every chart comes near once, and is drawn.
DRAWN = """(async () => {
  for (const figure of document.querySelectorAll('figure.chart')) {
    figure.scrollIntoView();
    while (!figure.querySelector('.js-plotly-plot .main-svg'))
      await new Promise(done => setTimeout(done, 10));
  }
  return [...document.querySelectorAll('.js-plotly-plot')].filter(e => e.checkVisibility()).length;
})()"""
SHOWN = """[...document.querySelectorAll('figure.chart > svg')].filter(e => e.checkVisibility()
 && e.getBoundingClientRect().width > 200 && e.querySelector('path, rect')).length"""
OUTSIDE = """[...document.querySelectorAll('figure.chart:not(.live) > svg, .plot .main-svg')]
 .filter(e => e.checkVisibility())
 .flatMap(svg => { const box = svg.getBoundingClientRect();
   return [...svg.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect();
     return b.left < box.left - 1 || b.right > box.right + 1 || b.bottom > box.bottom + 1; })
   .map(t => t.textContent); })"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with open_page() as opened:
        yield opened


@pytest.fixture(scope="module")
def report(session: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "r.html"
    write_report(session, path)
    return path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_a_report_fits_shows_its_charts_asks_nobody_and_complains_of_nothing(
    page: Page, report: Path, width: int, scheme: str, script: bool
) -> None:
    page.go(report, width, scheme, script)
    if script:
        assert page.ask(DRAWN) == CHARTS
    assert page.complaints() == []
    asked = [url for url in page.requests() if not url.startswith("data:")]
    assert asked == [report.resolve().as_uri()]
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.ask(SHOWN) == (0 if script else CHARTS)
    assert page.ask(OUTSIDE) == []
    assert page.ask("[...document.images].every(i => i.naturalWidth > 100)")
    assert NO_NUMBER.search(page.ask("document.body.innerText")) is None


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_no_text_is_smaller_than_14_pixels(
    page: Page, report: Path, width: int, script: bool
) -> None:
    page.go(report, width, script=script)
    if script:
        page.ask(DRAWN)
    page.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.ask(SMALLEST) >= 13.9


def test_dark_and_light_are_different_pages(page: Page, report: Path) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        page.go(report, 390, scheme)
        seen.add(page.ask("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(seen) == 2


def test_on_paper_and_for_who_does_not_see_there_are_the_pictures(page: Page, report: Path) -> None:
    page.go(report, 1280)
    page.ask(DRAWN)
    said = "[...document.querySelectorAll('.live > svg')].filter(e => e.checkVisibility()).length"
    assert page.ask(said) == CHARTS
    page.call("Emulation.setEmulatedMedia", media="print")
    assert page.ask(SHOWN) == CHARTS
    assert not page.ask("[...document.querySelectorAll('.plot')].some(e => e.checkVisibility())")
    page.call("Emulation.setEmulatedMedia", media="")


def test_charts_take_the_colours_of_the_theme_and_change_with_it(page: Page, report: Path) -> None:
    page.go(report, 390, "light")
    page.ask(DRAWN)
    for scheme, palette in (("light", LIGHT), ("dark", DARK), ("light", LIGHT)):
        media = [{"name": "prefers-color-scheme", "value": scheme}]
        page.call("Emulation.setEmulatedMedia", features=media)
        page.ask("new Promise(done => setTimeout(done, 100))")
        assert page.ask("document.querySelector('.plot').data[0].line.color") == palette["accent"]
        assert "var(" not in page.ask(
            "[...document.querySelectorAll('.plot')].map(e => e.innerHTML).join()"
        )
    assert page.complaints() == []


def test_a_value_is_read_off_with_its_repetition_and_phase(page: Page, report: Path) -> None:
    page.go(report, 1280)
    page.ask(DRAWN)
    page.ask("document.querySelector('.plot').scrollIntoView()")
    left, top, width, height = page.ask(
        "(b => [b.left, b.top, b.width, b.height])"
        "(document.querySelector('.plot .nsewdrag').getBoundingClientRect())"
    )
    said = set()
    for share in (0.25, 0.35, 0.5, 0.65):
        at = {"x": left + share * width, "y": top + height / 2}
        page.call("Input.dispatchMouseEvent", type="mouseMoved", **at)
        page.ask("new Promise(done => setTimeout(done, 150))")
        said.add(page.ask("document.querySelector('.plot .hoverlayer').textContent"))
    assert len(said) == 4
    assert all(re.search(r"\d s.*\d°.*repetition", each) for each in said)
    assert any("lowering" in each for each in said)
    assert page.complaints() == []


def test_charts_zoom_and_come_back_by_buttons_that_the_keyboard_reaches(
    page: Page, report: Path
) -> None:
    page.go(report, 1280)
    page.ask(DRAWN)
    ends = "document.querySelector('.plot').layout.xaxis.range.map(Number)"
    press = "document.querySelector('.modebar-btn[data-title^=\"{}\"]').click()"
    before = page.ask(ends)
    page.ask(press.format("Zoom in"))
    page.ask("new Promise(done => setTimeout(done, 500))")
    low, high = page.ask(ends)
    assert before[0] < low < high < before[1]
    page.ask(press.format("Reset"))
    page.ask("new Promise(done => setTimeout(done, 500))")
    assert page.ask(ends) == pytest.approx(before)
    reached = "every(b => b.tagName === 'BUTTON' && b.ariaLabel && b.tabIndex === 0)"
    assert page.ask(f"[...document.querySelectorAll('.modebar-btn')].{reached}")


def test_a_phone_has_no_buttons_on_its_charts_and_a_finger_scrolls_past_them(
    page: Page, report: Path
) -> None:
    page.go(report, 390)
    page.ask(DRAWN)
    assert page.ask("document.querySelectorAll('.modebar-btn').length") == 0
    assert page.ask("[...document.querySelectorAll('.plot')].every(p => !p.layout.dragmode)")


def test_a_static_report_shows_its_pictures(page: Page, session: Path, tmp_path: Path) -> None:
    write_report(session, tmp_path / "r.html", static=True)
    page.go(tmp_path / "r.html", 390)
    assert page.ask(SHOWN) == CHARTS
    assert page.complaints() == []
    assert page.ask("document.scripts.length") == 0


def test_a_link_in_the_table_opens_the_repetitions_explanation(page: Page, report: Path) -> None:
    page.go(report, 390)
    page.ask("document.querySelector('.reps a').click()")
    assert page.ask("new Promise(done => setTimeout(() => done(), 50)) && true")
    page.ask("window.dispatchEvent(new Event('hashchange'))")
    assert page.ask("document.querySelector('details[id]').open")
