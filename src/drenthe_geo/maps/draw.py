"""Layers drawn on axes; each function says by name which things it drew, for the legend."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from matplotlib import rc_context
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from drenthe_geo.area.select import province_outline
from drenthe_geo.crs import RD_NEW
from drenthe_geo.maps.shapes import plot_areas, plot_lines
from drenthe_geo.maps.style import (
    DOT_PT2_PER_100,
    FRAME,
    HATCH,
    HATCH_WIDTH,
    INK,
    LAND,
    LAND_EDGE,
    LEAST_DOT_PT2,
    OWN_EDGE,
    OWN_LAND,
    PAPER,
    SIGNS,
    STYLES,
    TINTS,
)
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from drenthe_geo.maps.shapes import Shapes
    from drenthe_geo.words.table import Words

View = tuple[float, float, float, float]
"""Smallest x and y, largest x and y, in metres."""

MARGIN_SHARE, MOST_MARGIN_M = 0.08, 5_000.0
"""Room around the area: a share of its longer side, and no more than so many metres."""

LEAST_SEEN = 1e-5
"""Share of a map that one sees."""

BAR_SHARE = 0.2
"""A step of the scale bar is about this share of the width of the map."""


def area_view(gemeenten: gpd.GeoDataFrame) -> View:
    """Frame the area with a margin."""
    x0, y0, x1, y1 = _outline(tuple(gemeenten.geometry)).bounds
    margin = min(MOST_MARGIN_M, MARGIN_SHARE * max(x1 - x0, y1 - y0))
    return x0 - margin, y0 - margin, x1 + margin, y1 + margin


@functools.lru_cache(maxsize=8)
def _outline(gemeenten: tuple[shapely.Geometry, ...]) -> shapely.Geometry:
    """Join the gemeenten: a page of many maps asks for it for each."""
    return province_outline(gpd.GeoDataFrame(geometry=list(gemeenten), crs=RD_NEW))


def view_of(ax: Axes) -> View:
    """Read the limits of axes."""
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    return x0, y0, x1, y1


def draw_base(
    ax: Axes, layers: Mapping[str, gpd.GeoDataFrame], *, view: View, width: float = 1.0
) -> None:
    """Draw the land, and set the limits."""
    x0, y0, x1, y1 = view
    ax.set(xlim=(x0, x1), ylim=(y0, y1), xticks=[], yticks=[], facecolor=PAPER)
    ax.set_aspect("equal")
    for spine in ax.spines.values():
        spine.set_color(FRAME)
    for name, fill, edge, zorder in (
        ("neighbours", LAND, LAND_EDGE, 1),
        ("gemeenten", OWN_LAND, OWN_EDGE, 2),
    ):
        look = {"facecolors": fill, "edgecolors": edge, "linewidths": 0.6 * width}
        plot_areas(ax, layers[name], zorder=zorder, **look)


def draw_gemeenten(ax: Axes, gemeenten: gpd.GeoDataFrame) -> list[str]:
    """Draw the borders between gemeenten."""
    return draw_lines(ax, gemeenten.boundary, "gemeente", zorder=4)


def draw_roads(ax: Axes, roads: gpd.GeoDataFrame, *, width: float = 1.0) -> list[str]:
    """Draw motorways and other numbered roads over what lies below."""
    seen = roads[roads.intersects(shapely.box(*view_of(ax)))]
    is_motorway = seen["kind"] == "motorway"
    drawn = []
    if is_motorway.any():
        casing = 2 * STYLES["motorway"].width_pt * width
        plot_lines(ax, seen[is_motorway], colors="white", linewidths=casing, zorder=7)
        drawn += draw_lines(ax, seen[is_motorway], "motorway", zorder=8, width=width)
    if not is_motorway.all():
        drawn += draw_lines(ax, seen[~is_motorway], "main_road", zorder=6, width=width)
    return drawn


def draw_outline(ax: Axes, gemeenten: gpd.GeoDataFrame, *, width: float = 1.0) -> list[str]:
    """Draw the border of the area over everything but signs."""
    border = shapely.boundary(_outline(tuple(gemeenten.geometry)))
    return draw_lines(ax, np.array([border]), "outline", zorder=9, width=width)


def draw_roads_end(ax: Axes, land: shapely.Geometry) -> list[str]:
    """Draw to where the data have roads, if in view: all beyond is blank for lack of any."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    line = land.boundary
    if not line.intersects(shapely.box(left, low, right, high)):
        return []
    return draw_lines(ax, np.array([line]), "roads_end", zorder=8.5)


