"""Which GPUs and builds are here is found out without loading a framework."""

import subprocess
import sys
from pathlib import Path

import pytest

from repsight.pose.devices import Gpu, cuda_device_count, gpus, nvidia_driver
from repsight.pose.torch_runtime import torch_build


def test_as_many_gpus_are_named_as_are_counted() -> None:
    found = gpus()
    assert len(found) == cuda_device_count()
    assert all(gpu.name and gpu.memory > 2**20 and gpu.capability >= (3, 0) for gpu in found)
    assert bool(nvidia_driver()) or not found


def test_a_gpu_is_written_with_what_decides_what_it_can_run() -> None:
    gpu = Gpu("NVIDIA RTX A2000", 6 * 2**30, (8, 6))
    assert str(gpu) == "NVIDIA RTX A2000, 6 GiB, compute capability 8.6"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5", "550.54.15"),
        ("NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  540.4.0  Release", "540.4.0"),
        ("nothing of the kind", None),
    ],
)
def test_the_drivers_own_file_says_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, version: str | None
) -> None:
    (tmp_path / "version").write_text(text)
    monkeypatch.setattr("repsight.pose.devices._DRIVER_FILE", tmp_path / "version")
    assert nvidia_driver() == version


def test_without_file_and_tool_the_version_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("repsight.pose.devices._DRIVER_FILE", tmp_path / "gone")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert nvidia_driver() is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("cuda: Optional[str] = '12.8'\nhip: Optional[str] = None\n", "CUDA 12.8"),
        ("cuda: Optional[str] = None\nhip: Optional[str] = '6.2.41133'\n", "ROCm 6.2.41133"),
        ("cuda: Optional[str] = None\nhip: Optional[str] = None\n", "the CPU only"),
        (None, "something that it does not say"),
    ],
)
def test_what_pytorch_was_built_for_is_read_from_its_version(
    tmp_path: Path, lines: str | None, said: str
) -> None:
    package = tmp_path / "torch"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('this must not be loaded')")
    if lines is not None:
        (package / "version.py").write_text(lines)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from repsight.pose.torch_runtime import torch_build\n"
        "print(torch_build()); assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said


def test_a_pytorch_that_is_missing_was_built_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert torch_build() == ""
