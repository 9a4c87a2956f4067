"""Which edges are A28, N34, …: follow each road from waypoint to waypoint."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra

from drenthe_geo.roads.arcs import graph_matrix
from drenthe_geo.roads.network import Network, build_network
from drenthe_geo.roads.splitting import split_edges

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from drenthe_geo.roads.profiles import Profile


def number_roads(
    edges: gpd.GeoDataFrame,
    nodes: pd.DataFrame,
    waypoints: pd.DataFrame,
    settings: dict[str, Any],
    profile: Profile,
) -> tuple[pd.Series, dict[str, list[shapely.LineString]], pd.DataFrame]:
    """Find the number of every edge, the course of every road in one direction, and how it went."""
    number = pd.Series(None, index=edges.index, dtype=object)
    course: dict[str, list[shapely.LineString]] = {}
    report = []
    roads = sorted(waypoints["weg"].unique())
    for kind in ("N", "A"):  # motorways last: on a shared stretch the higher class names it
        chosen = [road for road in roads if road.startswith(kind)]
        network = _cost_network(edges, nodes, settings[f"penalty_{kind.lower()}"], profile)
        points = waypoints[waypoints["weg"].isin(chosen)].reset_index(drop=True)
        network, at = _with_waypoints(network, points, settings["waypoint_m"])
        ways = {reverse: graph_matrix(network, reverse=reverse) for reverse in (False, True)}
        parent = network.edges["edge"].to_numpy()
        pair_edge = _edge_of_pair(network)
        for road in chosen:
            name = clean_number(road)
            stretches = matched = 0
            for _, stretch in points[points["weg"] == road].groupby("root", sort=False):
                for a, b in pairwise(stretch.index):
                    steps = _stretch(
                        ways, at[a], at[b], points.loc[[a, b], ["rd_x", "rd_y"]], settings
                    )
                    used = {
                        way: np.array([pair_edge[pair] for pair in pairs], dtype=int)
                        for way, pairs in steps.items()
                    }
                    for found in used.values():
                        part_m = network.edges["length_m"].to_numpy()[found]
                        _mark(number, edges, parent[found], part_m, name)
                    if False in used:
                        course.setdefault(name, []).extend(network.lines[used[False]])
                    stretches += 1
                    matched += bool(used)
            report.append((name, stretches, matched))
    columns = ["road_number", "stretches", "matched"]
    return number, course, pd.DataFrame(report, columns=columns)


def clean_number(road: str) -> str:
    """Road number without the suffix that tells two parts of a road apart."""
    return road.split(maxsplit=1)[0]


def _cost_network(
    edges: gpd.GeoDataFrame, nodes: pd.DataFrame, penalty: dict[str, float], profile: Profile
) -> Network:
    allowed = frozenset(penalty)
    none: frozenset[str] = frozenset()
    closed = frozenset(set(edges["highway"]) - allowed)
    by_class = replace(
        profile,
        free_flow_factor=1.0,
        junction_s=0.0,
        junction_free_classes=none,
        closed_classes=closed,
        no_access_classes=none,
    )
    table = pd.DataFrame(
        {
            "edge": np.arange(len(edges)),
            "tail": edges["u"],
            "head": edges["v"],
            "length_m": edges["length_m"],
            "free_flow_s": edges["length_m"] * edges["highway"].map(penalty).fillna(1.0),
            "junctions": 0.0,
            "road_class": edges["highway"],
            "road_number": None,
            "oneway": edges["oneway"],
        }
    )
    return build_network(nodes, table, by_class, lines=edges.geometry.to_numpy())


def _with_waypoints(
    network: Network, points: pd.DataFrame, radius_m: float
) -> tuple[Network, list[NDArray[np.intp]]]:
    """Make the feet of every waypoint on the roads around it nodes of the network."""
    xy = shapely.points(points[["rd_x", "rd_y"]].to_numpy(dtype=float))
    tree = shapely.STRtree(network.lines)
    point, edge = tree.query(xy, predicate="dwithin", distance=radius_m)
    fraction = shapely.line_locate_point(network.lines[edge], xy[point], normalized=True)
    split, node = split_edges(network, edge, fraction)
    return split, [np.unique(node[point == i]) for i in range(len(points))]


def _edge_of_pair(network: Network) -> dict[tuple[int, int], int]:
    cheapest: dict[tuple[int, int], int] = {}
    for edge in np.argsort(-network.time_ds, kind="stable"):
        tail, head = int(network.tail[edge]), int(network.head[edge])
        cheapest[tail, head] = int(edge)
        if not network.oneway[edge]:
            cheapest[head, tail] = int(edge)
    return cheapest


def _stretch(
    ways: dict[bool, Any],
    start: NDArray[np.intp],
    end: NDArray[np.intp],
    xy: pd.DataFrame,
    settings: dict[str, Any],
) -> dict[bool, list[tuple[int, int]]]:
    """Find the steps between two waypoints in both directions."""
    chord_m = float(np.hypot(*(xy.iloc[1] - xy.iloc[0])))
    steps = {}
    for reverse, arcs in ways.items():
        path = _path(arcs, start, end, chord_m, settings)
        if path is not None:
            steps[reverse] = [(q, p) if reverse else (p, q) for p, q in pairwise(path)]
    return steps


def _path(
    arcs: Any,  # noqa: ANN401 - a sparse matrix
    start: NDArray[np.intp],
    end: NDArray[np.intp],
    chord_m: float,
    settings: dict[str, Any],
) -> list[int] | None:
    if len(start) == 0 or len(end) == 0:
        return None
    limit = (settings["detour_factor"] * chord_m + settings["detour_m"]) * 10
    cost, before, _ = dijkstra(
        arcs, indices=start, min_only=True, return_predecessors=True, limit=limit
    )
    target = int(end[np.argmin(cost[end])])
    if not np.isfinite(cost[target]):
        return None
    path = [target]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _mark(
    number: pd.Series,
    edges: gpd.GeoDataFrame,
    parents: NDArray[np.intp],
    part_m: NDArray[np.float64],
    road: str,
) -> None:
    """Give an edge its number if the path follows at least half of it."""
    followed = pd.Series(part_m).groupby(parents).sum()
    whole = edges["length_m"].to_numpy()[followed.index]
    number.iloc[followed.index[followed.to_numpy() >= 0.5 * whole]] = road
