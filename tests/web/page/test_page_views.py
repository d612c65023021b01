"""The views: labels, contrast, touch, keyboard, and what is said when something is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from chromium import find_chromium
from web_page import LiveServer, Visit

PHONE, DESKTOP = (390, 844), (1280, 800)
MIN_CONTRAST = 4.5
MIN_TOUCH = 40
TOKEN = "a-token-of-length"

BUSY = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotReadableError") }
"""
UNNAMED = """
() => [...document.querySelectorAll("button, a[href], input, select, summary, [role=img]")]
  .filter((node) => node.checkVisibility())
  .filter((node) => !node.getAttribute("aria-label") && !node.innerText)
  .filter((node) => !node.labels?.[0]?.innerText)
  .map((node) => node.outerHTML)
"""
CONTRASTS = """
() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0.7) return color;
    }
    return [0, 0, 0];
  };
  return [...document.querySelectorAll("body *")]
    .filter((node) => node.checkVisibility() && !node.closest(".unseen, .skip, .numbers"))
    .filter((node) => [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim()))
    .map((node) => {
      const [a, b] = [luminance(parse(getComputedStyle(node).color)), luminance(ground(node))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node.innerText.slice(0, 40)];
    });
}
"""
SMALL = """
(least) => [...document.querySelectorAll("button, a.button, select, .segments span")]
  .filter((node) => node.checkVisibility())
  .filter((node) => Math.min(node.offsetWidth, node.offsetHeight) < least)
  .map((node) => node.innerText || node.outerHTML)
"""


def check_view(visit: Visit) -> None:
    assert visit.run(UNNAMED) == []
    low = [found for found in visit.run(CONTRASTS) if found[0] < MIN_CONTRAST]
    assert low == []
    assert visit.run(SMALL, MIN_TOUCH) == []
    assert visit.run("() => document.querySelectorAll('h1').length") == 1
    assert visit.run("() => document.querySelector('main') !== null")
    wide = visit.run("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing sticks out to the side"


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_start_view_can_be_seen_touched_and_read_aloud(visit, size):
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = visit.open()
    visit.choose("My workout")
    page.get_by_text("Rest and tempo").click()
    check_view(visit)
    page.click("#upload")
    page.wait_for_selector("#file")
    check_view(visit)


def test_choices_are_remembered(visit):
    page = visit.open()
    visit.choose("My workout")
    page.get_by_role("button", name="Add an exercise").click()
    page.get_by_label("Exercise 2", exact=True).nth(0).select_option("push_up")
    page.get_by_label("Sets: more").nth(1).click()
    visit.choose("Back camera")
    page.get_by_label("Spoken counts and hints").uncheck()
    page.reload()
    page.wait_for_selector("#start")
    assert page.get_by_role("radio", name="My workout").is_checked()
    assert page.get_by_role("radio", name="Back camera").is_checked()
    assert not page.get_by_label("Spoken counts and hints").is_checked()
    settings = visit.run("() => JSON.parse(localStorage['repsight.settings'])")
    assert settings["steps"][1] == {
        "exercise": "push_up", "sets": 4, "target": 10, "rest": 60, "tempo": None,
    }  # fmt: skip


def test_a_workout_begins_and_ends_with_the_keyboard_alone(visit):
    page = visit.open()
    for _ in range(40):
        page.keyboard.press("Tab")
        if visit.run("() => document.activeElement.id") == "start":
            break
    outline = visit.run("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focus can be seen"
    page.keyboard.press("Enter")
    page.wait_for_selector(".train")
    page.keyboard.press("?")
    assert "Space" in page.inner_text("dialog")
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.repsight?.state", timeout=20_000)
    check_view(visit)
    page.keyboard.press("m")
    assert page.get_by_role("button", name="Mirror").get_attribute("aria-pressed") == "false"
    page.keyboard.press(" ")
    page.wait_for_function("() => repsight.state.people[0]?.stage === 'paused'")
    assert page.get_by_role("button", name="Go on").is_visible()
    page.keyboard.press("f")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".summary")
    check_view(visit)


def test_the_camera_can_be_switched_and_turned_round_meanwhile(visit):
    page = visit.open()
    page.click("#start")
    page.wait_for_function("() => window.repsight?.state", timeout=20_000)
    before = visit.run("() => repsight.record.seq")
    page.keyboard.press("c")
    page.wait_for_function("() => repsight.settings.facing === 'environment'")
    page.wait_for_function("(n) => repsight.record.seq > n + 5", arg=before, timeout=20_000)
    assert visit.run("() => JSON.parse(localStorage['repsight.settings']).facing") == "environment"
    script = """() => {
      Object.defineProperty(repsight.view, "size", { get: () => [360, 640] });
      return repsight.record.size;
    }"""
    assert visit.run(script) == [640, 360]
    page.wait_for_function("() => repsight.record.size[0] === 360")
    page.wait_for_function("() => repsight.connection.waiting === 0 && repsight.status === 'open'")


@pytest.mark.parametrize("size", [PHONE, (844, 390), DESKTOP])
def test_the_canvas_lies_on_the_picture_however_the_device_is_turned(visit, size):
    page = visit.open()
    page.click("#start")
    page.wait_for_function("() => window.repsight?.view.video.videoWidth > 0")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(300)
    boxes = visit.run("""() => ["video", "canvas", ".frame", ".controls"].map((name) => {
      const { left, top, right, bottom } = document.querySelector(name).getBoundingClientRect();
      return [left, top, right, bottom];
    })""")
    video, canvas, frame, controls = boxes
    assert video == canvas
    assert frame[0] - 1 <= video[0] < video[2] <= frame[2] + 1
    assert frame[1] - 1 <= video[1] < video[3] <= frame[3] + 1
    assert (video[2] - video[0]) / (video[3] - video[1]) == pytest.approx(640 / 360, abs=0.02)
    assert controls[3] <= size[1]
    assert controls[2] <= size[0]


def test_without_the_server_the_shell_still_opens_and_says_what_is_missing(visit):
    page = visit.open()
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function(
        "() => caches.open('repsight-1').then((c) => c.keys()).then((k) => k.length > 30)"
    )
    page.reload()
    page.wait_for_selector("#start")
    visit.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#error-text")
    assert "cannot be reached" in page.inner_text("#error-text")
    check_view(visit)
    kept = visit.run(
        "() => caches.open('repsight-1').then((c) => c.keys()).then((k) => k.map((r) => r.url))"
    )
    assert not [url for url in kept if "/api/" in url and "/api/strings/" not in url]
    visit.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("#start")
    visit.complaints.clear()  # the browser logs every request that failed


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("--deny-permission-prompts", "Allow the camera for this page"),
        (None, "Connect a camera"),
    ],
)
def test_a_refused_or_missing_camera_is_explained(playwright, server, flag, words):
    fake = ["--use-fake-device-for-media-stream"] if flag else []
    browser = playwright.chromium.launch(
        executable_path=find_chromium(), args=["--no-sandbox", *fake, *([flag] if flag else [])]
    )
    visit = Visit(browser, server.address, PHONE)
    visit.open()
    visit.page.click("#start")
    visit.page.wait_for_selector("#error-text")
    assert words in visit.page.inner_text("#error-text")
    check_view(visit)
    visit.page.get_by_role("button", name="Back to the start").click()
    visit.page.wait_for_selector("#start")
    visit.close()
    browser.close()


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (BUSY, "camera_busy"),
        ("WebAssembly.validate = () => false", "no_simd"),
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "insecure"),
        ("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})", "unsupported"),
    ],
)  # fmt: skip
def test_what_a_browser_cannot_do_is_told_with_a_way_out(visit, script, code):
    page = visit.open()
    page.evaluate(f"() => {{ {script}; }}")
    page.click("#start")
    page.wait_for_selector("#error-text")
    assert page.get_attribute("#error-text", "data-code") == code
    assert len(page.inner_text("#error-text")) > 40


