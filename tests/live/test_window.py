"""The window: shapes, keys, and what is said where there can be none."""

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pygame
import pytest

from repsight.core.errors import OutputError
from repsight.live.keys import HELP, KEYS, action_of
from repsight.live.panels import help_panel, notice
from repsight.live.window import Window, fit
from repsight.strings import load_strings

PICTURE = np.zeros((240, 320, 3), np.uint8)
PICTURE[:, :160] = (200, 40, 90)
WORDS = load_strings()


@pytest.fixture
def window() -> Iterator[Window]:
    with Window("test", (320, 240)) as opened:
        list(opened.actions())
        yield opened


def pixels(window: Window) -> np.ndarray:
    """What the window shows, RGB (H, W, 3)."""
    return pygame.surfarray.array3d(window._window.get_surface()).swapaxes(0, 1)


def press(key: int, character: str = "") -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=character, mod=0))


def test_a_picture_fills_the_window_in_its_own_colours_and_shape(window: Window) -> None:
    window.show(PICTURE)
    seen = pixels(window)
    height, width = seen.shape[:2]
    assert width / height == pytest.approx(4 / 3, abs=0.02)
    assert height > 240  # as large as the screen allows
    assert seen[height // 2, width // 4].tolist() == [200, 40, 90]
    assert seen[height // 2, 3 * width // 4].tolist() == [0, 0, 0]


def test_a_wide_picture_lies_between_two_bars(window: Window) -> None:
    wide = np.full((100, 400, 3), 255, np.uint8)
    window.show(wide)
    seen = pixels(window)
    bright = (seen == 255).all(axis=2)
    rows = np.flatnonzero(bright.all(axis=1))
    assert len(rows) == pytest.approx(seen.shape[1] / 4, abs=1)
    assert not bright[: rows[0]].any()
    assert not bright[rows[-1] + 1 :].any()
    assert rows[0] == pytest.approx(seen.shape[0] - 1 - rows[-1], abs=1)


@pytest.mark.parametrize(
    ("picture", "room", "expected"),
    [
        ((640, 480), (640, 480), (0, 0, 640, 480)),
        ((640, 480), (1920, 1080), (240, 0, 1440, 1080)),
        ((1080, 1920), (1920, 1080), (656, 0, 608, 1080)),
        ((4000, 10), (400, 400), (0, 199, 400, 1)),
    ],
)
def test_a_picture_is_fitted(
    picture: tuple[int, int], room: tuple[int, int], expected: tuple[int, int, int, int]
) -> None:
    assert fit(*picture, *room) == expected


def test_full_screen_is_entered_and_left(window: Window) -> None:
    before = window._window.size
    window.toggle_fullscreen()
    window.show(PICTURE)
    assert window._window.size == pygame.display.get_desktop_sizes()[0] != before
    window.toggle_fullscreen()
    window.show(PICTURE)
    assert window._window.size == before


def test_a_window_that_is_made_larger_shows_its_picture_again(window: Window) -> None:
    window.show(PICTURE)
    window._window.size = (900, 300)
    list(window.actions())
    seen = pixels(window)
    assert seen.shape[:2] == (300, 900)
    assert seen[150, 260].tolist() == [200, 40, 90]
    assert seen[150, 20].tolist() == [16, 20, 28]


def test_keys_do_what_the_help_says(window: Window) -> None:
    for key in (
        pygame.K_SPACE, pygame.K_s, pygame.K_n, pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_m,
        pygame.K_v, pygame.K_f, pygame.K_F11, pygame.K_h, pygame.K_x, pygame.K_q, pygame.K_ESCAPE,
    ):  # fmt: skip
        press(key)
    press(pygame.K_SLASH, "?")
    assert list(window.actions()) == [
        "pause", "skip", "start", "start", "start", "mirror",
        "voice", "fullscreen", "fullscreen", "help", "finish", "finish", "help",
    ]  # fmt: skip


def test_closing_the_window_finishes(window: Window) -> None:
    pygame.event.post(pygame.event.Event(pygame.WINDOWCLOSE, window=window._window))
    assert list(window.actions()) == ["finish"]


def test_a_key_is_found_by_what_it_types_on_this_keyboard() -> None:
    assert action_of("a", "q") == "finish"  # a French keyboard
    assert action_of("q", "") == "finish"
    assert action_of("z", "z") is None


def test_the_help_names_every_action_and_fits_into_the_picture() -> None:
    assert {action for _, action in HELP} == set(KEYS.values())
    for size in ((640, 480), (1920, 1080), (480, 854)):
        panel = help_panel(size, WORDS)
        for shape in panel:
            if hasattr(shape, "width"):
                assert shape.at[0] >= 0
                assert shape.at[0] + shape.width <= size[0]
                assert 0 <= shape.at[1] <= shape.at[1] + shape.height <= size[1]
            else:
                assert shape.text
                assert 0 < shape.at[0] < size[0]
        assert any(getattr(shape, "text", "") == WORDS["window.lost"] for shape in
                   notice(size, WORDS["window.lost"]))  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may lack a screen")
def test_without_a_screen_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(OutputError, match=r"no window can be opened.*repsight serve.*--show"):
        Window("test", (320, 240))


def test_a_screen_that_does_not_answer_is_the_same_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    monkeypatch.setenv("DISPLAY", ":987")
    with pytest.raises(OutputError, match="no window can be opened"):
        Window("test", (320, 240))


def test_without_pygame_the_line_names_the_install() -> None:
    script = (
        "import sys; sys.modules['pygame'] = None\n"
        "from repsight.live.window import Window\n"
        "try: Window('test', (320, 240))\n"
        "except Exception as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "pip install 'repsight[live]'" in done.stdout
    assert done.stderr == ""
