"""Minutes between points and everybody: who lives on the roads, and who lives beyond them.

One way to count people for every question: who is within reach of a point does not depend on
which question asks.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.select import province_outline
from drenthe_geo.roads.beyond import MODE, minutes_from_beyond, read_beyond, stands_on
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Direction

AT_ONCE = 250
"""Searches that are kept in memory together: 250 of 64,000 junctions are 130 MB."""


def has_gates(area: Area, network: Network) -> bool:
    """Tell whether people beyond the roads come in on this network, and their minutes hold."""
    return network.profile.mode == MODE and stands_on(read_beyond(area).gates, network)


def minutes_of_everybody(
    area: Area,
    points: gpd.GeoDataFrame,
    network: Network,
    limit_min: float,
    *,
    direction: Direction = "to",
    streets: gpd.GeoDataFrame | None = None,
    beyond_min: float = np.inf,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Measure the minutes between points (rows) and people (columns), in parts that fit in memory.

    Each part comes with who its people are. Those on the embedded roads are the layer ``people``,
    or `streets`, fewer that stand for them. By car those beyond the roads come in by the gates;
    refused if that is asked for more minutes (the limit, or `beyond_min` if that is less) than
    their table reaches to.
    """
    if streets is None:
        people = area.layer("people")
        for reach in reaches(points, network, limit_min, direction):
            yield travel_times(reach, people).minutes.T, people
    else:
        yield from _by_people(points, streets, network, limit_min, direction)
    within_min = min(limit_min, beyond_min)
    yield from minutes_of_far(area, points, network, within_min, direction)


def minutes_of_far(
    area: Area,
    points: gpd.GeoDataFrame,
    network: Network,
    limit_min: float,
    direction: Direction,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Measure the minutes of those alone who live beyond the roads, if they come in on these."""
    if has_gates(area, network):
        yield from minutes_from_beyond(
            points, read_beyond(area), network, limit_min, direction=direction
        )


def reaches(
    points: gpd.GeoDataFrame, network: Network, limit_min: float, direction: Direction
) -> Iterator[Reach]:
    """Search from point after point, so no point's minutes hang on how many others there are."""
    for start in range(0, len(points), AT_ONCE):
        some = points.iloc[start : start + AT_ONCE]
        yield compute_reach(network, some, direction=direction, limit_min=limit_min)


def known_to_min(area: Area, network: Network, reach: Reach) -> pd.Series:
    """Minutes up to which everybody around a facility is in the data.

    As far as the table of people beyond the roads reaches, if they come in on this network;
    else until a trip may leave the land that people are known of. NaN where a facility lies
    outside the roads or that land: of whom there is nobody knows.
    """
    margin_m, home = area.settings.network_margin_m, province_outline(area.layer("gemeenten"))
    shapely.prepare(home)
    inside = shapely.dwithin(home, reach.facilities.geometry.to_numpy(), margin_m)
    inside &= reach.snaps["access_min"].notna().to_numpy()
    if has_gates(area, network):
        known = np.full(len(inside), read_beyond(area).most_min)
    else:
        at_edge = _beyond(reach, home, margin_m)
        known = reach.least_ds(at_edge) / DS_PER_MIN
    return pd.Series(np.where(inside, known, np.nan), reach.facilities.index)


def _beyond(reach: Reach, home: shapely.Geometry, margin_m: float) -> NDArray[np.bool_]:
    """Tell which junctions of a reach lie further than so much from a land."""
    whole, split = reach.spots.network, reach.network

    def beyond(xy_m: NDArray[np.float64]) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = shapely.dwithin(home, shapely.points(xy_m), margin_m)
        return ~within

    key = ("beyond", margin_m, blake2b(shapely.to_wkb(home), digest_size=16).digest())
    known = whole.keep(key, lambda: beyond(whole.node_xy_m))
    return np.concatenate([known, beyond(split.node_xy_m[whole.n_nodes :])])


def _by_people(
    points: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame,
    network: Network,
    limit_min: float,
    direction: Direction,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Search from people after people: of many points they are fewer.

    Ends are rounded in another order, so a time may be a tenth of a second off.
    """
    back: Direction = "from" if direction == "to" else "to"
    for start in range(0, len(people), AT_ONCE):
        some = people.iloc[start : start + AT_ONCE].sort_index()
        reach = compute_reach(network, some, direction=back, limit_min=limit_min)
        yield travel_times(reach, points).minutes, some
