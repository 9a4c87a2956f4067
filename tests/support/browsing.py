"""A page opened in a browser without a network."""

from __future__ import annotations

import hashlib
import json
import re
import time
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

KINDS = ("run", "suggest", "scenario", "place", "overview")
HOSTILE = "<script>document.title='x'</script>"
DRAWN = ["--no-sandbox", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
"""Without a graphics card, and in a container, a browser draws so."""

SMALL = {"viewport": {"width": 800, "height": 560}, "color_scheme": "light"}

COARSE = 0.5
"""How many pixels of a screen make one of a page: without a graphics card each takes time."""

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 640}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 640}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}


def hostile_sites() -> gpd.GeoDataFrame:
    """Sites whose names are markup and a formula."""
    names = [HOSTILE, "=1+1"]
    points = [shapely.Point(164_470, 465_020), shapely.Point(174_030, 462_550)]
    return gpd.GeoDataFrame({"name": names}, index=["odd", "sum"], geometry=points, crs=28992)


def data_in(page: str) -> dict[str, Any]:
    """Read what the scripts of a page read."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    content: dict[str, Any] = json.loads(found[1])
    return content


class Opened:
    """A page in the browser: no eval is used, as its policy forbids that."""

    def __init__(self, browser: Browser, path: Path, look: str = "small", **how: Any) -> None:
        """Open a context without a network; what is asked of it is noted."""
        seen = {"device_scale_factor": COARSE, **LOOKS.get(look, SMALL)}
        self.context = browser.new_context(accept_downloads=True, **seen)
        self.context.set_offline(True)
        self.context.set_default_timeout(10_000)
        for script in how.get("scripts", ()):
            self.context.add_init_script(script)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.address = path.resolve().as_uri()
        self._show(how.get("hash", ""))

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "GPU stall" not in message.text:
            self.wrong.append(message.text)

    def go(self, hash_: str) -> None:
        """Open it with a view, and wait until it is ready."""
        self.page.goto("about:blank")  # another view alone would not read the page again
        self._show(hash_)

    def _show(self, hash_: str) -> None:
        self.page.goto(self.address + hash_)
        self.until("document.documentElement.dataset.ready", bool)

    def until(self, what: str, holds: Callable[[Any], bool], seconds: float = 20.0) -> Any:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not holds(found := self.page.evaluate(what)):
            assert time.monotonic() < end, f"{what} is still {found!r}"
            time.sleep(0.02)
        return found

    def text(self, where: str) -> str:
        """The text of an element."""
        return self.page.inner_text(where)

    def pixels(self) -> str:
        """What the map shows now, as one text."""
        self.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => setTimeout(done, 120)))"
        )
        shown: str = self.page.evaluate("document.querySelector('#map canvas').toDataURL()")
        return hashlib.sha256(shown.encode()).hexdigest()
