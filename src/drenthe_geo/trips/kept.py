"""Times on roads, looked up where an earlier run measured them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely

from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.roads.minutes import TravelTimes, compute_reach, travel_times
from drenthe_geo.roads.read import read_roads
from drenthe_geo.roads.search.engine import has_compiled
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.work import packed
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import hash_of_files, key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.situation import Situation
    from drenthe_geo.work.cache import Kind

Made = TypeVar("Made")

TIMES: Kind = "times"
MINUTES: Kind = "minutes"
"""Kinds of what is kept: times with where both ends join the roads, and minutes alone."""

ROADS = ("road_nodes", "road_edges", "side_roads", "road_bans")
"""Tables that the roads of an area are read of."""

TABLES = ("minutes", "origin_snaps", "facility_snaps")
"""What is kept of times; the rest is asked with."""


def measured_times(
    area: Area,
    situation: Situation,
    profile: Profile,
    facilities: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    *,
    direction: Direction = "to",
    limit_min: float = np.inf,
    ready: bool = False,
) -> TravelTimes:
    """Look the times between points and facilities up, or measure and keep them.

    If `ready`, the roads are made ready for many tables first, where that is fast.
    """

    def measured() -> dict[str, pd.DataFrame]:
        network = situation.network(profile)
        if ready and has_compiled():
            _ = network.hierarchy
        reach = compute_reach(network, facilities, direction=direction, limit_min=limit_min)
        times = travel_times(reach, points)
        return {name: getattr(times, name) for name in TABLES}

    asked = (TIMES, profile, direction, limit_min)
    held = kept_of_roads(area, situation, (facilities, points), asked, measured)
    return TravelTimes(**held, direction=direction, profile=profile)


def kept_of_roads(
    area: Area,
    situation: Situation,
    places: tuple[gpd.GeoDataFrame, ...],
    asked: tuple[Kind, *tuple[object, ...]],
    make: Callable[[], Made],
) -> Made:
    """Look something up that rests on the roads of a situation, or make and keep it.

    `asked` is its kind and all else that it depends on. On roads that a user brought it is made
    every time, and so is what cannot be packed.
    """
    key = None if user_cache().folder is None else _key(area, situation, places, asked)
    # Files may have changed meanwhile.
    how: Any = {"steps": DS_PER_MIN, "may_keep": lambda: is_as_opened(area)}
    return packed.kept(asked[0], key, make, **how)


def _key(
    area: Area,
    situation: Situation,
    places: tuple[gpd.GeoDataFrame, ...],
    asked: tuple[object, ...],
) -> str | None:
    """Hash all that times depend on; nothing where that cannot be told."""
    own = read_roads(area)
    mine = situation.road_edges is own.edges and situation.road_nodes is own.nodes
    mine = mine and situation.road_bans is own.bans
    if (mine and set(ROADS) & set(area.own)) or not is_as_opened(area):
        return None
    try:
        # A scenario makes other roads: their tables are hashed, as they stand in no file.
        roads = _key_of_own(area) if mine else situation.roads_key
        return key_of(roads, [_places(some) for some in places], *asked)
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def _key_of_own(area: Area) -> str:
    """Hash the files of an area's own roads, once."""

    def make() -> str:
        return hash_of_files(
            {name: area.path(name) for name in ROADS if name in area.resource_names}
        )

    made: str = area.keep("hash_of_roads", make)
    return made


def _places(points: gpd.GeoDataFrame) -> tuple[object, ...]:
    """Tell points by their ids and where they are."""
    shapes = points.geometry.to_numpy()
    crs = None if points.crs is None else points.crs.to_wkt()
    return (points.index, shapely.get_type_id(shapes), shapely.get_coordinates(shapes), crs)
