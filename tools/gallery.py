"""Draw the pictures of the gallery into docs/img: ``python -m tools.gallery [NAME …]``.

Maps are those that commands write; pages are looked at in Chromium where it is installed.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

import drenthe_geo as dg

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "img"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LOOK = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
UNTIL_DRAWN_MS = 6000
COLOURS = 256
WIDTH = 1000
BLOCK = dg.io.TitleBlock(author="Team Ruimte", organisation="Voorbeeld", status="concept")


@dataclass(frozen=True)
class Asked:
    """A question, asked and written once."""

    ask: Callable[[dg.Area], dg.Answer]

    @cached_property
    def files(self) -> Path:
        """Folder of its files, in English."""
        folder = Path(tempfile.mkdtemp(prefix="gallery-")) / "out"
        self.ask(dg.open_area("drenthe")).write(folder, lang="en", title_block=BLOCK)
        return folder


RUN = Asked(dg.ask_stations)
PLACE = Asked(lambda area: dg.ask_place(area, "cover", count=3))
LINE = Asked(lambda area: dg.ask_scenario(area, ["nedersaksenlijn"]))
SUGGEST = Asked(lambda area: dg.ask_suggest(area, "nvwa"))

MAPS = {
    "stations": (RUN, "map_travel_time_per_station.png", 800),
    "nearest": (RUN, "map_nearest_station.png", 760),
    "place": (PLACE, "map_placement.png", 760),
    "line": (LINE, "map_minutes_gained.png", 760),
    "before-after": (LINE, "map_minutes_before_after.png", 880),
}
"""Name of a picture: the question, the file that it writes, and how wide it is shown."""

SCREENS = {
    "page": (RUN, "report.html#sel=place:9531", (1200, 800)),
    "page-suggest": (SUGGEST, "report.html#sel=site:regiocampus-meppel", (1200, 800)),
    "page-line": (LINE, "report.html", (1200, 800)),
    "dossier": (SUGGEST, "dossier-nvwa.html", (900, 1150)),
}
"""Name of a picture: the question, the page that it writes and its view, the size of a window."""

PARTS = {"weights": (SUGGEST, "report.html", (1000, 800))}
"""As above, of the part of a page below its map."""


def small(picture: Image.Image, width: int, name: str) -> None:
    """Write a picture as a small PNG."""
    height = round(picture.height * width / picture.width)
    shown = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    shown.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        FOLDER / f"{name}.png", optimize=True
    )


def screenshot(address: str, size: tuple[int, int], name: str, part: str = "") -> bool:
    """Look at a page in a browser without a network; False if there is no browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return False
    width, height = size
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=browser, args=LOOK)
        context = opened.new_context(viewport={"width": width, "height": height}, offline=True)
        shown = context.new_page()
        shown.goto(address)
        shown.wait_for_timeout(UNTIL_DRAWN_MS)
        seen = shown.locator(part).screenshot() if part else shown.screenshot()
        small(Image.open(io.BytesIO(seen)), min(width, WIDTH), name)
        opened.close()
    return True


def main() -> int:
    """Draw the pictures that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *MAPS, *SCREENS, *PARTS])
    names = parser.parse_args().names or [*MAPS, *SCREENS, *PARTS]
    os.environ.setdefault("MPLBACKEND", "agg")
    for name in names:
        if name in MAPS:
            asked, file, width = MAPS[name]
            small(Image.open(asked.files / file), width, name)
        else:
            asked, file, size = {**SCREENS, **PARTS}[name]
            page, mark, view = file.partition("#")
            address = (asked.files / page).as_uri() + mark + view
            if not screenshot(address, size, name, "#parts" if name in PARTS else ""):
                print(f"{name}: left as it is, for there is no Chromium")
    total = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    print(f"{FOLDER.name}: {total / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
