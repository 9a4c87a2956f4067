"""Points onto roads: where a point joins the network, how far that is, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import require_crs
from drenthe_geo.errors import LayerError
from drenthe_geo.units import DS_PER_MIN, DS_PER_S, M_PER_S_PER_KMH
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network


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
    wrong = int((points.geometry.isna() | points.is_empty | (points.geom_type != "Point")).sum())
    if wrong:
        raise LayerError("roads.no_point", wrong=wrong, total=len(points))
    if not np.isfinite(shapely.get_coordinates(points.geometry.to_numpy())).all():
        raise LayerError("roads.not_finite")
    candidates = network.joinable
    if len(candidates) == 0:
        raise LayerError("roads.nothing_to_join", mode=network.profile.mode)
    geometry = points.geometry.to_numpy()
    pairs = network.joinable_tree.query_nearest(geometry)
    edge = candidates[_first_of_equals(pairs, network.edges["edge"].iloc[candidates[pairs[1]]])]
    lines = network.lines[edge]
    fraction = shapely.line_locate_point(lines, geometry, normalized=True)
    joined = shapely.line_interpolate_point(lines, fraction, normalized=True)
    snap_m = shapely.distance(geometry, joined)
    access_ds = np.rint(snap_m / (network.profile.access_kmh * M_PER_S_PER_KMH) * DS_PER_S)
    outside = snap_m > network.profile.max_snap_m
    roads = network.edges.iloc[edge]
    return pd.DataFrame(
        {
            "edge_position": edge,
            "fraction": fraction,
            "snap_m": snap_m,
            "access_min": np.where(outside, np.nan, access_ds / DS_PER_MIN),
            "road_class": roads["road_class"].to_numpy(),
            "road_number": roads["road_number"].to_numpy(),
            "x_m": shapely.get_x(joined),
            "y_m": shapely.get_y(joined),
            "is_far": snap_m > network.profile.far_snap_m,
        },
        index=points.index,
    )


def snaps_at_junctions(network: Network, nodes: NDArray[np.intp], index: pd.Index) -> pd.DataFrame:
    """Where points join that stand on junctions: as `snap_points`, of any road, without a leg."""
    ends = np.concatenate([network.tail, network.head])
    order = np.argsort(ends, kind="stable")
    first = order[np.searchsorted(ends, nodes, sorter=order)]
    edge, fraction = first % network.n_edges, (first >= network.n_edges).astype(float)
    roads, xy_m = network.edges.iloc[edge], network.node_xy_m[nodes]
    return pd.DataFrame(
        {
            "edge_position": edge,
            "fraction": fraction,
            "snap_m": 0.0,
            "access_min": 0.0,
            "road_class": roads["road_class"].to_numpy(),
            "road_number": roads["road_number"].to_numpy(),
            "x_m": xy_m[:, 0],
            "y_m": xy_m[:, 1],
            "is_far": False,
        },
        index=index,
    )


def _first_of_equals(pairs: NDArray[np.intp], ids: pd.Series) -> NDArray[np.intp]:
    """Choose one road per point: by id, which the parts of a split road keep."""
    rank, _ = pd.factorize(ids, sort=True)
    order = np.lexsort((pairs[1], rank, pairs[0]))
    point = pairs[0][order]
    first = np.concatenate([[True], point[1:] != point[:-1]])
    chosen: NDArray[np.intp] = pairs[1][order][first]
    return chosen
