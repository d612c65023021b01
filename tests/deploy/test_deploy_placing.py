"""Whole or not at all, for files and for folders."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from repsight.core.errors import ModelError, OutputError
from repsight.deploy.placing import place, size_of, weights_file, workshop
from repsight.deploy.quietly import quietly
from repsight.pose.yolo import load_yolo


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "model.xml").write_text("x")
    (path / "model.bin").write_text(text)
    return path


def test_a_folder_takes_the_place_of_another_whole(tmp_path: Path) -> None:
    target = folder(tmp_path / "m_openvino_model", "old")
    (target / "left over").write_text("of the old one")
    with workshop(target) as here:
        place(folder(here / "made", "new"), target)
    assert sorted(p.name for p in target.iterdir()) == ["model.bin", "model.xml"]
    assert (target / "model.bin").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["m_openvino_model"]


def test_a_file_takes_no_folders_place_nor_a_folder_a_files(tmp_path: Path) -> None:
    target = folder(tmp_path / "m", "old")
    (tmp_path / "f").write_text("file")
    with workshop(target) as here:
        (here / "made").write_text("new")
        with pytest.raises(OutputError, match="is a folder; choose another name"):
            place(here / "made", target)
        with pytest.raises(OutputError, match="is a file; choose another name"):
            place(folder(here / "made2", "new"), tmp_path / "f")
    assert (target / "model.bin").read_text() == "old"


def test_what_was_there_comes_back_where_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder(tmp_path / "m", "old")
    rename = Path.rename

    def fail(self: Path, to: Path) -> Path:
        if self.name == "made":
            raise OSError(5, "Input/output error")
        return rename(self, to)

    with workshop(target) as here:
        made = folder(here / "made", "new")
        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(OutputError, match="Input/output error"):
            place(made, target)
    assert (target / "model.bin").read_text() == "old"


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"), workshop(tmp_path / "file" / "m"):
        pass


def test_what_a_kill_leaves_is_taken_for_no_model(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from repsight.deploy.placing import workshop\n"
        f"with workshop(Path({str(tmp_path)!r}, 'm.onnx')) as here:\n"
        "    (here / 'm.onnx').write_bytes(b'\\x08half')\n    print('now', flush=True)\n"
        "    time.sleep(60)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stdout.readline() == b"now\n"
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".export-")
    with pytest.raises(ModelError, match=r"holds 0 \.xml or \.param"):
        load_yolo(left)
    with pytest.raises(ModelError, match="there is no model"):
        load_yolo(tmp_path / "m.onnx")


def test_the_weights_of_a_folder_are_its_largest_file(tmp_path: Path) -> None:
    path = folder(tmp_path / "m", "weights, which are long")
    assert weights_file(path).name == "model.bin"
    assert weights_file(path / "model.xml") == path / "model.xml"
    assert size_of(path) == 1 + len("weights, which are long")


def test_what_exporters_print_goes_nowhere_and_later_prints_come(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = Path.cwd()
    with quietly(tmp_path):
        inside = Path.cwd()
        print("not seen")
        os.system("echo not seen either; echo nor this >&2")
    with pytest.raises(ValueError, match="inside"), quietly(tmp_path):
        raise ValueError("inside")
    assert inside == tmp_path
    os.write(1, b"seen\n")
    assert capfd.readouterr() == ("seen\n", "")
    assert Path.cwd() == before
