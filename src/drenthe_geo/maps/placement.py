"""The map of sites chosen together: how long people are on their way to the nearest."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import placement_caption
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.legend import colored
from drenthe_geo.maps.sheet import MapPage
from drenthe_geo.maps.style import BEYOND_INKS, DOT, INK, STYLES, WITHIN_INKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.words.table import Words


@drawn_plainly
def placement_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    found: Locations,
    *,
    cutoffs_min: Iterable[float],
    words: Words,
    credit: Credit,
) -> Figure:
    """Draw chosen sites, and people by their minutes to the nearest of them.

    `cutoffs_min` end the bands of colour; the one that was asked about is always among them.
    """
    cutoffs = bands_of(cutoffs_min, found.cutoff_min)
    page = MapPage.over(layers, words)
    minutes = found.people["minutes"].to_numpy(dtype=float)
    ramp = ramp_of(cutoffs, found.cutoff_min)
    inks = _inks(minutes, cutoffs, ramp)
    draw.draw_people(page.ax, found.people, inks, np.argsort(minutes, kind="stable"))
    others = found.candidates.geometry[~found.candidates["chosen"].astype(bool)]
    page.drawn.extend(draw.draw_signs(page.ax, others, "not_chosen", zorder=13))
    fixed = found.sites["fixed"].astype(bool)
    page.drawn.extend(draw.draw_signs(page.ax, found.sites.geometry[~fixed], "chosen", zorder=16))
    page.drawn.extend(draw.draw_signs(page.ax, found.sites.geometry[fixed], "fixed", zorder=16))
    xy = shapely.get_coordinates(found.sites.geometry.to_numpy())
    taken = page.ready_for_names()
    taken += point_boxes(page.ax, xy, STYLES["chosen"].size_pt / 2)
    names = zip(found.sites["name"], found.sites["people_nearest"], xy, strict=True)
    labels = [
        Label(
            words.say("maps.placement.label", name=name, people=int(people)), x, y,
            size_pt=10.5, gap_pt=10, weight="bold", color=INK, must=True,
        )
        for name, people, (x, y) in names
    ]  # fmt: skip
    place_labels(page.ax, labels, taken=taken)
    caption = placement_caption(
        words,
        found.placement,
        found.cutoff_min,
        found.profile,
        candidates=len(found.candidates),
        cell_m=found.cell_m,
        credit=credit,
    )
    if STYLES["no_way"].color in set(inks):
        page.drawn.append("no_way")
    return page.finish(caption, _bands(inks, cutoffs, ramp, words))


def bands_of(cutoffs_min: Iterable[float], asked_min: float) -> list[float]:
    """Choose the ends of the bands: as many as there are inks, with the one asked about."""
    bands = sorted({*cutoffs_min, asked_min})
    while len(bands) > len(WITHIN_INKS):
        bands.remove(min(set(bands) - {asked_min}))
    return bands


def ramp_of(cutoffs_min: Sequence[float], asked_min: float) -> list[str]:
    """Choose an ink for each band, and for beyond the last: one hue within what was asked."""
    within = sum(cutoff <= asked_min for cutoff in cutoffs_min)
    return [*WITHIN_INKS[:within], *BEYOND_INKS[: len(cutoffs_min) - within + 1]]


def _inks(minutes: np.ndarray, cutoffs_min: Sequence[float], ramp: Sequence[str]) -> np.ndarray:
    """Colour of every point."""
    band = np.searchsorted(np.asarray(cutoffs_min), np.nan_to_num(minutes), side="left")
    inks: np.ndarray = np.where(np.isnan(minutes), STYLES["no_way"].color, np.array(ramp)[band])
    return inks


def _bands(
    inks: np.ndarray, cutoffs_min: Sequence[float], ramp: Sequence[str], words: Words
) -> list[Artist]:
    """Make the marks of the bands that someone lives in."""
    between = [
        words.say("maps.legend.between", low=low, high=high) for low, high in pairwise(cutoffs_min)
    ]
    first = words.say("maps.legend.within", minutes=cutoffs_min[0])
    last = words.say("maps.legend.beyond", minutes=cutoffs_min[-1])
    known = zip(ramp, [first, *between, last], strict=True)
    return [colored(DOT, ink, text) for ink, text in known if ink in set(inks)]
