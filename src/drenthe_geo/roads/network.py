"""Roads as a routable network for one mode, in whole tenths of a second.

Times are integers because sums of floats are not exact: a place exactly 30 minutes
away would sum to 1800.0000000000005 s and silently fall out of the 30-minute area.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import LayerError
from drenthe_geo.roads.access import used_by
from drenthe_geo.roads.arcs import along_curve, graph_matrix
from drenthe_geo.roads.bans import banned_words, require_bans
from drenthe_geo.roads.checked import ends_of, first_of, require_columns, require_ends
from drenthe_geo.roads.course import course_of, straight_lines
from drenthe_geo.roads.search.hierarchy import hierarchy_of
from drenthe_geo.roads.side_roads import SideRoads, place_side_roads
from drenthe_geo.roads.turns import with_turns
from drenthe_geo.units import DS_PER_S, H_PER_DAY, M_PER_S_PER_KMH, S_PER_H

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.area.sources import Source
    from drenthe_geo.roads.bans import Word
    from drenthe_geo.roads.course import Course
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.hierarchy import Levels
    from drenthe_geo.roads.search.spots import Direction
    from drenthe_geo.roads.turns import Turns
    from drenthe_geo.words.message import Message

MOST_S = 7 * H_PER_DAY * S_PER_H
"""An edge that takes a week is a mistake; far longer ones would overflow."""

MOST_KEPT = 32
"""What is kept with a network, such as where points join it: of 10,000 points a megabyte."""

Made = TypeVar("Made")


@result
@dataclass(frozen=True)
class Network:
    """A road network that one mode may use.

    Parameters
    ----------
    profile : Profile
        The mode's profile, with which the times were made.
    node_xy_m : numpy.ndarray, shape (n, 2)
        Coordinates of the junctions, in an order of the network's own.
    tail, head : numpy.ndarray, shape (m,)
        Positions of the nodes that each edge runs from and to.
    time_ds, back_ds : numpy.ndarray, shape (m,)
        Time along the edge in tenths of a second, from tail to head, and back; the same
        on a one-way road.
    oneway : numpy.ndarray, shape (m,)
        True where only tail → head is allowed.
    edges : pandas.DataFrame, m rows
        ``edge`` (id in the source table), ``road_class``, ``road_number``,
        ``length_m``, ``junction_ds`` (part of the time that is spent at junctions),
        ``may_join`` (whether a point may join it between its ends).
    lines : numpy.ndarray of shapely.LineString, shape (m,)
        Course of each edge from tail to head.
    side_roads : SideRoads, optional
        Land beside roads that this network leaves out; areas are drawn with it.
    crs : str
        CRS of all coordinates, in metres: RD New, but for graphs from elsewhere. Points
        must be in it, and results are.
    notices : tuple of Message
        What is odd about the file that it was read from, though it may be right.
    turns : Turns, optional
        How one may turn, where some turns are banned; else any way at every junction.
    sources : tuple of Source
        Whom its makers ask to name, where the file told it: roads of OpenStreetMap.
    """

    profile: Profile
    node_xy_m: NDArray[np.float64]
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    time_ds: NDArray[np.int64]
    back_ds: NDArray[np.int64]
    oneway: NDArray[np.bool_]
    edges: pd.DataFrame
    lines: NDArray[np.object_]
    side_roads: SideRoads | None = None
    crs: str = RD_NEW
    notices: tuple[Message, ...] = ()
    turns: Turns | None = None
    sources: tuple[Source, ...] = ()

    @property
    def n_nodes(self) -> int:
        """Number of nodes: the junctions, and at those with banned turns some more."""
        return len(self.node_xy_m)

    @property
    def n_junctions(self) -> int:
        """Number of junctions."""
        return self.n_nodes if self.turns is None else self.turns.n_junctions

    @property
    def n_met(self) -> int:
        """Number of junctions where its own roads meet or end, without those of other modes."""
        return int(np.bincount(np.concatenate(self.junctions)).astype(bool).sum())

    @property
    def junctions(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Junctions at the tail and at the head of each edge, whatever turns are banned there."""
        if self.turns is None:
            return self.tail, self.head
        return self.turns.junction[self.tail], self.turns.junction[self.head]

    def ends(self, direction: Direction) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Nodes by which points on each edge travel by its tail, and by its head.

        Who travels to somewhere ("to") arrives at an end of the edge first; who comes from there
        ("from") departs from it last.
        """
        if self.turns is None or direction == "from":
            return self.tail, self.head
        return self.turns.tail_in, self.turns.head_in

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.tail)

    @cached_property
    def least_ds(self) -> NDArray[np.int64]:
        """Time along each edge in its faster direction, in which places along it are counted."""
        return np.minimum(self.time_ds, self.back_ds)

    @property
    def can_snap(self) -> NDArray[np.bool_]:
        """Where a point may join the network: not on a motorway."""
        closed = list(self.profile.no_access_classes)
        open_class = ~self.edges["road_class"].isin(closed).to_numpy(dtype=bool)
        can: NDArray[np.bool_] = open_class & self.edges["may_join"].to_numpy(dtype=bool)
        return can

    @cached_property
    def joinable(self) -> NDArray[np.intp]:
        """Positions of the edges that a point may join."""
        return np.flatnonzero(self.can_snap)

    @cached_property
    def course(self) -> Course:
        """What it shares with other networks of the same roads: where points join them."""
        return course_of(self.lines, self.edges["edge"], self.joinable)

    @cached_property
    def _kept(self) -> OrderedDict[Hashable, Any]:
        return OrderedDict()

    def keep(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Make something of this network once; what was not asked for longest goes first."""
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = make()
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        made: Made = self._kept[key]
        return made

    @cached_property
    def identity(self) -> bytes:
        """Digest of all that a search depends on: what was searched is remembered by it."""
        made = blake2b(str(self.n_nodes).encode(), digest_size=16)
        rests_on = [self.tail, self.head, self.time_ds, self.back_ds, self.oneway]
        if self.turns is not None:
            rests_on += self.turns.rests_on
        for values in rests_on:
            made.update(np.ascontiguousarray(values).tobytes())
        return made.digest()

    @cached_property
    def arcs(self) -> csr_array:
        """Arcs as a matrix of times; kept, as every search needs it."""
        return graph_matrix(self)

    @cached_property
    def reversed_arcs(self) -> csr_array:
        """Arcs turned round, for searches against the traffic."""
        return graph_matrix(self, reverse=True)

    @cached_property
    def hierarchy(self) -> Levels | None:
        """Hierarchy of the junctions, for tables of many times; None if those may be too long."""
        return hierarchy_of(self)


