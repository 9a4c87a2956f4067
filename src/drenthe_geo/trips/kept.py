"""Times on an area's own roads, looked up where an earlier run measured them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.opened import is_as_opened
from drenthe_geo.roads.minutes import TravelTimes, compute_reach, travel_times
from drenthe_geo.roads.network import read_roads
from drenthe_geo.roads.search.engine import has_compiled
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import hash_of_files, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.area.area import Area
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.situation import Situation

Arrays = dict[str, "NDArray[Any]"]

TIMES = "times"
"""Kind of what is kept."""

ROADS = ("road_nodes", "road_edges", "side_roads")
"""Tables that the roads of an area are read of."""

NO_WAY = -1
"""In place of tenths of a second where there is no way."""


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

    Only times on the area's own roads are kept. If `ready`, the roads are made ready for many
    tables first, where that is fast.
    """
    cache = user_cache()
    key = None
    if cache.folder is not None:
        key = _key(area, situation, profile, (facilities, points), (direction, limit_min))
    arrays = None if key is None else cache.load(TIMES, key)
    if arrays is not None:
        ordered = facilities.sort_index()
        with suppress(KeyError, ValueError, TypeError):  # whole, but not what it is to be
            return _unpacked(arrays, ordered.index, points.index, direction, profile)
    network = situation.network(profile)
    if ready and has_compiled():
        _ = network.hierarchy
    reach = compute_reach(network, facilities, direction=direction, limit_min=limit_min)
    times = travel_times(reach, points)
    if key is not None and is_as_opened(area):  # files may have changed meanwhile
        with suppress(TypeError):  # what cannot be kept without losing anything
            cache.keep(TIMES, key, _packed(times))
    return times


def _key(
    area: Area,
    situation: Situation,
    profile: Profile,
    places: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    how: tuple[object, ...],
) -> str | None:
    """Hash all that times depend on; nothing where that cannot be told."""
    own = read_roads(area)
    if situation.road_edges is not own.edges or situation.road_nodes is not own.nodes:
        return None
    if set(ROADS) & set(area.own) or not is_as_opened(area):
        return None
    try:
        return key_of(
            TIMES,
            area.keep("hash_of_roads", lambda: _hash_of_roads(area)),
            profile,
            *map(_places, places),
            *how,
        )
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def _hash_of_roads(area: Area) -> str:
    known = area.resources
    return hash_of_files({name: area.path(name) for name in ROADS if name in known})


def _places(points: gpd.GeoDataFrame) -> tuple[object, ...]:
    """Tell points by their ids and where they are."""
    shapes = points.geometry.to_numpy()
    crs = None if points.crs is None else points.crs.to_wkt()
    return (points.index, shapely.get_type_id(shapes), shapely.get_coordinates(shapes), crs)


def _packed(times: TravelTimes) -> Arrays:
    """Pack times as whole tenths of a second, not a bit of them lost.

    Raises
    ------
    TypeError
        If they cannot be.
    """
    minutes = times.minutes.to_numpy().T
    missing = np.isnan(minutes)
    tenths = np.rint(np.where(missing, NO_WAY, minutes * DS_PER_MIN))
    if tenths.size and not -1 <= tenths.min() <= tenths.max() < np.iinfo(np.int32).max:
        raise TypeError(TIMES)
    if not (missing | (tenths / DS_PER_MIN == minutes)).all():
        raise TypeError(TIMES)
    found: Arrays = {
        "minutes": np.where(missing, NO_WAY, tenths).astype(np.int32),
        "columns": np.array(json.dumps(times.minutes.columns.tolist())),
    }
    for side, snaps in (("origins", times.origin_snaps), ("facilities", times.facility_snaps)):
        found[side] = np.array(json.dumps(list(snaps.columns)))
        for name in snaps:
            found |= {f"{side}/{name}/{part}": array for part, array in _cells(snaps[name]).items()}
    return found


def _unpacked(
    arrays: Mapping[str, NDArray[Any]],
    facilities: pd.Index,
    points: pd.Index,
    direction: Direction,
    profile: Profile,
) -> TravelTimes:
    """Unpack what `_packed` packed.

    Raises
    ------
    ValueError
        If it is of other facilities.
    """
    if json.loads(str(arrays["columns"])) != facilities.tolist():
        raise ValueError(TIMES)
    tenths = arrays["minutes"]
    minutes = np.where(tenths == NO_WAY, np.nan, tenths / DS_PER_MIN)
    table = pd.DataFrame(minutes.T, index=points, columns=facilities.rename("facility"))
    snaps = {}
    for side, index in (("origins", points), ("facilities", facilities)):
        columns = {
            name: _column(arrays, f"{side}/{name}", index) for name in json.loads(str(arrays[side]))
        }
        snaps[side] = pd.DataFrame(columns, index=index)
    return TravelTimes(table, snaps["origins"], snaps["facilities"], direction, profile)


def _cells(column: pd.Series) -> Arrays:
    """Pack a column of numbers, or of words of which some are missing."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
        return {"numbers": column.to_numpy()}
    codes, words = pd.factorize(column)
    if not all(isinstance(one, str) for one in words):
        raise TypeError(column.name)
    about = [str(column.dtype), list(words)]
    return {"codes": codes.astype(np.int32), "words": np.array(json.dumps(about))}


def _column(arrays: Mapping[str, NDArray[Any]], at: str, index: pd.Index) -> pd.Series:
    """Unpack what `_cells` packed."""
    if f"{at}/numbers" in arrays:
        return pd.Series(arrays[f"{at}/numbers"], index)
    dtype, words = json.loads(str(arrays[f"{at}/words"]))
    known = pd.array(words, dtype=dtype)
    return pd.Series(known.take(arrays[f"{at}/codes"], allow_fill=True), index)
