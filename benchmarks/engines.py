"""Our times and areas beside other engines': ``python -m benchmarks.engines --source DIR``.

Three tasks on the full car network of the public data, all in one run:

A. times from every junction to each of the nine stations: nine full trees;
B. the nearest of the nine for every junction: its time, and which one it is;
C. the 27 areas within 10, 20 and 30 minutes of each station, with their times.

Every engine searches the same graph: reversed, and split where the stations join it. An
engine's clock runs from its call until it hands back an answer of its own kind; making its
graph before that, and reading its answer after, are free. Ours gets no such help: the clock
runs while it snaps the stations, splits the roads and makes the graph.

Peers are optional: one that is not installed gets a row that says so.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys
import time
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pandas as pd
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.model_error import full_network
from drenthe_geo.reach.parts import part_lines, reached_parts
from drenthe_geo.roads.arcs import graph_matrix, split_graph
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.roads.splitting import split_edges
from drenthe_geo.units import DS_PER_MIN, DS_PER_S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Found: TypeAlias = tuple[NDArray[np.float64], NDArray[np.intp] | None]

MINUTES = (10, 20, 30)
QUICK_MS = 1000.0
"""Runs shorter than this are repeated more often."""
LEAST_ROUNDS, MOST_ROUNDS = 3, 7
EXACT_STATIONS = (0, 4, 8)
"""The exact areas take minutes: they are measured around these three of the nine."""
JOIN_DS = 1.0
"""Time of the arcs that join one node to all stations; some engines allow no zero."""
FAR_DS = 1e6
"""Beyond every time on the network; pandana wants a largest distance."""


@dataclass(frozen=True)
class Arcs:
    """A directed graph, one entry per arc."""

    n_nodes: int
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    time_ds: NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """The graph that all engines search, and what scipy finds on it."""

    network: dg.roads.Network
    stations: gpd.GeoDataFrame
    xy_m: NDArray[np.float64]
    matrix: csr_array
    nodes: NDArray[np.intp]
    access_ds: NDArray[np.float64]
    times_ds: NDArray[np.float64]

    @classmethod
    def of(cls, network: dg.roads.Network) -> Problem:
        """Put the nine stations on a network and search it once; none of the engines parks."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as in the package

        network = replace(network, profile=replace(network.profile, park_min=0.0))
        stations = dg.area.select_stations(DRENTHE.layer("stations")).sort_index()
        snaps = snap_points(network, stations)
        split, nodes = split_edges(
            network, snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy()
        )
        matrix = graph_matrix(split, reverse=True)
        access_ds = np.rint(snaps["access_min"].to_numpy(dtype=float) * DS_PER_MIN)
        times_ds = dijkstra(matrix, indices=nodes)
        return cls(network, stations, split.node_xy_m, matrix, nodes, access_ds, times_ds)

    @property
    def arcs(self) -> Arcs:
        """The reversed graph."""
        table = self.matrix.tocoo()
        start, end = (side.astype(np.int64) for side in table.coords)
        return Arcs(self.matrix.shape[0], start, end, table.data)

    @property
    def joined(self) -> Arcs:
        """The reversed graph and one more node, the last, with an arc to each station.

        One search from there is the search for the nearest, in engines that have none.
        """
        arcs, count = self.arcs, len(self.nodes)
        return Arcs(
            arcs.n_nodes + 1,
            np.concatenate([arcs.start, np.full(count, arcs.n_nodes)]),
            np.concatenate([arcs.end, self.nodes]),
            np.concatenate([arcs.time_ds, np.full(count, JOIN_DS)]),
        )

    def trees_off_s(self, times_ds: NDArray[np.float64]) -> float:
        """Largest difference of nine trees from scipy's, over the junctions, in seconds."""
        return self._off_s(times_ds, self.times_ds)

    def nearest_off_s(self, found: Found, access_ds: NDArray[np.float64] | float = 0.0) -> float:
        """Largest difference of the nearest from the least of scipy's trees.

        Of equally near stations any may be named, so a name is judged by its time.
        """
        times_ds, label = found
        trees = self.times_ds + np.reshape(access_ds, (-1, 1))
        least = trees.min(axis=0)
        off_s = self._off_s(times_ds, least)
        if label is None:
            return off_s
        reached = np.isfinite(least)
        named = trees[np.where(reached, label, 0), np.arange(len(least))]
        return max(off_s, self._off_s(named, least))

    def _off_s(self, times_ds: NDArray[np.float64], truth_ds: NDArray[np.float64]) -> float:
        count = self.network.n_nodes  # the junctions; the nodes of the stations come after
        times, truth = times_ds[..., :count], truth_ds[..., :count]
        if not np.array_equal(np.isfinite(times), np.isfinite(truth)):
            return float("inf")
        reached = np.isfinite(truth)
        return float(np.abs(times[reached] - truth[reached]).max()) / DS_PER_S


