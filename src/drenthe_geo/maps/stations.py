"""The pages of the stations: a map of the catchments of each, and one by nearest station."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import catchment_caption, nearest_caption
from drenthe_geo.maps.legend import colored, named
from drenthe_geo.maps.names import draw_names
from drenthe_geo.maps.sheet import GAP_IN, PANEL_HEAD_IN, PANEL_IN, MapPage, around, map_shape
from drenthe_geo.maps.style import BAND, GREY, INK, band_colors
from drenthe_geo.reach.areas import LAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import geopandas as gpd
    import pandas as pd
    import shapely

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.maps.draw import View
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.words.table import Words

MOST_NAME_CHARS = 24

FEWEST_COLUMNS = 3

PANEL_ROADS = 0.55
"""Factor of the width of roads on a small map."""

SMALL_STATION, OWN_STATION = 0.4, 0.87
"""Size of the stations on a small map, and of the one that it is about."""


@drawn_plainly
def catchment_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    summary: pd.DataFrame,
    *,
    fringes: gpd.GeoDataFrame,
    reach: Reach,
    settings: Settings,
    words: Words,
    credit: Credit,
    beside_m: float,
    with_roads: shapely.Geometry | None = None,
    asked: int = 0,
) -> Figure:
    """Draw one small map per station with its bands.

    `areas` are service areas to colour and `fringes` what is uncertain around them, both
    drawn with `settings`; `summary` has a row per station in the order of the maps, with
    ``people_N_min`` and ``area_N_min_km2``, the land within `beside_m` of a road. A station
    with nobody within the longest cut-off gets no map. So many cut-offs were `asked` for.
    `with_roads` is the land in which the data have roads: where it ends is drawn.
    """
    cutoffs = sorted(areas["minutes"].unique())
    colors = dict(zip(cutoffs, band_colors(len(cutoffs)), strict=True))
    inside = f"people_{cutoffs[-1]:g}_min"
    shown = summary[summary[inside] > 0]
    half_m = _half_view_m(layers, stations, (areas, fringes))
    views = [_view(layers, point, half_m) for point in stations.geometry.loc[shown.index]]
    figure = _panels(len(shown), map_shape(views[0]) if views else 1.0)
    drawn: list[str] = []
    bands: set[float] = set()
    for ax, code, view in zip(figure.axes, shown.index, views, strict=True):
        draw.draw_base(ax, layers, view=view, width=0.7)
        bands |= {*draw.draw_bands(ax, areas[areas["facility"] == code], colors)}
        drawn += draw.draw_roads(ax, layers["motorways"], width=PANEL_ROADS)
        drawn += draw.draw_outline(ax, layers["gemeenten"], width=0.8)
        drawn += draw.draw_roads_end(ax, with_roads) if with_roads is not None else []
        drawn += draw.draw_stations(ax, stations, size=SMALL_STATION)
        if half_m is not None:
            drawn += draw.draw_streets(ax, reach.network.lines)
        mine = fringes[fringes["facility"] == code]
        drawn += draw.draw_hatched(ax, mine, "uncertain", zorder=4.5)
        drawn += draw.draw_stations(ax, stations.loc[[code]], size=OWN_STATION)
        name = str(stations.loc[code, "name"])
        size = min(12.0, 12.0 * MOST_NAME_CHARS / len(name))
        plain: dict[str, Any] = {"pad": 4, "parse_math": False}
        ax.set_title(name, loc="left", fontsize=size, fontweight="bold", color=INK, **plain)
        people = words.say("maps.people", people=int(shown.loc[code, inside]))
        ax.set_title(people, loc="right", fontsize=9.5, color=GREY, **plain)
        land = [f"area_{cutoffs[-1]:g}_min_{name}" for name in LAND]
        km2 = dict(zip(LAND, shown.loc[code, land], strict=True))
        draw.draw_note(ax, words.say("maps.catchments.land", **km2))
    if figure.axes:
        draw.draw_scale_bar(figure.axes[0], words)
    marks = [
        colored(BAND, colors[cutoff], words.say("maps.legend.within", minutes=cutoff))
        for cutoff in sorted(bands)
    ]
    caption = catchment_caption(
        words,
        reach,
        settings,
        cutoffs,
        beside_m=beside_m,
        asked=asked,
        left_out=summary["name"][summary[inside] == 0],
        ends=_cut_off(shown, cutoffs[-1]),
        credit=credit,
    )
    return around(figure, caption, [*marks, *named(drawn, words, road_width=PANEL_ROADS)])


def _cut_off(summary: pd.DataFrame, most_min: float) -> list[str]:
    """Name the stations whose area may run on beyond the roads before the last cut-off."""
    if "whole_to_min" not in summary:
        return []
    return [str(name) for name in summary["name"][summary["whole_to_min"] < most_min]]


@drawn_plainly
def nearest_page(
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    partition: gpd.GeoDataFrame,
    summary: pd.DataFrame,
    *,
    contested: gpd.GeoDataFrame,
    reach: Reach,
    settings: Settings,
    words: Words,
    credit: Credit,
    own: bool,
    nearer: int | None = None,
    abroad: bool = True,
) -> Figure:
    """Draw the area by nearest station.

    `partition` is that of `nearest_partition`, `contested` the land to hatch; `summary` has
    ``people_nearest`` per station. `own`: the area's own stations alone count, and `nearer`
    people are nearer to another. `abroad`: name the land that no gemeente covers.
    """
    page = MapPage.over(layers, words, road_width=1.0)
    draw.draw_partition(page.ax, partition)
    page.drawn.extend(draw.draw_hatched(page.ax, contested, "contested", zorder=3.5))
    page.drawn.extend(draw.draw_stations(page.ax, stations, size=1.1))
    taken = page.ready_for_names()
    used = summary["people_nearest"][summary["people_nearest"] > 0]
    draw_names(
        page.ax,
        layers,
        stations,
        used,
        areas=partition,
        words=words,
        taken=taken,
        abroad=words.say("area.abroad") if abroad else None,
    )
    caption = nearest_caption(words, reach, settings, own=own, nearer=nearer, credit=credit)
    return page.finish(caption)


def _panels(count: int, shape: float) -> Figure:
    """Make a figure with axes for so many small maps, `shape` times as high as wide."""
    columns = max(FEWEST_COLUMNS, math.ceil(math.sqrt(count)))
    rows = max(1, math.ceil(count / columns))
    high = PANEL_IN * shape
    across, down = PANEL_IN + GAP_IN, high + PANEL_HEAD_IN + GAP_IN
    width, height = columns * across - GAP_IN, rows * down - GAP_IN
    figure = Figure(figsize=(width, height), facecolor="white")
    for number in range(count):
        row, column = divmod(number, columns)
        left, bottom = column * across, height - row * down - PANEL_HEAD_IN - high
        figure.add_axes((left / width, bottom / height, PANEL_IN / width, high / height))
    return figure


def _half_view_m(
    layers: Mapping[str, gpd.GeoDataFrame],
    stations: gpd.GeoDataFrame,
    drawn: Iterable[gpd.GeoDataFrame],
) -> float | None:
    """Half the width that shows all that is drawn whole around its station, if much less."""
    farthest = []
    for areas in drawn:
        bounds = areas.geometry.bounds
        at = stations.geometry.loc[areas["facility"]]
        x, y = at.x.to_numpy(), at.y.to_numpy()
        sides = [x - bounds["minx"], bounds["maxx"] - x, y - bounds["miny"], bounds["maxy"] - y]
        farthest += [float(side.max()) for side in sides]
    if not np.isfinite(farthest).any():
        return None
    half_m = 1.05 * float(np.nanmax(farthest))
    x0, _, x1, _ = draw.area_view(layers["gemeenten"])
    return half_m if half_m < (x1 - x0) / 3 else None


def _view(
    layers: Mapping[str, gpd.GeoDataFrame], station: shapely.Point, half_m: float | None
) -> View:
    if half_m is None:
        return draw.area_view(layers["gemeenten"])
    return station.x - half_m, station.y - half_m, station.x + half_m, station.y + half_m
