"""What is written on a map: stations with their people, road numbers, towns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.maps.draw import view_of
from drenthe_geo.maps.labels import Label, place_labels, point_boxes
from drenthe_geo.maps.style import INK, SHIELD_YELLOW, STYLES, TOWN_INK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from drenthe_geo.words.table import Words

SHIELD_EVERY_SHARE = 1 / 3
"""A motorway has its number once per so large a share of the width of the map."""

BESIDE_M = 1_000.0
"""Land this far from its station is not named after it a second time."""


def draw_names(
    ax: Axes,
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    people: pd.Series,
    *,
    areas: gpd.GeoDataFrame,
    words: Words,
    taken: Sequence[Bbox],
    abroad: str | None,
) -> None:
    """Name stations with their people, then roads, then the towns that fit.

    `people` are those under each name, by station, most important first. `areas` is the
    land of each station, with ``facility``; land that does not hold its own station is
    named too. `abroad` is the land that no gemeente covers, if it shall be named.
    """
    taken = [*taken, *point_boxes(ax, shapely.get_coordinates(stations.geometry.to_numpy()), 6.5)]
    names = [
        Label(
            words.say("maps.nearest.label", name=stations.loc[code, "name"], people=int(count)),
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
        if not area.buffer(BESIDE_M).contains(stations.geometry[code])
    ]
    taken += place_labels(ax, away, taken=taken)
    taken += draw_shields(ax, layers["motorways"], taken)
    spot = _abroad(ax, layers) if abroad else None
    if abroad and spot:
        ink = STYLES["gemeente"].color
        name = Label(abroad, *spot, size_pt=11, gap_pt=0, color=ink, style="italic")
        taken += place_labels(ax, [name], taken=taken)
    towns = layers["place_names"]
    towns = towns[~towns["name"].isin(stations["name"])]
    towns = towns.sort_values(["rank", "population"], ascending=[True, False])
    small = [
        Label(name, x, y, size_pt=9.5 - rank / 2, gap_pt=2.5, color=TOWN_INK)
        for name, rank, x, y in zip(
            towns["name"], towns["rank"], towns.geometry.x, towns.geometry.y, strict=True
        )
    ]
    place_labels(ax, small, taken=taken)


def _abroad(ax: Axes, layers: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float] | None:
    """Middle of the largest part of the view that no gemeente covers."""
    known = [layers[name].geometry.to_numpy() for name in ("gemeenten", "neighbours")]
    rest = shapely.difference(shapely.box(*view_of(ax)), shapely.union_all(np.concatenate(known)))
    parts = shapely.get_parts(rest)
    if len(parts) == 0:
        return None
    return _middle(parts[np.argmax(shapely.area(parts))])


def _in_view(ax: Axes, point: shapely.Point) -> bool:
    x0, y0, x1, y1 = view_of(ax)
    return bool(x0 <= point.x <= x1 and y0 <= point.y <= y1)


def _middle(area: shapely.Geometry) -> tuple[float, float]:
    """Middle of the largest circle in the largest part of an area."""
    parts = shapely.get_parts(area)
    largest = parts[np.argmax(shapely.area(parts))]
    middle = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=500), 0)
    return middle.x, middle.y


def draw_shields(ax: Axes, roads: gpd.GeoDataFrame, taken: Sequence[Bbox]) -> list[Bbox]:
    """Draw road numbers along the roads, where nothing is covered; say where, in pixels."""
    x0, _, x1, _ = view_of(ax)
    view = shapely.box(*view_of(ax))
    every_m = SHIELD_EVERY_SHARE * (x1 - x0)
    boxes: list[Bbox] = []
    for number, road in roads.sort_values("kind").iterrows():
        seen = shapely.get_parts(shapely.intersection(road.geometry, view))
        line = shapely.multilinestrings(seen[shapely.get_dimensions(seen) == 1])
        motorway = road["kind"] == "motorway"
        wanted = max(1, round(line.length / every_m)) if motorway else 1
        own: list[Bbox] = []
        for share in _spread(wanted):
            if len(own) == wanted or line.is_empty:
                break
            point, used = _along(line, share), [*taken, *boxes, *own]
            box = _shield(ax, str(number), point, used, motorway=motorway)
            if box is not None:
                boxes.append(box)
                own.append(box.padded(60))  # the next one of the same road stands well apart
    return boxes


def _spread(wanted: int) -> list[float]:
    """Shares of a line to try: the middle of each of its equal parts first."""
    first = (np.arange(wanted) + 0.5) / wanted
    nudges = [0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4]
    return [float(share + nudge / wanted) for nudge in nudges for share in first]


def _shield(
    ax: Axes, number: str, point: shapely.Point, taken: Sequence[Bbox], *, motorway: bool
) -> Bbox | None:
    """Draw a road number, unless it would cover something."""
    renderer = ax.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    frame = ax.get_window_extent(renderer)
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
        bbox={**style, "facecolor": STYLES["motorway"].color if motorway else SHIELD_YELLOW},
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
