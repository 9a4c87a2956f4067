"""The map of sites chosen together: how long people are on their way to the nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.area.select import province_outline
from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import placement_caption
from drenthe_geo.maps.dots import band_marks, bands_of, draw_dots, ramp_of
from drenthe_geo.maps.fields import Grid, draw_borders
from drenthe_geo.maps.insets import name_insets, open_insets
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.names import motorways_of
from drenthe_geo.maps.paper import FREE, Sheet
from drenthe_geo.maps.sheet import MapPage
from drenthe_geo.style.table import GREY, INK, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox
    from numpy.typing import NDArray

    from drenthe_geo.maps.canvas import Canvas
    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.placement.locate import Locations
    from drenthe_geo.words.table import Words

CELL_M, SMOOTH_CELLS = 250.0, 3.0
"""Cells in which borders between sites are found, and how far they are smoothed."""

LEAST_PT2, LARGER = 2.2, 1.15
"""Least size of the dots of people, and how much larger than elsewhere the others are."""

MOST_NAMED = 40
"""Candidates that are not chosen and are named: of more no map can be read."""


@drawn_plainly
def placement_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    found: Locations,
    *,
    cutoffs_min: Iterable[float],
    words: Words,
    credit: Credit,
    with_roads: shapely.Geometry | None = None,
    sheet: Sheet = FREE,
) -> Figure:
    """Draw chosen sites, and people by their minutes to the nearest of them.

    `cutoffs_min` end the bands of colour; the one that was asked about is always among them.
    `with_roads` is the land in which the data have roads.
    """
    page = MapPage.over(layers, words, sheet=sheet)
    page.cover(with_roads)
    marks = draw_placement(page, found, cutoffs_min)
    caption = placement_caption(
        words,
        found.placement,
        found.cutoff_min,
        found.profile,
        candidates=len(found.candidates),
        cell_m=found.cell_m,
        borders="site_border" in page.drawn,
        credit=credit,
    )
    name_sites(page, found, page.ready_for_names(caption, marks), alone=True)
    return page.finish()


def draw_placement(page: Canvas, found: Locations, cutoffs_min: Iterable[float]) -> list[Artist]:
    """Draw sites, people and borders on a map; give the marks of the bands of minutes."""
    cutoffs = bands_of(cutoffs_min, found.cutoff_min)
    minutes = found.people["minutes"].to_numpy(dtype=float)
    ramp = ramp_of(cutoffs, found.cutoff_min)
    inks = _inks(minutes, cutoffs, ramp)
    draw_dots(
        page.ax,
        found.people,
        inks,
        least_pt2=LEAST_PT2 * page.letters**2,
        larger=LARGER * page.letters**2,
        order=np.argsort(minutes, kind="stable"),
    )
    page.drawn.extend(_draw_borders(page, found, page.layers["gemeenten"]))
    chosen, fixed = (found.candidates["chosen"].astype(bool), found.sites["fixed"].astype(bool))
    for name, points, zorder in (
        ("not_chosen", found.candidates.geometry[~chosen], 13),
        ("chosen", found.sites.geometry[~fixed], 16),
        ("fixed", found.sites.geometry[fixed], 16),
    ):
        look = {"zorder": zorder, "size": page.letters}
        page.drawn.extend(draw.draw_signs(page.ax, points, name, **look))
    if STYLES["no_way"].color in set(inks):
        page.drawn.append("no_way")
    return band_marks(set(inks), cutoffs, ramp, found.cutoff_min, page.words)


def name_sites(
    page: Canvas, found: Locations, taken: Sequence[Bbox], *, alone: bool = False
) -> None:
    """Name the chosen sites with their people, then the other candidates and places that fit.

    On a sheet of its own (`alone`) those that crowd are named in insets, and the people are those
    of the subtitle: who is there within the minutes, where the goal is most of them.
    """
    others = found.candidates[~found.candidates["chosen"].astype(bool)].head(MOST_NAMED)
    xy, other_xy = (
        shapely.get_coordinates(one.geometry.to_numpy()) for one in (found.sites, others)
    )
    letters, signs = page.letters, np.vstack([xy, other_xy])
    chosen, other = (STYLES[name].size_pt / 2 * letters for name in ("chosen", "not_chosen"))
    radii_pt = np.repeat([chosen, other], [len(xy), len(other_xy)])
    asked = alone and found.placement.goal == "cover"
    key = "maps.placement.label_within" if asked else "maps.placement.label"
    heads = found.sites["people_within" if asked else "people_nearest"]
    counts = zip(found.sites["name"], heads, xy, strict=True)
    labels = [
        Label(
            page.words.say(key, name=name, people=int(people), minutes=found.cutoff_min),
            spot[0], spot[1],
            size_pt=10.5 * letters, gap_pt=10 * letters, weight="bold", color=INK, must=True,
        )
        for name, people, spot in counts
    ]  # fmt: skip
    labels += [
        Label(
            str(name), spot[0], spot[1], size_pt=7.5 * letters, gap_pt=4, color=GREY, style="italic"
        )
        for name, spot in zip(others["name"], other_xy, strict=True)
    ]
    insets = open_insets(page, signs, radii_pt, labels, taken) if alone else []
    told = np.zeros(len(signs), dtype=bool)
    for inset in insets:
        held = inset.holds(signs) & ~told
        own = [label for label, here in zip(labels, held, strict=True) if here]
        inset.name(own, signs[held], radii_pt[held], page)
        told |= held
    boxes = [box for inset in insets for box in (inset.box, inset.frame)]
    taken = [*taken, *boxes, *point_boxes(page.ax, xy, chosen)]
    taken += point_boxes(page.ax, other_xy, other)
    left = [label for label, done in zip(labels, told, strict=True) if not done]
    taken += place_labels(page.ax, left, taken=taken, lines=motorways_of(page.layers))
    name_insets(page, insets, taken)


def _draw_borders(page: Canvas, found: Locations, gemeenten: gpd.GeoDataFrame) -> list[str]:
    """Draw which people belong to which site, as lines between them."""
    known = found.people[found.people["site"].notna()]
    if known["site"].nunique() < 2:  # noqa: PLR2004 - one site has no border
        return []
    outline = province_outline(gemeenten)
    grid = Grid.over(outline, CELL_M)
    numbers = known["site"].map({site: at for at, site in enumerate(found.sites.index)})
    xy = shapely.get_coordinates(known.geometry.to_numpy())
    labels: NDArray[np.intp] = numbers.to_numpy(dtype=int)[grid.nearest(xy)]
    style = STYLES["site_border"]
    there = False
    for color, wider in (("white", 2.0), (style.color, 0.0)):
        there = draw_borders(
            page.ax,
            grid,
            labels,
            outline=outline,
            cells=SMOOTH_CELLS,
            colors=[color],
            linewidths=[style.width_pt + wider],
            linestyles=["-" if wider else style.dashes],
            zorder=12 - wider / 10,
        )
    return ["site_border"] if there else []


def _inks(
    minutes: np.ndarray, cutoffs_min: Sequence[float], ramp: Sequence[str]
) -> NDArray[np.str_]:
    """Colour of every point."""
    band = np.searchsorted(np.asarray(cutoffs_min), np.nan_to_num(minutes), side="left")
    inks: NDArray[np.str_] = np.where(
        np.isnan(minutes), STYLES["no_way"].color, np.array(ramp)[band]
    )
    return inks