@dataclass(frozen=True)
class Engine:
    """One engine with its graph made: what is timed, and how its answer is read."""

    trees: Callable[[], Any]
    read_trees: Callable[[Any], NDArray[np.float64]]
    nearest: Callable[[], Any]
    read_nearest: Callable[[Any], Found]
    trees_note: str = ""
    nearest_note: str = ""


def scipy_engine(problem: Problem) -> Engine:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as in the package

    matrix, nodes = problem.matrix, problem.nodes
    position = np.zeros(matrix.shape[0], dtype=np.intp)
    position[nodes] = np.arange(len(nodes))

    def read_nearest(answer: Any) -> Found:  # noqa: ANN401 - each engine has its own kind
        times, _, source = answer
        return times, position[np.maximum(source, 0)]

    return Engine(
        trees=lambda: dijkstra(matrix, indices=nodes),
        read_trees=np.asarray,
        nearest=lambda: dijkstra(matrix, indices=nodes, min_only=True, return_predecessors=True),
        read_nearest=read_nearest,
        trees_note="the search alone",
        nearest_note="the search alone: min_only",
    )


def networkx_engine(problem: Problem) -> Engine:
    import networkx as nx  # noqa: PLC0415 - one engine at a time is in memory

    graph, nodes = networkx_graph(problem.arcs), problem.nodes.tolist()

    def row(answer: Any) -> NDArray[np.float64]:  # noqa: ANN401 - each engine has its own kind
        return _filled(graph.number_of_nodes(), list(answer), list(answer.values()))

    return Engine(
        trees=lambda: [
            nx.single_source_dijkstra_path_length(graph, node, weight="time") for node in nodes
        ],
        read_trees=lambda answer: np.vstack([row(tree) for tree in answer]),
        nearest=lambda: nx.multi_source_dijkstra_path_length(graph, set(nodes), weight="time"),
        read_nearest=lambda answer: (row(answer), None),
        nearest_note="multi-source; times only, not which",
    )


def networkx_graph(arcs: Arcs) -> Any:  # noqa: ANN401 - networkx has no types
    import networkx as nx  # noqa: PLC0415 - one engine at a time is in memory

    graph = nx.DiGraph()
    graph.add_nodes_from(range(arcs.n_nodes))
    rows = zip(arcs.start.tolist(), arcs.end.tolist(), arcs.time_ds.tolist(), strict=True)
    graph.add_weighted_edges_from(rows, weight="time")
    return graph


def igraph_engine(problem: Problem) -> Engine:
    import igraph  # noqa: PLC0415 - optional

    def build(arcs: Arcs) -> Callable[[list[int]], Sequence[Any]]:
        pairs = np.stack([arcs.start, arcs.end], axis=1)
        graph = igraph.Graph(n=arcs.n_nodes, edges=pairs, directed=True)
        graph.es["time"] = arcs.time_ds.tolist()
        return lambda nodes: cast(
            "Sequence[Any]", graph.distances(source=nodes, weights="time", algorithm="dijkstra")
        )

    return _of_searches(problem, build, np.asarray)


