"""Networks to and from osmnx graphs, so that every osmnx function works on ours.

osmnx is not imported here: its graphs are networkx graphs with agreed attributes, and
those are all that is needed. Only reading a GraphML file (`io.networks`) imports it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import RD_NEW, require_some_crs
from drenthe_geo.errors import LayerError
from drenthe_geo.roads.network import build_network
from drenthe_geo.units import DS_PER_S, KMH_PER_M_PER_S
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from typing import Any

    from drenthe_geo.roads.network import Network
    from drenthe_geo.roads.profiles import Profile


def to_osmnx(network: Network) -> nx.MultiDiGraph:
    """Turn a network into a graph as osmnx makes them.

    Parameters
    ----------
    network : Network
        The network.

    Returns
    -------
    networkx.MultiDiGraph
        In RD New (``graph["crs"]``). Nodes have ``x``, ``y``, ``street_count``; edges
        ``osmid`` (our edge id), ``highway``, ``ref``, ``oneway``, ``reversed``,
        ``length`` (m), ``speed_kph``, ``travel_time`` (s, of this network's profile)
        and ``geometry``. A two-way road is two edges.

    Examples
    --------
    >>> import networkx as nx
    >>> import drenthe_geo as dg
    >>> graph = to_osmnx(dg.roads.read_network(area, "car"))
    >>> nx.is_strongly_connected(graph), graph.graph["crs"]
    (True, 'EPSG:28992')
    """
    graph = nx.MultiDiGraph(crs=RD_NEW, created_with="drenthe-geo", simplified=True)
    ends = np.concatenate([network.tail, network.head])
    streets = np.bincount(ends, minlength=network.n_nodes).tolist()
    graph.add_nodes_from(
        (node, {"x": x, "y": y, "street_count": count})
        for node, ((x, y), count) in enumerate(
            zip(network.node_xy_m.tolist(), streets, strict=True)
        )
    )
    seconds = network.time_ds / DS_PER_S
    length_m = network.edges["length_m"].to_numpy(dtype=float)
    rows = zip(
        network.tail.tolist(),
        network.head.tolist(),
        network.edges["edge"].tolist(),
        network.edges["road_class"].tolist(),
        network.edges["road_number"].tolist(),
        network.oneway.tolist(),
        length_m.tolist(),
        seconds.tolist(),
        (length_m / seconds * KMH_PER_M_PER_S).tolist(),
        network.lines,
        shapely.reverse(network.lines),
        strict=True,
    )
    for tail, head, edge, road_class, number, oneway, metres, time, kmh, line, back in rows:
        same = {
            "osmid": edge,
            "highway": road_class,
            "oneway": oneway,
            "length": metres,
            "speed_kph": kmh,
            "travel_time": time,
        }
        if isinstance(number, str):
            same["ref"] = number
        graph.add_edge(tail, head, **same, reversed=False, geometry=line)
        if not oneway:
            graph.add_edge(head, tail, **same, reversed=True, geometry=back)
    return graph


def from_osmnx(graph: nx.MultiDiGraph, profile: Profile) -> Network:
    """Turn a graph of osmnx into a network.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        A graph with ``crs``, ``x`` and ``y`` per node, and ``length`` (m) and
        ``travel_time`` (s) per edge, as ``osmnx.add_edge_travel_times`` adds them.
    profile : Profile
        Says which classes are closed, where points may join, and what the leg to
        the road costs. Its free-flow factor and junction time are not applied: the
        graph's travel times are taken as they are.

    Returns
    -------
    Network
        In RD New. Two edges that are each other's reverse become one two-way road,
        so that a point on it can leave both ways.

    Raises
    ------
    CrsError
        If the graph has no CRS.
    LayerError
        If there are no edges, or they lack a length or a travel time.

    Examples
    --------
    >>> import drenthe_geo as dg
    >>> network = dg.roads.read_network(area, "car")
    >>> again = from_osmnx(to_osmnx(network), network.profile)
    >>> again.n_edges == network.n_edges, int(again.time_ds.sum() - network.time_ds.sum())
    (True, 0)
    """
    if graph.number_of_edges() == 0:
        raise LayerError("io.no_edges")
    names = list(graph.nodes)
    xy = np.array([[graph.nodes[name]["x"], graph.nodes[name]["y"]] for name in names], dtype=float)
    points = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=graph.graph.get("crs"))
    require_some_crs(points, Message("io.graph"))
    in_rd = points.to_crs(RD_NEW)
    position = {name: number for number, name in enumerate(names)}
    rows = [
        (position[tail], position[head], *_edge_values(data))
        for tail, head, data in graph.edges(data=True)
    ]
    columns = ["tail", "head", "osmid", "road_class", "road_number", "length_m", "seconds", "line"]
    table = pd.DataFrame(rows, columns=columns)
    _require_numbers(table)
    table = _two_way(table)
    straight = shapely.linestrings(xy[table[["tail", "head"]].to_numpy()])
    drawn = np.where(table["line"].isna(), straight, table["line"])
    lines = gpd.GeoSeries(drawn, crs=points.crs).to_crs(RD_NEW)
    nodes = pd.DataFrame(
        {"node": np.arange(len(names)), "x_m": in_rd.geometry.x, "y_m": in_rd.geometry.y}
    )
    edges = table.assign(edge=np.arange(len(table)), free_flow_s=table["seconds"], junctions=0.0)
    as_given = replace(profile, free_flow_factor=1.0, junction_s=0.0)
    return build_network(nodes, edges, as_given, lines=lines.to_numpy())


def _edge_values(data: dict[str, Any]) -> tuple[Any, ...]:
    return (
        _id_text(data.get("osmid")),
        _first(data.get("highway"), "unclassified"),
        _first(data.get("ref"), None),
        data.get("length"),
        data.get("travel_time"),
        data.get("geometry"),
    )


def _id_text(value: Any) -> str:  # noqa: ANN401 - an id or a list of them
    """Write ids in one order: osmnx joins those of a street in any order."""
    return ",".join(sorted(map(str, value))) if isinstance(value, list) else str(value)


def _first(value: Any, default: str | None) -> Any:  # noqa: ANN401 - osmnx joins tags to lists
    if isinstance(value, list):
        return value[0] if value else default
    return default if value is None else value


def _require_numbers(table: pd.DataFrame) -> None:
    for column, cure in (("length_m", "length"), ("seconds", "travel_time")):
        table[column] = pd.to_numeric(table[column], errors="coerce")
        missing = int(table[column].isna().sum())
        if missing:
            counts = {"count": missing, "total": len(table)}
            raise LayerError("io.edges_lack", **counts, column=cure)


def _two_way(table: pd.DataFrame) -> pd.DataFrame:
    """Join edges that are each other's reverse."""
    low = table[["tail", "head"]].min(axis=1)
    high = table[["tail", "head"]].max(axis=1)
    tenths = (table["seconds"] * DS_PER_S).round()
    key = [low, high, table["osmid"], table["length_m"].round(1), tenths]
    # A loop runs both ways between the same nodes; its course tells which way.
    course = shapely.get_coordinates(shapely.get_point(table["line"].to_numpy(), 1))
    loop_up = np.zeros(len(table), dtype=bool)
    has_line = table["line"].notna().to_numpy()
    back = shapely.get_coordinates(shapely.get_point(table["line"].to_numpy(), -2))
    loop_up[has_line] = [tuple(a) <= tuple(b) for a, b in zip(course, back, strict=True)]
    up = np.where(table["tail"] == table["head"], loop_up, table["tail"] < table["head"])
    # The first with the second, … of those that look alike in each direction.
    turn = table.groupby([*key, up], sort=False).cumcount()
    pair = table.groupby([*key, turn], sort=False)
    alone = pair["tail"].transform("size") == 1
    first = pair.cumcount() == 0
    return table.assign(oneway=alone)[first].reset_index(drop=True)
