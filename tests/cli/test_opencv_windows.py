"""An OpenCV that another package overwrote is named with its cure, not shown as a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_yolo import answer, save_network

from squatter import squat_recording, write_video


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            "libGL.so.1: cannot open shared object file: No such file or directory",
            2,
            "repsight: OpenCV was overwritten by its build with windows, which needs libGL; run",
        ),
        ("libother.so.1: cannot open shared object file", 1, "ImportError: libother.so.1"),
    ],
)
def test_what_opencv_misses_is_said(tmp_path: Path, error: str, code: int, said: str) -> None:
    (tmp_path / "cv2").mkdir()
    (tmp_path / "cv2" / "__init__.py").write_text(f"raise ImportError({error!r})")
    video = write_video(tmp_path / "v.mp4", squat_recording(0))
    model = save_network(tmp_path / "tiny", answer())
    path = os.pathsep.join([str(tmp_path), *(part for part in sys.path if part)])
    done = subprocess.run(
        [sys.executable, "-m", "repsight", "count", video, "--model", model],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == code
    assert said in done.stderr
    assert ("Traceback" in done.stderr) == (code == 1)