@pytest.fixture(scope="module")
def guarded(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that asks for a token and has room for one."""
    running = LiveServer(
        tmp_path_factory.mktemp("guarded"), "--token", TOKEN, "--max-sessions", "1"
    )
    running.start()
    yield running
    running.stop()


@pytest.mark.slow
def test_a_missing_token_and_a_full_server_are_explained(browser: Any, guarded: LiveServer):
    visit = Visit(browser, guarded.address, PHONE)
    visit.page.goto(guarded.address)
    visit.page.wait_for_selector("#error-text")
    assert "scan its QR code" in visit.page.inner_text("#error-text")
    page = visit.open(f"?token={TOKEN}")
    assert TOKEN not in page.url
    page.click("#start")
    page.wait_for_function("() => window.repsight?.state", timeout=20_000)
    second = visit.context.new_page()
    second.goto(guarded.address)
    second.click("#start")
    second.wait_for_selector("#error-text", timeout=20_000)
    assert "Too many people" in second.inner_text("#error-text")
    visit.context.close()


@pytest.mark.slow
def test_an_uploaded_video_is_counted(visit):
    from repsight.demo import demo_video

    page = visit.open()
    page.click("#upload")
    page.set_input_files("#file", str(demo_video()))
    page.get_by_label("Exercise").select_option("squat")
    page.get_by_role("button", name="Send and count").click()
    page.wait_for_selector(".summary", timeout=90_000)
    assert "6 repetitions" in page.inner_text(".summary")
    assert page.locator(".bars span").count() == 6
    check_view(visit)
