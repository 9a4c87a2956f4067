"""The map of sites chosen together: how long people are on their way to the nearest."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D

from drenthe_geo import maps
from drenthe_geo.captions import thousands_nl
from drenthe_geo.labels import Label, place_labels, point_boxes
from drenthe_geo.maps import BORDER, DASHES, INK
from drenthe_geo.pages import HEAD_IN, PAGE_IN, SIDE_IN, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from drenthe_geo.captions import Caption

# Near is dark, far is light; beyond the last cut-off is another hue, and no way is black.
NEAR_INKS = ("#0b2f6b", "#2c7fb8", "#7fcdbb", "#c2d96b")
BEYOND, NO_WAY_INK = "#e0701d", "#111111"
NEW, FIXED, OTHER = "#b3261e", "#3b3b3b", "#8a8378"
DOT_PT2_PER_100 = 2.6
LEAST_DOT_PT2 = 1.2
SITE_PT, OTHER_PT, LEGEND_PT = 13.0, 4.5, 6.0


def placement_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    people: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    candidates: gpd.GeoDataFrame,
    *,
    cutoffs_min: Sequence[float],
    caption: Caption,
) -> Figure:
    """Draw chosen sites, and people by their minutes to the nearest of them.

    Parameters
    ----------
    layers : mapping of str to geopandas.GeoDataFrame
        ``gemeenten``, ``neighbours``, ``motorways``.
    people : geopandas.GeoDataFrame
        Points with ``population`` and ``minutes``.
    sites : geopandas.GeoDataFrame
        The chosen sites with ``name``, ``fixed`` and ``people_nearest``.
    candidates : geopandas.GeoDataFrame
        All candidates, with ``chosen``.
    cutoffs_min : sequence of float
        Ends of the bands, shortest first; at most four.
    caption : Caption
        Words around the map.

    Returns
    -------
    matplotlib.figure.Figure
        The page.
    """
    sheet = Sheet(PAGE_IN + 2 * SIDE_IN, PAGE_IN, caption)
    figure = sheet.figure()
    ax = sheet.axes(figure, SIDE_IN, HEAD_IN, PAGE_IN, PAGE_IN)
    maps.draw_base(ax, layers)
    border = layers["gemeenten"].boundary
    border.plot(ax=ax, color=BORDER, linewidth=0.6, linestyle=DASHES, zorder=4)
    maps.draw_roads(ax, layers["motorways"], width=0.45)
    maps.draw_province(ax, layers["gemeenten"])
    inks = _inks(people, cutoffs_min)
    _draw_people(ax, people, inks)
    others = candidates[~candidates["chosen"]]
    if len(others):
        ax.plot(others.geometry.x, others.geometry.y, "o", markersize=OTHER_PT, zorder=13,
                markerfacecolor="white", markeredgecolor=OTHER, markeredgewidth=1.1)  # fmt: skip
    maps.draw_scale_bar(ax)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]  # names are placed in pixels
    _draw_sites(ax, sites)
    sheet.legend(figure, _legend(inks, cutoffs_min, sites, others=len(others) > 0))
    return figure


def _inks(people: gpd.GeoDataFrame, cutoffs_min: Sequence[float]) -> np.ndarray:
    """Colour of every point."""
    ramp = np.array([*NEAR_INKS[: len(cutoffs_min)], BEYOND])
    minutes = people["minutes"].to_numpy(dtype=float)
    band = np.searchsorted(np.asarray(cutoffs_min), np.nan_to_num(minutes), side="left")
    inks: np.ndarray = np.where(np.isnan(minutes), NO_WAY_INK, ramp[band])
    return inks


def _draw_people(ax: Axes, people: gpd.GeoDataFrame, inks: np.ndarray) -> None:
    """Draw a dot per point, as large as its people are many; who is far on top."""
    order = np.argsort(people["minutes"].fillna(np.inf).to_numpy(), kind="stable")
    size = np.maximum(people["population"].to_numpy() / 100 * DOT_PT2_PER_100, LEAST_DOT_PT2)
    xy = shapely.get_coordinates(people.geometry.to_numpy())[order]
    ax.scatter(xy[:, 0], xy[:, 1], s=size[order], c=inks[order], linewidths=0, zorder=10, alpha=0.9)


def _draw_sites(ax: Axes, sites: gpd.GeoDataFrame) -> None:
    for fixed, marker, ink in ((False, "o", NEW), (True, "s", FIXED)):
        some = sites[sites["fixed"] == fixed]
        ax.plot(some.geometry.x, some.geometry.y, marker, markersize=SITE_PT, color=ink,
                markeredgecolor="white", markeredgewidth=1.6, zorder=16)  # fmt: skip
    taken = point_boxes(ax, shapely.get_coordinates(sites.geometry.to_numpy()), SITE_PT / 2)
    labels = [
        Label(
            f"{name}\n{thousands_nl(heads)}", point.x, point.y,
            size_pt=10.5, gap_pt=10, weight="bold", color=INK, must=True,
        )
        for name, heads, point in zip(
            sites["name"], sites["people_nearest"], sites.geometry, strict=True
        )
    ]  # fmt: skip
    place_labels(ax, labels, taken=taken)


def _legend(
    inks: np.ndarray, cutoffs_min: Sequence[float], sites: gpd.GeoDataFrame, *, others: bool
) -> list[Any]:
    ends = [f"{cutoff:g}".replace(".", ",") for cutoff in cutoffs_min]
    words = [f"tot {ends[0]} min", *(f"{low}–{high}" for low, high in pairwise(ends))]
    known = [*zip(NEAR_INKS, words, strict=False), (BEYOND, f"verder dan {ends[-1]}")]
    known.append((NO_WAY_INK, "geen weg"))
    handles = [_mark(ink, word, LEGEND_PT) for ink, word in known if ink in set(inks)]
    if not sites["fixed"].all():
        handles.append(_mark(NEW, "gekozen", 10))
    if sites["fixed"].any():
        handles.append(_mark(FIXED, "vast", 9, "s"))
    if others:
        handles.append(
            Line2D([], [], linestyle="none", marker="o", markersize=OTHER_PT, label="niet gekozen",
                   markerfacecolor="white", markeredgecolor=OTHER)
        )  # fmt: skip
    return handles


def _mark(ink: str, label: str, size_pt: float, marker: str = "o") -> Line2D:
    style: dict[str, Any] = {"linestyle": "none", "markeredgewidth": 0, "markersize": size_pt}
    return Line2D([], [], marker=marker, color=ink, label=label, **style)