def build_network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    profile: Profile,
    *,
    lines: NDArray[np.object_] | None = None,
    side_roads: pd.DataFrame | None = None,
    bans: pd.DataFrame | None = None,
    crs: str = RD_NEW,
) -> Network:
    """Build the network of one mode from tables of nodes and edges.

    Parameters
    ----------
    nodes : pandas.DataFrame
        ``node`` (id), ``x_m``, ``y_m``.
    edges : pandas.DataFrame
        ``edge`` (id), ``tail`` and ``head`` (node ids), ``length_m``,
        ``free_flow_s``, ``junctions`` (number passed, in halves), ``road_class``,
        ``road_number`` (may be missing), ``oneway``; ``may_join`` where some roads
        can be joined at their ends alone; ``back_s`` and ``back_junctions`` where the way
        from head to tail has its own free flow and junctions; and the column that the profile's
        `access_column` names, where the table has it: ``both``, ``along`` (tail to head),
        ``against`` or ``none``, which then holds instead of classes and ``oneway``.
    profile : Profile
        The mode's profile.
    lines : numpy.ndarray of shapely.LineString, optional
        Course of each edge; straight where not given.
    side_roads : pandas.DataFrame, optional
        Points of roads that the tables leave out: ``edge`` that one leaves for it, ``share`` of
        that edge from its tail, ``away_m`` along the roads left out, ``x_m``, ``y_m``.
    bans : pandas.DataFrame, optional
        Turns that nobody may take, for a profile that `obeys_bans`: ``ban`` (id),
        ``from_edge``, ``via_node`` (where that ends), ``via_edges`` (ids of edges between, with
        ``;`` between them; empty where there are none), ``to_edge``. A ban that names an edge
        which is not there, or a way against the traffic, forbids nothing.
    crs : str
        CRS of nodes and lines, in metres.

    Returns
    -------
    Network
        Edges that the mode may not use left out. Time of an edge is
        ``free_flow_factor × flow + junction_s × junctions`` rounded to a tenth of a
        second, and at least one; flow is ``free_flow_s``, or the length over the
        speed of the class where the profile has speeds. In the peak both are longer by
        the factors of the profile's `peak`. Of the profile's `timed_classes` (ferries) it is
        ``free_flow_s`` alone, for every mode.

    Raises
    ------
    LayerError
        If a column is missing or has an unknown word, an edge names a node that does not exist, a
        class has no speed in the profile, a time is not finite, a line does not join the
        edge's nodes, or the edges of a ban do not follow each other.

    Examples
    --------
    >>> import pandas as pd
    >>> from drenthe_geo.roads.profiles import read_profile
    >>> nodes = pd.DataFrame({"node": [1, 2], "x_m": [0.0, 1000.0], "y_m": [0.0, 0.0]})
    >>> edges = pd.DataFrame({"edge": [7], "tail": [1], "head": [2], "length_m": [1000.0],
    ...     "free_flow_s": [60.0], "junctions": [1.0], "road_class": ["tertiary"],
    ...     "road_number": [None], "oneway": [False]})
    >>> network = build_network(nodes, edges, read_profile(area, "car"))
    >>> network.time_ds.tolist()  # 1.15 × 60 s + 3 s
    [720]
    """
    require_columns(nodes, edges)
    profile = profile.on(edges)
    used_now = used_by(edges, profile, lines)
    used, oneway = used_now.edges, used_now.oneway
    tail, head = ends_of(nodes, used)
    time_ds, back_ds, junction_ds = _times_ds(used, profile)
    back_ds = np.where(oneway, time_ds, back_ds)
    xy = nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    drawn = used_now.lines
    if drawn is None:
        drawn = straight_lines(np.stack([xy[tail], xy[head]], axis=1))
    else:
        require_ends(used, drawn, xy[tail], xy[head])
    order = along_curve(xy)  # neighbours in space are neighbours in memory: faster searches
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    network = Network(
        profile=profile,
        node_xy_m=xy[order],
        tail=rank[tail],
        head=rank[head],
        time_ds=time_ds,
        back_ds=back_ds,
        oneway=oneway,
        edges=used[["edge", "road_class", "road_number", "length_m"]].assign(
            junction_ds=junction_ds,
            may_join=used["may_join"].astype(bool) if "may_join" in used else True,
        ),
        lines=np.asarray(drawn, dtype=object),
        crs=crs,
    )
    if bans is not None and profile.obeys_bans:
        network = with_turns(network, _words(bans, nodes, rank, network))
    if side_roads is None:
        return network
    return replace(network, side_roads=place_side_roads(side_roads, network, used_now.turned))


