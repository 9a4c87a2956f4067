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
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from drenthe_geo.area.select import province_outline
from drenthe_geo.maps.lettering import text_in
from drenthe_geo.maps.shapes import plot_areas, plot_lines
from drenthe_geo.style.table import (
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
    TIES,
    TINTS,
)
from drenthe_geo.style.tints import tint_numbers
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

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

BAR_SHARE, BAR_PT = 0.32, 8.0
"""The scale bar is at most this share of the width of the map; size of its letters."""

NOTE_PT = 7.8


def area_view(gemeenten: gpd.GeoDataFrame) -> View:
    """Frame the area with a margin."""
    x0, y0, x1, y1 = outline_of(gemeenten).bounds
    margin = min(MOST_MARGIN_M, MARGIN_SHARE * max(x1 - x0, y1 - y0))
    return x0 - margin, y0 - margin, x1 + margin, y1 + margin


@functools.lru_cache(maxsize=8)
def _joined(gemeenten: tuple[shapely.Geometry, ...]) -> shapely.Geometry:
    """Join the gemeenten: a page of many maps asks for it for each."""
    return province_outline(gpd.GeoDataFrame(geometry=list(gemeenten)))


def outline_of(gemeenten: gpd.GeoDataFrame) -> shapely.Geometry:
    """Give the outline of the area."""
    return _joined(tuple(gemeenten.geometry))


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
        if name in layers:  # an island has no neighbours
            plot_areas(ax, layers[name], zorder=zorder, **look)


def draw_gemeenten(ax: Axes, gemeenten: gpd.GeoDataFrame) -> list[str]:
    """Draw the borders between gemeenten, once each: a second line fills the gaps of the first."""
    borders = shapely.union_all(shapely.boundary(gemeenten.geometry.to_numpy()))
    return draw_lines(ax, np.array([shapely.line_merge(borders)]), "gemeente", zorder=4)


def draw_roads(
    ax: Axes, layers: Mapping[str, gpd.GeoDataFrame], *, width: float = 1.0
) -> list[str]:
    """Draw motorways and other main roads over what lies below, if the area knows any."""
    roads = layers.get("motorways")
    if roads is None:
        return []
    seen = roads[roads.intersects(shapely.box(*view_of(ax)))]
    is_motorway = seen["kind"] == "motorway"
    drawn = []
    if is_motorway.any():
        casing = 2 * STYLES["motorway"].width_pt * width
        plot_lines(ax, seen[is_motorway], colors="white", linewidths=casing, zorder=7)
        drawn += draw_lines(ax, seen[is_motorway], "motorway", zorder=8, width=width)
    is_plain = seen["kind"] == "main"
    for name, chosen in (("main_road", ~is_motorway & ~is_plain), ("plain_road", is_plain)):
        if chosen.any():
            drawn += draw_lines(ax, seen[chosen], name, zorder=6, width=width)
    return drawn


def draw_outline(ax: Axes, gemeenten: gpd.GeoDataFrame, *, width: float = 1.0) -> list[str]:
    """Draw the border of the area over everything but signs."""
    border = shapely.boundary(outline_of(gemeenten))
    return draw_lines(ax, np.array([border]), "outline", zorder=9, width=width)


def draw_railways(
    ax: Axes, layers: Mapping[str, gpd.GeoDataFrame], *, width: float = 1.0
) -> list[str]:
    """Draw railways as atlases do, a dark line with light pieces in it, if the area knows any."""
    lines = layers.get("railways")
    if lines is None:
        return []
    seen = lines[lines.intersects(shapely.box(*view_of(ax)))]
    if seen.empty:
        return []
    style = STYLES["railway"]
    wide = style.width_pt * width
    plot_lines(ax, seen, colors=style.color, linewidths=wide, zorder=8.2)
    pieces = {"linestyles": [TIES], "capstyle": "butt"}
    plot_lines(ax, seen, colors=style.edge, linewidths=0.6 * wide, zorder=8.3, **pieces)
    return ["railway"]


def land_with_roads(gemeenten: gpd.GeoDataFrame, roads_end_m: float) -> shapely.Geometry:
    """Give the land in which the data have roads."""
    return outline_of(gemeenten).buffer(roads_end_m)


