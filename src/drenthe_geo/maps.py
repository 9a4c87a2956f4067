"""Maps: data and axes in, axes out. Nothing here reads, computes or saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib import rc_context
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from drenthe_geo.layers import province_outline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Paul Tol's "light" scheme: nine tints that stay apart for colour-blind readers.
TINTS = (
    "#77AADD",
    "#EE8866",
    "#EEDD88",
    "#FFAABB",
    "#99DDFF",
    "#44BB99",
    "#BBCC33",
    "#AAAA00",
    "#DDDDDD",
)
# Near is dark, far is light; three steps that also hold in greyscale.
BANDS = ("#225ea8", "#41b6c4", "#c7e9b4")
INK, GREY, LAND, PROVINCE = "#222222", "#6b6b6b", "#efece6", "#fbfaf7"
ROAD_RED, ROAD_YELLOW, ROAD_GREY = "#b3261e", "#f2c230", "#9a9489"
PROVINCE_LINE, STREET = "#4a463f", "#6f6a62"
BORDER, DASHES = "#8a8378", (0, (4, 3))
HATCH, HATCH_INK, HATCH_WIDTH = "//////", "#5a554d", 0.45
MARGIN_M = 5_000.0


def province_view(gemeenten: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Frame the province.

    Parameters
    ----------
    gemeenten : geopandas.GeoDataFrame
        The layer.

    Returns
    -------
    tuple of float
        Smallest x and y, largest x and y, with a margin.
    """
    x0, y0, x1, y1 = province_outline(gemeenten).bounds
    return x0 - MARGIN_M, y0 - MARGIN_M, x1 + MARGIN_M, y1 + MARGIN_M


def draw_base(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    view: tuple[float, float, float, float] | None = None,
    width: float = 1.0,
) -> Axes:
    """Draw land and borders, and set the limits.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    layers : mapping of str to geopandas.GeoDataFrame
        ``gemeenten`` and ``neighbours``.
    view : tuple of float, optional
        Smallest x and y, largest x and y; the province where not given.
    width : float
        Factor for all line widths.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    x0, y0, x1, y1 = view or province_view(layers["gemeenten"])
    ax.set_xlim(x0, x1)
    ax.set_ylim(y0, y1)
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_facecolor("#f7f5f1")
    for spine in ax.spines.values():
        spine.set_color("#cccccc")
    layers["neighbours"].plot(ax=ax, color=LAND, edgecolor="white", linewidth=0.6 * width, zorder=1)
    layers["gemeenten"].plot(
        ax=ax, color=PROVINCE, edgecolor="#d5d0c6", linewidth=0.6 * width, zorder=2
    )
    return ax


def draw_partition(ax: Axes, partition: gpd.GeoDataFrame) -> Axes:
    """Draw areas that tile, each in a tint of its own.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    partition : geopandas.GeoDataFrame
        Result of `nearest_partition`. With more areas than tints, tints return, but
        not on areas that touch (nine tints are enough for any real map).

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    tints = [TINTS[number] for number in _tint_numbers(partition)]
    partition.plot(ax=ax, color=tints, alpha=0.75, edgecolor="white", linewidth=1.6, zorder=3)
    return ax


def draw_hatched(ax: Axes, areas: gpd.GeoDataFrame, *, zorder: float) -> Axes:
    """Hatch areas, without filling them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    areas : geopandas.GeoDataFrame
        The areas.
    zorder : float
        What it lies over and under.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    if not areas.geometry.is_empty.all():
        # The hatch takes the colour of the edge, which has no width; its own width is global.
        style: dict[str, Any] = {"edgecolor": HATCH_INK, "hatch": HATCH, "linewidth": 0}
        with rc_context({"hatch.linewidth": HATCH_WIDTH}):
            areas.plot(ax=ax, facecolor="none", zorder=zorder, **style)
    return ax


def _tint_numbers(partition: gpd.GeoDataFrame) -> list[int]:
    if len(partition) <= len(TINTS):
        return list(range(len(partition)))
    import networkx as nx  # noqa: PLC0415 - rare

    shapes = partition.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="touches")
    graph = nx.Graph()
    graph.add_nodes_from(range(len(shapes)))
    graph.add_edges_from(zip(first.tolist(), second.tolist(), strict=True))
    number: dict[int, int] = nx.greedy_color(graph, strategy="largest_first")
    return [number[area] % len(TINTS) for area in range(len(shapes))]


def draw_streets(ax: Axes, lines: NDArray[np.object_]) -> Axes:
    """Draw the roads of a network that lie in view, thin, over the areas.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes with their final limits.
    lines : numpy.ndarray of shapely.LineString
        The roads.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    seen = lines[shapely.intersects(lines, shapely.box(x0, y0, x1, y1))]
    drawn = LineCollection(
        [shapely.get_coordinates(line) for line in seen], colors=STREET, linewidths=0.22
    )
    drawn.set(alpha=0.55, zorder=5)
    ax.add_collection(drawn, autolim=False)
    return ax