def _words(
    bans: pd.DataFrame, nodes: pd.DataFrame, rank: NDArray[np.intp], network: Network
) -> frozenset[Word]:
    """Read the bans of turns."""
    require_bans(bans)
    at = pd.Index(nodes["node"]).get_indexer(pd.Index(bans["via_node"]))
    via = np.where(at < 0, -1, rank[at])
    ends = network.tail, network.head
    return banned_words(bans, via, network.edges["edge"], ends, network.oneway)


def _times_ds(
    used: pd.DataFrame, profile: Profile
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Tenths of a second along each edge, there and back, and those of the way there at junctions.

    On a road that has its own time, such as a ferry, nobody is slower or faster.
    """
    free = used["road_class"].isin(list(profile.junction_free_classes)).to_numpy(dtype=bool)
    timed = used["road_class"].isin(list(profile.timed_classes)).to_numpy(dtype=bool)
    second_s = profile.junction_s * (profile.peak["junctions"] if profile.at_peak else 1.0)
    junctions = np.where(free | timed, 0.0, used["junctions"].to_numpy(dtype=float))
    junction_s = second_s * junctions
    time_ds = _time_ds(used, profile, (free, timed), "free_flow_s", junction_s)
    back_ds = time_ds
    if {"back_s", "back_junctions"} & set(used):
        passed = used.get("back_junctions", used["junctions"]).to_numpy(dtype=float)
        passed_s = second_s * np.where(free | timed, 0.0, passed)
        column = "back_s" if "back_s" in used else "free_flow_s"
        back_ds = _time_ds(used, profile, (free, timed), column, passed_s)
    return time_ds, back_ds, np.rint(junction_s * DS_PER_S)


def _time_ds(
    edges: pd.DataFrame,
    profile: Profile,
    kinds: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    column: str,
    junction_s: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Tenths of a second along each edge, one way; `kinds`: where junctions are free, or timed."""
    free, timed = kinds
    flow_s = _flow_s(edges, profile, column, timed)
    factor = np.where(timed, 1.0, profile.free_flow_factor)
    if profile.at_peak:
        peak = _peak_factor(edges, flow_s, free, profile.peak)
        flow_s = flow_s * np.where(timed, 1.0, peak)
    seconds = factor * flow_s + junction_s
    # Fewer junctions than none would make a road shorter.
    unusable = ~((flow_s >= 0) & (junction_s >= 0)) | (seconds > MOST_S)
    if unusable.any():
        raise LayerError("roads.no_time", edge=first_of(edges, unusable))
    return np.maximum(np.rint(seconds * DS_PER_S), 1).astype(np.int64)


def _flow_s(
    edges: pd.DataFrame, profile: Profile, column: str, timed: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Seconds along each edge before junctions."""
    if not profile.speeds_kmh:
        return edges[column].to_numpy(dtype=float)
    kmh = edges["road_class"].map(dict(profile.speeds_kmh)).astype(float)
    unknown = kmh.isna() & ~timed
    if unknown.any():
        raise LayerError(
            "roads.no_speed",
            road_class=edges["road_class"][unknown].iloc[0],
            mode=profile.mode,
            known=list(profile.speeds_kmh),
        )
    flow: NDArray[np.float64] = (edges["length_m"] / (kmh * M_PER_S_PER_KMH)).to_numpy(dtype=float)
    return np.where(timed, edges[column].to_numpy(dtype=float), flow) if timed.any() else flow


def _peak_factor(
    edges: pd.DataFrame,
    flow_s: NDArray[np.float64],
    main: NDArray[np.bool_],
    peak: Mapping[str, float],
) -> NDArray[np.float64]:
    """By how much the peak multiplies the time along each edge."""
    length_m = edges["length_m"].to_numpy(dtype=float)
    slow = length_m <= flow_s * peak["slow_kmh"] * M_PER_S_PER_KMH
    return np.where(main, peak["main"], np.where(slow, peak["slow"], 1.0))
