"""Makes the pictures of docs/guidance.md from the bundled clip and the keypoints known of it.

    python tools/make_guidance_pictures.py --out docs/assets

Needs the base package only. Runs the guide and the live counter over the clip as if it were live.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from repsight.core.assessment import Deduction
from repsight.core.coaching.guide import Guide
from repsight.core.coaching.moment import Coached, Moment
from repsight.core.coaching.scene import build_coach_scene
from repsight.core.counting.live import LiveCounter
from repsight.core.geometry import joint_angle
from repsight.core.scoring.standard import Criterion
from repsight.core.shapes import PersonView
from repsight.core.types import Frame, Pose
from repsight.demo import demo_truth, demo_video
from repsight.draw import paint
from repsight.exercises import load_exercise
from repsight.strings import load_strings
from repsight.video import open_source

SQUAT: Final = load_exercise("squat")
KNEE: Final = (11, 13, 15)
MOMENTS: Final = {"guidance-down.webp": (2, 0.62, None), "guidance-fault.webp": (4, 0.9, "depth")}
"""Which repetition, which share of the way to its turn, and the criterion shown as failed."""
WIDTH: Final = 800
QUALITY: Final = 80


def frames_with_keypoints() -> Iterator[tuple[Frame, np.ndarray]]:
    """Frames of the clip with keypoints (17, 3)."""
    known = np.array(demo_truth()["keypoints"], np.float32)
    sure = np.full((*known.shape[:2], 1), 0.9, np.float32)
    with open_source(demo_video()) as source:
        yield from zip(source, np.concatenate([known, sure], axis=2), strict=False)


def failed(criterion: Criterion) -> Deduction:
    """That criterion, missed by half of what would be poor."""
    return Deduction(
        component=criterion.component,
        name=criterion.name,
        title=criterion.title,
        points=10.0,
        value=(criterion.good + criterion.poor) / 2,
        error=1.0,
        unit=criterion.unit,
        target=criterion.good,
        t=0.0,
        fault=criterion.fault,
        change="",
        cue=criterion.cue,
        measure=criterion.measure,
    )


def picture(number: int, share: float, fault: str | None) -> np.ndarray:
    """The clip at that share of the way to the turn of a repetition, with what a coach draws."""
    rep = demo_truth()["repetitions"][number]
    wanted = rep["start"] + share * (rep["turn"] - rep["start"])
    found = next((c for c in SQUAT.standard.criteria if c.name == fault), None)
    correction = failed(found) if found else None
    guide, counter = Guide(SQUAT), LiveCounter([SQUAT])
    for frame, keypoints in frames_with_keypoints():
        counter.update(Pose(frame.t, keypoints))
        guidance = guide.update(frame.t, keypoints, counter.phase, correction)
        if frame.t < wanted:
            continue
        view = PersonView(
            1, keypoints, SQUAT.title, number, None, "eccentric", counter.progress, KNEE,
            float(joint_angle(keypoints[None], *KNEE)[0]), 91.0, found.cue if found else None,
            guidance,
        )  # fmt: skip
        height, width = frame.image.shape[:2]
        moment = Moment(frame.t, (Coached(view, sets=3, set_number=2, target=6),))
        scene = build_coach_scene(moment, (width, height), load_strings())
        return paint(frame.image, scene)
    raise SystemExit("the clip is shorter than its truth says; render it again")


def main() -> None:
    """Write the pictures and say how large they are."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="docs/assets")
    folder = parser.parse_args().out
    for name, moment in MOMENTS.items():
        made = cv2.cvtColor(picture(*moment), cv2.COLOR_RGB2BGR)
        size = (WIDTH, round(WIDTH * made.shape[0] / made.shape[1]))
        small = cv2.resize(made, size, interpolation=cv2.INTER_AREA)
        path = folder / name
        if not cv2.imwrite(str(path), small, [cv2.IMWRITE_WEBP_QUALITY, QUALITY]):
            raise SystemExit(f"{path} cannot be written; name a folder that exists")
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