def draw_roads(ax: Axes, roads: gpd.GeoDataFrame, *, width: float = 1.0) -> Axes:
    """Draw motorways and N-roads over what lies below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    roads : geopandas.GeoDataFrame
        The layer ``motorways``.
    width : float
        Factor for all line widths.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    motorway = roads["kind"] == "motorway"
    roads[~motorway].plot(ax=ax, color=ROAD_GREY, linewidth=0.7 * width, zorder=6)
    roads[motorway].plot(ax=ax, color="white", linewidth=3.2 * width, zorder=7)
    roads[motorway].plot(ax=ax, color=ROAD_RED, linewidth=1.6 * width, zorder=8)
    return ax


def draw_province(ax: Axes, gemeenten: gpd.GeoDataFrame, *, width: float = 1.0) -> Axes:
    """Draw the border of the province over everything but symbols.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    gemeenten : geopandas.GeoDataFrame
        The layer.
    width : float
        Factor for all line widths.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    border = gpd.GeoSeries([province_outline(gemeenten)], crs=gemeenten.crs).boundary
    border.plot(ax=ax, color=PROVINCE_LINE, linewidth=1.3 * width, zorder=9)
    return ax


def draw_stations(ax: Axes, stations: gpd.GeoDataFrame, *, size_pt: float = 8.0) -> Axes:
    """Draw stations: a square for intercity, a dot for the others.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    stations : geopandas.GeoDataFrame
        The stations.
    size_pt : float
        Size of a dot.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    intercity = stations["intercity"].astype(bool)
    for chosen, marker, factor in ((~intercity, "o", 1.0), (intercity, "s", 1.15)):
        points = stations.geometry[chosen]
        ax.plot(
            points.x,
            points.y,
            marker,
            markersize=size_pt * factor,
            markerfacecolor="white",
            markeredgecolor=INK,
            markeredgewidth=size_pt * 0.2,
            linestyle="none",
            zorder=15,
        )
    return ax


def draw_scale_bar(ax: Axes, *, km: float = 10.0) -> Axes:
    """Draw a scale bar of two steps in the lower left corner.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes in metres.
    km : float
        Length of a step.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    x, y, height = x0 + 0.03 * (x1 - x0), y0 + 0.025 * (y1 - y0), 0.007 * (y1 - y0)
    paper = Rectangle((x - 2 * height, y - height), 2.35 * km * 1000, 6 * height, facecolor="white")
    paper.set(alpha=0.75, zorder=24)
    ax.add_patch(paper)
    for step, color in ((0, INK), (1, "white")):
        corner = (x + step * km * 1000, y)
        bar = Rectangle(corner, km * 1000, height, facecolor=color, edgecolor=INK, linewidth=0.8)
        bar.set_zorder(25)
        ax.add_patch(bar)
    for step in range(3):
        unit = " km" if step == 2 else ""  # noqa: PLR2004 - the last of three figures
        ax.text(
            x + step * km * 1000,
            y + 1.6 * height,
            f"{step * km:g}{unit}",
            fontsize=8,
            ha="center",
            va="bottom",
            color=INK,
            zorder=25,
        )
    return ax


def band_colors(count: int) -> list[str]:
    """Colours for bands, nearest first.

    Parameters
    ----------
    count : int
        Number of bands.

    Returns
    -------
    list of str
        Dark to light.

    Examples
    --------
    >>> band_colors(3)
    ['#225ea8', '#41b6c4', '#c7e9b4']
    """
    if count <= len(BANDS):
        return list(BANDS[len(BANDS) - count :])
    from matplotlib.colors import LinearSegmentedColormap, to_hex  # noqa: PLC0415 - rare

    ramp = LinearSegmentedColormap.from_list("bands", BANDS)
    return [to_hex(ramp(step)) for step in np.linspace(0, 1, count)]
