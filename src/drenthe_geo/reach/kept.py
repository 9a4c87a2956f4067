"""Land and roads of a reach, looked up where an earlier run drew the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import shapely

from drenthe_geo.reach.areas import certainty_areas
from drenthe_geo.reach.parts import reached_roads, require_room_for_areas
from drenthe_geo.reach.thin import joined, thinned
from drenthe_geo.work import packed
from drenthe_geo.work.cache import user_cache
from drenthe_geo.work.key import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from drenthe_geo.area.settings import Settings
    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.work.cache import Kind

Made = TypeVar("Made")

ON_REQUEST: tuple[str, ...] = ("certainty", "reached_roads")
"""Layers that are large, and drawn for who asks for them."""


def parts_of_reach(reach: Reach) -> str | None:
    """Tell all of a reach that drawings of it depend on: roads, their course, facilities.

    Returns
    -------
    str or None
        A digest; None where nothing is kept, or it cannot be told.

    Examples
    --------
    >>> stations = dg.area.select_stations(area.layer("stations"), "own")
    >>> network = dg.roads.read_network(area, "car")
    >>> to, back = (
    ...     parts_of_reach(dg.roads.compute_reach(network, stations, direction=way))
    ...     for way in ("to", "from")
    ... )
    >>> to == back
    False
    """
    if user_cache().folder is None:
        return None
    network, spots = reach.network, reach.spots
    numbers = {
        name: network.edges[name].to_numpy()
        for name in ("length_m", "may_join")
        if name in network.edges
    }
    places = reach.facilities.geometry.to_numpy()
    try:
        return key_of(
            (network.identity, network.node_xy_m, network.crs, network.profile),
            shapely.get_num_coordinates(network.lines),
            shapely.get_coordinates(network.lines),
            (numbers, *pd.factorize(network.edges["road_class"])),
            network.side_roads,
            (reach.facilities.index, shapely.get_coordinates(places), reach.snaps),
            (spots.edge, spots.offset_ds, spots.fraction, spots.node),
            (reach.direction, reach.limit_min, reach.first),
        )
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return None


def kept_of_reach(
    kind: Kind, of_reach: str | None, parts: tuple[object, ...], make: Callable[[], Made]
) -> Made:
    """Look layers of a reach up, or other tables, or make and keep them.

    Parameters
    ----------
    kind : str
        What they are; see `Cache`.
    of_reach : str or None
        See `parts_of_reach`; nothing is kept where it is None.
    parts : tuple
        What they depend on besides.
    make : callable
        Makes them.

    Returns
    -------
    object
        What it makes, the same as it was made.

    Examples
    --------
    >>> heads = pd.Series([3], pd.Index(["Heidestad"], name="station"), name="people")
    >>> kept_of_reach("nearer", None, (), lambda: heads)["Heidestad"]
    np.int64(3)
    """
    if of_reach is None or user_cache().folder is None:
        return make()
    try:
        key = key_of(kind, of_reach, parts)
    except TypeError:  # of a user's own: nobody can tell whether it is the same
        return make()
    return packed.kept(kind, key, make)


def layer_on_request(
    name: str, reach: Reach, cutoffs: Sequence[float], settings: Settings
) -> gpd.GeoDataFrame:
    """Draw one of the layers that few ask for, or look it up.

    Parameters
    ----------
    name : {"certainty", "reached_roads"}
        Which: see `certainty_areas` (here borders are within `file_border_m` of those drawn)
        and `reached_roads` (here parts that go on in one another are one line).
    reach : Reach
        Result of `compute_reach`.
    cutoffs : sequence of float
        Cut-offs in minutes.
    settings : Settings
        Road buffer, raster cell and sampling distance.

    Examples
    --------
    >>> one = area.layer("stations").loc[["hds"]]
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), one)
    >>> layer_on_request("certainty", reach, [20], area.settings)["band"].tolist()
    ['certain', 'uncertain']
    """

    def draw() -> dict[str, gpd.GeoDataFrame]:
        require_room_for_areas(reach, cutoffs)
        if name == "certainty":
            bands = certainty_areas(reach, cutoffs, settings)
            return {name: thinned(bands, settings.file_border_m)}
        return {name: joined(reached_roads(reach, cutoffs))}

    kind: Kind = "certainty" if name == "certainty" else "reached-roads"
    parts = (tuple(cutoffs), settings)
    return kept_of_reach(kind, parts_of_reach(reach), parts, draw)[name]
