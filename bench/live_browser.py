"""The page in headless Chromium, before a camera that shows a clip."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from live_camera import STILL_AFTER, STILL_BEFORE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VIEWS = {"phone": (390, 844), "desktop": (1280, 800)}
READY_SECONDS = 60
ENOUGH_TARGET = 100
"""More repetitions than any clip holds, so that the set ends with the clip."""

# Each state that is painted, with the seconds since the camera's picture was taken.
WATCH = """
() => {
  const view = repsight.view, show = view.showState.bind(view);
  window.figures = { latency: [], events: [] };
  view.showState = (state, more) => {
    const began = performance.now();
    show(state, more);
    window.figures.latency.push(more.latency + (performance.now() - began) / 1000);
  };
}
"""
# What is on the canvas: none, or how many of its pixels are painted.
PAINTED = """
() => {
  const canvas = repsight.view.canvas;
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
  return painted / (data.length / 4);
}
"""


@dataclass
class PageRun:
    """What one workout on the page came to."""

    count: int
    latencies: list[float]
    fps: float
    threads: int
    backend: str
    shapes: set[str]
    painted: float
    report: bool
    complaints: list[str] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)


@contextmanager
def open_browser(camera: Path) -> Iterator[Any]:
    """Chromium whose camera shows that MJPEG file."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError(f"no browser is here; install one of {', '.join(BROWSERS)}")
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def train(
    browser: Any,
    page_address: str,
    exercise: str,
    seconds: float,
    *,
    place: str,
    view: str,
    pictures: Path,
    query: str = "",
    engine: str | None = None,
) -> PageRun:
    """Do one workout as a user would; `seconds` is how long the clip lasts."""
    width, height = VIEWS[view]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=view == "phone"
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: _complain(said, complaints))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    step = {"exercise": exercise, "sets": 9, "target": ENOUGH_TARGET, "rest": 60, "tempo": None}
    settings = {"auto": False, "steps": [step], "place": place, "engine": engine}
    settings["voice"] = False
    context.add_init_script(
        f"localStorage.setItem('repsight.settings', {json.dumps(json.dumps(settings))})"
    )
    shots = [pictures / f"{view}-{place}-{name}.png" for name in ("start", "training", "summary")]
    page.goto(page_address + query)
    page.wait_for_selector("#start", timeout=READY_SECONDS * 1000)
    page.screenshot(path=shots[0])
    page.click("#start")
    page.wait_for_function(
        "() => window.repsight?.state?.people.length > 0", timeout=READY_SECONDS * 1000
    )
    page.evaluate(WATCH)
    count, shapes, painted, fps = _watch(page, STILL_BEFORE + seconds, shots[1])
    figures = page.evaluate("() => window.figures")
    info = page.evaluate("() => repsight.eyes.info")
    page.keyboard.press("f")
    page.click("dialog .primary")
    page.wait_for_selector(".summary", timeout=30_000)
    page.screenshot(path=shots[2])
    report = _opens(context, page)
    context.close()
    return PageRun(
        count, figures["latency"], fps, int(info.get("threads", 1)), str(info.get("backend")),
        shapes, painted, report, complaints, shots,
    )  # fmt: skip


def _watch(page: Any, seconds: float, shot: Path) -> tuple[int, set[str], float, float]:
    """Look on until the clip has passed once: the most that was counted, and what was drawn."""
    count, shapes, painted, rates, shown = 0, set(), 0.0, [], False
    for passed in range(int(seconds + STILL_AFTER / 2)):
        page.wait_for_timeout(1000)
        state = page.evaluate("() => repsight.state")
        person = next(iter(state["people"]), None)
        count = max(count, person["count"] if person else 0)
        if person is None or person["stage"] != "exercise":
            continue
        shapes |= {shape["kind"] for shape in state["scene"]}
        rates.append(page.evaluate("() => repsight.rate.perSecond"))
        if count and not shown and passed > STILL_BEFORE + seconds / 2:
            page.screenshot(path=shot)
            painted = page.evaluate(PAINTED)
            shown = True
    return count, shapes, painted, sum(rates) / max(len(rates), 1)


def _opens(context: Any, page: Any) -> bool:
    """Whether the report opens and tells of repetitions."""
    with context.expect_page() as opened:
        page.click("#report")
    report = opened.value
    report.wait_for_load_state()
    return "repetition" in report.inner_text("body").lower()


def _complain(said: Any, complaints: list[str]) -> None:
    if said.type == "error":
        complaints.append(said.text)
