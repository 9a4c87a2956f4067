"""The way between a point and a facility, road by road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.contracts.results import result
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.minutes import park_ds
from drenthe_geo.roads.search.engine import NOWHERE
from drenthe_geo.roads.search.spots import tree_before
from drenthe_geo.roads.snapping import snap_points, snaps_on_split
from drenthe_geo.roads.splitting import legs_ds, line_part
from drenthe_geo.units import DS_PER_MIN, M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach


SAME_M = 0.001
"""A point this near to the facility is there already."""


@result
@dataclass(frozen=True)
class Route:
    """The fastest way between a point and a facility.

    Parameters
    ----------
    legs : geopandas.GeoDataFrame
        One row per road, in the order and direction of travel: ``edge``,
        ``road_class``, ``road_number``, ``km``, ``minutes``, ``junction_min`` (part
        of them that is spent at junctions). In the network's CRS.
    point_snap, facility_snap : pandas.Series
        Where the two ends join the roads; rows of `snap_points`.
    park_min : float
        Minutes to park and to walk from there, at the end of the way.
    minutes : float
        Whole time, the legs between the ends and the roads and the parking included.
    """

    legs: gpd.GeoDataFrame
    point_snap: pd.Series
    facility_snap: pd.Series
    park_min: float
    minutes: float

    @property
    def line(self) -> shapely.LineString:
        """The way along the roads as one line, empty where both ends join at one spot."""
        return _joined(self.legs.geometry.to_numpy())

    @property
    def by_class(self) -> pd.DataFrame:
        """Sums per road class, longest first: ``km``, ``minutes``, ``junction_min``."""
        sums = self.legs.groupby("road_class")[["km", "minutes", "junction_min"]].sum()
        return pd.DataFrame(sums.sort_values("km", ascending=False, kind="stable"))


def trace_route(reach: Reach, point: shapely.Point, facility: str) -> Route:
    """Trace the fastest way between a point and a facility.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`; its direction is that of the way.
    point : shapely.Point
        The point, in the network's CRS.
    facility : str
        Id of the facility.

    Returns
    -------
    Route
        Its minutes are those of `travel_times`. Of equally fast ways the same one
        every time.

    Raises
    ------
    ArgumentError
        If the facility is none of the reach's, or there is no way.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"))
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> places = area.layer("places")
    >>> place = places.index[0]
    >>> route = trace_route(reach, places.geometry[place], "hds")
    >>> bool(route.minutes == dg.roads.travel_times(reach, places).minutes.loc[place, "hds"])
    True
    """
    if facility not in reach.facilities.index:
        known = list(map(str, reach.facilities.index))
        raise ArgumentError("roads.facility_not_there", facility=facility, known=known)
    network = reach.network
    reach = reach.alone(int(reach.facilities.index.get_loc(facility)))
    position = int(reach.facilities.index.get_loc(facility))
    spot = gpd.GeoDataFrame(geometry=[point], index=["point"], crs=network.crs)
    # As `travel_times` does: of roads that run over each other it takes the same one.
    snapped = snap_points(reach.spots.network, spot)
    snap = snaps_on_split(reach.spots, snapped, spot).iloc[0]
    facility_snap = reach.snaps.iloc[position]
    edge = int(snap["edge_position"])
    offset = round(float(snap["fraction"]) * int(network.least_ds[edge]))
    at_edge, at_offset = np.array([edge]), np.array([float(offset)])
    ds = reach.times_at(position, at_edge, at_offset)[0]
    leg_tail, leg_head = (
        int(leg[0]) for leg in legs_ds(network, at_edge, at_offset, reach.direction)
    )
    access_ds = round(float(np.nan_to_num(snap["access_min"])) * DS_PER_MIN)
    if not np.isfinite(ds) or np.isnan(snap["access_min"]):
        raise ArgumentError(_no_way(snap, facility_snap, network.profile.max_snap_m))
    if point.distance(reach.facilities.geometry.iloc[position]) < SAME_M:
        return _no_route(reach, snap)
    times = reach.node_times_ds[position]
    tail, head = int(network.tail[edge]), int(network.head[edge])
    by_tail = reach.via_tail[edge] or offset == 0
    # Which end the way leads over; on a loop both ends are one node.
    over_tail = by_tail and times[tail] + leg_tail == ds
    first, share_from, share_to = (
        (tail, 0.0, float(snap["fraction"])) if over_tail else (head, float(snap["fraction"]), 1.0)
    )
    nodes = _chain(reach, position, first)
    edges, forward = _edges_between(reach, nodes)
    outward = reach.direction == "to"
    rows = [
        _leg(reach, int(at), 0.0, 1.0, along=bool(way))
        for at, way in zip(edges, forward, strict=True)
    ]
    if share_to > share_from and (share_from, share_to) != (0.0, 0.0):
        # The way leads from the point to its first node, or back from there.
        along = over_tail != outward
        start_ds = leg_tail if over_tail else leg_head
        rows.insert(0, _leg(reach, edge, share_from, share_to, along=along, time_ds=start_ds))
    if not outward:
        rows.reverse()
    legs = _legs(rows, network.crs)
    park_min = park_ds(network.profile) / DS_PER_MIN
    return Route(legs, snap, facility_snap, park_min, float(ds + access_ds) / DS_PER_MIN)


def _legs(rows: list[dict[str, object]], crs: str) -> gpd.GeoDataFrame:
    """Make a table of the roads of a way."""
    columns = ["edge", "road_class", "road_number", "km", "minutes", "junction_min", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=crs)


def _no_route(reach: Reach, snap: pd.Series) -> Route:
    """Say that one is there already."""
    here = snap.copy()
    here["access_min"] = 0.0
    return Route(_legs([], reach.network.crs), here, here, 0.0, 0.0)


def _no_way(snap: pd.Series, facility_snap: pd.Series, most_m: float) -> Message:
    """Say why there is no way: an end that no road is near to, or no road between them."""
    for what, at in (("point", snap), ("facility", facility_snap)):
        if np.isnan(at["access_min"]):
            return Message(f"roads.outside_{what}", metres=float(at["snap_m"]), most_m=most_m)
    return Message("roads.no_road_between")


def _chain(reach: Reach, position: int, first: int) -> NDArray[np.intp]:
    """Nodes from the point's end of the way to the facility."""
    # The facility's own node is where its time is only that of its leg and of parking.
    access_ds = np.rint(float(reach.snaps["access_min"].iloc[position]) * DS_PER_MIN)
    least_ds = access_ds + park_ds(reach.network.profile)
    start = int(np.flatnonzero(reach.node_times_ds[position] == least_ds)[0])
    before = tree_before(reach.network, start, reach.direction)
    nodes = [first]
    while before[nodes[-1]] != NOWHERE:
        nodes.append(int(before[nodes[-1]]))
    return np.array(nodes)


def _edges_between(
    reach: Reach, nodes: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Edge of each step, and whether it is travelled from tail to head."""
    network = reach.network
    near = np.flatnonzero(np.isin(network.tail, nodes) & np.isin(network.head, nodes))
    known: dict[tuple[int, int], tuple[int, int, bool]] = {}
    for edge in near.tolist():
        tail, head = int(network.tail[edge]), int(network.head[edge])
        ways = [(tail, head, int(network.time_ds[edge]), True)]
        if not network.oneway[edge]:
            ways.append((head, tail, int(network.back_ds[edge]), False))
        for start, end, time, forward in ways:
            best = known.get((start, end))
            if best is None or time < best[0]:
                known[(start, end)] = (time, edge, forward)
    steps = list(zip(nodes[:-1].tolist(), nodes[1:].tolist(), strict=True))
    if reach.direction == "from":
        steps = [(end, start) for start, end in steps]
    found = [known[step] for step in steps]
    return np.array([edge for _, edge, _ in found], dtype=np.intp), np.array(
        [forward for _, _, forward in found], dtype=bool
    )


def _leg(
    reach: Reach, edge: int, start: float, end: float, *, along: bool, time_ds: int | None = None
) -> dict[str, object]:
    """One row of a route: an edge, or the part of it between two shares."""
    network, row = reach.network, reach.network.edges.iloc[edge]
    line = network.lines[edge]
    if (start, end) != (0.0, 1.0):
        line = line_part(line, start, end)
    whole_ds = int((network.time_ds if along else network.back_ds)[edge])
    ds = whole_ds if time_ds is None else time_ds
    return {
        "edge": row["edge"],
        "road_class": row["road_class"],
        "road_number": row["road_number"],
        "km": float(row["length_m"]) * (end - start) / M_PER_KM,
        "minutes": ds / DS_PER_MIN,
        "junction_min": min(float(row["junction_ds"]) * (end - start), ds) / DS_PER_MIN,
        "geometry": line if along else shapely.reverse(line),
    }


def _joined(lines: NDArray[np.object_]) -> shapely.LineString:
    """One line along several that join; empty where they have no length."""
    xy = shapely.get_coordinates(lines)
    if len(xy) == 0:
        return shapely.LineString()
    new = np.concatenate([[True], (np.diff(xy, axis=0) != 0).any(axis=1)])
    return shapely.linestrings(xy[new]) if new.sum() > 1 else shapely.LineString()
