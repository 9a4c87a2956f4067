"""Roads as a routable network for one mode, in whole tenths of a second.

Times are integers because sums of floats are not exact: a place exactly 30 minutes
away would sum to 1800.0000000000005 s and silently fall out of the 30-minute area.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import LayerError
from drenthe_geo.profiles import TENTHS_PER_MIN

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.profiles import Profile

DS_PER_MIN = TENTHS_PER_MIN
"""Tenths of a second in a minute."""
DS_PER_S = 10
M_PER_S_PER_KMH = 1 / 3.6
CURVE_CELLS = 2**16 - 1
CURVE_SPREAD = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
"""Shifts and masks that put a 0 between the sixteen bits of a number."""
MOST_S = 7 * 24 * 3600
"""An edge that takes a week is a mistake; far longer ones would overflow."""
LINE_END_M = 20.0
"""A line may end this far from its node (a source's rounding), no further."""


@dataclass(frozen=True)
class Network:
    """A road network that one mode may use.

    Parameters
    ----------
    profile : Profile
        The mode's profile, with which the times were made.
    node_xy_m : numpy.ndarray, shape (n, 2)
        Coordinates of the junctions, RD New, in an order of the network's own.
    tail, head : numpy.ndarray, shape (m,)
        Positions of the nodes that each edge runs from and to.
    time_ds : numpy.ndarray, shape (m,)
        Time along the edge in tenths of a second, the same in both directions.
    oneway : numpy.ndarray, shape (m,)
        True where only tail → head is allowed.
    edges : pandas.DataFrame, m rows
        ``edge`` (id in the source table), ``road_class``, ``road_number``,
        ``length_m``, ``junction_ds`` (part of the time that is spent at junctions),
        ``may_join`` (whether a point may join it between its ends).
    lines : numpy.ndarray of shapely.LineString, shape (m,)
        Course of each edge from tail to head, RD New.
    """

    profile: Profile
    node_xy_m: NDArray[np.float64]
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    time_ds: NDArray[np.int64]
    oneway: NDArray[np.bool_]
    edges: pd.DataFrame
    lines: NDArray[np.object_]

    @property
    def n_nodes(self) -> int:
        """Number of junctions."""
        return len(self.node_xy_m)

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.tail)

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
    def joinable_tree(self) -> shapely.STRtree:
        """Spatial index of the lines of `joinable`; kept, as every snap needs it."""
        return shapely.STRtree(self.lines[self.joinable])

    @cached_property
    def arcs(self) -> csr_array:
        """Arcs as a matrix of times; kept, as every search needs it."""
        return graph_matrix(self)

    @cached_property
    def reversed_arcs(self) -> csr_array:
        """Arcs turned round, for searches against the traffic."""
        return graph_matrix(self, reverse=True)