def draw_partition(ax: Axes, partition: gpd.GeoDataFrame) -> None:
    """Draw areas that tile, each in a tint that none beside it has."""
    tints = [TINTS[number] for number in _tint_numbers(partition)]
    look = {"facecolors": tints, "edgecolors": "white", "linewidths": 1.6, "alpha": 0.75}
    plot_areas(ax, partition, zorder=3, **look)


def draw_hatched(ax: Axes, areas: gpd.GeoDataFrame, name: str, *, zorder: float) -> list[str]:
    """Hatch areas, without filling them."""
    there = areas[~areas.geometry.is_empty]
    if there.empty:
        return []
    # The hatch takes the colour of the edge, which has no width; its own width is global.
    ink = STYLES[name].color
    with rc_context({"hatch.linewidth": HATCH_WIDTH}):
        look = {"facecolors": "none", "edgecolors": ink, "hatch": HATCH, "linewidths": 0}
        plot_areas(ax, there, zorder=zorder, **look)
    return [name]


def draw_bands(ax: Axes, areas: gpd.GeoDataFrame, colors: Mapping[float, str]) -> list[float]:
    """Draw areas within cut-offs, the longest below; say which are seen."""
    seen, inner_m2 = [], 0.0
    view = shapely.box(*view_of(ax))
    for number, cutoff in enumerate(sorted(colors)):
        band = areas[(areas["minutes"] == cutoff) & ~areas.geometry.is_empty]
        area_m2 = float(shapely.area(shapely.intersection(band.geometry.to_numpy(), view)).sum())
        if area_m2 - inner_m2 > LEAST_SEEN * view.area:
            look = {"facecolors": colors[cutoff], "linewidths": 0}
            plot_areas(ax, band, zorder=3.4 - number / 100, **look)
            seen.append(cutoff)
        inner_m2 = area_m2
    return seen


def draw_streets(ax: Axes, lines: NDArray[np.object_]) -> list[str]:
    """Draw the roads of a network that lie in view, thin, over the areas."""
    seen = lines[shapely.intersects(lines, shapely.box(*view_of(ax)))]
    style = STYLES["street"]
    look = {"colors": style.color, "linewidths": style.width_pt, "alpha": 0.55}
    plot_lines(ax, seen, zorder=5, **look)
    return ["street"] if len(seen) else []


def draw_stations(ax: Axes, stations: gpd.GeoDataFrame, *, size: float = 1.0) -> list[str]:
    """Draw the stations in view: a square for intercity, a dot for the others."""
    x0, y0, x1, y1 = view_of(ax)
    seen = stations.cx[x0:x1, y0:y1]
    intercity = seen["intercity"].astype(bool)
    drawn = []
    for name, chosen in (("intercity", intercity), ("station", ~intercity)):
        if chosen.any():
            drawn += draw_signs(ax, seen.geometry[chosen], name, zorder=15, size=size)
    return drawn


def draw_signs(
    ax: Axes, points: gpd.GeoSeries, name: str, *, zorder: float, size: float = 1.0
) -> list[str]:
    """Draw the sign of a style at points."""
    if len(points) == 0:
        return []
    style = STYLES[name]
    ax.plot(
        points.x,
        points.y,
        SIGNS[style.kind],
        markersize=style.size_pt * size,
        markerfacecolor=style.color,
        markeredgecolor=style.edge,
        markeredgewidth=style.width_pt * size,
        linestyle="none",
        zorder=zorder,
    )
    return [name]