def draw_no_roads(ax: Axes, land: shapely.Geometry) -> list[str]:
    """Cover what is in view and has no roads in the data; `land` has."""
    view = shapely.box(*view_of(ax))
    rest = shapely.difference(view, land)
    if rest.area < LEAST_SEEN * view.area:
        return []
    style = STYLES["roads_end"]
    look = {"facecolors": style.color, "edgecolors": style.edge, "linewidths": style.width_pt}
    plot_areas(ax, np.array([rest]), zorder=8.6, alpha=0.9, **look)
    return ["roads_end"]


def draw_partition(ax: Axes, partition: gpd.GeoDataFrame) -> None:
    """Draw areas that tile, each in a tint that none beside it has."""
    tints = [TINTS[number] for number in tint_numbers(partition.geometry.to_numpy())]
    look = {"facecolors": tints, "edgecolors": "white"}
    plot_areas(ax, partition, zorder=3, linewidths=1.6, alpha=0.8, **look)


def draw_no_road(ax: Axes, gemeenten: gpd.GeoDataFrame, known: gpd.GeoDataFrame) -> list[str]:
    """Draw the land of the area that has no tint, as no road of the data is near it."""
    rest = shapely.difference(outline_of(gemeenten), shapely.union_all(known.geometry.to_numpy()))
    if rest.area < LEAST_SEEN * shapely.box(*view_of(ax)).area:
        return []
    style = STYLES["no_road"]
    look = {"facecolors": style.color, "edgecolors": style.edge, "linewidths": style.width_pt}
    plot_areas(ax, np.array([rest]), zorder=3, **look)
    return ["no_road"]


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


def draw_scale_bar(ax: Axes, words: Words, *, letters: float = 1.0) -> Bbox:
    """Draw a scale bar in the lower left corner, half dark, half light; say where, in pixels."""
    x0, y0, x1, _ = view_of(ax)
    in_px = ax.figure.dpi
    wide_px = ax.get_window_extent().width
    m_per_in = (x1 - x0) / wide_px * in_px
    length_m = round_down((x1 - x0) * BAR_SHARE)
    thick, gap, edge = (inch * letters * m_per_in for inch in (0.05, 0.045, 0.13))
    x, y = x0 + edge, y0 + edge
    key = "maps.m" if length_m < M_PER_KM else "maps.km"
    said = words.say(key, number=length_m / (1.0 if length_m < M_PER_KM else M_PER_KM))
    size_pt = BAR_PT * letters
    after = text_in(said, size_pt) * m_per_in
    paper = Rectangle(
        (x - 0.6 * edge, y - 0.6 * edge),
        length_m + after / 2 + 1.2 * edge,
        thick + gap + 1.6 * size_pt / 72 * m_per_in + 0.6 * edge,
        facecolor="white", alpha=0.8, zorder=24,
    )  # fmt: skip
    ax.add_patch(paper)
    for half, color in ((0, INK), (1, "white")):
        bar = Rectangle((x + half * length_m / 2, y), length_m / 2, thick, facecolor=color)
        bar.set(edgecolor=INK, linewidth=0.7 * letters, zorder=25)
        ax.add_patch(bar)
    for at_m, text in ((0.0, "0"), (length_m, said)):
        look: dict[str, Any] = {"ha": "center", "va": "bottom", "color": INK, "zorder": 25}
        ax.text(x + at_m, y + thick + gap, text, fontsize=size_pt, **look)
    return Bbox(ax.transData.transform(np.asarray(paper.get_corners())[[0, 2]])).padded(2)


def draw_note(ax: Axes, text: str, *, letters: float = 1.0) -> Bbox:
    """Write a short note in the lower right corner, on paper of its own; say where, in pixels."""
    paper = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 2}
    look: dict[str, Any] = {
        "transform": ax.transAxes,
        "fontsize": NOTE_PT * letters,
        "color": INK,
        "bbox": paper,
    }
    note = ax.text(0.985, 0.015, text, ha="right", va="bottom", zorder=25, **look)
    note.set_parse_math(False)
    renderer = ax.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    return Text.get_window_extent(note, renderer).padded(4)


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