def build_network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    profile: Profile,
    *,
    lines: NDArray[np.object_] | None = None,
) -> Network:
    """Build the network of one mode from tables of nodes and edges.

    Parameters
    ----------
    nodes : pandas.DataFrame
        ``node`` (id), ``x_m``, ``y_m`` (RD New).
    edges : pandas.DataFrame
        ``edge`` (id), ``tail`` and ``head`` (node ids), ``length_m``,
        ``free_flow_s``, ``junctions`` (number passed, in halves), ``road_class``,
        ``road_number`` (may be missing), ``oneway``; ``may_join`` where some roads
        can be joined at their ends alone.
    profile : Profile
        The mode's profile.
    lines : numpy.ndarray of shapely.LineString, optional
        Course of each edge; straight where not given.

    Returns
    -------
    Network
        Edges of closed classes left out. Time of an edge is
        ``free_flow_factor × flow + junction_s × junctions`` rounded to a tenth of a
        second, and at least one; flow is ``free_flow_s``, or the length over the
        speed of the class where the profile has speeds.

    Raises
    ------
    LayerError
        If an edge names a node that does not exist, a class has no speed in the
        profile, a time is not finite, or a line does not join the edge's nodes.

    Examples
    --------
    >>> import pandas as pd
    >>> from drenthe_geo import read_profile
    >>> nodes = pd.DataFrame({"node": [1, 2], "x_m": [0.0, 1000.0], "y_m": [0.0, 0.0]})
    >>> edges = pd.DataFrame({"edge": [7], "tail": [1], "head": [2], "length_m": [1000.0],
    ...     "free_flow_s": [60.0], "junctions": [1.0], "road_class": ["tertiary"],
    ...     "road_number": [None], "oneway": [False]})
    >>> network = build_network(nodes, edges, read_profile("car"))
    >>> network.time_ds.tolist()  # 1.15 × 60 s + 3 s
    [720]
    """
    use = ~edges["road_class"].isin(list(profile.closed_classes)).to_numpy(dtype=bool)
    used = edges.loc[use].reset_index(drop=True)
    position = pd.Index(nodes["node"])
    tail = position.get_indexer(pd.Index(used["tail"]))
    head = position.get_indexer(pd.Index(used["head"]))
    lost = (tail < 0) | (head < 0)
    if lost.any():
        first = used["edge"].iloc[int(np.flatnonzero(lost)[0])]
        msg = (
            f"road edges: {int(lost.sum())} run to a node that does not exist, "
            f"the first is edge {first}."
        )
        raise LayerError(msg)
    free = used["road_class"].isin(list(profile.junction_free_classes)).to_numpy(dtype=bool)
    junctions = np.where(free, 0.0, used["junctions"].to_numpy(dtype=float))
    seconds = profile.free_flow_factor * _flow_s(used, profile) + profile.junction_s * junctions
    unusable = ~(seconds >= 0) | (seconds > MOST_S)
    if unusable.any():
        first = used["edge"].iloc[int(np.flatnonzero(unusable)[0])]
        msg = f"road edges: edge {first} has no time that can be used (free_flow_s or junctions)."
        raise LayerError(msg)
    xy = nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    if lines is None:
        drawn = shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))
    else:
        drawn = lines[use]
        for end, node in ((0, tail), (-1, head)):
            off_m = np.hypot(*(shapely.get_coordinates(shapely.get_point(drawn, end)) - xy[node]).T)
            if (off_m > LINE_END_M).any():
                first = used["edge"].iloc[int(off_m.argmax())]
                msg = (
                    f"road edges: the line of edge {first} does not run from its tail to its head "
                    f"({off_m.max():,.0f} m off); turn it round or mend its nodes."
                )
                raise LayerError(msg)
    order = _along_curve(xy)  # neighbours in space are neighbours in memory: faster searches
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return Network(
        profile=profile,
        node_xy_m=xy[order],
        tail=rank[tail],
        head=rank[head],
        time_ds=np.maximum(np.rint(seconds * DS_PER_S), 1).astype(np.int64),
        oneway=used["oneway"].to_numpy(dtype=bool) & (not profile.ignores_oneway),
        edges=used[["edge", "road_class", "road_number", "length_m"]].assign(
            junction_ds=np.rint(profile.junction_s * junctions * DS_PER_S),
            may_join=used["may_join"].astype(bool) if "may_join" in used else True,
        ),
        lines=np.asarray(drawn, dtype=object),
    )


def _flow_s(edges: pd.DataFrame, profile: Profile) -> NDArray[np.float64]:
    """Seconds along each edge before junctions."""
    if not profile.speeds_kmh:
        return edges["free_flow_s"].to_numpy(dtype=float)
    kmh = edges["road_class"].map(dict(profile.speeds_kmh)).astype(float)
    if kmh.isna().any():
        road_class = edges["road_class"][kmh.isna()].iloc[0]
        msg = (
            f"road edges: class {road_class!r} has no speed in the profile of mode "
            f"{profile.mode!r}; it knows {', '.join(profile.speeds_kmh)}."
        )
        raise LayerError(msg)
    flow: NDArray[np.float64] = (edges["length_m"] / (kmh * M_PER_S_PER_KMH)).to_numpy(dtype=float)
    return flow