def rustworkx_engine(problem: Problem) -> Engine:
    import rustworkx  # noqa: PLC0415 - optional

    def build(arcs: Arcs) -> Callable[[list[int]], Sequence[Any]]:
        graph = rustworkx.PyDiGraph(multigraph=False)
        graph.add_nodes_from(range(arcs.n_nodes))
        rows = zip(arcs.start.tolist(), arcs.end.tolist(), arcs.time_ds.tolist(), strict=True)
        graph.add_edges_from(list(rows))
        search = rustworkx.digraph_dijkstra_shortest_path_lengths
        return lambda nodes: [(node, search(graph, node, float)) for node in nodes]

    def row(answer: Any) -> NDArray[np.float64]:  # noqa: ANN401 - each engine has its own kind
        node, found = answer  # a node's way to itself is not in its answer
        size = problem.matrix.shape[0] + 1
        return _filled(size, [node, *found.keys()], [0.0, *found.values()])

    return _of_searches(problem, build, row)


def networkit_engine(problem: Problem) -> Engine:
    import networkit  # noqa: PLC0415 - optional

    def build(arcs: Arcs) -> Callable[[list[int]], Sequence[Any]]:
        table = (arcs.time_ds, (arcs.start, arcs.end))
        graph = networkit.GraphFromCoo(table, n=arcs.n_nodes, weighted=True, directed=True)

        def search(nodes: list[int]) -> Sequence[Any]:
            found = networkit.distance.SPSP(graph, nodes)
            found.run()
            return cast("Sequence[Any]", found.getDistances(asarray=True))

        return search

    def row(answer: Any) -> NDArray[np.float64]:  # noqa: ANN401 - each engine has its own kind
        times = np.asarray(answer, dtype=float)
        return np.where(times > FAR_DS, np.inf, times)  # it says the largest float for no route

    note = f"{networkit.getMaxNumberOfThreads()} threads"
    return _of_searches(problem, build, row, trees_note=note)


def edsger_engine(problem: Problem) -> Engine:
    from edsger.path import Dijkstra  # noqa: PLC0415 - optional

    def build(arcs: Arcs) -> Callable[[list[int]], Sequence[Any]]:
        table = pd.DataFrame({"tail": arcs.start, "head": arcs.end, "weight": arcs.time_ds})
        graph = Dijkstra(table)
        return lambda nodes: [graph.run(vertex_idx=node) for node in nodes]

    def row(answer: Any) -> NDArray[np.float64]:  # noqa: ANN401 - each engine has its own kind
        times = np.full(problem.matrix.shape[0] + 1, np.inf)
        times[: len(answer)] = answer  # it knows no nodes after the last that has an arc
        return times

    return _of_searches(problem, build, row)


def pandana_engine(problem: Problem) -> Engine:
    import pandana  # noqa: PLC0415 - optional

    arcs, nodes = problem.arcs, problem.nodes
    # It searches from the junctions to the stations, so its graph is not reversed.
    x, y = (pd.Series(side) for side in problem.xy_m.T)
    table = pd.DataFrame({"from": arcs.end, "to": arcs.start, "time": arcs.time_ds})
    graph = pandana.Network(x, y, table["from"], table["to"], table[["time"]], twoway=False)
    # Of a pair without a route it warns at length, so it is asked for the others only.
    reached = np.isfinite(problem.times_ds)
    station, starts = np.nonzero(reached)
    ends = nodes[station]

    def nearest() -> pd.DataFrame:
        places = pd.Series(x[nodes].to_numpy()), pd.Series(y[nodes].to_numpy())
        graph.set_pois("stations", FAR_DS, 1, *places)
        return cast("pd.DataFrame", graph.nearest_pois(FAR_DS, "stations", 1, include_poi_ids=True))

    def read_trees(answer: Any) -> NDArray[np.float64]:  # noqa: ANN401 - its own kind
        times = np.full(reached.shape, np.inf)
        times[reached] = answer
        return times

    def read_nearest(answer: Any) -> Found:  # noqa: ANN401 - each engine has its own kind
        times = answer[1].to_numpy(dtype=float)
        label = answer["poi1"].fillna(0).to_numpy(dtype=np.intp)
        return np.where(times >= FAR_DS, np.inf, times), label

    return Engine(
        trees=lambda: graph.shortest_path_lengths(starts, ends, "time"),
        read_trees=read_trees,
        nearest=nearest,
        read_nearest=read_nearest,
        trees_note="pair by pair, for it has no trees; all cores; only pairs with a route",
        nearest_note="its own points of interest; all cores",
    )


