"""Single modules of the page, each by itself in the browser."""

import re

import pytest

from repsight.strings import load_strings
from repsight.web.assets import STATIC

OWN = {
    "page", "start", "place", "people", "facing", "step", "tempo", "train", "loading", "away",
    "background", "finish", "help", "key", "summary", "delete", "upload", "error", "dataset",
    "hotkey", "point",
}  # fmt: skip
"""Texts that only the page has."""

KEPT = """
async (id) => {
  const { Backlog } = await import("./backlog.mjs");
  window.backlog = await Backlog.open(id);
  return window.backlog.messages;
}
"""


@pytest.fixture
def at_page(visit):
    visit.open()
    return visit


def test_a_picture_is_laid_wholly_into_its_frame(at_page):
    script = """async (cases) => {
      const { fitInside } = await import("./stage.mjs");
      return cases.map(([box, size]) => fitInside(box, size));
    }"""
    cases = [[[390, 700], [1280, 720]], [[844, 300], [480, 640]], [[640, 480], [1280, 960]]]
    for ((width, height), (w, h)), (left, top, wide, high) in zip(
        cases, at_page.run(script, cases), strict=True
    ):
        assert wide / high == pytest.approx(w / h)
        assert wide == pytest.approx(width) or high == pytest.approx(height)
        assert (2 * left + wide, 2 * top + high) == pytest.approx((width, height))


def test_messages_survive_a_reload_until_they_are_saved(at_page):
    page = at_page.page
    assert at_page.run(KEPT, "a") == []
    at_page.run(
        "() => { for (let i = 0; i < 5; i += 1) backlog.add(i, `m${i}`); backlog.write(); }"
    )
    at_page.run("() => { for (let i = 5; i < 8; i += 1) backlog.add(i, `m${i}`); }")
    at_page.run("() => addEventListener('pagehide', () => backlog.keepTail())")
    page.reload()
    page.wait_for_selector("#start")
    assert at_page.run(KEPT, "a") == [[i, f"m{i}"] for i in range(8)]
    assert at_page.run("() => { backlog.drop(4); return backlog.after(5, 10); }") == [
        [6, "m6"],
        [7, "m7"],
    ]
    at_page.run("() => backlog.clear()")
    assert at_page.run(KEPT, "a") == []


def test_another_session_begins_with_nothing(at_page):
    at_page.run(KEPT, "a")
    at_page.run("() => { backlog.add(0, 'x'); backlog.write(); }")
    assert at_page.run(KEPT, "b") == []
    assert at_page.run(KEPT, "a") == [], "what another session left is thrown away"


def test_the_backlog_is_bounded(at_page):
    at_page.run(KEPT, "a")
    script = """async () => {
      const { MOST_MESSAGES } = await import("./backlog.mjs");
      for (let i = 0; i < MOST_MESSAGES + 10; i += 1) backlog.add(i, "");
      return [backlog.messages.length - MOST_MESSAGES, backlog.messages[0][0]];
    }"""
    assert at_page.run(script) == [0, 10]


def test_the_clock_of_a_session_goes_on_over_reloads_and_never_back(at_page):
    script = """async () => {
      const { SessionClock } = await import("./record.mjs");
      const record = {};
      const clock = new SessionClock(record);
      const times = [clock.at(performance.now() + 500), clock.at(), clock.at()];
      const later = new SessionClock(JSON.parse(JSON.stringify(record)));
      times.push(later.at());
      later.passed(100);
      times.push(later.at());
      return times;
    }"""
    times = at_page.run(script)
    assert times == sorted(set(times))
    assert times[-1] > 100


SPEAK = """
async (states) => {
  const [{ Speech }, { Voice }] = [await import("./speech.mjs"), await import("./voice.mjs")];
  const speech = new Speech(new Voice("en", false));
  return states.map(([now, state]) => speech.next(state, now));
}
"""