def _along_curve(xy_m: NDArray[np.float64]) -> NDArray[np.intp]:
    """Order of points along Morton's Z-shaped curve (1966)."""
    from_corner = xy_m - xy_m.min(axis=0, initial=np.inf)
    most = max(float(from_corner.max(initial=0.0)), 1.0)
    cells = (from_corner / most * CURVE_CELLS).astype(np.uint64).T
    for shift, mask in CURVE_SPREAD:
        cells = (cells | (cells << np.uint64(shift))) & np.uint64(mask)
    return np.argsort(cells[0] | (cells[1] << np.uint64(1)), kind="stable")


def graph_matrix(network: Network, *, reverse: bool = False) -> csr_array:
    """Arcs of the network as a sparse matrix of times.

    Parameters
    ----------
    network : Network
        The network.
    reverse : bool
        Turn every arc round: a search on it from a facility gives times *to* it.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        Tenths of a second as floats (whole numbers, so sums stay exact); of
        parallel arcs the fastest.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - keeps `import drenthe_geo` light

    start, end, time = _arc_list(network, np.arange(network.n_edges), reverse=reverse)
    shape = (network.n_nodes, network.n_nodes)
    return csr_array((time, (start, end)), shape=shape)


def split_graph(network: Network, split: Network, *, reverse: bool = False) -> csr_array:
    """Arcs of a network with split edges, made from the arcs of the whole one.

    Parameters
    ----------
    network : Network
        The network before.
    split : Network
        Result of `split_edges` on it.
    reverse : bool
        Turn every arc round.

    Returns
    -------
    scipy.sparse.csr_array
        The arcs of whole edges stay beside those of their parts, which take as long:
        no time differs from that on `graph_matrix(split)`, which takes far longer
        to make.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    whole = network.reversed_arcs if reverse else network.arcs
    parts = np.flatnonzero((split.tail >= network.n_nodes) | (split.head >= network.n_nodes))
    start, end, time = _arc_list(split, parts, reverse=reverse)
    more = np.bincount(start, minlength=split.n_nodes)
    ends = np.full(split.n_nodes, whole.indptr[-1])
    ends[: network.n_nodes] = whole.indptr[1:]
    at = ends[start]  # behind the arcs that leave the same node; new nodes come last
    rows = np.concatenate([[0], ends + np.cumsum(more)]).astype(whole.indptr.dtype)
    heads = np.insert(whole.indices, at, end.astype(whole.indices.dtype))
    shape = (split.n_nodes, split.n_nodes)
    return csr_array((np.insert(whole.data, at, time), heads, rows), shape=shape)


