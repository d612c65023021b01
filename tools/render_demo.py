"""Renders the bundled demo clip and its truth: six squats of known knee angle.

    python tools/render_demo.py --out src/repsight/demo

A maintainer's tool: what it needs is no dependency of the package. On Debian, in an environment of
its own with Python 3.11 (no download happens at run time, and no screen or GPU is needed):

    apt-get install libegl1 libgl1-mesa-dri
    pip install torch==2.13.0
    pip install anny==0.6.2 pyrender==0.1.45 scipy av opencv-python-headless
    pip install PyOpenGL==3.1.10

The last line is apart because pyrender pins an older PyOpenGL, which does not start under EGL here;
pip's warning about it can be ignored. The person is Anny's parametric body (NAVER, Apache-2.0; its
shapes come from MakeHuman, CC0). Rendering takes half a second a frame on two cores. There is no
randomness and no clock: the truth is the same on every machine, the pixels on the same renderer.
"""

import argparse
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np

from demo_clip.body import Body
from demo_clip.motion import FPS, frame_times
from demo_clip.picture import SIZE, Studio
from demo_clip.truth import Truth, flexions

QUALITY: Final = "26"  # x264's constant rate factor: no visible loss at this size, well under 2 MB


def render(truth: Truth, every: int) -> Iterator[np.ndarray]:
    """RGB pictures in order; fills `truth` on the way."""
    body = Body()
    studio = Studio(body)
    times = frame_times()[::every]
    for i, (t, flexion) in enumerate(zip(times, flexions(body, times), strict=True)):
        vertices, points = body.pose(float(flexion), float(t))
        truth.add(float(t), points)
        print(f"\rframe {i + 1} of {len(times)}", end="", flush=True)
        yield studio.draw(vertices)
    print()


def write_video(path: Path, pictures: Iterator[np.ndarray], fps: Fraction) -> None:
    """H.264 that every browser and phone plays, its index first."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": QUALITY, "preset": "veryslow", "threads": "1"}
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())


def main() -> None:
    """Write demo.mp4 and demo.truth.json."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument("--every", type=int, default=1, help="only every Nth frame, for a trial")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    truth = Truth()
    write_video(args.out / "demo.mp4", render(truth, args.every), Fraction(FPS, args.every))
    text = json.dumps(truth.document(), separators=(",", ":"))
    (args.out / "demo.truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
