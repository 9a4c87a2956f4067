"""Roads as a routable network for one mode, in whole tenths of a second.

Times are integers because sums of floats are not exact: a place exactly 30 minutes
away would sum to 1800.0000000000005 s and silently fall out of the 30-minute area.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from drenthe_geo.contracts.results import result
from drenthe_geo.crs import RD_NEW
from drenthe_geo.errors import LayerError
from drenthe_geo.roads.arcs import along_curve, graph_matrix
from drenthe_geo.roads.checked import ends_of, first_of, require_columns, require_ends
from drenthe_geo.roads.course import course_of, straight_lines
from drenthe_geo.roads.search.hierarchy import hierarchy_of
from drenthe_geo.roads.side_roads import SideRoads, place_side_roads
from drenthe_geo.units import DS_PER_S, H_PER_DAY, M_PER_S_PER_KMH, S_PER_H

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.roads.course import Course
    from drenthe_geo.roads.profiles import Profile
    from drenthe_geo.roads.search.hierarchy import Levels
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

    @property
    def n_nodes(self) -> int:
        """Number of junctions."""
        return len(self.node_xy_m)

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
        for values in (self.tail, self.head, self.time_ds, self.back_ds, self.oneway):
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
        from head to tail has its own free flow and junctions.
    profile : Profile
        The mode's profile.
    lines : numpy.ndarray of shapely.LineString, optional
        Course of each edge; straight where not given.
    side_roads : pandas.DataFrame, optional
        Points of roads that the tables leave out: ``edge`` that one leaves for it, ``share`` of
        that edge from its tail, ``away_m`` along the roads left out, ``x_m``, ``y_m``.
    crs : str
        CRS of nodes and lines, in metres.

    Returns
    -------
    Network
        Edges of closed classes left out. Time of an edge is
        ``free_flow_factor × flow + junction_s × junctions`` rounded to a tenth of a
        second, and at least one; flow is ``free_flow_s``, or the length over the
        speed of the class where the profile has speeds. In the peak both are longer by
        the factors of the profile's `peak`.

    Raises
    ------
    LayerError
        If a column is missing, an edge names a node that does not exist, a class has no
        speed in the profile, a time is not finite, or a line does not join the edge's nodes.

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
    use = ~edges["road_class"].isin(list(profile.closed_classes)).to_numpy(dtype=bool)
    used = edges.loc[use].reset_index(drop=True)
    tail, head = ends_of(nodes, used)
    free = used["road_class"].isin(list(profile.junction_free_classes)).to_numpy(dtype=bool)
    junctions = np.where(free, 0.0, used["junctions"].to_numpy(dtype=float))
    junctions_back = used.get("back_junctions", used["junctions"]).to_numpy(dtype=float)
    junction_s = profile.junction_s * (profile.peak["junctions"] if profile.at_peak else 1.0)
    time_ds = _time_ds(used, profile, free, "free_flow_s", junction_s * junctions)
    back_ds = time_ds
    if {"back_s", "back_junctions"} & set(used):
        passed = junction_s * np.where(free, 0.0, junctions_back)
        back_ds = _time_ds(
            used, profile, free, "back_s" if "back_s" in used else "free_flow_s", passed
        )
    xy = nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    if lines is None:
        drawn = straight_lines(np.stack([xy[tail], xy[head]], axis=1))
    else:
        drawn = lines[use]
        require_ends(used, drawn, xy[tail], xy[head])
    order = along_curve(xy)  # neighbours in space are neighbours in memory: faster searches
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    oneway = used["oneway"].to_numpy(dtype=bool) & (not profile.ignores_oneway)
    back_ds = np.where(oneway, time_ds, back_ds)
    beside = None
    if side_roads is not None:
        beside = place_side_roads(
            side_roads,
            profile,
            edge=used["edge"].to_numpy(),
            tail=rank[tail],
            head=rank[head],
            time_ds=time_ds,
            back_ds=back_ds,
            oneway=oneway,
        )
    return Network(
        profile=profile,
        node_xy_m=xy[order],
        tail=rank[tail],
        head=rank[head],
        time_ds=time_ds,
        back_ds=back_ds,
        oneway=oneway,
        edges=used[["edge", "road_class", "road_number", "length_m"]].assign(
            junction_ds=np.rint(junction_s * junctions * DS_PER_S),
            may_join=used["may_join"].astype(bool) if "may_join" in used else True,
        ),
        lines=np.asarray(drawn, dtype=object),
        side_roads=beside,
        crs=crs,
    )


def _time_ds(
    edges: pd.DataFrame,
    profile: Profile,
    free: NDArray[np.bool_],
    column: str,
    junction_s: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Tenths of a second along each edge, one way."""
    flow_s = _flow_s(edges, profile, column)
    if profile.at_peak:
        flow_s = flow_s * _peak_factor(edges, flow_s, free, profile.peak)
    seconds = profile.free_flow_factor * flow_s + junction_s
    unusable = ~(seconds >= 0) | (seconds > MOST_S)
    if unusable.any():
        raise LayerError("roads.no_time", edge=first_of(edges, unusable))
    return np.maximum(np.rint(seconds * DS_PER_S), 1).astype(np.int64)


def _flow_s(edges: pd.DataFrame, profile: Profile, column: str) -> NDArray[np.float64]:
    """Seconds along each edge before junctions."""
    if not profile.speeds_kmh:
        return edges[column].to_numpy(dtype=float)
    kmh = edges["road_class"].map(dict(profile.speeds_kmh)).astype(float)
    if kmh.isna().any():
        raise LayerError(
            "roads.no_speed",
            road_class=edges["road_class"][kmh.isna()].iloc[0],
            mode=profile.mode,
            known=list(profile.speeds_kmh),
        )
    flow: NDArray[np.float64] = (edges["length_m"] / (kmh * M_PER_S_PER_KMH)).to_numpy(dtype=float)
    return flow


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
