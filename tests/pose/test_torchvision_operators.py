"""torchvision beside a PyTorch that it was not built for: started here, untouched elsewhere.

Each test runs in an interpreter of its own: an import cannot be taken back.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from repsight.pose.yolo_decode import suppress


def run(code: str, *paths: Path) -> str:
    """What a fresh interpreter prints, with `paths` in front of its search path."""
    start = f"import sys; sys.path[:0] = {[str(path) for path in paths]!r}\n"
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", start + code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def broken() -> None:
    """The tests of what is repaired need something to repair."""
    for name in ("torch", "torchvision"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    code = (
        "try: import torchvision\n"
        "except RuntimeError as error: print('operator torchvision::' in str(error))\n"
        "else: print(False)"
    )
    if run(code).strip() != "True":
        pytest.skip("torchvision works here by itself")


BOXES = """
import numpy as np
rng = np.random.default_rng(5)
corners = rng.uniform(0, 60, (80, 2)).astype(np.float32)
boxes = np.hstack((corners, corners + rng.uniform(10, 40, (80, 2)).astype(np.float32)))
scores = rng.permutation(80).astype(np.float32)
"""


def test_what_does_not_start_by_itself_starts_and_suppresses_as_we_do(broken: None) -> None:
    printed = run(
        BOXES + "import torch\n"
        "from repsight.pose.torchvision_operators import import_torchvision\n"
        "vision = import_torchvision()\n"
        "assert import_torchvision() is vision is sys.modules['torchvision']\n"
        "boxes, scores = torch.from_numpy(boxes), torch.from_numpy(scores)\n"
        "for limit in (0.3, 0.7):\n"
        "    print(*vision.ops.nms(boxes, scores, limit).tolist())\n"
        "print(vision.ops.nms(boxes[:0], scores[:0], 0.5).shape)\n"
    )
    known: dict[str, np.ndarray] = {}
    exec(BOXES, known)
    order = np.argsort(-known["scores"], kind="stable")
    for line, limit in zip(printed.splitlines()[:2], (0.3, 0.7), strict=True):
        expected = order[suppress(known["boxes"][order], limit)]
        assert [int(number) for number in line.split()] == expected.tolist()
        assert 5 < len(expected) < 80
    assert printed.splitlines()[2] == "torch.Size([0])"


def package(folder: Path, source: str) -> Path:
    """A folder with a torchvision of one file."""
    (folder / "torchvision").mkdir()
    (folder / "torchvision" / "__init__.py").write_text(source)
    return folder


def test_one_that_works_is_left_as_it_is(tmp_path: Path) -> None:
    printed = run(
        "from repsight.pose.torchvision_operators import import_torchvision\n"
        "print(import_torchvision().ops, 'torch' in sys.modules)",
        package(tmp_path, "ops = 'its own'"),
    )
    # Nothing is declared: PyTorch was not even loaded.
    assert printed.strip() == "its own False"


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("raise RuntimeError('CUDA driver is too old')", "RuntimeError: CUDA driver is too old"),
        ("import a_package_that_is_missing", "ModuleNotFoundError: No module named"),
    ],
)
def test_what_is_wrong_with_it_otherwise_is_said_as_it_was(
    tmp_path: Path, source: str, error: str
) -> None:
    printed = run(
        "from repsight.pose.torchvision_operators import import_torchvision\n"
        "try: import_torchvision()\n"
        "except Exception as error: print(f'{type(error).__name__}: {error}')\n"
        "print('torch' in sys.modules)",
        package(tmp_path, source),
    )
    assert printed.startswith(error)
    assert printed.splitlines()[-1] == "False"


def test_counting_with_an_onnx_model_loads_neither_torch_nor_torchvision(tmp_path: Path) -> None:
    pytest.importorskip("openvino")
    printed = run(
        "import numpy as np\n"
        "from pathlib import Path\n"
        "from tiny_yolo import answer, save_network\n"
        "from repsight.pose.yolo import load_yolo\n"
        f"folder = save_network(Path({str(tmp_path)!r}) / 'tiny', answer())\n"
        "load_yolo(folder, device='cpu', imgsz=64).estimate(np.zeros((64, 64, 3), np.uint8))\n"
        "print([name for name in ('torch', 'torchvision', 'ultralytics') if name in sys.modules])",
        Path(__file__).parent,
    )
    assert printed.strip() == "[]"
