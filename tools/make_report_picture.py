"""Makes the documentation's picture of a report.

    repsight report src/repsight/demo/demo.mp4 -e squat -o /tmp/demo.html
    python tools/make_report_picture.py /tmp/demo.html --out docs/assets/report.webp

Needs Chromium. Shows the top of the report as on a desktop, in the light theme.
"""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import cv2

WIDTH, HEIGHT = 1000, 1500
QUALITY: Final = 70
MAX_BYTES: Final = 150_000
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}",
)  # fmt: skip


def shoot(report: Path, picture: Path) -> None:
    """A PNG of what a window shows of the page."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise SystemExit("there is no Chromium here; install one")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        subprocess.run(
            [browser, *FLAGS, f"--user-data-dir={profile}", f"--screenshot={picture}",
             report.resolve().as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


def main() -> None:
    """Write the picture and say how large it is."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("report", type=Path, help="the demo clip's report, as HTML")
    parser.add_argument("--out", type=Path, required=True, help="docs/assets/report.webp")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        shoot(args.report, shot)
        image = cv2.imread(str(shot))
    if image is None or not cv2.imwrite(str(args.out), image, [cv2.IMWRITE_WEBP_QUALITY, QUALITY]):
        raise SystemExit(f"{args.out} cannot be written; name a .webp in a folder that exists")
    size = args.out.stat().st_size
    print(f"{args.out}: {image.shape[1]} x {image.shape[0]}, {size / 1000:.0f} kB")
    if size > MAX_BYTES:
        raise SystemExit(f"more than {MAX_BYTES / 1000:.0f} kB; lower QUALITY")


if __name__ == "__main__":
    main()
