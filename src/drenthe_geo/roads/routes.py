"""The way between a point and a facility, road by road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from drenthe_geo.roads.turned_ways import stretches_between
from drenthe_geo.units import DS_PER_MIN, M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Reach
    from drenthe_geo.roads.network import Network


PLACE = ("edge_position", "fraction", "access_min")
"""What must be known of where a point joins the roads."""

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
    on_whole = snap_points(reach.spots.network, spot)
    snap = snaps_on_split(reach.spots, on_whole, spot).iloc[0]
    facility_snap = reach.snaps.iloc[position]
    at, whole = (
        (int(one["edge_position"]), float(one["fraction"]), float(one["access_min"]))
        for one in (snap, on_whole.iloc[0])
    )
    way = _way(reach, position, at, whole)
    is_there = point.distance(reach.facilities.geometry.iloc[position]) < SAME_M
    if is_there and not np.isnan(at[2]):
        return _no_route(reach, snap)
    if way is None:
        raise ArgumentError(_no_way(snap, facility_snap, network.profile.max_snap_m))
    park_min = park_ds(network.profile) / DS_PER_MIN
    return Route(_legs(reach, way), snap, facility_snap, park_min, way.whole_ds / DS_PER_MIN)


@dataclass(frozen=True)
class Way:
    """A way as numbers, road by road of the network of its reach, in the order of travel.

    Parameters
    ----------
    edge : numpy.ndarray
        Positions of the roads.
    start, end : numpy.ndarray
        The part of each that is travelled, as shares of it from its tail.
    along : numpy.ndarray
        Where it is travelled from tail to head.
    ds : numpy.ndarray
        Tenths of a second.
    whole_ds : float
        Those of the whole way, legs at its ends included.
    """

    edge: NDArray[np.intp]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    along: NDArray[np.bool_]
    ds: NDArray[np.int64]
    whole_ds: float

    def km(self, network: Network) -> NDArray[np.float64]:
        """Kilometres of each road."""
        length_m = _columns(network)["length_m"][self.edge]
        km: NDArray[np.float64] = length_m * (self.end - self.start) / M_PER_KM
        return km

    def numbers(self, network: Network) -> NDArray[np.object_]:
        """Give the number of each road."""
        numbers: NDArray[np.object_] = _columns(network)["road_number"][self.edge]
        return numbers

    def lines(self, network: Network) -> NDArray[np.object_]:
        """Give the course of each road."""
        lines = network.lines[self.edge]
        for at in np.flatnonzero((self.start != 0.0) | (self.end != 1.0)):
            lines[at] = line_part(lines[at], float(self.start[at]), float(self.end[at]))
        lines[~self.along] = shapely.reverse(lines[~self.along])
        return lines

    def line(self, network: Network) -> shapely.LineString:
        """Give the way as one line; see `Route.line`."""
        return _joined(self.lines(network))


NO_WAY = Way(
    np.empty(0, dtype=np.intp),
    np.empty(0),
    np.empty(0),
    np.empty(0, dtype=bool),
    np.empty(0, dtype=np.int64),
    0.0,
)
"""Of a point that is at the facility already."""


def ways_between(
    reach: Reach, points: gpd.GeoDataFrame, facilities: Iterable[str]
) -> list[Way | None]:
    """Trace the fastest way between each point and its facility, as `trace_route` does.

    Parameters
    ----------
    reach : Reach
        Result of `compute_reach`.
    points : geopandas.GeoDataFrame
        The points, in the network's CRS.
    facilities : iterable of str
        The facility of each.

    Returns
    -------
    list of Way or None
        None where there is no way.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> own = dg.area.select_stations(area.layer("stations"))
    >>> reach = dg.roads.compute_reach(dg.roads.read_network(area, "car"), own)
    >>> place = area.layer("places").iloc[:1]
    >>> [way] = ways_between(reach, place, ["hds"])
    >>> way.whole_ds / 600 == trace_route(reach, place.geometry.iloc[0], "hds").minutes
    True
    """
    on_whole = snap_points(reach.spots.network, points)
    both = [
        zip(*(snaps[name].tolist() for name in PLACE), strict=True)
        for snaps in (snaps_on_split(reach.spots, on_whole, points), on_whole)
    ]
    found: list[Way | None] = []
    for point, facility, at, whole in zip(points.geometry, facilities, *both, strict=True):
        one = reach.alone(int(reach.facilities.index.get_loc(facility)))
        position = int(one.facilities.index.get_loc(facility))
        is_there = point.distance(one.facilities.geometry.iloc[position]) < SAME_M
        way = _way(one, position, at, whole)
        found.append(NO_WAY if is_there and not np.isnan(at[2]) else way)
    return found


def _way(
    reach: Reach,
    position: int,
    at: tuple[int, float, float],
    on_whole: tuple[int, float, float],
) -> Way | None:
    """Trace a way from where a point joins the roads, and the whole ones; nothing without one."""
    network = reach.network
    edge, fraction, access_min = at
    offset = round(fraction * int(network.least_ds[edge]))
    at_edge, at_offset = np.array([edge]), np.array([float(offset)])
    ds = reach.times_at(position, at_edge, at_offset)[0]
    leg_tail, leg_head = (
        int(leg[0]) for leg in legs_ds(network, at_edge, at_offset, reach.direction)
    )
    if not np.isfinite(ds) or np.isnan(access_min):
        return None
    if network.turns is not None:
        on_road_ds = round(float(ds - reach.access_ds[position]))
        parts = stretches_between(reach, position, *on_whole[:2], on_road_ds)
        return Way(
            np.array([one.edge for one in parts], dtype=np.intp),
            np.array([one.start for one in parts], dtype=float),
            np.array([one.end for one in parts], dtype=float),
            np.array([one.along for one in parts], dtype=bool),
            np.array([one.ds for one in parts], dtype=np.int64),
            float(ds + round(access_min * DS_PER_MIN)),
        )
    times = reach.node_times_ds[position]
    tail, head = int(network.tail[edge]), int(network.head[edge])
    by_tail = reach.via_tail[edge] or offset == 0
    # Which end the way leads over; on a loop both ends are one node.
    over_tail = bool(by_tail and times[tail] + leg_tail == ds)
    first, share_from, share_to = (tail, 0.0, fraction) if over_tail else (head, fraction, 1.0)
    edges, along = _edges_between(reach, _chain(reach, position, first))
    start, end = np.zeros(len(edges)), np.ones(len(edges))
    each_ds = np.where(along, network.time_ds[edges], network.back_ds[edges])
    outward = reach.direction == "to"
    if share_to > share_from and (share_from, share_to) != (0.0, 0.0):
        # The way leads from the point to its first node, or back from there.
        edges, along = np.append(edge, edges), np.append(over_tail != outward, along)
        start, end = np.append(share_from, start), np.append(share_to, end)
        each_ds = np.append(leg_tail if over_tail else leg_head, each_ds)
    turn = slice(None) if outward else slice(None, None, -1)
    whole_ds = float(ds + round(access_min * DS_PER_MIN))
    return Way(edges[turn], start[turn], end[turn], along[turn], each_ds[turn], whole_ds)


def _columns(network: Network) -> dict[str, NDArray[Any]]:
    """Give what is said of roads, as arrays: a table hands it out slowly."""
    names = ("edge", "road_class", "road_number", "length_m", "junction_ds")
    return network.keep(
        "columns_of_routes", lambda: {name: network.edges[name].to_numpy() for name in names}
    )


def _legs(reach: Reach, way: Way) -> gpd.GeoDataFrame:
    """Make a table of the roads of a way."""
    network = reach.network
    columns = _columns(network)
    junction_ds = columns["junction_ds"][way.edge].astype(float) * (way.end - way.start)
    told = {
        name: columns[name][way.edge].tolist() for name in ("edge", "road_class", "road_number")
    }
    told["km"] = way.km(network)
    told["minutes"] = way.ds / DS_PER_MIN
    told["junction_min"] = np.minimum(junction_ds, way.ds) / DS_PER_MIN
    told["geometry"] = way.lines(network)
    return gpd.GeoDataFrame(pd.DataFrame(told), geometry="geometry", crs=network.crs)


def _no_route(reach: Reach, snap: pd.Series) -> Route:
    """Say that one is there already."""
    here = snap.copy()
    here["access_min"] = 0.0
    return Route(_legs(reach, NO_WAY), here, here, 0.0, 0.0)


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
    on_way = np.zeros(network.n_nodes, dtype=bool)
    on_way[nodes] = True
    near = np.flatnonzero(on_way[network.tail] & on_way[network.head])
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


def _joined(lines: NDArray[np.object_]) -> shapely.LineString:
    """One line along several that join; empty where they have no length."""
    xy = shapely.get_coordinates(lines)
    if len(xy) == 0:
        return shapely.LineString()
    new = np.concatenate([[True], (np.diff(xy, axis=0) != 0).any(axis=1)])
    return shapely.linestrings(xy[new]) if new.sum() > 1 else shapely.LineString()
