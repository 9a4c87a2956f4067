"""The dossier as HTML in a headless browser without a network: readers, phones, axe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from browsing import LOOKS
from veldland import VELDLAND

from drenthe_geo.documents.blocks import Picture
from drenthe_geo.documents.html import html_of
from drenthe_geo.dossier import dossier
from drenthe_geo.io.out.png import png_of
from drenthe_geo.io.title_block import TitleBlock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from playwright.sync_api import Browser

    import drenthe_geo as dg

IN_SIGHT = """() => {
  const table = [...document.querySelectorAll("table")].find(
    (one) => one.querySelectorAll("thead th").length === 6,
  );
  table.parentElement.scrollLeft = 1000;
  const name = table.querySelector("tbody tr .k").getBoundingClientRect();
  return [table.parentElement.scrollLeft > 0, name.left >= 0 && name.right < window.innerWidth];
}"""


def test_a_dossier_is_accessible_and_fetches_nothing(
    answers: Callable[[str], dg.Answer],
    browser: Browser,
    from_npm: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = Picture(png_of(np.zeros((30, 40, 3), dtype=np.uint8), 100, {}), "", 4.0, 3.0)
    drawn = dict.fromkeys(("reach", "scores", "surface"), small)
    monkeypatch.setattr(dossier, "suggestion_pictures", lambda *_: drawn)  # to draw takes seconds
    axe = (from_npm / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    block = TitleBlock(author="<script>document.title='x'</script>")
    [document] = answers("suggest").documents(VELDLAND.words("nl"), block).values()
    path = tmp_path / "dossier.html"
    path.write_text(html_of(document), encoding="utf-8")
    wrong: list[str] = []
    asked: list[str] = []
    for look in ("dark", "phone"):
        how = LOOKS[look]
        context = browser.new_context(**how)
        context.set_offline(True)
        context.add_init_script(axe)
        page = context.new_page()
        page.on("console", lambda told: wrong.append(told.text))
        page.on("request", lambda one: asked.append(one.url))
        page.goto(path.as_uri())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told = [(one["id"], one["nodes"][0]["html"][:120]) for one in found["violations"]]
        assert not told, (look, told)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), look
        assert page.title() == document.title
        assert not wrong
        assert all(url.startswith(("file:", "data:")) for url in asked)
        page.click("nav a >> nth=2")
        assert page.evaluate("location.hash") == "#part-3"
        if look == "phone":
            assert page.evaluate(IN_SIGHT) == [True, True]
        context.close()