ENGINES: dict[str, Callable[[Problem], Engine]] = {
    "edsger": edsger_engine,
    "igraph": igraph_engine,
    "networkit": networkit_engine,
    "networkx": networkx_engine,
    "pandana": pandana_engine,
    "rustworkx": rustworkx_engine,
}


def _of_searches(
    problem: Problem,
    build: Callable[[Arcs], Callable[[list[int]], Sequence[Any]]],
    row: Callable[[Any], NDArray[np.float64]],
    *,
    trees_note: str = "",
) -> Engine:
    """Do both tasks with an engine that can only search from one node after the other."""
    search, search_joined = build(problem.arcs), build(problem.joined)
    nodes, last = problem.nodes.tolist(), problem.matrix.shape[0]
    return Engine(
        trees=lambda: search(nodes),
        read_trees=lambda answer: np.vstack([row(tree) for tree in answer]),
        nearest=lambda: search_joined([last]),
        read_nearest=lambda answer: (row(answer[0]) - JOIN_DS, None),
        trees_note=trees_note,
        nearest_note="from one node joined to the nine; times only, not which",
    )


def _filled(size: int, nodes: list[int], times_ds: list[float]) -> NDArray[np.float64]:
    times = np.full(size, np.inf)
    times[nodes] = times_ds
    return times


def ours(problem: Problem) -> Engine:
    """Our own functions, on a network that they may have been used on before."""

    def nearest() -> Found:
        times = dg.roads.compute_reach(problem.network, problem.stations).node_times_ds
        label = times.argmin(axis=0)
        return np.take_along_axis(times, label[None], axis=0)[0], label

    return Engine(
        trees=lambda: dg.roads.compute_reach(problem.network, problem.stations),
        read_trees=lambda reach: reach.node_times_ds - problem.access_ds[:, None],
        nearest=nearest,
        read_nearest=lambda found: cast("Found", found),
        trees_note="compute_reach: snaps, splits, makes the graph, searches",
        nearest_note="compute_reach and the least of the nine; legs to the road included",
    )


def ours_anew(problem: Problem) -> Engine:
    """Our own functions on a network that nothing was asked of yet."""

    def fresh() -> Problem:
        return replace(problem, network=replace(problem.network))

    def note(text: str) -> str:
        return f"{text}; first call on a network"

    engine = ours(problem)
    return replace(
        engine,
        trees=lambda: ours(fresh()).trees(),
        nearest=lambda: ours(fresh()).nearest(),
        trees_note=note("compute_reach"),
        nearest_note=note("as above"),
    )


def in_turn(runs: dict[str, Callable[[], Any]]) -> tuple[dict[str, float], dict[str, Any]]:
    """Median milliseconds of runs taken in turn, so that a busy machine slows all of them.

    A quick run is run once more before each time that counts: what another one left in
    the processor's memory would slow the shortest ones most.

    Returns
    -------
    medians, answers : dict
        By the names of the runs.
    """
    taken: dict[str, list[float]] = {name: [] for name in runs}
    answers: dict[str, Any] = {}
    rounds = LEAST_ROUNDS
    while min(map(len, taken.values())) < rounds:
        for name, run in runs.items():
            answers.pop(name, None)  # an answer is thrown away outside the clock
            if taken[name] and taken[name][-1] < QUICK_MS:
                run()
            start = time.perf_counter()
            answers[name] = run()
            taken[name].append((time.perf_counter() - start) * 1000)
        quick = all(max(each) < QUICK_MS for each in taken.values())
        rounds = MOST_ROUNDS if quick else LEAST_ROUNDS
    return {name: statistics.median(each) for name, each in taken.items()}, answers


