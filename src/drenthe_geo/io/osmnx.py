"""Networks to and from osmnx graphs, so that every osmnx function works on ours.

osmnx is not imported here: its graphs are networkx graphs with agreed attributes, and
those are all that is needed. Both are an extra, ``drenthe-geo[osmnx]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.contracts.extras import Graph, require_extra
from drenthe_geo.io.edges.graphs import network_from_graph
from drenthe_geo.io.edges.origin import OURS, SOURCES, sources_told
from drenthe_geo.units import DS_PER_S, KMH_PER_M_PER_S
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile


@checked
def to_osmnx(network: Network) -> Any:  # noqa: ANN401 - a graph of networkx, which is an extra
    """Turn a network into a graph as osmnx makes them.

    Parameters
    ----------
    network : Network
        The network.

    Returns
    -------
    networkx.MultiDiGraph
        In the network's CRS (``graph["crs"]``). Nodes have ``x``, ``y``, ``street_count``; edges
        ``osmid`` (our edge id), ``highway``, ``ref``, ``oneway``, ``reversed``,
        ``length`` (m), ``speed_kph``, ``travel_time`` (s, of this network's profile)
        and ``geometry``. A two-way road is two edges. Such a graph can ban no turns: where the
        network does, they are open in it, and ``graph["banned_turns"]`` says how many are.
        ``graph["sources"]`` tells whom the roads credit, where that is known.

    Examples
    --------
    >>> import networkx as nx
    >>> import drenthe_geo as dg
    >>> graph = to_osmnx(dg.roads.read_network(area, "car"))
    >>> nx.is_strongly_connected(graph), graph.graph["crs"]
    (True, 'EPSG:28992')
    """
    require_extra("networkx", to_osmnx.__name__)
    import networkx as nx  # noqa: PLC0415 - an extra

    graph = nx.MultiDiGraph(crs=network.crs, created_with=OURS, simplified=True)
    if network.sources:
        graph.graph[SOURCES] = sources_told(network.sources)
    if network.turns is not None:
        graph.graph["banned_turns"] = network.turns.bans
    tails, heads = network.junctions
    streets = np.bincount(np.concatenate([tails, heads]), minlength=network.n_nodes)
    nodes = np.arange(network.n_nodes)
    if network.turns is not None:
        nodes = nodes[network.turns.junction == nodes]
    graph.add_nodes_from(
        (node, {"x": x, "y": y, "street_count": count})
        for node, (x, y), count in zip(
            nodes.tolist(),
            network.node_xy_m[nodes].tolist(),
            streets[nodes].tolist(),
            strict=True,
        )
    )
    there_s, back_s = network.time_ds / DS_PER_S, network.back_ds / DS_PER_S
    length_m = network.edges["length_m"].to_numpy(dtype=float)
    rows = zip(
        tails.tolist(),
        heads.tolist(),
        network.edges["edge"].tolist(),
        network.edges["road_class"].tolist(),
        network.edges["road_number"].tolist(),
        network.oneway.tolist(),
        length_m.tolist(),
        there_s.tolist(),
        back_s.tolist(),
        network.lines,
        shapely.reverse(network.lines),
        strict=True,
    )
    for tail, head, edge, road_class, number, oneway, metres, there, back, line, turned in rows:
        same = {"osmid": edge, "highway": road_class, "oneway": oneway, "length": metres}
        if isinstance(number, str):
            same["ref"] = number
        for seconds, start, end, course in ((there, tail, head, line), (back, head, tail, turned)):
            graph.add_edge(
                start,
                end,
                **same,
                speed_kph=metres / seconds * KMH_PER_M_PER_S,
                travel_time=seconds,
                reversed=course is turned,
                geometry=course,
            )
            if oneway:
                break
    return graph


@checked
def from_osmnx(graph: Graph, profile: Profile) -> Network:
    """Turn a graph of osmnx into a network.

    Parameters
    ----------
    graph : networkx graph
        A graph with ``crs``, ``x`` and ``y`` per node, and ``length`` (m) and
        ``travel_time`` (s) per edge, as ``osmnx.add_edge_travel_times`` adds them. The
        roads of one that is not directed are open both ways.
    profile : Profile
        Says which classes are closed (also those it does not know), where points may
        join, and what the leg to the road costs. Its speeds, free-flow factor and junction
        time are not applied: the graph's travel times are taken as they are, by any mode.

    Returns
    -------
    Network
        In RD New; elsewhere in the graph's own projection if it keeps lengths, else in
        UTM (`Network.crs`). Edges that are one road (the same nodes, lines within a metre)
        become one, which a point can leave both ways, at each way's own time. What is odd
        about the graph is in `Network.notices`. One of osmnx, whose edges have ids of
        OpenStreetMap, credits that (`Network.sources`), as its licence asks.

    Raises
    ------
    CrsError
        If the graph has no CRS, or none that is known.
    LayerError
        If there are no edges, nodes have no place, or edges lack a length or a travel time, or
        have one that cannot be.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> network = dg.roads.read_network(area, "car")
    >>> again = from_osmnx(to_osmnx(network), network.profile)
    >>> network.n_edges - again.n_edges, int(network.oneway.sum() - again.oneway.sum())
    (12, 24)

    Twelve roads were there as two one-way edges along one line each: now they are two-way.
    """
    return network_from_graph(graph, profile, Message("io.graph"))
