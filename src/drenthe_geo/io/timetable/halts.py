"""Which station or bus stop of an area each stop of a feed is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.crs import WGS84

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from drenthe_geo.io.timetable.feed import Feed


def points_of_stops(feed: Feed, crs: object) -> gpd.GeoSeries:
    """Place the stops of a feed that have a place in the metres of an area."""
    placed = feed.stops[feed.stops["lat"].notna()]
    points = gpd.points_from_xy(placed["lon"], placed["lat"])
    found = gpd.GeoSeries(points, index=placed.index, crs=WGS84).to_crs(crs)
    return found[np.isfinite(found.x) & np.isfinite(found.y)]


def halts_of_stops(
    feed: Feed, halts: gpd.GeoDataFrame, *, match_m: float, name_m: float
) -> pd.Series:
    """Code of the station or bus stop that each stop is, missing where it is none.

    A stop is a halt of its name up to `name_m` away, else the nearest up to `match_m`; a platform
    that is none by its own name and place is what its parent station is.
    """
    stops, points = feed.stops, points_of_stops(feed, halts.crs)
    own = _matched(points, stops["stop_name"], halts, match_m, name_m)
    found = stops.index.to_series().map(own)
    parent = stops["parent_station"].map(own)
    return found.where(found.notna(), parent)


def _matched(
    points: gpd.GeoSeries, names: pd.Series, halts: gpd.GeoDataFrame, match_m: float, name_m: float
) -> Mapping[str, str]:
    """Match places to halts: by name where that is near enough, else by place."""
    if points.empty or halts.empty:
        return {}
    index, off_m = halts.sindex.nearest(points.to_numpy(), return_all=False, return_distance=True)
    codes = halts.index.to_numpy(dtype=object)
    near = {
        str(points.index[one]): str(codes[other])
        for (one, other), metres in zip(index.T, off_m, strict=True)
        if metres <= match_m
    }
    by_name: dict[str, list[str]] = {}
    for code, name in halts["name"].items():
        by_name.setdefault(plain_name(str(name)), []).append(str(code))
    found = dict(near)
    for stop, point in points.items():
        same = by_name.get(plain_name(str(names[stop])), ())
        away = [(point.distance(halts.geometry[code]), code) for code in same]
        if away and min(away)[0] <= name_m:
            found[str(stop)] = min(away)[1]
    return found
