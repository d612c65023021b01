"""Brings the libraries of the web page from the npm registry into the package, or checks them.

    python tools/vendor_web.py            renews src/repsight/web/static/vendor
    python tools/vendor_web.py --check    compares it with the published packages

WebAssembly is kept compressed: it is most of what a phone downloads. `vendor.json` names each
package, its licence and the sha256 of every file as published.
"""

import argparse
import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).parents[1] / "src" / "repsight" / "web" / "static" / "vendor"

# MediaPipe 1.0 and later send usage figures to Google, which the page promises not to do:
# 0.10.35 is the last release that does not. Module workers need its `module` build.
PACKAGES: list[dict[str, Any]] = [
    {
        "folder": "mediapipe",
        "name": "@mediapipe/tasks-vision",
        "version": "0.10.35",
        "licence": "Apache-2.0",
        "files": {
            "vision_bundle.mjs": "vision_bundle.mjs",
            "vision_wasm_module_internal.js": "wasm/vision_wasm_module_internal.js",
            "vision_wasm_module_internal.wasm": "wasm/vision_wasm_module_internal.wasm",
        },
    },
    {
        "folder": "onnxruntime",
        "name": "onnxruntime-web",
        "version": "1.30.0",
        "licence": "MIT",
        "files": {
            name: f"dist/{name}"
            for name in (
                "ort.webgpu.min.mjs",
                "ort-wasm-simd-threaded.asyncify.mjs",
                "ort-wasm-simd-threaded.asyncify.wasm",
            )
        },
    },
]


def published(package: dict[str, Any], folder: Path) -> dict[str, bytes]:
    """The wanted files of a package as npm hands them out, by their names here."""
    wanted = f"{package['name']}@{package['version']}"
    done = subprocess.run(
        ["npm", "pack", "--silent", wanted], cwd=folder, capture_output=True, text=True, check=True
    )
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        return {name: _member(archive, inside) for name, inside in package["files"].items()}


def _member(archive: tarfile.TarFile, inside: str) -> bytes:
    file = archive.extractfile(f"package/{inside}")
    assert file is not None, f"{inside} is not a file"
    return file.read()


def kept(folder: str, name: str) -> bytes:
    """A file as published, from what is kept here."""
    path = VENDOR / folder / name
    packed = path.with_name(name + ".gz")
    return gzip.decompress(packed.read_bytes()) if packed.is_file() else path.read_bytes()


def keep(folder: str, name: str, data: bytes) -> None:
    """Writes a file, compressed where it is WebAssembly."""
    path = VENDOR / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".wasm"):
        path.with_name(name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))
    else:
        path.write_bytes(data)


def described(files: dict[str, dict[str, bytes]]) -> str:
    """The text of `vendor.json` for the files of every package."""
    entries = [
        {
            **{key: package[key] for key in ("folder", "name", "version", "licence")},
            "files": {
                name: {"from": inside, "sha256": hashlib.sha256(data).hexdigest()}
                for (name, inside), data in zip(
                    package["files"].items(), files[package["folder"]].values(), strict=True
                )
            },
        }
        for package in PACKAGES
    ]
    return json.dumps(entries, indent=2) + "\n"


def differences() -> list[str]:
    """What here is not as published; also what nobody published."""
    known = {"vendor.json"}
    wrong, here = [], {}
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            theirs = published(package, Path(folder))
        here[package["folder"]] = theirs
        for name, data in theirs.items():
            suffix = ".gz" if name.endswith(".wasm") else ""
            known.add(f"{package['folder']}/{name}{suffix}")
            if kept(package["folder"], name) != data:
                wrong.append(f"{package['folder']}/{name} differs from {package['name']}")
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    wrong += [f"{name} belongs to no package" for name in sorted(found - known)]
    if (VENDOR / "vendor.json").read_text() != described(here):
        wrong.append("vendor.json does not describe the files")
    return wrong


def renew() -> None:
    """Writes all files and `vendor.json` anew."""
    files = {}
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            files[package["folder"]] = published(package, Path(folder))
        for name, data in files[package["folder"]].items():
            keep(package["folder"], name, data)
    (VENDOR / "vendor.json").write_text(described(files))


def main() -> int:
    """0 where all is well, 1 where a kept file differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, and change nothing")
    if not parser.parse_args().check:
        renew()
        return 0
    wrong = differences()
    print("\n".join(wrong) or "the vendored files are those of the published packages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
