"""A report in a real browser, on a phone and on a desktop, light and dark, with and without script.

Skipped where there is no Chromium.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chromium import Page, open_page
from report.pages import NO_NUMBER
from repsight.report import write_report

SIZES = [390, 1280]
# What is drawn at less than its own size is smaller than its style says.
SMALLEST = """Math.min(...[...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
 && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
 && !['STYLE', 'SCRIPT'].includes(e.tagName)).map(e => {
   const svg = e.ownerSVGElement;
   const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
   return parseFloat(getComputedStyle(e).fontSize) * scale; }))"""
SHOWN = """[...document.querySelectorAll('figure.chart > svg')].filter(e => e.checkVisibility()
 && e.getBoundingClientRect().width > 200 && e.querySelector('path, rect')).length"""
OUTSIDE = """[...document.querySelectorAll('figure.chart > svg')].filter(e => e.checkVisibility())
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
    assert page.complaints() == []
    asked = [url for url in page.requests() if not url.startswith("data:")]
    assert asked == [report.resolve().as_uri()]
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.ask(SHOWN) == 6
    assert page.ask(OUTSIDE) == []
    assert page.ask("[...document.images].every(i => i.naturalWidth > 100)")
    assert NO_NUMBER.search(page.ask("document.body.innerText")) is None


@pytest.mark.parametrize("width", SIZES)
def test_no_text_is_smaller_than_14_pixels(page: Page, report: Path, width: int) -> None:
    page.go(report, width)
    page.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.ask(SMALLEST) >= 13.9


def test_dark_and_light_are_different_pages(page: Page, report: Path) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        page.go(report, 390, scheme)
        seen.add(page.ask("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(seen) == 2


def test_values_are_read_off_by_the_slider_and_by_the_pointer(page: Page, report: Path) -> None:
    page.go(report, 1280)
    page.ask("(s => { s.value = 2.0; s.dispatchEvent(new Event('input')); })"
             "(document.querySelector('.read input'))")  # fmt: skip
    said = page.ask("document.querySelector('.read output').textContent")
    assert said.startswith("0:02.0: knee angle ")
    assert "repetition 1, " in said
    page.ask("(s => { const b = s.getBoundingClientRect(); s.dispatchEvent(new PointerEvent("
             "'pointermove', {clientX: b.left + b.width / 2, clientY: b.top + 50})); })"
             "(document.querySelector('svg.wide'))")  # fmt: skip
    assert page.ask("document.querySelector('.read output').textContent") != said


def test_a_link_in_the_table_opens_the_repetitions_explanation(page: Page, report: Path) -> None:
    page.go(report, 390)
    page.ask("document.querySelector('.reps a').click()")
    assert page.ask("new Promise(done => setTimeout(() => done(), 50)) && true")
    page.ask("window.dispatchEvent(new Event('hashchange'))")
    assert page.ask("document.querySelector('details').open")
