"""The way of each place to its nearest station, for a page: a line, and its roads by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import WGS84
from drenthe_geo.page.base import BORDER_M
from drenthe_geo.page.packing import DECIMALS
from drenthe_geo.reach.kept import kept_of_reach, parts_of_reach
from drenthe_geo.roads.routes import ways_between

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.reach.study import Study
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.routes import Way

MOST_ROADS = 3
"""Numbered roads of a way that a page names."""

LEAST_KM = 0.5
"""Nobody says that a way goes along a road for less than this."""


def routes_of(study: Study) -> dict[str, dict[str, Any]]:
    """Look the ways up, or trace them.

    Returns
    -------
    dict of str to dict
        By place ``line`` (degrees), ``km``, and ``roads`` (number and kilometres, longest first);
        none of a place that no road leads from.

    Examples
    --------
    >>> found = routes_of(dg.reach.make_study(area))
    >>> found["1006"]["km"]
    6.6
    """
    nearest = study.nearest["nearest"].dropna()
    places = study.places.loc[nearest.index]

    def trace() -> dict[str, Any]:
        return _told(study.reach, [str(one) for one in nearest.index],
                     ways_between(study.reach, places, nearest.astype(str)))  # fmt: skip

    where = (nearest, shapely.get_coordinates(places.geometry.to_numpy()), BORDER_M)
    found = kept_of_reach("page-routes", parts_of_reach(study.reach), where, trace)
    return {place: _written(one) for place, one in found.items()}


def _told(reach: Reach, places: list[str], found: list[Way | None]) -> dict[str, Any]:
    """Give the line of each way in degrees, and its roads."""
    network = reach.network
    ways = {place: way for place, way in zip(places, found, strict=True) if way is not None}
    lines = gpd.GeoSeries([way.line(network) for way in ways.values()], crs=network.crs)
    drawn = lines.simplify(BORDER_M).to_crs(WGS84).to_numpy()
    km = {place: way.km(network) for place, way in ways.items()}
    return {
        place: {
            "line": shapely.get_coordinates(line).round(DECIMALS),
            "km": round(float(km[place].sum()), 1),
            "roads": _roads_of(network, ways[place], km[place]),
        }
        for place, line in zip(ways, drawn, strict=True)
    }


def _roads_of(network: Network, way: Way, km: NDArray[np.float64]) -> list[tuple[str, float]]:
    """Give the numbered roads of a way with their kilometres, the longest first."""
    numbers = way.numbers(network)
    known = np.array([isinstance(one, str) and one != "" for one in numbers], dtype=bool)
    sums = pd.Series(km[known]).groupby(numbers[known]).sum()
    longest = sums.sort_values(ascending=False, kind="stable")
    far = longest[longest >= LEAST_KM].head(MOST_ROADS)
    return [(str(number), round(float(length), 1)) for number, length in far.items()]


def _written(one: dict[str, Any]) -> dict[str, object]:
    return {**one, "line": np.asarray(one["line"]).tolist()}