def state(stage="exercise", seconds=None, hints=(), events=(), held=None):
    person = {"stage": stage, "seconds": seconds, "hints": list(hints), "events": list(events)}
    return {"hints": [], "people": [{**person, "held": held}]}


def rep(index):
    return {"kind": "rep_completed", "index": index}


def cue(words):
    return {"kind": "cue_raised", "cue": words}


def test_counts_are_spoken_and_the_newest_wins(at_page):
    said = at_page.run(SPEAK, [[0, state(events=[rep(1)])], [1, state(events=[rep(2), rep(3)])]])
    assert said == ["1", "3"]


def test_a_cue_follows_its_count_and_is_not_repeated_at_once(at_page):
    words = "Go deeper."
    states = [[t, state(events=[rep(i), cue(words)])] for i, t in enumerate((0, 3, 20), 1)]
    assert at_page.run(SPEAK, states) == [f"1 {words}", "2", f"3 {words}"]


def test_a_countdown_is_counted_and_ends_in_go(at_page):
    times = [3.0, 2.9, 2.0, 1.9, 0.9]
    states = [[i, state("countdown", t)] for i, t in enumerate(times)]
    said = at_page.run(SPEAK, [*states, [9, state("exercise")]])
    assert said == ["3", "", "2", "", "1", "Go!"]


def test_hints_are_repeated_only_after_a_while(at_page):
    states = [[t, state("setup", hints=["whole_body"])] for t in (0, 1, 7, 9)]
    said = at_page.run(SPEAK, states)
    assert said[0] == said[3] == "Show your whole body."
    assert said[1] == said[2] == ""


def test_rest_pause_and_the_end_are_told(at_page):
    states = [[0, state("rest", 45.0)], [1, state("paused")], [2, state("done")]]
    assert at_page.run(SPEAK, states) == [
        "Rest: 45 seconds.",
        "Paused",
        "Done. Well done!",
    ]


def test_a_skeleton_is_drawn_from_keypoints_mirrored_where_the_picture_is(at_page):
    script = """async () => {
      const { skeletonScene } = await import("./skeleton.mjs");
      const keypoints = Array.from({ length: 17 }, (_, i) => [10 * i, i, 0.9]);
      keypoints[9] = [90, 9, 0.1];
      const scenes = [false, true].map((m) => skeletonScene([{ keypoints }], [200, 100], m));
      return scenes.map((scene) => [scene.length, scene[0].points[0]]);
    }"""
    assert at_page.run(script) == [[11, [50, 5]], [11, [150, 5]]]


def test_people_are_written_as_the_protocol_wants_them(at_page):
    script = """async () => {
      const { asMessage } = await import("./eyes.mjs");
      const points = [[1.26, 2.04, 1.2], [NaN, 0, 0.5]];
      return asMessage({ score: 0.12345, box: [0, 1.55, 2, 3], keypoints: points });
    }"""
    assert at_page.run(script) == {
        "score": 0.123,
        "box": [0, 1.6, 2, 3],
        "keypoints": [[1.3, 2, 1], None],
    }


def test_the_service_worker_keeps_every_module_there_is():
    shell = set(re.findall(r'"([\w/.]+\.(?:mjs|css))"', (STATIC / "sw.js").read_text()))
    there = {
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob("*")
        if path.suffix in (".mjs", ".css") and "vendor" not in path.parts
    }
    assert shell == there


def test_every_text_the_page_asks_for_exists_and_none_is_left_over():
    code = "".join(path.read_text() for path in STATIC.rglob("*.mjs") if "vendor" not in path.parts)
    strings = load_strings()
    asked = set(re.findall(r'"((?:[a-z]+)\.[a-z_.]+)"', code)) & {
        key for key in re.findall(r'"([a-z_.]+)"', code) if key.split(".")[0] in OWN
    }
    assert asked - set(strings) == set()
    made = tuple(re.findall(r"`([a-z_]+\.)\$\{", code))
    unused = {
        key
        for key in strings
        if key.split(".")[0] in OWN and key not in asked and not key.startswith(made)
    }
    assert unused == set()
