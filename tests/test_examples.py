"""Blocks of Python in the README and the pages run, on the made-up area and in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from paths import ROOT
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.doors import given
from drenthe_geo.maps import asked

if TYPE_CHECKING:
    from pathlib import Path

FILES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"(?:<!-- not run: (?P<why>.+?) -->\n)?^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
CELL = re.compile(r"`(dg\.[^`…]*\))`")
PAGES = {
    path.relative_to(ROOT).as_posix(): BLOCK.findall(path.read_text(encoding="utf-8"))
    for path in FILES
    if path.parent.name != "reference"  # those are run where they stand, in docstrings
}
WITH_BLOCKS = [page for page, blocks in PAGES.items() if blocks]
SIDE_BY_SIDE, LEAST_TASKS = "docs/coming-from.md", 5
"""A page whose tables have calls too, and how many at least."""
VELDLAND_HAS = {
    "nvwa": "loket-zuid",
    "nedersaksenlijn": "veldlijn",
    "ter_apel": "heidedorp",
    "stationsgebied-meppel": "stationsgebied-heidestad",
    "stationsgebied-hoogeveen": "veencampus-venendal",
    "getec-park-emmen": "grensterminal-oosterveen",
    "schiphol": "westhaven",
    "border_min": "station_walk_min",
    "exit_car_min": "relations_min",
    "(6.56, 52.99)": "(5.56, 52.17)",
}
"""What an example names of Drenthe, and what stands for it in the made-up area."""


def given_to_examples() -> dict[str, Any]:
    """What the pages take for granted: points, homes, a grid of people, sites of one's own."""
    stations = VELDLAND.layer("stations").head(3)[["name", "geometry"]]
    schools = stations.set_axis(["a", "b", "c"])
    mine = VELDLAND.layer("sites").head(3)[["name", "geometry"]]
    grid = VELDLAND.layer("people").iloc[:200].assign(jobs=10.0)
    named = {
        "points": schools,
        "homes": VELDLAND.layer("places")[["name", "geometry"]].head(5),
        "schools": schools,
        "grid": grid[["population", "jobs", "geometry"]],
        "mine": mine.set_axis(["a", "b", "c"]).assign(parking=[20.0, 90.0, 150.0]),
        "seats": pd.Series([500.0, 300.0, 200.0], schools.index),
    }
    return {**named, "my_points": named["points"], "area": VELDLAND, "dg": dg}


def of_veldland(code: str) -> str:
    """Put names of the made-up area in the place of those of Drenthe."""
    for theirs, ours in VELDLAND_HAS.items():
        code = code.replace(theirs, ours)
    return code


@pytest.mark.parametrize("page", WITH_BLOCKS)
def test_blocks_of_python_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(given, "_opened", lambda: VELDLAND)
    monkeypatch.setattr(asked, "_shipped", lambda: VELDLAND)
    monkeypatch.setattr(dg, "open_area", lambda *_: VELDLAND.fresh(), raising=False)
    names = given_to_examples()
    names["points"].to_file("offices.gpkg")
    for why, code in PAGES[page]:
        if not why:
            exec(compile(of_veldland(code), page, "exec"), names)  # noqa: S102 - our own pages
    plt.close("all")
    if page == SIDE_BY_SIDE:
        calls = CELL.findall((ROOT / page).read_text(encoding="utf-8"))
        assert len(calls) > LEAST_TASKS
        for call in calls:
            eval(compile(call, page, "eval"), names)  # noqa: S307 - our own page
        plt.close("all")


def test_what_does_not_run_says_why() -> None:
    reasons = {page: [why for why, _ in blocks if why] for page, blocks in PAGES.items()}
    assert {page: found for page, found in reasons.items() if found} == {
        "docs/python.md": ["asks the internet for the roads"],
        "docs/howto/own-area.md": [
            "asks the internet for a gigabyte",
            "needs a map that does not come along",
        ],
    }
