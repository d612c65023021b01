"""A window with the newest picture, by SDL through pygame; only the main thread may use it."""

import os
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, Self

import cv2
import numpy as np

from repsight.core.errors import OutputError
from repsight.core.types import Image
from repsight.live.keys import Action, action_of

_SMALLEST: Final = (320, 240)
_SCREEN_SHARE: Final = 0.85
"""How much of the screen a new window takes at most: the rest is for its frame and the taskbar."""
_BACKGROUND: Final = (16, 20, 28)
_SCREENS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
"""Without any of these SDL complains on stderr and then draws into nothing."""


class Window:
    """An open window for pictures of `size`; resizable, full screen, sharp on dense screens.

    Raises OutputError where none can be opened.
    """

    def __init__(self, title: str, size: tuple[int, int], *, fullscreen: bool = False) -> None:
        self._pygame = _load_pygame()
        self._fullscreen = False
        self._whole: Image | None = None
        try:
            self._window = self._open(title, size)
        except self._pygame.error as error:
            self._pygame.display.quit()
            raise _no_window(str(error)) from None
        if fullscreen:
            self.toggle_fullscreen()

    def _open(self, title: str, size: tuple[int, int]) -> Any:
        pygame = self._pygame
        if sys.platform.startswith("linux") and not any(map(os.environ.get, _SCREENS)):
            raise pygame.error("no screen was found: DISPLAY and WAYLAND_DISPLAY are not set")
        pygame.display.init()
        window = pygame.Window(
            title, _first_size(size, pygame.display.get_desktop_sizes()[0]),
            resizable=True, allow_high_dpi=True,
        )  # fmt: skip
        window.minimum_size = _SMALLEST
        pygame.event.pump()  # before that some systems show nothing
        return window

    def show(self, image: Image) -> None:
        """Make this RGB picture fill the window as far as its shape allows."""
        self._whole = image
        surface = self._window.get_surface()
        width, height = surface.get_size()
        left, top, wide, high = fit(image.shape[1], image.shape[0], width, height)
        if (wide, high) != (image.shape[1], image.shape[0]):
            smaller = wide < image.shape[1]
            how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
            image = np.asarray(cv2.resize(image, (wide, high), interpolation=how), np.uint8)
        picture = self._pygame.image.frombuffer(np.ascontiguousarray(image), (wide, high), "RGB")
        if (wide, high) != (width, height):
            surface.fill(_BACKGROUND)
        surface.blit(picture, (left, top))
        self._window.flip()

    def actions(self) -> Iterator[Action]:
        """What the user asked for by keys since the last call; a closed window asks to finish."""
        pygame = self._pygame
        for event in pygame.event.get():
            if event.type in (pygame.QUIT, pygame.WINDOWCLOSE):
                yield "finish"
            elif event.type in (pygame.WINDOWEXPOSED, pygame.WINDOWSIZECHANGED):
                if self._whole is not None:
                    self.show(self._whole)
            elif event.type == pygame.KEYDOWN and (
                action := action_of(pygame.key.name(event.key), event.unicode)
            ):
                yield action

    def toggle_fullscreen(self) -> None:
        """Fill the screen, or go back to a window."""
        self._fullscreen = not self._fullscreen
        if self._fullscreen:
            self._window.set_fullscreen(desktop=True)
        else:
            self._window.set_windowed()
        self._pygame.mouse.set_visible(not self._fullscreen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._window.destroy()
        self._pygame.display.quit()


def fit(width: int, height: int, room_x: int, room_y: int) -> tuple[int, int, int, int]:
    """Left, top, width and height of the largest picture of that shape in the room."""
    scale = min(room_x / width, room_y / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    return (room_x - wide) // 2, (room_y - high) // 2, wide, high


def _first_size(picture: tuple[int, int], screen: tuple[int, int]) -> tuple[int, int]:
    """As large as the screen allows: the numbers in it are read from three metres."""
    room = (round(side * _SCREEN_SHARE) for side in screen)
    _, _, width, height = fit(*picture, *room)
    return max(width, _SMALLEST[0]), max(height, _SMALLEST[1])


def _load_pygame() -> Any:
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")  # Ctrl-C is the command's own
    os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
    os.environ.setdefault("SDL_VIDEO_ALLOW_SCREENSAVER", "0")
    try:
        import pygame
    except ImportError as error:
        raise OutputError(
            f"a window needs pygame-ce ({error}); pip install 'repsight[live]'"
        ) from None
    return pygame


def _no_window(reason: str) -> OutputError:
    where = " over SSH" if "SSH_CONNECTION" in os.environ and sys.platform != "win32" else ""
    return OutputError(
        f"no window can be opened{where} ({reason.rstrip('.')}); use `repsight serve` for a page in"
        " a browser, or `repsight count SOURCE --show`"
    )
