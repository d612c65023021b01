"""Correcting a data set in the page: by mouse, keyboard and touch, alone and with others."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_dataset import made_picture, standing
from page.test_page_views import check_view

from chromium import find_chromium
from repsight.data.labels import read_labels
from repsight.data.layout import label_file, write_index
from repsight.data.types import LabelledPerson, PoseDataset
from repsight.web.dataset.marks import MARKS_FILE
from web_page import LiveServer, Visit

PHONE, DESKTOP = (390, 844), (1280, 800)
SIZE = (160, 120)
LEFT_WRIST, RIGHT_WRIST = 9, 10
NAMES = [f"a_{number:06}" for number in range(10)]
STILL = "() => !repsight.saver.busy && !repsight.labels.dirty"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture of one person for every test, so that none is in another's way."""
    folder = tmp_path_factory.mktemp("correcting") / "squats"
    people = [(standing(),) for _ in NAMES]
    people[-1] = (standing((2, 3)), standing((60, 4), 0.8))
    pictures = tuple(
        made_picture(folder, "train" if i < 8 else "val", name, *people[i], group="a", seed=i)
        for i, name in enumerate(NAMES)
    )
    write_index(PoseDataset(folder, pictures, {}))
    return folder


@pytest.fixture(scope="module")
def serving(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    running = LiveServer(tmp_path_factory.mktemp("data"), "--dataset", str(root))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def plain_browser(playwright: Any) -> Iterator[Any]:
    started = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
    yield started
    started.close()


class Desk(Visit):
    """A visit to the page of a data set."""

    def look_at(self, name: str, split: str = "train") -> Any:
        self.file = f"images/{split}/{name}.jpg"
        self.page.goto(f"{self.address}dataset#{self.file}")
        self.page.wait_for_function("(f) => window.repsight?.labels?.file === f", arg=self.file)
        self.page.wait_for_selector(".picture .dot")
        return self.page

    def at(self, place: tuple[float, float]) -> tuple[float, float]:
        """Where a place of the picture is in the window."""
        script = """(place) => {
          const { left, top } = document.getElementById("board").getBoundingClientRect();
          const [x, y] = repsight.board.view.toBoard(place);
          return [left + x, top + y];
        }"""
        x, y = self.run(script, list(place))
        return x, y

    def point(self, point: int, person: int = 0) -> list[float]:
        found: list[float] = self.run(
            "([i, k]) => repsight.labels.people[i].keypoints[k]", [person, point]
        )
        return found

    def saved(self, root: Path) -> tuple[LabelledPerson, ...]:
        """Who is in the label file once all is saved, which is not waited for."""
        self.run("() => { repsight.saver.now(repsight.labels); }")
        self.page.wait_for_function(STILL)
        return read_labels(root / label_file(Path(self.file)), SIZE)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*self.at(start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(end), steps=3)
        self.page.mouse.up()


def visiting(browser: Any, server: LiveServer, size: tuple[int, int], **more: Any) -> Desk:
    return Desk(browser, server.address, size, **more)


@pytest.fixture(scope="module")
def open_desk(plain_browser: Any, serving: LiveServer) -> Iterator[Desk]:
    desk = visiting(plain_browser, serving, DESKTOP)
    yield desk
    desk.close()


@pytest.fixture
def desk(open_desk: Desk) -> Iterator[Desk]:
    """A page that tests share, each with a picture of its own: opening one takes a second."""
    yield open_desk
    found, open_desk.complaints = open_desk.complaints, []
    assert found == []
    assert open_desk.run("() => window.violations") == []
    assert open_desk.foreign == []


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_it_can_be_seen_touched_and_read_aloud(
    plain_browser: Any, serving: LiveServer, size: tuple[int, int], scheme: str
) -> None:
    desk = visiting(plain_browser, serving, size, color_scheme=scheme, reduced_motion="reduce")
    page = desk.look_at(NAMES[9], "val")
    check_view(desk)
    assert desk.run("() => document.activeElement.id") == "board"
    assert "people: 2" in page.inner_text("[aria-live]")
    if size == PHONE:
        for name, inside in (("Pictures", ".pictures"), ("Points", ".panel")):
            page.get_by_role("button", name=name, exact=True).click()
            page.wait_for_selector(inside)
            check_view(desk)
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    check_view(desk)
    page.keyboard.press("Escape")
    desk.close()
    assert desk.complaints == []
    assert desk.foreign == []


def test_the_start_page_leads_to_it_and_back(desk: Desk) -> None:
    page = desk.open()
    page.click("#dataset")
    page.wait_for_selector(".picture .dot")
    assert page.title() == "squats: correct keypoints"
    page.get_by_role("link", name="Start page").click()
    page.wait_for_selector("#start")


def test_a_point_is_dragged_saved_undone_and_done_again(desk: Desk, root: Path) -> None:
    page = desk.look_at(NAMES[0])
    before = desk.point(LEFT_WRIST)
    desk.drag((before[0], before[1]), (120, 100))
    x, y, seen = desk.point(LEFT_WRIST)
    assert (x, y) == pytest.approx((120, 100), abs=0.5)
    assert seen == 2
    page.wait_for_selector(".status:text-is('Saving …')")
    page.wait_for_selector(".status:text-is('Saved')")
    assert desk.saved(root)[0].keypoints[LEFT_WRIST] == pytest.approx((x, y, 2), abs=1e-2)
    page.keyboard.press("Control+z")
    assert desk.saved(root)[0].keypoints[LEFT_WRIST] == pytest.approx(before, abs=1e-2)
    page.keyboard.press("Control+y")
    assert desk.saved(root)[0].keypoints[LEFT_WRIST] == pytest.approx((x, y, 2), abs=1e-2)
    page.keyboard.press(".")
    page.wait_for_function("(f) => repsight.labels.file !== f", arg=desk.file)
    page.keyboard.press(",")
    page.wait_for_function("(f) => repsight.labels.file === f", arg=desk.file)
    page.keyboard.press("u")
    assert desk.point(LEFT_WRIST) == before, "what was done is remembered over other pictures"
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Back to the first labels").click()
    page.wait_for_function("(p) => repsight.labels.people[0].keypoints[9][0] === p", arg=before[0])


def test_a_point_never_leaves_the_picture(desk: Desk, root: Path) -> None:
    desk.look_at(NAMES[1])
    x, y, _ = desk.point(LEFT_WRIST)
    desk.drag((x, y), (500, -80))
    assert desk.point(LEFT_WRIST) == [160, 0, 2]
    assert desk.saved(root)[0].keypoints[LEFT_WRIST] == pytest.approx((160, 0, 2), abs=1e-3)


def test_all_is_done_with_the_keyboard_alone(desk: Desk, root: Path) -> None:
    page = desk.look_at(NAMES[2])
    for _ in range(LEFT_WRIST + 1):
        page.keyboard.press("Tab")
    x, y, _ = desk.point(LEFT_WRIST)
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert desk.point(LEFT_WRIST) == pytest.approx([x + 2, y + 9, 2])
    assert "left wrist, visible" in page.inner_text("[aria-live]")
    page.keyboard.press("u")
    assert desk.point(LEFT_WRIST)[:2] == pytest.approx([x, y]), "nudges are undone together"
    page.keyboard.press("v")
    assert desk.point(LEFT_WRIST) == pytest.approx([x, y, 1])
    page.keyboard.press("v")
    assert desk.point(LEFT_WRIST) == [0, 0, 0]
    assert "Click where this is: left wrist" in page.inner_text(".hint")
    elbow = desk.point(7)
    page.keyboard.press("v")
    assert desk.point(LEFT_WRIST) == [*elbow[:2], 2], "at its neighbour, to be moved from there"
    left, right = desk.point(7), desk.point(8)
    page.keyboard.press("s")
    assert (desk.point(7), desk.point(8)) == (right, left)
    page.keyboard.press("b")
    box = desk.run("() => repsight.labels.people[0].box")
    saved = desk.saved(root)[0]
    assert list(saved.box) == pytest.approx(box, abs=1e-2)
    assert saved.keypoints[8] == pytest.approx(left, abs=1e-2)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert desk.run("() => document.activeElement.id") == "good", "the picture can be left"
    page.keyboard.press("Tab")
    assert desk.run("() => document.activeElement.id") != "board"


def test_somebody_is_added_point_by_point_and_removed(desk: Desk, root: Path) -> None:
    page = desk.look_at(NAMES[3])
    page.keyboard.press("n")
    places = [(100, 20), (102, 18), (98, 18)]
    page.mouse.click(*desk.at(places[0]))
    page.keyboard.press("Tab")  # the left eye is left out
    page.mouse.click(*desk.at(places[2]))
    assert "left ear" in page.inner_text(".hint")
    page.keyboard.press("Escape")
    _, new = desk.saved(root)
    assert new.keypoints[0] == pytest.approx((*places[0], 2), abs=0.6)
    assert list(new.keypoints[1]) == [0, 0, 0]
    assert new.keypoints[2] == pytest.approx((*places[2], 2), abs=0.6)
    assert new.keypoints[:, 2].sum() == 4
    assert new.box == pytest.approx((96, 16, 102, 22), abs=0.8), "the box follows the points"
    page.keyboard.press("Delete")
    assert len(desk.saved(root)) == 1
    page.keyboard.press("u")
    assert len(desk.saved(root)) == 2


def test_an_unlabelled_point_is_placed_from_the_list_with_a_click(desk: Desk, root: Path) -> None:
    page = desk.look_at(NAMES[4])
    wrist = page.get_by_role("button", name="Right wrist: visible")
    wrist.click()
    page.get_by_role("button", name="Right wrist: hidden").click()
    page.get_by_role("button", name="Right wrist: not placed").wait_for()
    page.get_by_role("button", name="Right wrist", exact=True).click()
    page.mouse.click(*desk.at((20, 90)))
    assert desk.saved(root)[0].keypoints[RIGHT_WRIST] == pytest.approx((20, 90, 2), abs=0.6)
    assert desk.run("() => repsight.labels.point") == RIGHT_WRIST, "nothing else is placed by it"


def test_a_corner_of_the_box_is_dragged(desk: Desk, root: Path) -> None:
    desk.look_at(NAMES[4])
    left, top, right, bottom = desk.run("() => repsight.labels.people[0].box")
    desk.drag((right, top), (150, 4))
    assert desk.saved(root)[0].box == pytest.approx((left, 4, 150, bottom), abs=0.6)


def test_what_was_looked_at_or_flagged_is_counted_found_and_kept(desk: Desk, root: Path) -> None:
    page = desk.look_at(NAMES[5])
    page.keyboard.press("f")
    page.wait_for_selector("li:has([aria-current]) .mark.warn")
    page.keyboard.press("Enter")
    page.wait_for_function("(f) => repsight.labels.file !== f", arg=desk.file)
    page.wait_for_function("() => document.querySelector('.pictures progress').value === 1")
    assert page.inner_text(".progress [role=status]") == "1 of 10 looked at"
    page.get_by_label("Show").select_option("Flagged")
    assert page.locator(".rows li").count() == 1
    page.get_by_label("Show").select_option("Not looked at")
    assert page.locator(".rows li").count() == 9
    page.get_by_label("Split").select_option("val")
    assert page.locator(".rows li").count() == 2
    page.get_by_label("Name contains").fill("nothing")
    assert page.is_visible("text=No picture is like this.")
    marks = [json.loads(line) for line in (root / MARKS_FILE).read_text().splitlines()]
    assert marks[-1]["file"] == desk.file
    assert (marks[-1]["looked"], marks[-1]["flagged"]) == (True, True)
    page.reload()
    page.wait_for_selector(".picture .dot")
    assert desk.run("(f) => repsight.pictures.byFile.get(f).looked", desk.file) is True


@pytest.mark.parametrize(("choice", "holds"), [("Keep mine", 100), ("Take theirs", 40)])
def test_who_comes_second_chooses_whose_labels_hold(
    desk: Desk, plain_browser: Any, serving: LiveServer, root: Path, choice: str, holds: int
) -> None:
    other = visiting(plain_browser, serving, DESKTOP)
    for one in (other, desk):
        one.look_at(NAMES[6])
    nose = desk.point(0)
    other.drag((nose[0], nose[1]), (40, 90))
    other.saved(root)
    other.close()
    desk.drag((nose[0], nose[1]), (100, 90))
    desk.page.wait_for_selector("dialog[open]")
    assert NAMES[6] in desk.page.inner_text("dialog")
    assert read_labels(root / label_file(Path(desk.file)), SIZE)[0].keypoints[0, 0] == (
        pytest.approx(40, abs=0.6)
    )
    desk.page.get_by_role("button", name=choice).click()
    assert desk.saved(root)[0].keypoints[0, 0] == pytest.approx(holds, abs=0.6)
    desk.page.keyboard.press("u")  # so that the second case begins as the first did
    desk.page.get_by_role("button", name="Back to the first labels").click()
    desk.page.wait_for_function("(x) => repsight.labels.people[0].keypoints[0][0] === x", arg=60)
    desk.saved(root)
    desk.complaints = [one for one in desk.complaints if "409" not in one]


def test_one_person_who_is_quick_never_comes_in_conflict_with_himself(
    desk: Desk, root: Path
) -> None:
    page = desk.look_at(NAMES[1])
    page.keyboard.press("Tab")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        desk.run("""async () => {
          const save = () => repsight.saver.now(repsight.labels);
          save();
          await Promise.all([save(), repsight.open(repsight.labels.file), save()]);
        }""")
    assert page.locator("dialog").count() == 0
    x, y, seen = desk.point(0)
    assert desk.saved(root)[0].keypoints[0] == pytest.approx((x, y, seen), abs=1e-2)
    assert x == pytest.approx(standing().keypoints[0, 0] + 5, abs=1e-2)


def test_without_the_server_nothing_is_lost(desk: Desk, root: Path) -> None:
    page = desk.look_at(NAMES[7])
    desk.context.set_offline(True)
    nose = desk.point(0)
    desk.drag((nose[0], nose[1]), (90, 90))
    page.wait_for_selector("text=Not saved: the server cannot be reached")
    assert desk.run("() => repsight.saver.busy") is True
    desk.context.set_offline(False)
    assert desk.saved(root)[0].keypoints[0] == pytest.approx((90, 90, 2), abs=0.6)
    desk.complaints.clear()  # the browser logs every request that failed


def test_labels_that_cannot_be_read_are_shown_as_such_and_not_written(
    desk: Desk, root: Path
) -> None:
    path = root / label_file(Path("images/val", f"{NAMES[8]}.jpg"))
    text = path.read_text()
    path.write_text("0 0.5\n")
    page = desk.look_at(NAMES[7])
    page.keyboard.press(".")
    page.wait_for_selector("text=cannot be shown. a_000008.txt: line 1: 2 values")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert path.read_text() == "0 0.5\n"
    path.write_text(text)
    desk.run("() => repsight.open(repsight.labels.file)")
    page.wait_for_selector(".picture .dot")
    desk.complaints.clear()  # the refusal


def test_fingers_drag_with_a_magnifier_and_zoom(
    plain_browser: Any, serving: LiveServer, root: Path
) -> None:
    desk = visiting(plain_browser, serving, PHONE)
    page = desk.look_at(NAMES[8], "val")
    wire = desk.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        wire.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    x, y, _ = desk.point(LEFT_WRIST)
    start, end = desk.at((x, y)), desk.at((110, 80))
    near = (start[0] + 9, start[1] + 9)  # a finger is never exact: the point must not jump to it
    touch("Start", near)
    touch("Move", (end[0] + 9, end[1] + 9))
    page.wait_for_selector(".loupe")
    touch("End")
    assert desk.saved(root)[0].keypoints[LEFT_WRIST] == pytest.approx((110, 80, 2), abs=0.6)
    assert page.locator(".loupe").count() == 0
    scale = desk.run("() => repsight.board.view.scale")
    middle = desk.at((80, 60))
    ends = [(middle[0] - 40, middle[1]), (middle[0] + 40, middle[1])]
    touch("Start", *ends)
    touch("Move", (middle[0] - 80, middle[1]), (middle[0] + 80, middle[1]))
    touch("End")
    assert desk.run("() => repsight.board.view.scale") == pytest.approx(2 * scale, rel=0.05)
    assert desk.at((80, 60)) == pytest.approx(middle, abs=2)
    assert desk.saved(root)[0].keypoints[LEFT_WRIST][:2] == pytest.approx((110, 80), abs=0.6)
    desk.close()
    assert desk.complaints == []


def test_wheel_and_keys_zoom_and_what_is_under_the_mouse_stays(desk: Desk) -> None:
    page = desk.look_at(NAMES[8], "val")
    whole = desk.run("() => repsight.board.view.scale")
    place = (30.0, 40.0)
    before = desk.at(place)
    page.mouse.move(*before)
    page.mouse.wheel(0, -600)
    page.wait_for_function("(s) => repsight.board.view.scale > 2 * s", arg=whole)
    assert desk.at(place) == pytest.approx(before, abs=1)
    page.keyboard.press("-")
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert desk.run("() => repsight.board.view.scale") == pytest.approx(whole)
    page.keyboard.press("z")
    assert desk.run("() => repsight.board.view.scale") > whole
    page.keyboard.press("h")
    page.wait_for_function("() => document.querySelectorAll('.dot').length === 0")
    assert page.get_by_role("button", name="Hide").get_attribute("aria-pressed") == "true"
