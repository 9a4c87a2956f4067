"""rustworkx: ``digraph_dijkstra_shortest_path_lengths``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers.base import Searches, arcs_of, known_version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem

MOST = 100
"""Searches that are made of a large table."""


def make(problem: Problem, _variant: str, _source: Path | None) -> Searches:
    """Make its graphs."""
    import rustworkx  # noqa: PLC0415 - its import is part of what it takes

    def search(*, back: bool) -> Callable[[NDArray[np.int64]], NDArray[np.float64]]:
        start, end = arcs_of(problem, back=back)
        graph = rustworkx.PyDiGraph(multigraph=False)
        graph.add_nodes_from(range(problem.n_nodes))
        arcs = zip(start.tolist(), end.tolist(), problem.arrays["arc_ds"].tolist(), strict=True)
        graph.add_edges_from(list(arcs))

        def found(nodes: NDArray[np.int64]) -> NDArray[np.float64]:
            times = np.full((len(nodes), problem.n_nodes), np.inf)
            for row, node in zip(times, nodes.tolist(), strict=True):
                tree = rustworkx.digraph_dijkstra_shortest_path_lengths(graph, node, float)
                row[list(tree.keys())] = list(tree.values())
                row[node] = 0.0  # a node's way to itself is not in its answer
            return times

        return found

    return Searches(search(back=False), search(back=True), known_version("rustworkx"), most=MOST)