def _row(
    task: str,
    engine: str,
    *,
    ms: float = np.nan,
    ratio: float = np.nan,
    equal: float = np.nan,
    note: str = "",
) -> dict[str, object]:
    package = engine.partition(",")[0]
    known = dg.__version__ if package == "drenthe_geo" else _version(package)
    return {
        "task": task,
        "engine": engine,
        "version": known,
        "ms": ms,
        "ratio": ratio,
        "equal": equal,
        "note": note,
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except ModuleNotFoundError:
        return ""


def times_rows(problem: Problem) -> list[dict[str, object]]:
    """Tasks A and B; each engine is timed in turn with scipy, and its ratio is to that."""
    base = scipy_engine(problem)
    trees, nearest = [], []
    made: dict[str, Callable[[Problem], Engine]] = {
        "scipy": scipy_engine,
        "drenthe_geo": ours,
        "drenthe_geo, first call": ours_anew,
        **ENGINES,
    }
    for name, make in made.items():
        try:
            engine = make(problem)
        except ModuleNotFoundError:
            trees.append(_row("A", name, note="not installed"))
            nearest.append(_row("B", name, note="not installed"))
            continue
        access_ds: NDArray[np.float64] | float = 0.0
        if name.startswith("drenthe_geo"):
            access_ds = problem.access_ds
        ms, answers = in_turn({"scipy": base.trees, name: engine.trees})
        off_s = problem.trees_off_s(engine.read_trees(answers[name]))
        timed = {"ms": ms[name], "ratio": ms[name] / ms["scipy"]}
        trees.append(_row("A", name, **timed, equal=off_s, note=engine.trees_note))
        if name == "drenthe_geo":
            trees.extend(_steps(problem, ms["scipy"], ms[name]))
        ms, answers = in_turn({"scipy": base.nearest, name: engine.nearest})
        off_s = problem.nearest_off_s(engine.read_nearest(answers[name]), access_ds)
        timed = {"ms": ms[name], "ratio": ms[name] / ms["scipy"]}
        nearest.append(_row("B", name, **timed, equal=off_s, note=engine.nearest_note))
        del engine, answers
        gc.collect()  # a graph of Python objects would slow the engines after it
    return trees + nearest


def _steps(problem: Problem, scipy_ms: float, ours_ms: float) -> list[dict[str, object]]:
    """Time what ours adds to the search, and its steps, each by itself."""
    network, stations = problem.network, problem.stations
    snaps = snap_points(network, stations)
    at = snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy()
    split, _ = split_edges(network, *at)
    ms, _ = in_turn(
        {
            "snap_points": lambda: snap_points(network, stations),
            "split_edges": lambda: split_edges(network, *at),
            "split_graph": lambda: split_graph(network, split, reverse=True),
            "first snap_points": lambda: snap_points(replace(network), stations),
            "first split_graph": lambda: split_graph(replace(network), split, reverse=True),
        }
    )
    added = ours_ms - scipy_ms
    note = "ours less the search alone"
    rows = [_row("A", "drenthe_geo, added", ms=added, ratio=added / scipy_ms, note=note)]
    for step, step_ms in ms.items():
        note = "a step by itself; first: on a network that remembers nothing yet"
        ratio = step_ms / scipy_ms
        rows.append(_row("A", f"drenthe_geo, {step}", ms=step_ms, ratio=ratio, note=note))
    return rows


def areas_rows(problem: Problem) -> list[dict[str, object]]:
    """Task C; ratios are to ours."""
    settings = DRENTHE.settings

    def drawn(network: dg.roads.Network) -> tuple[dg.roads.Reach, gpd.GeoDataFrame]:
        reach = dg.roads.compute_reach(network, problem.stations)
        return reach, dg.reach.service_areas(reach, MINUTES, settings)

    ms, answers = in_turn(
        {
            "drenthe_geo": lambda: drawn(problem.network),
            "drenthe_geo, first call": lambda: drawn(replace(problem.network)),
        }
    )
    reach, areas = answers["drenthe_geo"]
    our_ms = ms["drenthe_geo"]
    our_shapes = areas.geometry.to_numpy().reshape(-1, len(MINUTES))[list(EXACT_STATIONS)]
    off_s = problem.trees_off_s(ours(problem).read_trees(reach))
    del answers

    start = time.perf_counter()
    exact = [
        shapely.union_all(
            shapely.buffer(
                part_lines(reach.network, reached_parts(reach, position, minutes)),
                settings.road_buffer_m,
            )
        )
        for position in EXACT_STATIONS
        for minutes in MINUTES
    ]
    exact_ms = (time.perf_counter() - start) * 1000 * len(problem.nodes) / len(EXACT_STATIONS)
    hull_ms, hull_off_s, hulls = _hulls(problem)
    recipe_ms = _osmnx_recipe_ms(problem)
    worst = [_worst_iou(shapes, exact) for shapes in (our_shapes.ravel(), hulls)]
    first_ms = ms["drenthe_geo, first call"]
    return [
        _row(
            "C",
            "drenthe_geo",
            ms=our_ms,
            ratio=1.0,
            equal=off_s,
            note=f"compute_reach and service_areas; IoU with the exact at least {worst[0]:.3f}",
        ),
        _row(
            "C",
            "drenthe_geo, first call",
            ms=first_ms,
            ratio=first_ms / our_ms,
            equal=off_s,
            note="as above; first call on a network",
        ),
        _row(
            "C",
            "networkx",
            ms=hull_ms,
            ratio=hull_ms / our_ms,
            equal=hull_off_s,
            note=f"ego_graph and convex hull per area; IoU with the exact at least {worst[1]:.3f}",
        ),
        _row(
            "C",
            "osmnx",
            ms=recipe_ms,
            ratio=recipe_ms / our_ms,
            note="its isochrone recipe: ego_graph on its MultiDiGraph, union of points, hull; "
            "one station measured once, scaled to nine",
        ),
        _row(
            "C",
            "shapely",
            ms=exact_ms,
            ratio=exact_ms / our_ms,
            note=f"exact union of buffers, no search; {len(exact)} areas measured once, "
            f"scaled to {len(areas)}",
        ),
    ]


def _hulls(problem: Problem) -> tuple[float, float, list[shapely.Geometry]]:
    """Areas as OSMnx's examples draw them: the hull of the junctions within a cut-off.

    Returns
    -------
    ms : float
        Median time of all areas.
    off_s : float
        0 where the nodes are those that scipy finds within the cut-off, else inf.
    hulls : list of shapely.Geometry
        The areas around the stations whose exact areas are measured.
    """
    import networkx as nx  # noqa: PLC0415 - one engine at a time is in memory

    graph = networkx_graph(problem.arcs)

    def draw() -> list[tuple[list[int], shapely.Geometry]]:
        drawn = []
        for node in problem.nodes.tolist():
            for minutes in MINUTES:
                near = nx.ego_graph(graph, node, radius=minutes * DS_PER_MIN, distance="time")
                junctions = list(near)
                hull = shapely.convex_hull(shapely.multipoints(problem.xy_m[junctions]))
                drawn.append((junctions, hull))
        return drawn

    ms, answers = in_turn({"hulls": draw})
    drawn = answers["hulls"]
    same = all(
        np.array_equal(
            np.sort(drawn[position * len(MINUTES) + rank][0]),
            np.flatnonzero(problem.times_ds[position] <= minutes * DS_PER_MIN),
        )
        for position in range(len(problem.nodes))
        for rank, minutes in enumerate(MINUTES)
    )
    wanted = [
        drawn[position * len(MINUTES) + rank][1]
        for position in EXACT_STATIONS
        for rank in range(len(MINUTES))
    ]
    return ms["hulls"], 0.0 if same else float("inf"), wanted


def _osmnx_recipe_ms(problem: Problem) -> float:
    """Time osmnx's isochrone recipe for all stations, from what it takes for the middle one.

    The recipe of its examples: per cut-off an ego graph of the graph that osmnx works on (a
    MultiDiGraph whose edges carry their attributes), the points of its nodes in a GeoSeries,
    their union, its convex hull.
    """
    import geopandas as gpd  # noqa: PLC0415 - one engine at a time is in memory
    import networkx as nx  # noqa: PLC0415 - as above

    split, nodes = split_edges(problem.network, *_spots(problem))
    graph = dg.io.to_osmnx(split).reverse(copy=True)
    middle = len(nodes) // 2
    start = time.perf_counter()
    for minutes in MINUTES:
        near = nx.ego_graph(graph, int(nodes[middle]), radius=minutes * 60, distance="travel_time")
        points = [shapely.Point(data["x"], data["y"]) for _, data in near.nodes(data=True)]
        shape = gpd.GeoSeries(points).union_all().convex_hull
        if shape.is_empty:
            msg = "the recipe drew nothing"
            raise RuntimeError(msg)
    return (time.perf_counter() - start) * 1000 * len(nodes)


def _spots(problem: Problem) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    snaps = snap_points(problem.network, problem.stations)
    return snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy()


def _worst_iou(shapes: Sequence[shapely.Geometry], exact: Sequence[shapely.Geometry]) -> float:
    return min(
        float(shape.intersection(truth).area / shape.union(truth).area)
        for shape, truth in zip(shapes, exact, strict=True)
    )


def engines_table(source: Path) -> pd.DataFrame:
    """Compare the engines on the full car network.

    Parameters
    ----------
    source : Path
        Folder with the public data.

    Returns
    -------
    pandas.DataFrame
        One row per task and engine: ``task`` (A, B or C), ``engine``, ``version``, ``ms``
        (median), ``ratio`` (to bare scipy in A and B, to ours in C), ``equal`` (largest
        difference from scipy's times, in seconds), ``note``. An engine's name may be
        followed by the part of it that the row is about.
    """
    problem = Problem.of(full_network(source))
    return pd.DataFrame(times_rows(problem) + areas_rows(problem))


def printed(table: pd.DataFrame) -> str:
    """Lay the table out in columns; what was not measured is a dash."""

    def shown(form: str) -> Callable[[float], str]:
        return lambda value: "–" if np.isnan(value) else format(value, form)

    columns = table.assign(
        ms=table["ms"].map(shown(",.1f")),
        ratio=table["ratio"].map(shown(",.2f")),
        equal=table["equal"].map(shown(".2f")),
    )
    columns.columns = ["task", "engine", "version", "ms", "ratio", "off, s", "note"]
    cells = [columns.columns.tolist(), *columns.to_numpy().tolist()]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = {"ms", "ratio", "off, s"}
    lines = []
    for row in cells:
        fitted = (
            cell.rjust(width) if name in right else cell.ljust(width)
            for cell, width, name in zip(row, widths, cells[0], strict=True)
        )
        lines.append("  ".join(fitted).rstrip())
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Times and areas beside other engines'.")
    parser.add_argument("--source", type=Path, required=True, help="folder with the public data")
    given = parser.parse_args()
    print(f"full car network, Python {platform.python_version()}, {os.cpu_count()} cores; medians")
    print(
        "ratio: to bare scipy in A and B, timed in turn with each engine, and to ours in C\n"
        "off: largest difference from scipy's times"
    )
    print(printed(engines_table(given.source)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
