"""The map on top of the README."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

import drenthe_geo as dg
from tools.facts.marks import ROOT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tools.facts.computed import Computed

FILE = ROOT / "docs" / "img" / "nvwa.png"
DPI = 95
COLOURS = 256


def draw(given: Computed) -> Figure:
    """Draw how well every spot suits the NVWA, in English."""
    area, found = given.area, given.suggestion
    reach = dg.dossier.winner_reach(area, found)
    return dg.dossier.suggestion_figures(area, found, area.words("en"), reach)["surface"]


def write(given: Computed) -> None:
    """Write the map, small enough for a page."""
    kept = io.BytesIO()
    draw(given).savefig(kept, dpi=DPI, format="png", metadata={"Software": None})
    kept.seek(0)
    FILE.parent.mkdir(exist_ok=True)
    Image.open(kept).convert("RGB").quantize(COLOURS, kmeans=2).save(FILE, optimize=True)