def _arc_list(
    network: Network, edge: NDArray[np.intp], *, reverse: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Start, end and time of the arcs of some edges, in order; of parallel ones the fastest."""
    both = edge[~network.oneway[edge]]
    start = np.concatenate([network.tail[edge], network.head[both]])
    end = np.concatenate([network.head[edge], network.tail[both]])
    time = np.concatenate([network.time_ds[edge], network.time_ds[both]]).astype(float)
    if reverse:
        start, end = end, start
    # One number per pair of nodes sorts four times faster than two.
    pair = start * network.n_nodes + end
    order = np.argsort(pair)
    pair = pair[order]
    first = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]])[: len(pair)])
    if len(first) == 0:
        return start, end, time
    start, end = np.divmod(pair[first], network.n_nodes)
    return start, end, np.minimum.reduceat(time[order], first)


def split_edges(
    network: Network, edge: NDArray[np.intp], fraction: NDArray[np.float64]
) -> tuple[Network, NDArray[np.intp]]:
    """Make points along edges nodes of the network.

    Parameters
    ----------
    network : Network
        The network; it is not changed.
    edge : numpy.ndarray of int, shape (p,)
        Position of the edge that each point lies on.
    fraction : numpy.ndarray of float, shape (p,)
        Place of the point along it, 0 at the tail and 1 at the head.

    Returns
    -------
    network : Network
        The network with the edges split; the times of the parts of an edge add up
        to the time of the whole.
    node : numpy.ndarray of int, shape (p,)
        Position of each point's node. A point less than a twentieth of a second
        from an end takes that end; points in the same tenth share a node.
    """
    whole = network.time_ds[edge]
    offset = np.rint(np.clip(fraction, 0.0, 1.0) * whole).astype(np.int64)
    node = np.where(offset <= 0, network.tail[edge], network.head[edge])
    inner = (offset > 0) & (offset < whole)
    if not inner.any():
        return network, node
    # One cut per edge and tenth of a second, in order along the edges.
    asked = np.stack([edge[inner], offset[inner]])
    (cut_edge, cut_offset), first, where = np.unique(
        asked, axis=1, return_index=True, return_inverse=True
    )
    cut_fraction = fraction[inner][first]
    new_node = network.n_nodes + np.arange(len(cut_edge))
    node[inner] = new_node[where.ravel()]
    points = shapely.line_interpolate_point(network.lines[cut_edge], cut_fraction, normalized=True)
    pieces = _pieces(network, cut_edge, cut_offset, cut_fraction, new_node)
    parent = pieces["edge"].to_numpy()
    # The first part of an edge takes its row, the others stand at the end: nothing moves.
    first_part = np.ones(len(parent), dtype=bool)
    first_part[1:] = parent[1:] != parent[:-1]
    row = np.where(first_part, parent, network.n_edges + np.cumsum(~first_part) - 1)
    more = parent[~first_part]
    tail, head, time_ds, lines = (
        np.concatenate([values, values[more]])
        for values in (network.tail, network.head, network.time_ds, network.lines)
    )
    for values, name in ((tail, "tail"), (head, "head"), (time_ds, "time_ds"), (lines, "line")):
        values[row] = pieces[name]
    edges = pd.concat([network.edges, network.edges.iloc[more]], ignore_index=True)
    for name in ("length_m", "junction_ds"):
        values = edges[name].to_numpy(copy=True)
        values[row] *= pieces["share"]
        edges[name] = values
    split = replace(
        network,
        node_xy_m=np.vstack([network.node_xy_m, shapely.get_coordinates(points)]),
        tail=tail,
        head=head,
        time_ds=time_ds,
        oneway=np.concatenate([network.oneway, network.oneway[more]]),
        edges=edges,
        lines=lines,
    )
    return split, node


def _pieces(
    network: Network,
    cut_edge: NDArray[np.intp],
    cut_offset: NDArray[np.int64],
    cut_fraction: NDArray[np.float64],
    new_node: NDArray[np.intp],
) -> pd.DataFrame:
    """List the parts of every edge that is cut, in order along it."""
    rows = []
    for at in np.unique(cut_edge):
        mine = cut_edge == at
        nodes = [network.tail[at], *new_node[mine], network.head[at]]
        offsets = [0, *cut_offset[mine], network.time_ds[at]]
        fractions = [0.0, *cut_fraction[mine].tolist(), 1.0]
        for i in range(len(nodes) - 1):
            line = line_part(network.lines[at], fractions[i], fractions[i + 1])
            share = fractions[i + 1] - fractions[i]
            rows.append((at, nodes[i], nodes[i + 1], offsets[i + 1] - offsets[i], share, line))
    return pd.DataFrame(rows, columns=["edge", "tail", "head", "time_ds", "share", "line"])


def line_part(line: shapely.LineString, start: float, end: float) -> shapely.LineString:
    """Cut a part out of a line.

    Parameters
    ----------
    line : shapely.LineString
        The line.
    start, end : float
        Where the part begins and ends, as fractions of the length.

    Returns
    -------
    shapely.LineString
        The part, in the direction of the line.

    Examples
    --------
    >>> from shapely import LineString
    >>> line_part(LineString([(0, 0), (10, 0)]), 0.2, 0.5)
    <LINESTRING (2 0, 5 0)>
    """
    from shapely.ops import substring  # noqa: PLC0415 - slow to import, rarely needed

    return substring(line, start, end, normalized=True)