def draw_people(
    ax: Axes,
    people: gpd.GeoDataFrame,
    inks: Sequence[str] | NDArray[np.str_],
    order: NDArray[np.intp],
) -> None:
    """Draw a dot per point, as large as its people are many, the last in order on top."""
    size = np.maximum(people["population"].to_numpy() / 100 * DOT_PT2_PER_100, LEAST_DOT_PT2)
    xy = shapely.get_coordinates(people.geometry.to_numpy())[order]
    colors = np.asarray(inks)[order]
    ax.scatter(xy[:, 0], xy[:, 1], s=size[order], c=colors, linewidths=0, zorder=10, alpha=0.9)


def draw_scale_bar(ax: Axes, words: Words) -> Bbox:
    """Draw a scale bar of two steps in the lower left corner; say where, in pixels."""
    x0, y0, x1, y1 = view_of(ax)
    km = round_down((x1 - x0) * BAR_SHARE / M_PER_KM)
    step_m, height = km * M_PER_KM, 0.007 * (y1 - y0)
    x, y = x0 + 0.03 * (x1 - x0), y0 + 0.025 * (y1 - y0)
    paper = Rectangle((x - 2 * height, y - height), 2.35 * step_m, 6 * height, facecolor="white")
    paper.set(alpha=0.75, zorder=24)
    ax.add_patch(paper)
    for step, color in ((0, INK), (1, "white")):
        corner = (x + step * step_m, y)
        bar = Rectangle(corner, step_m, height, facecolor=color, edgecolor=INK, linewidth=0.8)
        bar.set_zorder(25)
        ax.add_patch(bar)
    for step, key in enumerate(("maps.number", "maps.number", "maps.km")):
        ax.text(
            x + step * step_m,
            y + 1.6 * height,
            words.say(key, number=step * km),
            fontsize=8,
            ha="center",
            va="bottom",
            color=INK,
            zorder=25,
        )
    return Bbox(ax.transData.transform(np.asarray(paper.get_corners())[[0, 2]])).padded(4)


def draw_note(ax: Axes, text: str) -> None:
    """Write a short note in the lower right corner, on paper of its own."""
    paper = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 2}
    note = ax.text(0.985, 0.015, text, transform=ax.transAxes, fontsize=8, color=INK, bbox=paper)
    note.set(ha="right", va="bottom", zorder=25, parse_math=False)


def round_down(number: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(number))
    return max(step * power for step in (1, 2, 5) if step * power <= number)


def draw_lines(
    ax: Axes,
    lines: Shapes,
    name: str,
    *,
    zorder: float,
    width: float = 1.0,
) -> list[str]:
    """Draw lines in a style."""
    style = STYLES[name]
    plot_lines(
        ax,
        lines,
        colors=style.color,
        linewidths=style.width_pt * width,
        linestyles=[style.dashes],
        zorder=zorder,
    )
    return [name]


def _tint_numbers(partition: gpd.GeoDataFrame) -> list[int]:
    """Choose tints; with more areas than tints they return, but not on areas that touch."""
    if len(partition) <= len(TINTS):
        return list(range(len(partition)))
    shapes = partition.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="touches")
    beside: dict[int, set[int]] = {area: set() for area in range(len(shapes))}
    for area, other in zip(first.tolist(), second.tolist(), strict=True):
        beside[area].add(other)
    number: dict[int, int] = {}
    # Each takes the first tint that no area beside it has, who has most beside it first.
    for area in sorted(beside, key=lambda one: -len(beside[one])):
        taken = {number.get(other) for other in beside[area]}
        number[area] = next(tint for tint in range(len(shapes)) if tint not in taken)
    return [number[area] % len(TINTS) for area in range(len(shapes))]
