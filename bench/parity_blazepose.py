"""BlazePose here against MediaPipe itself, over frames of video clips.

    python bench/parity_blazepose.py --mediapipe-python PYTHON CLIP [CLIP ...]

PYTHON is an interpreter that has mediapipe==0.10.21 (it wants numpy < 2, so give it an environment
of its own). MediaPipe runs on the same frames with smoothing off, following from frame to frame.
The distance is that between the 17 COCO keypoints of both, as a share of the torso's length
(middle of the shoulders to middle of the hips), over the points MediaPipe calls visible.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

COCO_FROM_BLAZEPOSE = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
VISIBLE = 0.5
ALLOWED = 0.03

# Runs in MediaPipe's interpreter; reads frames as one array, writes (T, 33, 3) in 0..1.
MEDIAPIPE_PROGRAM = """
import sys
import mediapipe as mp
import numpy as np

frames = np.load(sys.argv[1], mmap_mode="r")
pose = mp.solutions.pose.Pose(
    static_image_mode=sys.argv[3] == "static", model_complexity=1, smooth_landmarks=False
)
result = np.full((len(frames), 33, 3), np.nan, np.float32)
for i, frame in enumerate(frames):
    found = pose.process(np.ascontiguousarray(frame)).pose_landmarks
    if found:
        result[i] = [(p.x, p.y, p.visibility) for p in found.landmark]
np.save(sys.argv[2], result)
"""


def read_frames(clip: Path, limit: int) -> np.ndarray:
    """The first `limit` frames of a clip as RGB (T, H, W, 3)."""
    import cv2

    video = cv2.VideoCapture(str(clip))
    frames = []
    while len(frames) < limit:
        there, image = video.read()
        if not there:
            break
        frames.append(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
    if not frames:
        raise SystemExit(f"{clip} holds no frame that can be read; give a video file")
    return np.stack(frames)


def mediapipe_keypoints(frames: np.ndarray, python: str, mode: str) -> np.ndarray:
    """MediaPipe's keypoints (T, 17, 3) in pixels; NaN where it found nobody."""
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder, "frames.npy"), Path(folder, "answer.npy")
        np.save(given, frames)
        command = [python, "-c", MEDIAPIPE_PROGRAM, str(given), str(answer), mode]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        landmarks = np.load(answer)
    height, width = frames.shape[1:3]
    return landmarks[:, COCO_FROM_BLAZEPOSE] * np.array([width, height, 1], np.float32)


def own_keypoints(frames: np.ndarray, model: Path, mode: str) -> Iterator[np.ndarray]:
    """Our keypoints (N, 17, 3) of everybody, frame by frame."""
    from repsight.core.types import Frame
    from repsight.pose.blazepose import load_blazepose

    backend = load_blazepose(model)
    if mode == "static":
        yield from (backend.estimate(frame).keypoints for frame in frames)
        return
    stream = (Frame(i / 30, frame) for i, frame in enumerate(frames))
    yield from (people.keypoints for _, people in backend.stream(stream))


def distances(theirs: np.ndarray, ours: np.ndarray) -> np.ndarray:
    """Distance per visible keypoint over the torso's length, of whoever of `ours` is nearest."""
    torso = np.linalg.norm(theirs[5:7, :2].mean(axis=0) - theirs[11:13, :2].mean(axis=0))
    visible = theirs[:, 2] >= VISIBLE
    apart = np.linalg.norm(ours[:, visible, :2] - theirs[None, visible, :2], axis=2) / torso
    return apart[apart.mean(axis=1).argmin()] if visible.any() else np.zeros(0)


def compare(clip: Path, model: Path, python: str, limit: int, mode: str) -> tuple[float, ...]:
    """Frames, share found by both, by them alone, by us alone; mean, median, 95 % distance."""
    frames = read_frames(clip, limit)
    theirs = mediapipe_keypoints(frames, python, mode)
    ours = list(own_keypoints(frames, model, mode))
    seen_there = np.isfinite(theirs[:, 0, 0])
    seen_here = np.array([len(people) > 0 for people in ours])
    both = np.flatnonzero(seen_there & seen_here)
    apart = np.concatenate([np.zeros(0), *(distances(theirs[i], ours[i]) for i in both)])
    figures = (apart.mean(), *np.quantile(apart, [0.5, 0.95])) if len(apart) else (np.nan,) * 3
    shares = (np.mean(seen_there & ~seen_here), np.mean(~seen_there & seen_here))
    return (len(frames), len(both) / len(frames), *shares, *figures)


def main() -> int:
    """Prints one row per clip; exit status 1 when a clip's mean is over 3 % of the torso."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("--mediapipe-python", required=True, help="python with mediapipe==0.10.21")
    parser.add_argument("--model", type=Path, required=True, help=".task file or folder")
    parser.add_argument("--frames", type=int, default=150, help="at most so many of each clip")
    parser.add_argument("--mode", choices=["video", "static"], default="video")
    asked = parser.parse_args()
    print(f"{'clip':32} frames  both  only MP  only us |  mean  median   95 %  (of torso length)")
    worst = 0.0
    for clip in asked.clips:
        row = compare(clip, asked.model, asked.mediapipe_python, asked.frames, asked.mode)
        count, both, they, we, mean, median, high = row
        print(
            f"{clip.stem[:32]:32} {count:6.0f} {both:5.0%} {they:8.0%} {we:8.0%} |"
            f" {mean:5.1%} {median:7.1%} {high:6.1%}",
            flush=True,
        )
        worst = max(worst, mean)
    return int(worst > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
