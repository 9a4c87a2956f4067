"""The figures of a suggestion: scores with their shares, the area's surface, the reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import reach_caption, surface_caption
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.legend import colored, named
from drenthe_geo.maps.shapes import plot_areas
from drenthe_geo.maps.sheet import LEGEND_PT, SMALL_PAGE_IN, MapPage, columns_of, cut_to, text_in
from drenthe_geo.maps.style import BAND, INK, PILLAR_INKS, SCORE_INKS, STYLES, band_colors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.words.table import Words

ROW_IN, CHART_HEAD_IN, CHART_FOOT_IN, LEGEND_ROW_IN = 0.3, 0.3, 0.62, 0.2

NAME_PT, NAME_GAP_IN, CHART_RIGHT = 9.0, 0.25, 0.92

LOWEST_CLASS = 0.1
"""Share of the cells that may lie below the lowest class border."""

MOST_PUSHES = 50

NEARLY_ALL = 0.99
"""Cells that cover so much of the area leave nothing to see between them."""

LONGEST_NAME_IN = 3.6
"""Room for the name of a site beside its bar."""

LEAST_NAMED = 0.045
"""A part of a bar that is shorter than this has no room for a figure."""

TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

MOST_TICKS = 6
"""As many figures as there is room for under the colours of the surface."""

SITE_PT, CLEAR_PT = STYLES["candidate"].size_pt, 2.5


@drawn_plainly
def score_chart(
    shares: pd.DataFrame,
    table: pd.DataFrame,
    names: Mapping[str, str],
    pillars: Mapping[str, str],
    *,
    words: Words,
) -> Figure:
    """Draw the score of every site as a bar of its pillars, with its range.

    `shares` are what each pillar adds to the score, best site first, and may have columns
    of nought; `table` has ``rank``, ``score``, ``score_low`` and ``score_high``. `pillars`
    are their titles.
    """
    ticks = [
        cut_to(f"{rank}  {names[str(site)]}", NAME_PT, LONGEST_NAME_IN)
        for site, rank in table["rank"].items()
    ]
    longest = max(text_in(tick, NAME_PT) for tick in ticks) + NAME_GAP_IN
    inks = {pillar: ink for pillar, ink in PILLAR_INKS.items() if pillar in shares}
    marks = [colored(BAND, ink, pillars[pillar]) for pillar, ink in inks.items()]
    marks += named(["range"], words)
    columns = columns_of([str(mark.get_label()) for mark in marks], SMALL_PAGE_IN)
    rows = math.ceil(len(marks) / columns)
    head = CHART_HEAD_IN + LEGEND_ROW_IN * rows
    height = head + ROW_IN * len(shares) + CHART_FOOT_IN
    figure = Figure(figsize=(SMALL_PAGE_IN, height), facecolor="white")
    left = longest / SMALL_PAGE_IN
    size = (CHART_RIGHT - left, ROW_IN * len(shares) / height)
    ax = figure.add_axes((left, CHART_FOOT_IN / height, *size))
    y = np.arange(len(shares))[::-1]
    start = np.zeros(len(shares))
    for pillar, ink in inks.items():
        width = shares[pillar].to_numpy(dtype=float)
        ax.barh(y, width, left=start, height=0.62, color=ink)
        for part in np.flatnonzero(width >= LEAST_NAMED):
            said = words.say("maps.score.value", score=float(width[part]))
            middle = start[part] + width[part] / 2
            ax.text(middle, y[part], said, ha="center", va="center", fontsize=7.5, color=INK)
        start += width
    low, high = (table[end].to_numpy(dtype=float) for end in ("score_low", "score_high"))
    score = table["score"].to_numpy(dtype=float)
    style = STYLES["range"]
    for at, row in enumerate(y):
        ax.plot([low[at], high[at]], [row - 0.39] * 2, color=style.color, linewidth=style.width_pt)
        edge = max(start[at], high[at]) + 0.012
        said = words.say("maps.score.value", score=float(score[at]))
        ax.text(edge, row, said, va="center", fontsize=10, fontweight="bold")
    ax.set_yticks(y, ticks, parse_math=False)
    ax.tick_params(axis="y", length=0, labelsize=NAME_PT)
    ax.set_xticks(TICKS, [words.say("maps.score.tick", score=tick) for tick in TICKS], fontsize=8)
    ax.set_xlim(0, 1)
    ax.set_ylim(-0.6, len(shares) - 0.4)
    ax.grid(axis="x", color="#dddddd", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.set_xlabel(words.say("maps.score.axis"), fontsize=8.5)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    figure.legend(
        handles=marks,
        loc="upper left",
        bbox_to_anchor=(0.01, 1 - 0.06 / height),
        ncols=columns,
        fontsize=LEGEND_PT - 1,
        frameon=False,
        handlelength=1.2,
        columnspacing=1.1,
    )
    FigureCanvasAgg(figure)
    return figure


@drawn_plainly
def surface_map(
    layers: Mapping[str, gpd.GeoDataFrame],
    surface: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame,
    *,
    service: str,
    grid_m: float,
    grid_road_m: float,
    words: Words,
    credit: Credit,
) -> Figure:
    """Draw the opportunity surface of a service, the candidates and the best new places.

    `sites` have ``label`` (their rank), ``name``, ``excluded`` and, where some are a user's,
    ``own``; `new_places` have ``label`` (a letter). `layers` have the stations to
    draw. The cells are `grid_m` wide and lie within `grid_road_m` of a road.
    """
    page = _ground(layers, words)
    score = surface["score"].to_numpy(dtype=float)
    edges = score_steps(score)
    inks = ListedColormap(SCORE_INKS[len(SCORE_INKS) - len(edges) + 1 :])
    norm = BoundaryNorm(edges, inks.N)
    for out, colors in (
        (True, STYLES["excluded"].color),
        (False, inks(norm(np.maximum(score[~np.isnan(score)], edges[0])))),
    ):
        chosen = np.isnan(score) == out
        if chosen.any():
            look: dict[str, Any] = {"linewidths": 0, "antialiaseds": False, "facecolors": colors}
            plot_areas(page.ax, surface[chosen], zorder=2.5, **look)
    if surface.geometry.area.sum() < NEARLY_ALL * layers["gemeenten"].geometry.area.sum():
        page.drawn.append("no_road")
    if np.isnan(score).any():
        page.drawn.append("excluded")
    bar = page.ax.inset_axes((0.65, 0.955, 0.33, 0.017), zorder=30)
    drawn = page.figure.colorbar(
        ScalarMappable(norm, inks), cax=bar, orientation="horizontal", extend="min"
    )
    ticks = edges.tolist()[:: 1 if len(edges) <= MOST_TICKS else 2]
    said = [words.say("maps.score.value", score=tick) for tick in ticks]
    drawn.set_ticks(ticks, labels=said)
    drawn.ax.tick_params(labelsize=7.5, length=2)
    drawn.ax.set_title(words.say("maps.score.short"), fontsize=8.5, loc="left", pad=3)
    corner = page.ax.transAxes.transform(np.array([[0.62, 0.91], [1.0, 1.0]]))
    _draw_sites(page, sites, new_places, layers["stations"], Bbox(corner))
    caption = surface_caption(words, service, grid_m, credit=credit)
    return page.finish(caption, metres=grid_road_m)


@drawn_plainly
def reach_map(
    layers: Mapping[str, gpd.GeoDataFrame],
    areas: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    *,
    site: str,
    profile: Profile,
    roads_end_m: float,
    words: Words,
    credit: Credit,
) -> Figure:
    """Draw who can reach a site: service areas in bands, among the candidates.

    `site` is its name; `sites` are as for `surface_map`.
    """
    page = _ground(layers, words)
    cutoffs = sorted(areas["minutes"].unique())
    colors = dict(zip(cutoffs, band_colors(len(cutoffs)), strict=True))
    bands = sorted(draw.draw_bands(page.ax, areas, colors))
    marks = [
        colored(
            BAND,
            colors[cutoff],
            words.say("maps.legend.within", minutes=cutoff),
        )
        for cutoff in bands
    ]
    _draw_sites(page, sites, None, layers["stations"], None)
    caption = reach_caption(words, site, profile, roads_end_m, credit=credit)
    return page.finish(caption, marks)


def score_steps(score: np.ndarray) -> np.ndarray:
    """Round class borders, at most one per ink; the lowest class takes all that is lower."""
    least, most = float(np.nanquantile(score, LOWEST_CLASS)), float(np.nanmax(score))
    for step in (0.01, 0.02, 0.025, 0.05, 0.1, 0.2):
        first, last = np.floor(least / step), np.ceil(most / step)
        if last - first <= len(SCORE_INKS):
            break
    found: np.ndarray = np.arange(first, max(last, first + 1) + 1) * step
    return found


def apart(pixels: np.ndarray, least: float) -> np.ndarray:
    """Push points that are nearer than `least` apart, as little as it takes."""
    pixels = pixels.copy()
    for _ in range(MOST_PUSHES):
        moved = False
        for one in range(len(pixels)):
            for other in range(one):
                gap = pixels[one] - pixels[other]
                off = float(np.hypot(*gap))
                if off < least:
                    way = gap / off if off > 0 else np.array([0.0, -1.0])
                    push = way * (least - off + 0.5) / 2
                    pixels[one] += push
                    pixels[other] -= push
                    moved = True
        if not moved:
            break
    return pixels


def _ground(layers: Mapping[str, gpd.GeoDataFrame], words: Words) -> MapPage:
    page = MapPage.over(layers, words, width=SMALL_PAGE_IN, road_width=0.5)
    page.drawn.extend(draw.draw_stations(page.ax, layers["stations"], size=0.56))
    return page


def _draw_sites(
    page: MapPage,
    sites: gpd.GeoDataFrame,
    new_places: gpd.GeoDataFrame | None,
    stations: gpd.GeoDataFrame,
    colors: Bbox | None,
) -> None:
    """Draw and name the candidates and new places; the colours' rectangle stays free."""
    taken = page.ready_for_names()
    out = sites["excluded"].astype(bool)
    # A table without this column has no sites of a user.
    own = sites["own"].astype(bool) if "own" in sites else out & ~out
    kinds = {
        "candidate": ~out & ~own,
        "candidate_own": ~out & own,
        "candidate_out": out & ~own,
        "candidate_own_out": out & own,
    }
    parts = [(sites[chosen], style) for style, chosen in kinds.items()]
    if new_places is not None:
        parts.append((new_places, "new_place"))
    true = np.concatenate(
        [shapely.get_coordinates(points.geometry.to_numpy()) for points, _ in parts]
    )
    least = (SITE_PT + 1) * page.figure.dpi / 72
    pixels = apart(page.ax.transData.transform(true), least)
    spots = page.ax.transData.inverted().transform(pixels)
    labels: list[Label] = []
    start = 0
    for points, style in parts:
        here = spots[start : start + len(points)]
        start += len(points)
        page.drawn.extend(
            draw.draw_signs(page.ax, gpd.GeoSeries.from_xy(*here.T), style, zorder=16)
        )
        for label, name, (x, y) in zip(points["label"], points["name"], here, strict=True):
            plain: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": "white"}
            page.ax.text(x, y, label, fontsize=7.5, fontweight="bold", zorder=17, **plain)
            if style != "new_place":
                labels.append(Label(name, x, y, size_pt=8.5, gap_pt=9, weight="bold", must=True))
    taken += point_boxes(page.ax, spots, SITE_PT / 2 + CLEAR_PT)
    taken += point_boxes(page.ax, shapely.get_coordinates(stations.geometry.to_numpy()), 3.5)
    place_labels(page.ax, labels, taken=[*taken, *([] if colors is None else [colors])])
