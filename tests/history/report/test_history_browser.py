"""Pages of histories in a real browser: phone and desktop, light and dark, with and without script.

Skipped where there is no Chromium.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chromium import Page, open_page
from history.report import views
from report.pages import NO_NUMBER
from repsight.history.report.build import build_page
from repsight.history.report.page import render_page
from repsight.report.theme import DARK, LIGHT

SIZES = [390, 1280]
# What is drawn at less than its own size is smaller than its style says.
SMALLEST = """Math.min(...[...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
 && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
 && !['STYLE', 'SCRIPT', 'title'].includes(e.tagName)).map(e => {
   const svg = e.ownerSVGElement, drawn = svg && svg.viewBox.baseVal.width;
   const scale = drawn ? svg.getBoundingClientRect().width / drawn : 1;
   return parseFloat(getComputedStyle(e).fontSize) * scale; }))"""
SHOWN = """[...document.querySelectorAll('figure.chart')].map(f =>
 [...f.querySelectorAll(':scope > svg')].filter(e => e.checkVisibility()
 && e.getBoundingClientRect().width > 200 && e.querySelector('path, rect, circle')).length)"""
OUTSIDE = """[...document.querySelectorAll('figure.chart > svg')].filter(e => e.checkVisibility())
 .flatMap(svg => { const box = svg.getBoundingClientRect();
   return [...svg.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect();
     return b.left < box.left - 1 || b.right > box.right + 1 || b.bottom > box.bottom + 1; })
   .map(t => t.textContent); })"""
OVERLAPPING = """[...document.querySelectorAll('figure.chart > svg')]
 .filter(e => e.checkVisibility()).flatMap(svg => {
   const t = [...svg.querySelectorAll('text')].map(e => [e.textContent, e.getBoundingClientRect()]);
   return t.flatMap(([a, p], i) => t.slice(i + 1).filter(([, q]) =>
     Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 &&
     Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 5).map(([b]) => [a, b])); })"""
VIEWS = {
    "three years": views.full_view,
    "one session": views.beginner_view,
    "nothing": views.empty_view,
}
COLOURS = """(name) => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const over = (c, a, g) => c.slice(0, 3).map((v, i) => a * v + (1 - a) * g[i]);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const lum = c => c.map(v => linear(v / 255))
    .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const ground = rgb(getComputedStyle(document.querySelector('main > section')).backgroundColor);
  const seen = [...document.querySelectorAll(name)].find(e => e.checkVisibility());
  const style = getComputedStyle(seen);
  const [a, b] = [lum(over(rgb(style.fill), Number(style.opacity), ground)), lum(ground)];
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with open_page() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("history")
    for name, make in VIEWS.items():
        (folder / f"{name}.html").write_text(render_page(build_page(make())), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in VIEWS}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", SIZES)
def test_a_history_fits_shows_one_picture_a_chart_asks_nobody_and_complains_of_nothing(
    page: Page, pages: dict[str, Path], name: str, width: int, script: bool
) -> None:
    page.go(pages[name], width, "dark" if script else "light", script)
    assert page.complaints() == []
    asked = [url for url in page.requests() if not url.startswith("data:")]
    assert asked == [pages[name].resolve().as_uri()]
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert set(page.ask(SHOWN)) <= {1}
    assert page.ask(OUTSIDE) == []
    assert page.ask(OVERLAPPING) == []
    assert NO_NUMBER.search(page.ask("document.body.innerText")) is None
    page.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.ask(SMALLEST) >= 13.9
    assert page.ask("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_squares_and_fans_can_be_told_from_the_ground_in_both_themes(
    page: Page, pages: dict[str, Path], scheme: str, palette: dict[str, str]
) -> None:
    page.go(pages["three years"], 1280, scheme)
    ask = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert page.ask(ask).strip() == palette["accent"]
    shades = [page.ask(f"({COLOURS})('{name}')") for name in (".day.l1", ".day.l2", ".day.l4")]
    assert shades == sorted(shades)
    assert shades[0] > 1.4
    wide, narrow = (page.ask(f"({COLOURS})('{name}')") for name in (".fan95", ".fan80"))
    assert 1.2 < wide < narrow


def test_a_point_is_read_off_with_a_pointer_and_with_the_arrow_keys(
    page: Page, pages: dict[str, Path]
) -> None:
    page.go(pages["three years"], 1280)
    page.ask("document.querySelector('#exercise-1 figure svg').scrollIntoView({block: 'center'})")
    left, top, width, height = page.ask(
        "(b => [b.left, b.top, b.width, b.height])"
        "(document.querySelector('#exercise-1 figure svg').getBoundingClientRect())"
    )
    reading = "document.querySelector('#exercise-1 .reading').textContent"
    said = []
    for share in (0.3, 0.5, 0.97):
        at = {"x": left + share * width, "y": top + height / 2}
        page.call("Input.dispatchMouseEvent", type="mouseMoved", **at)
        page.ask("new Promise(done => setTimeout(done, 60))")
        said.append(page.ask(reading))
    assert len(set(said)) == 3
    assert all("kg" in each and "202" in each for each in said)
    assert said[-1].startswith("expected about")
    page.ask("document.querySelector('#exercise-1 figure svg').focus()")
    for key, where in (("Home", 0), ("ArrowRight", 1), ("End", -1), ("ArrowLeft", -2)):
        page.call("Input.dispatchKeyEvent", type="keyDown", key=key)
        seen = page.ask(reading)
        said.append(seen)
        assert seen, where
    assert len(set(said[3:])) == 4
    assert said[5].startswith("expected about")
    assert page.complaints() == []


def test_on_paper_no_chart_is_cut_off_and_the_page_is_light(
    page: Page, pages: dict[str, Path]
) -> None:
    page.go(pages["three years"], 800, "light")
    page.call("Emulation.setEmulatedMedia", media="print")
    assert set(page.ask(SHOWN)) == {1}
    assert page.ask(OUTSIDE) == []
    page.call("Emulation.setEmulatedMedia", media="")
