"""The generalised road network: fewer roads, no dead ends, no shapes, the same times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from drenthe_geo.units import KMH_PER_M_PER_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

MAIN_CLASSES = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
)
MOTOR_ONLY_CLASSES = ("motorway", "motorway_link", "trunk", "trunk_link")


@dataclass(frozen=True)
class Chain:
    """A run of edges between two junctions that carries one kind of road."""

    start: int
    end: int
    coords: NDArray[np.float64]
    length_m: NDArray[np.float64]  # cumulative at each coordinate
    free_flow_s: NDArray[np.float64]
    junctions: NDArray[np.float64]
    kind: tuple[Any, ...]


def select_roads(
    edges: gpd.GeoDataFrame, zones: shapely.Geometry, settings: dict[str, Any]
) -> gpd.GeoDataFrame:
    """Keep the classes of the model, more of them near stations and sites."""
    near = shapely.intersects(edges.geometry.to_numpy(), zones)
    everywhere = edges["highway"].isin(settings["classes_everywhere"]).to_numpy()
    local = edges["highway"].isin(settings["classes_in_zones"]).to_numpy() & near
    kept = edges[everywhere | local].copy()
    kept["in_zone"] = near[everywhere | local]
    return kept[kept["u"] != kept["v"]].reset_index(drop=True)


def largest_connected(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the largest part in which every road can be reached from every other."""
    n = int(max(edges["u"].max(), edges["v"].max())) + 1
    both = ~edges["oneway"].to_numpy()
    start = np.concatenate([edges["u"], edges["v"][both]])
    end = np.concatenate([edges["v"], edges["u"][both]])
    arcs = csr_array((np.ones(len(start)), (start, end)), shape=(n, n))
    _, label = connected_components(arcs, directed=True, connection="strong")
    u, v = label[edges["u"]], label[edges["v"]]
    largest = np.bincount(u[u == v]).argmax()
    return edges[(u == largest) & (v == largest)].reset_index(drop=True)


def prune_dead_ends(edges: gpd.GeoDataFrame, shortest_m: float) -> gpd.GeoDataFrame:
    """Drop dead-end branches shorter than a length, outside the zones."""
    while True:
        drop = _short_dead_ends(edges, shortest_m)
        if not drop:
            return edges.reset_index(drop=True)
        edges = edges.drop(index=list(drop))


def _short_dead_ends(edges: gpd.GeoDataFrame, shortest_m: float) -> set[int]:
    at_node: dict[int, list[int]] = {}
    for row, u, v in zip(edges.index, edges["u"], edges["v"], strict=True):
        at_node.setdefault(u, []).append(row)
        at_node.setdefault(v, []).append(row)
    u, v = edges["u"].to_dict(), edges["v"].to_dict()
    length, in_zone = edges["length_m"].to_dict(), edges["in_zone"].to_dict()
    drop: set[int] = set()
    for leaf, rows in at_node.items():
        if len(rows) != 1:
            continue
        branch, node, row = [], leaf, rows[0]
        total = 0.0
        while True:
            branch.append(row)
            total += length[row]
            node = v[row] if u[row] == node else u[row]
            onward = [other for other in at_node[node] if other != row]
            if len(onward) != 1 or total >= shortest_m:
                break
            row = onward[0]
        if total < shortest_m and not any(in_zone[row] for row in branch):
            drop.update(branch)
    return drop


def chains(edges: gpd.GeoDataFrame) -> Iterator[Chain]:
    """Join edges at nodes where nothing branches off and nothing changes."""
    # On main roads a change of speed ends a chain; local streets are averaged.
    main = edges["highway"].isin(MAIN_CLASSES)
    speed = edges["maxspeed_kmh"].where(main, 0)
    kinds = list(zip(edges["highway"], edges["road_number"], edges["oneway"], speed, strict=True))
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    at_node: dict[int, list[int]] = {}
    for row in range(len(edges)):
        at_node.setdefault(int(u[row]), []).append(row)
        at_node.setdefault(int(v[row]), []).append(row)

    def passes(node: int) -> bool:
        rows = at_node[node]
        if len(rows) != 2 or rows[0] == rows[1] or kinds[rows[0]] != kinds[rows[1]]:
            return False
        first, second = rows
        # A one-way chain must run on, not meet head to head.
        return not kinds[first][2] or (v[first] == node) != (v[second] == node)

    coords = [shapely.get_coordinates(line) for line in edges.geometry]
    values = edges[["length_m", "time_car_s", "junction_halves"]].to_numpy(dtype=float)
    seen = np.zeros(len(edges), dtype=bool)
    starts = [node for node in at_node if not passes(node)]
    for node in [*starts, *at_node]:  # rings without a junction come last
        for row in at_node[node]:
            if not seen[row] and not (kinds[row][2] and v[row] == node):
                yield _walk(node, row, (u, v, at_node, passes, coords, values, kinds, seen))


def _walk(node: int, row: int, state: tuple[Any, ...]) -> Chain:
    u, v, at_node, passes, coords, values, kinds, seen = state
    start = node
    parts: list[NDArray[np.float64]] = []
    sums: list[NDArray[np.float64]] = []
    total = np.zeros(3)
    while True:
        seen[row] = True
        forward = u[row] == node
        xy = coords[row] if forward else coords[row][::-1]
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        share = along / along[-1] if along[-1] > 0 else np.linspace(0, 1, len(xy))
        begin = 1 if parts else 0
        parts.append(xy[begin:])
        sums.append((total + share[:, None] * values[row])[begin:])
        total = total + values[row]
        node = int(v[row] if forward else u[row])
        onward = [other for other in at_node[node] if not seen[other]]
        if not passes(node) or not onward or node == start:
            break
        row = onward[0]
    sum_xy = np.vstack(sums)
    return Chain(
        start, node, np.vstack(parts), sum_xy[:, 0], sum_xy[:, 1], sum_xy[:, 2], kinds[row]
    )


