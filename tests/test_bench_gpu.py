"""The GPU benchmark: its verdicts, and that all of it runs, here on the CPU."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"

pytest.importorskip("torch")


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(BENCH))
    import gpu

    return gpu


def texts(gpu, file: float, rates: dict[str, float]) -> list[str]:
    """The verdicts on one batch whose network alone does 1000 frames a second."""
    return [str(found) for found in gpu.verdicts([gpu.Row(8, 1000.0, 900.0, file)], rates)]


def test_seventy_percent_of_the_network_and_five_times_predict_pass(gpu) -> None:
    share, gain = texts(gpu, 700.0, {"decoder": 2000.0, "predict": 140.0})
    assert share.startswith("PASS: end-to-end at batch 8, 700.0 frames/s, is 70 % of the network")
    assert gain == (
        "PASS: end-to-end at batch 8, 700.0 frames/s, is 5.0 times Ultralytics' predict (wanted: 5)"
    )


def test_less_is_missed_and_said_so(gpu) -> None:
    share, gain = texts(gpu, 690.0, {"decoder": 2000.0, "predict": 140.0})
    assert share.startswith("MISSED")
    assert gain.startswith("MISSED")


def test_a_decoder_that_is_the_limit_is_named_as_such(gpu) -> None:
    (share,) = texts(gpu, 190.0, {"decoder": 200.0})
    assert share.startswith("PASS")
    assert share.endswith("95 % of the decoder alone: the decoder is the limit")


def test_the_best_batch_is_judged_and_nothing_measured_is_missed(gpu) -> None:
    rows = [gpu.Row(1, 100.0, 90.0, 80.0), gpu.Row(16, 900.0, 800.0, 700.0)]
    assert "at batch 16" in str(gpu.verdicts(rows, {"decoder": 900.0})[0])
    assert str(gpu.verdicts([], {})[0]) == "MISSED: nothing could be measured"


@pytest.mark.slow
def test_the_whole_benchmark_runs_on_the_cpu(shared: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, BENCH / "gpu.py", shared / "clips" / "mrpose_squat.mp4"),
            *("--model", shared / "models" / "yolov8n-pose.pt", "--device", "cpu", "--quick"),
            *("--imgsz", "64", "--json", tmp_path / "gpu.json"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads((tmp_path / "gpu.json").read_text())
    assert [row["batch"] for row in result["rows"]] == [1, 2]
    assert all(row[kind] > 0 for row in result["rows"] for kind in ("network", "memory", "file"))
    assert set(result["others"]) == {"decoder", "predict"}
    assert len(result["verdicts"]) == 2
    assert ("PASS" in done.stdout) or ("MISSED" in done.stdout)


@pytest.mark.slow
def test_a_gpu_that_is_not_here_is_one_line(shared: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, BENCH / "gpu.py", shared / "clips" / "mrpose_squat.mp4"),
            *("--model", shared / "models" / "yolov8n-pose.pt", "--device", "cuda:99"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 or "use --device cpu" in done.stdout + done.stderr
