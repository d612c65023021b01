"""One table over exported models: size, error, people missed, counts, and speed against PyTorch.

    python bench/export.py yolov8n-pose.pt EXPORT… --pictures CLIPS --clips CLIP=EXERCISE…

The exports are files and folders that `repsight export-model` made of the weights; an OpenVINO file
also runs in bf16 where `:auto` is put behind it. Speeds take turns with Ultralytics' predict.
Needs the [yolo] extra.
"""

import argparse
import json
import sys
from pathlib import Path

from repsight.core.errors import RepSightError
from repsight.core.types import Image
from repsight.deploy.counts import count_clips
from repsight.deploy.parity import compare, summarise
from repsight.deploy.pictures import pictures_for_checking, videos_of
from repsight.deploy.placing import size_of
from repsight.deploy.speed import measure_speed
from repsight.pose.ultralytics_runtime import UltralyticsBackend
from repsight.pose.yolo import load_yolo


def row(
    name: str, weights: Path, pictures: list[Image], clips: list[str], imgsz: int
) -> dict[str, object]:
    """The figures of one export; `name` may end in :auto or :f32, OpenVINO's precision."""
    path, _, precision = name.partition(":")
    model = load_yolo(Path(path), device="cpu", imgsz=imgsz, precision=precision or "auto")  # type: ignore[arg-type]
    fixed = model._network.fixed_shape  # type: ignore[attr-defined]
    theirs = UltralyticsBackend(weights, gpu=None, imgsz=imgsz, sha256="", fixed_shape=fixed)
    usual = UltralyticsBackend(weights, gpu=None, imgsz=imgsz, sha256="")
    parity = summarise(compare(model.estimate(i), theirs.estimate(i), i) for i in pictures)
    speed = measure_speed(model, usual, pictures)
    counts = []
    for clip in clips:
        video, _, exercise = clip.partition("=")
        counts += count_clips(model, usual, [Path(video)], exercise)
    model.close()
    return {
        "model": Path(path).name,
        "runs": model.info.runtime,
        "MB": round(size_of(Path(path)) / 1e6, 1),
        "pictures": parity.frames,
        "px mean": round(parity.px_mean, 3),
        "px p99": round(parity.px_p99, 2),
        "people by one only": f"{parity.alone} of {parity.people + parity.alone}",
        "counts equal": f"{sum(c.ours == c.theirs for c in counts)} of {len(counts)}",
        "counts": [(c.video, c.ours, c.theirs) for c in counts],
        "frames/s": round(speed.fps, 1),
        "x predict": round(speed.ratio, 2),
    }


def main() -> int:
    """Print a row of JSON for every export; 2 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("exports", nargs="+")
    parser.add_argument("--pictures", nargs="+", required=True, help="videos to take 200 of")
    parser.add_argument("--most", type=int, default=200, help="pictures to compare on")
    parser.add_argument("--clips", nargs="*", default=[], help="VIDEO=EXERCISE to count")
    parser.add_argument("--imgsz", type=int, default=640)
    asked = parser.parse_args()
    try:
        pictures = pictures_for_checking(videos_of(asked.pictures), None)
        pictures = pictures[:: max(len(pictures) // asked.most, 1)]
        for name in asked.exports:
            found = row(name, asked.weights, pictures, asked.clips, asked.imgsz)
            print(json.dumps(found), flush=True)
    except RepSightError as error:
        print(f"export: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