def bends(chain: Chain, tolerance_m: float) -> NDArray[np.intp]:
    """Positions of the coordinates to keep: both ends and the bends."""
    line = shapely.LineString(chain.coords)
    kept = shapely.get_coordinates(line.simplify(tolerance_m, preserve_topology=False))
    found, at = [], 0
    for xy in kept:
        while not np.array_equal(chain.coords[at], xy):
            at += 1
        found.append(at)
        at += 1
    found[-1] = len(chain.coords) - 1
    return np.array(found)


def model_tables(
    edges: gpd.GeoDataFrame, settings: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the tables of nodes and edges of the model network."""
    nodes: dict[object, tuple[float, float]] = {}
    rows = []
    for number, chain in enumerate(chains(edges)):
        keep = bends(chain, settings["bend_m"])
        names: list[object] = [chain.start, *((number, i) for i in keep[1:-1]), chain.end]
        for name, i in zip(names, keep, strict=True):
            nodes[name] = tuple(chain.coords[i])
        highway, road_number, oneway, speed_kmh = chain.kind
        if speed_kmh == 0:
            mean_kmh = KMH_PER_M_PER_S * chain.length_m[-1] / max(chain.free_flow_s[-1], 0.1)
            speed_kmh = int(np.clip(5 * round(mean_kmh / 5), 5, 130))
        steps = {
            "tail": names[:-1],
            "head": names[1:],
            "length_m": np.maximum(np.diff(np.rint(chain.length_m[keep])).astype(int), 1),
            "free_flow_s": np.maximum(np.diff(np.round(chain.free_flow_s[keep], 1)).round(1), 0.1),
            "junctions": np.diff(np.rint(chain.junctions[keep] * 2) / 2),
        }
        users = "motor" if highway in MOTOR_ONLY_CLASSES else "all"
        same = (highway, road_number, oneway, speed_kmh, users)
        rows += [(*step, *same) for step in zip(*steps.values(), strict=True)]
    columns = ["tail", "head", "length_m", "free_flow_s", "junctions", "road_class", "road_number"]
    table = pd.DataFrame(rows, columns=[*columns, "oneway", "maxspeed_kmh", "users"])
    table = table[table["tail"] != table["head"]]
    table = _without_points(nodes, table)
    table = _without_slower_twins(table)
    return _numbered(nodes, table)


def _without_points(nodes: dict[object, tuple[float, float]], table: pd.DataFrame) -> pd.DataFrame:
    """Make one node of two that round to the same metre and are joined by an edge."""
    ends = zip(table["tail"], table["head"], strict=True)
    same = np.array([np.array_equal(np.rint(nodes[a]), np.rint(nodes[b])) for a, b in ends])
    into = dict(zip(table["head"][same], table["tail"][same], strict=True))

    def kept(node: object) -> object:
        while node in into:
            node = into[node]
        return node

    table = table.assign(tail=table["tail"].map(kept), head=table["head"].map(kept))
    return table[table["tail"] != table["head"]]


def _without_slower_twins(table: pd.DataFrame) -> pd.DataFrame:
    """Of two-way edges between the same nodes keep the fastest."""
    ends = zip(table["tail"].map(repr), table["head"].map(repr), strict=True)
    pair = ["|".join(sorted(both)) for both in ends]
    table = table.assign(pair=pair).sort_values("free_flow_s", kind="stable")
    twin = table.duplicated(["pair"]) & ~table["oneway"]
    return table[~twin].drop(columns="pair").sort_index()


def _numbered(
    nodes: dict[object, tuple[float, float]], table: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    used = pd.Index(pd.unique(pd.concat([table["tail"], table["head"]])), tupleize_cols=False)
    xy = np.rint(np.array([nodes[name] for name in used])).astype(int)
    order = np.argsort(z_order(xy), kind="stable")
    rank = np.empty(len(used), dtype=int)
    rank[order] = np.arange(len(used))
    number = dict(zip(used, rank.tolist(), strict=True))
    table = table.assign(
        tail=[number[name] for name in table["tail"]],
        head=[number[name] for name in table["head"]],
    )
    turn = ~table["oneway"] & (table["tail"] > table["head"])
    table.loc[turn, ["tail", "head"]] = table.loc[turn, ["head", "tail"]].to_numpy()
    by = ["tail", "head", "free_flow_s", "length_m"]
    table = table.sort_values(by, kind="stable").reset_index(drop=True)
    node_table = pd.DataFrame(
        {"node": np.arange(len(used)), "x_m": xy[order, 0], "y_m": xy[order, 1]}
    )
    table.insert(0, "edge", np.arange(len(table)))
    return node_table, table


def z_order(xy: NDArray[np.int_]) -> NDArray[np.uint64]:
    """Place along a space-filling curve: neighbours on the map get near numbers."""
    code = np.zeros(len(xy), dtype=np.uint64)
    x, y = (xy - xy.min(axis=0)).astype(np.uint64).T
    for bit in range(18):
        mask = np.uint64(1 << bit)
        code |= ((x & mask) << np.uint64(bit)) | ((y & mask) << np.uint64(bit + 1))
    return code
