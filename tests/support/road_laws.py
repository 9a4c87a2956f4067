"""Laws of reaches on any network: what renumbering, splitting and faster roads may change."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from towns import SETTINGS

import drenthe_geo as dg
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.nearest import nearest_facility
from drenthe_geo.reach.parts import reached_parts
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.search.spots import Direction
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.roads.splitting import split_edges


def renumbered(network: Network, order: np.ndarray) -> Network:
    """The same network with its nodes in another order."""
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    beside = network.side_roads
    if beside is not None:
        beside = replace(beside, tail=rank[beside.tail], head=rank[beside.head])
    return replace(
        network,
        node_xy_m=network.node_xy_m[order],
        tail=rank[network.tail],
        head=rank[network.head],
        side_roads=beside,
    )


def split_at(network: Network, edge: int, tenths: int) -> Network:
    """The same network with one edge in two, at a whole tenth of a second."""
    at = np.array([tenths / network.time_ds[edge]])
    return split_edges(network, np.array([edge]), at)[0]


def at_junctions(network: Network, *nodes: int) -> gpd.GeoDataFrame:
    xy = network.node_xy_m[list(nodes)]
    ids = pd.Index([f"f{number}" for number in range(len(nodes))], name="id")
    return gpd.GeoDataFrame(geometry=shapely.points(xy), index=ids, crs="EPSG:28992")


def snaps_plainly(network: Network, *frames: gpd.GeoDataFrame) -> bool:
    """No point lies between two roads that run over each other, nor near half a tenth."""
    for frame in frames:
        snaps = snap_points(network, frame)
        tenths = snaps["fraction"] * network.time_ds[snaps["edge_position"]]
        pairs = network.course.tree.query_nearest(frame.geometry.to_numpy())
        tied = np.bincount(pairs[0]) > 1
        if (tied & ~snaps["fraction"].isin([0.0, 1.0])).any():
            return False
        if (abs(tenths % 1 - 0.5) < 1e-6).any():
            return False
    return True


def reached_metres(reach: dg.roads.Reach, minutes: float) -> list[float]:
    length_m = reach.network.edges["length_m"].to_numpy(dtype=float)
    found = []
    for facility in range(len(reach.facilities)):
        parts = reached_parts(reach, facility, minutes)
        found.append(float((length_m[parts.edge] * (parts.end - parts.start)).sum()))
    return found


def check_renumbering(
    network: Network, order: np.ndarray, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> None:
    one, two = (compute_reach(net, facilities) for net in (network, renumbered(network, order)))
    assert (one.node_times_ds[:, order] == two.node_times_ds[:, : len(order)]).all()
    pd.testing.assert_frame_equal(
        nearest_facility(travel_times(one, origins)), nearest_facility(travel_times(two, origins))
    )
    areas = [service_areas(reach, [2, 5], SETTINGS) for reach in (one, two)]
    pd.testing.assert_frame_equal(*areas)


def check_splitting(
    network: Network,
    edge: int,
    tenths: int,
    origins: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
) -> None:
    halves = split_at(network, edge, tenths)
    assert halves.n_edges == network.n_edges + 1
    one, two = (compute_reach(net, facilities) for net in (network, halves))
    count = network.n_nodes
    # Places on an edge are rounded to a tenth of a second, on a part of it anew.
    off_ds = np.abs(_apart(one.node_times_ds[:, :count], two.node_times_ds[:, :count]))
    assert off_ds.max() <= 1
    minutes = [travel_times(reach, origins).minutes.to_numpy() for reach in (one, two)]
    assert np.abs(_apart(*minutes)).max() <= 2 / 600 + 1e-9


def _apart(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Difference, nought where neither has a route."""
    assert (np.isfinite(one) == np.isfinite(two)).all()
    both = np.isfinite(one)
    return np.where(both, np.subtract(one, two, where=both, out=np.zeros_like(one)), 0.0)


def check_growth(
    old_roads: Network,
    new_roads: Network,
    home: gpd.GeoDataFrame,
    direction: Direction,
    minutes: float,
) -> None:
    """No spot of the old roads is later, and no reached metre is lost."""
    before, after = (
        compute_reach(net, home, direction=direction) for net in (old_roads, new_roads)
    )
    assert (after.node_times_ds <= before.node_times_ds).all()
    old, new = (reached_metres(reach, minutes) for reach in (before, after))
    assert all(b >= a - 1e-6 for a, b in zip(old, new, strict=True))
    shapes = [service_areas(reach, [minutes], SETTINGS).geometry for reach in (before, after)]
    for small, large in zip(*shapes, strict=True):
        # The drawing may move by half a cell, for points stand along a road, not by more.
        assert small.difference(large.buffer(SETTINGS.cell_m / 2)).area == 0
