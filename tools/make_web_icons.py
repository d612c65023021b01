"""Renders the web page's icons from `icons/icon.svg` with the system's Chromium.

python tools/make_web_icons.py
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).parents[1] / "src" / "repsight" / "web" / "static" / "icons"
# Phones cut maskable icons to a shape of theirs: what matters stays in the middle 80 %.
MASKABLE_SHARE = 0.8
GROUND = "#1a202c"


def main() -> int:
    """0 where the icons were written."""
    svg = (ICONS / "icon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, side, share in (
            ("icon-192.png", 192, 1.0),
            ("icon-512.png", 512, 1.0),
            ("icon-maskable-512.png", 512, MASKABLE_SHARE),
        ):
            page = browser.new_page(viewport={"width": side, "height": side})
            ground = GROUND if share < 1 else "transparent"
            page.set_content(
                f"<style>body{{margin:0;background:{ground};display:grid;place-items:center;"
                f"height:{side}px}}svg{{width:{side * share}px}}</style>{svg}"
            )
            page.screenshot(path=ICONS / name, omit_background=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
