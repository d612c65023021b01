"""Makes the documentation's picture of a history, from a simulated lifter.

    python tools/make_history_picture.py --out docs/assets/history.webp

Needs Chromium. Shows two sections of the page as on a desktop, in the light theme.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import cv2

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tests")]

from core.history.lifters import Lifter, Plateau, simulate  # noqa: E402
from make_report_picture import MAX_BYTES, QUALITY, shoot  # noqa: E402
from repsight.core.history.log import LoggedSession  # noqa: E402
from repsight.history import open_store  # noqa: E402
from repsight.history.report.build import build_page  # noqa: E402
from repsight.history.report.dates import day_number  # noqa: E402
from repsight.history.report.gather import gather  # noqa: E402
from repsight.history.report.page import render_page  # noqa: E402

WEEKS: Final = 90
SHOWN: Final = ("exercise-1", "calendar")


def sessions() -> list[LoggedSession]:
    """A year and three quarters of squats, level over the last three months, as of a fixed day."""
    lifter = Lifter(
        weeks=WEEKS, a_week=3, gain=0.004, light_every=8, breaks=((250, 12),),
        plateaus=(Plateau(7 * WEEKS - 98, 98),),
    )  # fmt: skip
    made = simulate(lifter, seed=4).sessions
    return [replace(one, seconds=3300.0, rpe=7.0) for one in made]


def page(folder: Path) -> Path:
    """The page of the simulated history, of the sections in the picture."""
    kept = sessions()
    today = kept[-1].started.date() + timedelta(days=1)
    with open_store(str(folder / "history.db")) as store:
        store.add_user("a simulated lifter")
        store.add_sessions("a simulated lifter", kept)
        view = gather(store, "a simulated lifter", day_number(today))
    made = build_page(view)
    by_anchor = {one.anchor: one for one in made.sections}
    chosen = tuple(by_anchor[anchor] for anchor in SHOWN)
    path = folder / "history.html"
    path.write_text(render_page(replace(made, sections=chosen), static=True), encoding="utf-8")
    return path


def main() -> None:
    """Write the picture and say how large it is."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="docs/assets/history.webp")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        shoot(page(Path(folder)), shot)
        image = cv2.imread(str(shot))
    if image is None or not cv2.imwrite(str(args.out), image, [cv2.IMWRITE_WEBP_QUALITY, QUALITY]):
        raise SystemExit(f"{args.out} cannot be written; name a .webp in a folder that exists")
    size = args.out.stat().st_size
    print(f"{args.out}: {image.shape[1]} x {image.shape[0]}, {size / 1000:.0f} kB")
    if size > MAX_BYTES:
        raise SystemExit(f"more than {MAX_BYTES / 1000:.0f} kB; lower QUALITY")


if __name__ == "__main__":
    main()
