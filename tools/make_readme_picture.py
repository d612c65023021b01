"""Makes the README's moving picture from the annotated demo clip.

    repsight count src/repsight/demo/demo.mp4 --exercise squat --save /tmp/demo.mp4
    python tools/make_readme_picture.py /tmp/demo.mp4 --out docs/assets/demo.webp

Needs the base package only. An animated WebP is a tenth of the size of a GIF, keeps its colours,
and every browser plays it without a player.
"""

import argparse
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np

WIDTH: Final = 640
FPS: Final = 15
"""Half of the clip's rate: the squats still look smooth."""
QUALITY: Final = 60
MAX_BYTES: Final = 1_500_000
"""What a reader on a phone waits for without noticing."""


def read_pictures(path: Path) -> list[np.ndarray]:
    """Every so many-th frame of a video, WIDTH pixels wide, BGR as OpenCV's encoder wants it."""
    pictures = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        step = max(1, round(float(stream.average_rate) / FPS))
        size = (WIDTH, round(WIDTH * stream.height / stream.width))
        for index, frame in enumerate(container.decode(stream)):
            if index % step == 0:
                picture = frame.to_ndarray(format="bgr24")
                pictures.append(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    return pictures


def write_animation(path: Path, pictures: list[np.ndarray]) -> None:
    """An endless animation at FPS."""
    animation = cv2.Animation()
    animation.frames = pictures
    animation.durations = np.full(len(pictures), round(1000 / FPS))
    animation.loop_count = 0
    if not cv2.imwriteanimation(str(path), animation, [cv2.IMWRITE_WEBP_QUALITY, QUALITY]):
        raise SystemExit(f"{path} cannot be written; give a name in .webp in a folder that exists")


def main() -> None:
    """Write the picture and say how large it is."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("video", type=Path, help="the annotated demo clip")
    parser.add_argument("--out", type=Path, required=True, help="docs/assets/demo.webp")
    args = parser.parse_args()
    pictures = read_pictures(args.video)
    write_animation(args.out, pictures)
    size = args.out.stat().st_size
    print(f"{args.out}: {len(pictures)} pictures, {size / 1e6:.2f} MB")
    if size > MAX_BYTES:
        raise SystemExit(f"more than {MAX_BYTES / 1e6} MB; lower QUALITY or FPS")


if __name__ == "__main__":
    main()
