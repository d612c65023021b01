"""How fast pose networks run in headless Chromium, with and without threads.

    python bench/page_engines.py [--model yolov8n-pose] [--pictures 30]

The page's own engines look at one frame of the bundled clip again and again. One line each:
milliseconds a picture (median) in the page's worker.
"""

import argparse
import base64
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2

from live_browser import open_browser
from live_server import Server
from repsight.demo import demo_video

SIZES = (640, 448, 384)
MEASURE = """
async ([kind, options, picture, times]) => {
  const { openEngine } = await import("./engine.mjs");
  const image = new Image();
  image.src = `data:image/jpeg;base64,${picture}`;
  await image.decode();
  const engine = await openEngine(kind, options);
  const ms = [];
  for (let i = 0; i < times; i += 1) {
    ms.push((await engine.estimate(image, i / 30, [image.width, image.height])).ms);
  }
  engine.close();
  return { ...engine.info, ms: ms.sort((a, b) => a - b)[times >> 1] };
}
"""


def frame() -> str:
    """A frame of the clip at 640×360 as a JPEG in base 64."""
    video = cv2.VideoCapture(str(demo_video()))
    _, image = video.read()
    return base64.b64encode(cv2.imencode(".jpg", cv2.resize(image, (640, 360)))[1]).decode()


def cases(engines: list[dict[str, Any]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What to measure: a name, the kind of engine, its options."""
    for engine in engines:
        name, kind, url = engine["name"], engine["kind"], engine["url"]
        if kind == "mediapipe":
            for people in (1, 2):
                options = {"url": url, "people": people, "delegate": "CPU"}
                yield f"{name}, up to {people} people", kind, options
            continue
        for size in SIZES:
            for threads in (1, None):
                options = {"url": url, "imgsz": size, "threads": threads, "provider": "wasm"}
                yield f"{name}, {size}", kind, options


def main() -> int:
    """0 where everything ran."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", default="blazepose-full", help="what the server runs")
    parser.add_argument("--pictures", type=int, default=30)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), "--model", options.model) as server,
        open_browser(Path(folder) / "no-camera") as browser,
    ):
        page = browser.new_page()
        page.goto(server.page)
        page.wait_for_selector("#start")
        picture = frame()
        for name, kind, how in cases(server.get("/api/config")["engines"]):
            got = page.evaluate(MEASURE, [kind, how, picture, options.pictures])
            print(
                f"{name:<34} {got['backend']:<7} threads {got['threads']}"
                f" {got['ms']:7.1f} ms {1000 / got['ms']:6.1f} a second"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
