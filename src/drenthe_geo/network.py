"""Roads as a routable network for one mode, in whole tenths of a second.

Times are integers because sums of floats are not exact: a place exactly 30 minutes
away would sum to 1800.0000000000005 s and silently fall out of the 30-minute area.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import LayerError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from drenthe_geo.profiles import Profile

DS_PER_MIN = 600
"""Tenths of a second in a minute."""
DS_PER_S = 10
M_PER_S_PER_KMH = 1 / 3.6
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
        Coordinates of the junctions, RD New.
    tail, head : numpy.ndarray, shape (m,)
        Positions of the nodes that each edge runs from and to.
    time_ds : numpy.ndarray, shape (m,)
        Time along the edge in tenths of a second, the same in both directions.
    oneway : numpy.ndarray, shape (m,)
        True where only tail → head is allowed.
    edges : pandas.DataFrame, m rows
        ``edge`` (id in the source table), ``road_class``, ``road_number``, ``length_m``.
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
        return ~self.edges["road_class"].isin(closed).to_numpy(dtype=bool)


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
        ``road_number`` (may be missing), ``oneway``.
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
    unusable = ~np.isfinite(seconds) | (seconds < 0)
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
    return Network(
        profile=profile,
        node_xy_m=xy,
        tail=tail,
        head=head,
        time_ds=np.maximum(np.rint(seconds * DS_PER_S), 1).astype(np.int64),
        oneway=used["oneway"].to_numpy(dtype=bool) & (not profile.ignores_oneway),
        edges=used[["edge", "road_class", "road_number", "length_m"]],
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

    both = ~network.oneway
    start = np.concatenate([network.tail, network.head[both]])
    end = np.concatenate([network.head, network.tail[both]])
    time = np.concatenate([network.time_ds, network.time_ds[both]])
    if reverse:
        start, end = end, start
    order = np.lexsort((time, end, start))
    start, end, time = start[order], end[order], time[order]
    fastest = np.ones(len(start), dtype=bool)
    fastest[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    shape = (network.n_nodes, network.n_nodes)
    return csr_array((time[fastest].astype(float), (start[fastest], end[fastest])), shape=shape)


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
    cuts = pd.DataFrame({"edge": edge[inner], "offset": offset[inner], "fraction": fraction[inner]})
    cuts = cuts.groupby(["edge", "offset"], as_index=False).first()
    cuts["node"] = network.n_nodes + np.arange(len(cuts))
    cut_edges = cuts["edge"].to_numpy()
    points = shapely.line_interpolate_point(
        network.lines[cut_edges], cuts["fraction"].to_numpy(), normalized=True
    )
    pieces = _pieces(network, cuts)
    keep = np.ones(network.n_edges, dtype=bool)
    keep[cut_edges] = False
    parent = pieces["edge"].to_numpy()
    share = pieces["to"].to_numpy() - pieces["from"].to_numpy()
    new_edges = network.edges.iloc[parent].copy()
    new_edges["length_m"] = new_edges["length_m"].to_numpy() * share
    split = replace(
        network,
        node_xy_m=np.vstack([network.node_xy_m, shapely.get_coordinates(points)]),
        tail=np.concatenate([network.tail[keep], pieces["tail"]]),
        head=np.concatenate([network.head[keep], pieces["head"]]),
        time_ds=np.concatenate([network.time_ds[keep], pieces["time_ds"]]),
        oneway=np.concatenate([network.oneway[keep], network.oneway[parent]]),
        edges=pd.concat([network.edges[keep], new_edges], ignore_index=True),
        lines=np.concatenate([network.lines[keep], pieces["line"].to_numpy()]),
    )
    found = pd.MultiIndex.from_frame(cuts[["edge", "offset"]])
    asked = pd.MultiIndex.from_arrays([edge[inner], offset[inner]])
    node[inner] = cuts["node"].to_numpy()[found.get_indexer(asked)]
    return split, node


def _pieces(network: Network, cuts: pd.DataFrame) -> pd.DataFrame:
    """List the parts of every edge that is cut, in order along it."""
    rows = []
    for edge, group in cuts.groupby("edge", sort=True):
        at = int(str(edge))
        nodes = [network.tail[at], *group["node"], network.head[at]]
        offsets = [0, *group["offset"], network.time_ds[at]]
        fractions = [0.0, *group["fraction"], 1.0]
        for i in range(len(nodes) - 1):
            line = line_part(network.lines[at], fractions[i], fractions[i + 1])
            time = offsets[i + 1] - offsets[i]
            rows.append((at, nodes[i], nodes[i + 1], time, fractions[i], fractions[i + 1], line))
    return pd.DataFrame(rows, columns=["edge", "tail", "head", "time_ds", "from", "to", "line"])


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
