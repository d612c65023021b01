"""The vendored libraries are what their publishers published."""

import hashlib
import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_web", ROOT / "tools" / "vendor_web.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_file_has_the_checksum_that_is_written_down(tool):
    described = json.loads((tool.VENDOR / "vendor.json").read_text())
    for package in described:
        for name, about in package["files"].items():
            data = tool.kept(package["folder"], name)
            assert hashlib.sha256(data).hexdigest() == about["sha256"], name


def test_every_library_and_its_licence_are_in_the_notice(tool):
    notice = (ROOT / "NOTICE").read_text()
    for package in tool.PACKAGES:
        assert f"{package['name']} {package['version']}" in notice


def test_no_library_knows_where_to_report_to(tool):
    """MediaPipe from 1.0 on sends usage figures to its maker."""
    for package in tool.PACKAGES:
        for name in package["files"]:
            assert b"odml.pa.googleapis.com" not in tool.kept(package["folder"], name), name


def test_the_files_are_those_of_the_published_packages(tool):
    if shutil.which("npm") is None:
        pytest.skip("npm is not here to fetch the published packages")
    try:
        assert tool.differences() == []
    except tool.subprocess.CalledProcessError as error:
        pytest.skip(f"the npm registry cannot be reached: {error.stderr.strip()[:80]}")


def test_a_changed_file_would_be_noticed(tool, monkeypatch, tmp_path):
    shutil.copytree(tool.VENDOR, tmp_path / "vendor")
    monkeypatch.setattr(tool, "VENDOR", tmp_path / "vendor")
    originals = {
        p["folder"]: {n: tool.kept(p["folder"], n) for n in p["files"]} for p in tool.PACKAGES
    }
    monkeypatch.setattr(tool, "published", lambda package, folder: originals[package["folder"]])
    assert tool.differences() == []
    script = tmp_path / "vendor" / "mediapipe" / "vision_bundle.mjs"
    script.write_bytes(script.read_bytes() + b"\n")
    (tmp_path / "vendor" / "stray.mjs").write_text("")
    assert len(tool.differences()) == 2
