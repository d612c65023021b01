"""Makes the picture of the live page in the README, from a real run with the bundled clip.

    python tools/make_page_picture.py [--out docs/assets/live-page.webp]

Needs the `[web]` extra, playwright and Chromium. A phone with an upright camera and a laptop are
each shown at the turn of the third squat.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from live_browser import open_browser
from live_camera import at_camera_rate, fitted, write_camera
from live_server import Server
from repsight.core.types import Image
from repsight.demo import demo_video
from repsight.video import open_source

SETTINGS = {
    "auto": False,
    "steps": [{"exercise": "squat", "sets": 3, "target": 10, "rest": 60, "tempo": [1, 0, 1, 0]}],
    "place": "server",
    "voice": True,
}
AT_THE_TURN = "() => { const p = repsight?.state?.people[0]; return p?.count >= 2 && %s; }"
DEEP = "p.progress > 0.95"
LATER_MS = 150
"""The person of the clip goes down faster than the ghost, and waits for it."""
HEIGHT, GAP = 900, 36
GROUND = (16, 20, 28)


def upright(image: Image) -> Image:
    """What a phone that stands upright would see of it."""
    height, width = image.shape[:2]
    part = height * 3 // 4
    left = (width - part) // 2
    return np.ascontiguousarray(image[:, left : left + part])


def shoot(browser: Any, address: str, size: tuple[int, int], path: Path) -> Image:
    """The page at the turn of the third squat."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=2, has_touch=width < 600
    )
    settings = json.dumps(json.dumps(SETTINGS))
    context.add_init_script(f"localStorage.setItem('repsight.settings', {settings})")
    page = context.new_page()
    page.goto(address)
    page.click("#start")
    page.wait_for_function(AT_THE_TURN % DEEP, timeout=60_000, polling=30)
    page.wait_for_timeout(LATER_MS)
    page.screenshot(path=path)
    context.close()
    return np.asarray(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB))


def beside(pictures: list[Image]) -> Image:
    """The pictures in a row, equally high."""
    row = []
    for picture in pictures:
        width = round(picture.shape[1] * HEIGHT / picture.shape[0])
        row.append(cv2.resize(picture, (width, HEIGHT), interpolation=cv2.INTER_AREA))
    whole = sum(each.shape[1] for each in row) + GAP * (len(row) + 1)
    canvas = np.full((HEIGHT + 2 * GAP, whole, 3), GROUND, np.uint8)
    left = GAP
    for each in row:
        canvas[GAP : GAP + HEIGHT, left : left + each.shape[1]] = each
        left += each.shape[1] + GAP
    return canvas


def main() -> None:
    """Make the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("docs/assets/live-page.webp"))
    out = parser.parse_args().out
    with open_source(demo_video()) as source:
        pictures = list(at_camera_rate(iter(source)))
    shots = []
    with tempfile.TemporaryDirectory() as folder:
        for name, see, camera, view in (
            ("phone", upright, (480, 640), (390, 720)),
            ("laptop", np.asarray, (1280, 720), (1280, 800)),
        ):
            film = Path(folder, f"{name}.mjpeg")
            write_camera(film, [fitted(see(image), camera) for image in pictures])
            with Server(Path(folder, name)) as server, open_browser(film) as browser:
                shots.append(shoot(browser, server.page, view, Path(folder, f"{name}.png")))
    row = cv2.cvtColor(beside(shots), cv2.COLOR_RGB2BGR)
    cv2.imwrite(str(out), row, [cv2.IMWRITE_WEBP_QUALITY, 85])


if __name__ == "__main__":
    main()
