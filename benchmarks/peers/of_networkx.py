"""networkx: ``single_source_dijkstra_path_length``, and hulls, on a graph of Python objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peers.base import Searches, arcs_of, known_version
from benchmarks.peers.hulls import SHARE, hulls

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem

MOST = 20
"""Searches that are made of a large table."""

DS_PER_MIN = 600.0


@dataclass(frozen=True)
class Networkx(Searches):
    """Its searches, and its hulls."""

    graph: Any = None
    problem: Problem | None = None
    areas_share: float = SHARE

    def areas(self) -> list[str]:
        """Draw the hull of the junctions within each cut-off of each station."""
        import shapely  # noqa: PLC0415 - here alone

        if self.problem is None:
            return []
        xy_m, stations = self.problem.arrays["xy_m"], self.problem.arrays["stations"]

        def draw(near: Any) -> Any:  # noqa: ANN401 - networkx has no types
            return shapely.convex_hull(shapely.multipoints(xy_m[list(near)]))

        return hulls(self.graph, stations, weight="time", per_min=DS_PER_MIN, draw=draw)


def make(problem: Problem, _variant: str, _source: Path | None) -> Networkx:
    """Make its graphs."""
    import networkx as nx  # noqa: PLC0415 - its import is part of what it takes

    def graph_of(*, back: bool) -> Any:  # noqa: ANN401 - networkx has no types
        start, end = arcs_of(problem, back=back)
        graph = nx.DiGraph()
        graph.add_nodes_from(range(problem.n_nodes))
        arcs = zip(start.tolist(), end.tolist(), problem.arrays["arc_ds"].tolist(), strict=True)
        graph.add_weighted_edges_from(arcs, weight="time")
        return graph

    def found(graph: Any, nodes: NDArray[np.int64]) -> NDArray[np.float64]:  # noqa: ANN401
        times = np.full((len(nodes), problem.n_nodes), np.inf)
        for row, node in zip(times, nodes.tolist(), strict=True):
            tree = nx.single_source_dijkstra_path_length(graph, node, weight="time")
            row[list(tree)] = list(tree.values())
        return times

    there, back = graph_of(back=False), graph_of(back=True)
    return Networkx(
        lambda nodes: found(there, nodes),
        lambda nodes: found(back, nodes),
        known_version("networkx"),
        most=MOST,
        graph=back,
        problem=problem,
    )
