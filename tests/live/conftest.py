"""A screen and a loudspeaker that nobody sees or hears."""

from collections.abc import Iterator

import pytest

pygame = pytest.importorskip("pygame", reason="the [live] extra is not installed")


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    yield
    pygame.display.quit()
