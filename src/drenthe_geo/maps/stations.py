"""The pages of the stations: maps of the catchments of each, and one by nearest station."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from drenthe_geo.io.drawing import drawn_plainly
from drenthe_geo.maps import draw
from drenthe_geo.maps.captions import catchment_caption, nearest_caption
from drenthe_geo.maps.legend import colored, named
from drenthe_geo.maps.lettering import PT_PER_IN
from drenthe_geo.maps.names import draw_names, draw_panel_names, has_places, is_in_view
from drenthe_geo.maps.panels import PANEL_LETTERS, head_panel, lay_out_panels
from drenthe_geo.maps.paper import FREE, Sheet
from drenthe_geo.maps.sheet import (
    MapPage,
    grown,
)
from drenthe_geo.reach.areas import LAND
from drenthe_geo.style.minutes import minute_ink
from drenthe_geo.style.table import BAND
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import geopandas as gpd
    import pandas as pd
    import shapely
    from matplotlib.axes import Axes

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.maps.captions import Credit
    from drenthe_geo.maps.draw import View
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.words.table import Words

PANEL_ROADS = 0.55
"""Factor of the width of roads on a small map."""

SMALL_STATION, OWN_STATION = 0.4, 0.87
"""Size of the stations on a small map, and of the one that it is about."""


EDGE_PT = 8.0
"""Signs nearer to the edge of a map would lie half outside."""


class _Drawn(NamedTuple):
    """What the small maps of a page are drawn of."""

    layers: Mapping[str, gpd.GeoDataFrame]
    stations: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    fringes: gpd.GeoDataFrame
    streets: np.ndarray | None
    with_roads: shapely.Geometry | None
    inks: dict[float, str]
    words: Words


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
    sheet: Sheet = FREE,
    part: tuple[int, int] = (1, 1),
) -> Figure:
    """Draw one small map per station with its bands.

    `areas` are service areas to colour and `fringes` what is uncertain around them, both
    drawn with `settings`; `summary` has a row per station in the order of the maps, with
    ``people_N_min`` and ``area_N_min_km2``, the land within `beside_m` of a road. A station
    with nobody within the longest cut-off gets no map. So many cut-offs were `asked` for.
    `with_roads` is the land in which the data have roads: what lies beyond is covered. `part`:
    which page it is, and of how many.
    """
    cutoffs = sorted(areas["minutes"].unique())
    inside = f"people_{cutoffs[-1]:g}_min"
    shown = summary[summary[inside] > 0]
    half_m = half_view_m(layers, stations, (areas, fringes))
    views = [_view(layers, point, half_m) for point in stations.geometry.loc[shown.index]]
    of = _Drawn(
        layers, stations, areas, fringes,
        reach.network.lines if half_m is not None else None,
        with_roads, {cutoff: minute_ink(cutoff) for cutoff in cutoffs}, words,
    )  # fmt: skip
    figure = Figure(facecolor="white")
    drawn = ["place"] if has_places(layers, views, stations.loc[shown.index, "name"]) else []
    bands: set[float] = set()
    for code, view in zip(shown.index, views, strict=True):
        ax = figure.add_axes((0, 0, 1, 1), label=str(code))
        more, seen = _draw_panel(ax, code, view if sheet.paper is None else grown(view), of)
        drawn += more
        bands |= seen
    marks = [
        colored(BAND, of.inks[cutoff], words.say("maps.legend.within", minutes=cutoff))
        for cutoff in sorted(bands)
    ]
    caption = catchment_caption(
        words,
        reach,
        settings,
        cutoffs,
        beside_m=beside_m,
        asked=asked,
        part=part,
        left_out=summary["name"][summary[inside] == 0],
        ends=_cut_off(shown, cutoffs[-1]),
        credit=credit,
    )
    marks += named(drawn, words, road_width=PANEL_ROADS)
    maps = list(figure.axes)
    how: dict[str, Any] = {"sheet": sheet, "words": words, "layers": layers}
    lay_out_panels(figure, maps, views, caption, marks, **how)
    letters = PANEL_LETTERS * sheet.letters
    for ax, code in zip(maps, shown.index, strict=True):
        people = words.say("maps.people", people=int(shown.loc[code, inside]))
        head_panel(ax, str(stations.loc[code, "name"]), people, sheet.letters)
        land = [f"area_{cutoffs[-1]:g}_min_{name}" for name in LAND]
        km2 = dict(zip(LAND, shown.loc[code, land], strict=True))
        note = words.say("maps.catchments.land", **km2)
        taken = [draw.draw_note(ax, note, letters=letters)]
        if ax is maps[0]:
            taken.append(draw.draw_scale_bar(ax, words, letters=letters))
        draw_panel_names(ax, layers, stations.loc[[code]], taken=taken, letters=letters)
    return figure


def _draw_panel(ax: Axes, code: object, view: View, of: _Drawn) -> tuple[list[str], set[float]]:
    """Draw one small map; say what is on it, and which bands are seen."""
    draw.draw_base(ax, of.layers, view=view, width=0.7)
    bands = draw.draw_bands(ax, of.areas[of.areas["facility"] == code], of.inks)
    drawn = draw.draw_roads(ax, of.layers, width=PANEL_ROADS)
    drawn += draw.draw_railways(ax, of.layers, width=0.8)
    drawn += draw.draw_outline(ax, of.layers["gemeenten"], width=0.8)
    if of.with_roads is not None:
        drawn += draw.draw_no_roads(ax, of.with_roads)
    drawn += draw.draw_stations(ax, of.stations, size=SMALL_STATION)
    if of.streets is not None:
        drawn += draw.draw_streets(ax, of.streets)
    mine = of.fringes[of.fringes["facility"] == code]
    drawn += draw.draw_hatched(ax, mine, "uncertain", zorder=4.5)
    drawn += draw.draw_stations(ax, of.stations.loc[[code]], size=OWN_STATION)
    return drawn, {*bands}


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
    with_roads: shapely.Geometry | None = None,
    sheet: Sheet = FREE,
) -> Figure:
    """Draw the area by nearest station.

    `partition` is that of `nearest_partition`, `contested` the land to hatch; `summary` has
    ``people_nearest`` per station. `own`: the area's own stations alone count, and `nearer`
    people are nearer to another. `abroad`: name the land that no gemeente covers. Stations
    outside without land are not on the map, and `with_roads` is as for `catchment_page`.
    """
    page = MapPage.over(layers, words, sheet=sheet, road_width=1.0)
    draw.draw_partition(page.ax, partition)
    page.drawn.extend(draw.draw_no_road(page.ax, layers["gemeenten"], partition))
    page.drawn.extend(draw.draw_hatched(page.ax, contested, "contested", zorder=3.5))
    page.cover(with_roads)
    home = draw.outline_of(layers["gemeenten"])
    seen = stations[stations.index.isin(partition["facility"]) | stations.within(home)]
    kinds = np.where(seen["intercity"].astype(bool), "intercity", "station")
    inside = [is_in_view(page.ax, point) for point in seen.geometry]
    page.drawn.extend(kinds[inside].tolist())
    caption = nearest_caption(words, reach, settings, own=own, nearer=nearer, credit=credit)
    taken = page.ready_for_names(caption)
    # A sign is on the map whole, or not at all.
    edge_m = EDGE_PT * page.letters / PT_PER_IN * page.m_per_in
    whole = [is_in_view(page.ax, point, edge_m) for point in seen.geometry]
    draw.draw_stations(page.ax, seen[whole], size=page.letters)
    people = summary["people_nearest"].reindex(seen.index).sort_values(ascending=False)
    draw_names(
        page.ax,
        layers,
        stations,
        people,
        whole=seen.index[whole],
        areas=partition,
        words=words,
        taken=taken,
        abroad=_abroad(words, layers) if abroad else None,
        land=page.land,
        letters=page.letters,
    )
    return page.finish()


def half_view_m(
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


def _abroad(words: Words, layers: Mapping[str, gpd.GeoDataFrame]) -> str | None:
    """Name the land abroad, if the area does or its data tell it: else there may be sea."""
    named, around = words.say("area.abroad"), layers.get("neighbours")
    if around is not None and around["abroad"].astype(bool).any():
        return named
    return None if named == words_of(words.lang).say("area.abroad") else named
