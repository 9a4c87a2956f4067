"""igraph: ``Graph.distances`` (GPL, so only measured)."""

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
    import igraph  # noqa: PLC0415 - its import is part of what it takes

    def search(*, back: bool) -> Callable[[NDArray[np.int64]], NDArray[np.float64]]:
        pairs = np.column_stack(arcs_of(problem, back=back))
        graph = igraph.Graph(n=problem.n_nodes, edges=pairs, directed=True)
        graph.es["time"] = problem.arrays["arc_ds"].tolist()

        def found(nodes: NDArray[np.int64]) -> NDArray[np.float64]:
            rows = graph.distances(source=nodes.tolist(), weights="time", algorithm="dijkstra")
            return np.asarray(rows, dtype=float)

        return found

    return Searches(search(back=False), search(back=True), known_version("igraph"), most=MOST)
