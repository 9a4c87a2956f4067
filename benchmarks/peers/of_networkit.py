"""networkit: ``distance.SPSP``, with all its threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers.base import FAR_DS, Searches, arcs_of, known_version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem

AT_ONCE = 100
"""Searches whose times are held together."""


def make(problem: Problem, _variant: str, _source: Path | None) -> Searches:
    """Make its graphs."""
    import networkit  # noqa: PLC0415 - its import is part of what it takes

    def search(*, back: bool) -> Callable[[NDArray[np.int64]], NDArray[np.float64]]:
        table = (problem.arrays["arc_ds"], arcs_of(problem, back=back))
        graph = networkit.GraphFromCoo(table, n=problem.n_nodes, weighted=True, directed=True)

        def found(nodes: NDArray[np.int64]) -> NDArray[np.float64]:
            rows = []
            for at in range(0, len(nodes), AT_ONCE):
                run = networkit.distance.SPSP(graph, nodes[at : at + AT_ONCE].tolist())
                run.run()
                rows.append(np.asarray(run.getDistances(asarray=True), dtype=float))
            times = np.vstack(rows)
            return np.where(times > FAR_DS, np.inf, times)

        return found

    note = f"{networkit.getMaxNumberOfThreads()} threads"
    return Searches(search(back=False), search(back=True), known_version("networkit"), note)
