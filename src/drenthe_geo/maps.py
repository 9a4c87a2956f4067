"""Maps: data and axes in, axes out. Nothing here reads, computes or saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from drenthe_geo.captions import thousands_nl
from drenthe_geo.labels import Label, place_labels, point_boxes
from drenthe_geo.layers import province_outline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
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
MARGIN_M = 5_000.0
SHIELD_EVERY_M = 25_000.0


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


def draw_names(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    people: pd.Series,
    *,
    areas: gpd.GeoDataFrame,
    abroad: str | None = "Duitsland",
) -> Axes:
    """Name stations with their people, then roads, then the towns that fit.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes with their final limits, on a figure with a canvas.
    layers : mapping of str to geopandas.GeoDataFrame
        ``gemeenten``, ``neighbours``, ``motorways``, ``place_names``.
    stations : geopandas.GeoDataFrame
        The stations.
    people : pandas.Series
        Number under each name, by station, most important first.
    areas : geopandas.GeoDataFrame
        Land of each station, with ``facility``; land that does not hold its own
        station is named too.
    abroad : str, optional
        Name of the land that no gemeente covers; None to leave it out.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    taken = point_boxes(ax, shapely.get_coordinates(stations.geometry.to_numpy()), 6.5)
    corner = ax.transAxes.transform(np.array([[0.0, 0.0], [0.38, 0.06]]))
    taken.append(Bbox(corner))  # the scale bar's
    names = [
        Label(
            f"{stations.loc[code, 'name']}\n{thousands_nl(count)} inwoners",
            stations.geometry[code].x,
            stations.geometry[code].y,
            size_pt=10.5,
            gap_pt=8,
            weight="bold",
            must=True,
        )
        for code, count in people.items()
        if _in_view(ax, stations.geometry[code])
    ]
    taken += place_labels(ax, names, taken=taken)
    away = [
        Label(
            f"→ {stations.loc[code, 'name']}", *_middle(area), size_pt=9, gap_pt=0, style="italic"
        )
        for code, area in zip(areas["facility"], areas.geometry, strict=True)
        if not area.buffer(MARGIN_M / 5).contains(stations.geometry[code])
    ]
    taken += place_labels(ax, away, taken=taken)
    taken += draw_shields(ax, layers["motorways"], taken)
    spot = _abroad(ax, layers) if abroad else None
    if abroad and spot:
        name = Label(abroad, *spot, size_pt=11, gap_pt=0, color=BORDER, style="italic")
        taken += place_labels(ax, [name], taken=taken)
    towns = layers["place_names"]
    towns = towns[~towns["name"].isin(stations["name"])]
    towns = towns.sort_values(["rank", "population"], ascending=[True, False])
    small = [
        Label(name, x, y, size_pt=9.5 - rank / 2, gap_pt=2.5, color="#55504a")
        for name, rank, x, y in zip(
            towns["name"], towns["rank"], towns.geometry.x, towns.geometry.y, strict=True
        )
    ]
    place_labels(ax, small, taken=taken)
    return ax


def _abroad(ax: Axes, layers: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float] | None:
    """Middle of the largest part of the view that no gemeente covers."""
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    known = [layers[name].geometry.to_numpy() for name in ("gemeenten", "neighbours")]
    rest = shapely.difference(shapely.box(x0, y0, x1, y1), shapely.union_all(np.concatenate(known)))
    parts = shapely.get_parts(rest)
    if len(parts) == 0:
        return None
    return _middle(parts[np.argmax(shapely.area(parts))])


def _in_view(ax: Axes, point: shapely.Point) -> bool:
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    return bool(x0 <= point.x <= x1 and y0 <= point.y <= y1)


def _middle(area: shapely.Geometry) -> tuple[float, float]:
    """Middle of the largest circle in the largest part of an area."""
    parts = shapely.get_parts(area)
    largest = parts[np.argmax(shapely.area(parts))]
    middle = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=500), 0)
    return middle.x, middle.y


def draw_shields(ax: Axes, roads: gpd.GeoDataFrame, taken: Sequence[Bbox]) -> list[Bbox]:
    """Draw road numbers along the roads, where nothing is covered.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes with their final limits, on a figure with a canvas.
    roads : geopandas.GeoDataFrame
        The layer ``motorways``.
    taken : sequence of matplotlib.transforms.Bbox
        Rectangles in pixels that must stay free.

    Returns
    -------
    list of matplotlib.transforms.Bbox
        Rectangles of the shields.
    """
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    view = shapely.box(x0, y0, x1, y1)
    boxes: list[Bbox] = []
    for number, road in roads.sort_values("kind").iterrows():
        seen = shapely.get_parts(shapely.intersection(road.geometry, view))
        line = shapely.multilinestrings(seen[shapely.get_dimensions(seen) == 1])
        motorway = road["kind"] == "motorway"
        wanted = max(1, round(line.length / SHIELD_EVERY_M)) if motorway else 1
        own: list[Bbox] = []
        for share in _spread(wanted):
            if len(own) == wanted or line.is_empty:
                break
            box = _shield(ax, str(number), _along(line, share), [*taken, *boxes, *own])
            if box is not None:
                boxes.append(box)
                own.append(box.padded(60))  # the next one of the same road stands well apart
    return boxes


def _spread(wanted: int) -> list[float]:
    """Shares of a line to try: the middle of each of its equal parts first."""
    first = (np.arange(wanted) + 0.5) / wanted
    nudges = [0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4]
    return [float(share + nudge / wanted) for nudge in nudges for share in first]


def _shield(ax: Axes, number: str, point: shapely.Point, taken: Sequence[Bbox]) -> Bbox | None:
    renderer = ax.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    frame = ax.get_window_extent(renderer)
    motorway = number.startswith("A")
    style = {"boxstyle": "round,pad=0.22", "edgecolor": "white", "linewidth": 0.8}
    text = ax.text(
        point.x,
        point.y,
        number,
        fontsize=7,
        fontweight="bold",
        ha="center",
        va="center",
        color="white" if motorway else INK,
        zorder=18,
        bbox={**style, "facecolor": ROAD_RED if motorway else ROAD_YELLOW},
    )
    box = text.get_window_extent(renderer).padded(6)
    inside = frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 and box.y1 < frame.y1
    if inside and not any(box.overlaps(other) for other in taken):
        return box
    text.remove()
    return None


def _along(line: shapely.Geometry, share: float) -> shapely.Point:
    """Point at a share of the length of a line that may have several parts."""
    left = share * line.length
    for part in shapely.get_parts(line):
        if left <= part.length:
            return shapely.line_interpolate_point(part, left)
        left -= part.length
    return shapely.line_interpolate_point(shapely.get_parts(line)[-1], 1.0, normalized=True)
