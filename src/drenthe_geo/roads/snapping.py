"""Points onto roads: where a point joins the network, how far that is, what it costs."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import require_crs
from drenthe_geo.errors import ArgumentError, LayerError, unknown_choice
from drenthe_geo.roads.course import joined
from drenthe_geo.roads.search.spots import Direction
from drenthe_geo.units import DS_PER_MIN, DS_PER_S, M_PER_S_PER_KMH
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.course import Place
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.search.spots import Spots


COLUMNS = (
    "edge_position",
    "fraction",
    "snap_m",
    "access_min",
    "road_class",
    "road_number",
    "x_m",
    "y_m",
    "is_far",
)
"""What is told of where a point joins a network, see `snap_points`."""


def snap_points(network: Network, points: gpd.GeoDataFrame) -> pd.DataFrame:
    """Snap points to the nearest road, part-way along it.

    Parameters
    ----------
    network : Network
        The network. Motorways and the like (the profile's `no_access_classes`)
        are passed over.
    points : geopandas.GeoDataFrame
        Points in the network's CRS: RD New, unless it is a graph from elsewhere.

    Returns
    -------
    pandas.DataFrame
        On the same index: ``edge_position`` and ``fraction`` (place on the
        network), ``snap_m`` (leg to the road as the crow flies), ``access_min``
        (its cost at the profile's access speed; NaN beyond `max_snap_m`, where a
        point is outside the network), ``road_class``, ``road_number``, ``x_m``,
        ``y_m`` (where it joins), ``is_far`` (longer than `far_snap_m`).
        Of equally near roads the one with the first id.

    Raises
    ------
    CrsError
        If the points are not in the network's CRS.
    LayerError
        If a row is not a point, or the network has no road that a point may join.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> station = area.layer("stations").loc[["hds"]]
    >>> dg.roads.snap_points(dg.roads.read_network(area, "car"), station)["snap_m"].round().tolist()
    [12.0]
    """
    require_crs(points, network.crs, Message("roads.points_to_snap"))
    geometry = points.geometry.to_numpy()
    is_point = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    wrong = int((~is_point | shapely.is_empty(geometry)).sum())
    if wrong:
        raise LayerError("roads.no_point", wrong=wrong, total=len(points))
    xy_m = shapely.get_coordinates(geometry)
    if not np.isfinite(xy_m).all():
        raise LayerError("roads.not_finite")
    if len(network.joinable) == 0:
        raise LayerError("roads.nothing_to_join", mode=network.profile.mode)
    # The same points are asked about again and again: people, places, stations.
    key = _place_of(xy_m)

    def snapped() -> pd.DataFrame:
        place = network.course.nearest(key, geometry)
        return _with_names(network, _with_leg(network, place), pd.RangeIndex(len(geometry)))

    return network.keep(key, snapped).set_axis(points.index)


def remember(network: Network, points: gpd.GeoDataFrame, snaps: pd.DataFrame) -> None:
    """Keep where some points join that were snapped among others, for whoever asks next."""
    network.keep(_place_of(shapely.get_coordinates(points.geometry.to_numpy())), lambda: snaps)


def _place_of(xy_m: NDArray[np.float64]) -> tuple[str, bytes]:
    """Name what is kept of the place of some points."""
    return "snaps", blake2b(np.ascontiguousarray(xy_m).tobytes(), digest_size=16).digest()


def _with_leg(network: Network, place: Place) -> Place:
    """Say what the leg to the road costs."""
    profile, snap_m = network.profile, place["snap_m"]
    access_ds = np.rint(snap_m / (profile.access_kmh * M_PER_S_PER_KMH) * DS_PER_S)
    outside = snap_m > profile.max_snap_m
    return {
        **place,
        "access_min": np.where(outside, np.nan, access_ds / DS_PER_MIN),
        "is_far": snap_m > profile.far_snap_m,
    }


def _with_names(network: Network, place: dict[str, Any], index: pd.Index) -> pd.DataFrame:
    """Put the class and number of the road beside where points join it."""
    # As a table hands them out one by one, they take longer than all else.
    road_class, road_number = network.keep(
        "road_names",
        lambda: [network.edges[name].to_numpy() for name in ("road_class", "road_number")],
    )
    edge = place["edge_position"]
    told = {**place, "road_class": road_class[edge], "road_number": road_number[edge]}
    return pd.DataFrame({name: told[name] for name in COLUMNS}, index=index)


def snaps_on_split(spots: Spots, snaps: pd.DataFrame, points: gpd.GeoDataFrame) -> pd.DataFrame:
    """Where points join the roads that spots have split, by where they join the whole ones.

    Exactly what `snap_points` says of the split network, without a spatial index of that.
    """
    network, made = spots.network, spots.made
    edge, fraction = (snaps[name].to_numpy() for name in ("edge_position", "fraction"))
    is_split = np.zeros(network.n_edges, dtype=bool)
    is_split[spots.edge[made]] = True
    on_split = np.flatnonzero(is_split[edge])
    if len(on_split) == 0:
        return snaps
    # Behind how many of the cuts of its road each lies; who stands on a cut is before it.
    cut_edge, cut = spots.edge[made], spots.fraction[made]
    first, last = (np.searchsorted(cut_edge, edge[on_split], side) for side in ("left", "right"))
    low, high = first.copy(), last
    while (low < high).any():
        middle = (low + high) // 2
        behind = (low < high) & (cut[np.minimum(middle, len(cut) - 1)] < fraction[on_split])
        low, high = (
            np.where(behind, middle + 1, low),
            np.where(behind, high, np.minimum(middle, high)),
        )
    part = np.where(low == first, edge[on_split], network.n_edges + low - 1)
    places = points.geometry.to_numpy()[on_split]
    moved = {}
    there = _with_leg(spots.split, joined(spots.split.lines[part], part, places))
    for name, of_parts in there.items():
        values = snaps[name].to_numpy(copy=True)
        values[on_split] = of_parts
        moved[name] = values
    return snaps.assign(**moved)


def snap_facilities(
    network: Network, facilities: gpd.GeoDataFrame, direction: Direction, limit_min: float
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Sort facilities by id and snap them; refuse what no search can begin with."""
    if direction not in get_args(Direction):
        raise unknown_choice("direction", direction, get_args(Direction))
    if not limit_min > 0:
        raise ArgumentError("roads.limit_not_above_0", limit=limit_min)
    require_crs(facilities, network.crs, Message("noun.facilities"))
    if len(facilities) == 0:
        raise LayerError("roads.no_facilities")
    if facilities.index.has_duplicates:
        twice = facilities.index[facilities.index.duplicated()][0]
        raise LayerError("roads.facility_twice", facility=twice)
    ordered = facilities.sort_index()
    snaps = snap_points(network, ordered)
    if snaps["access_min"].isna().all():
        most_m = network.profile.max_snap_m
        raise LayerError("roads.facilities_outside", count=len(ordered), metres=most_m)
    return ordered, snaps


def snaps_at_junctions(network: Network, nodes: NDArray[np.intp], index: pd.Index) -> pd.DataFrame:
    """Where points join that stand on junctions: as `snap_points`, of any road, without a leg."""
    ends = np.concatenate(network.junctions)
    # Where turns are banned a road that one may both come and leave by stands for the junction.
    last = np.tile(network.oneway, 2) & (network.turns is not None)
    order = np.lexsort((last, ends))
    first = order[np.searchsorted(ends, nodes, sorter=order)]
    edge, fraction = first % network.n_edges, (first >= network.n_edges).astype(float)
    xy_m = network.node_xy_m[nodes]
    place = {
        "edge_position": edge,
        "fraction": fraction,
        "snap_m": 0.0,
        "access_min": 0.0,
        "x_m": xy_m[:, 0],
        "y_m": xy_m[:, 1],
        "is_far": False,
    }
    return _with_names(network, place, index)
