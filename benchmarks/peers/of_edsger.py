"""edsger: ``Dijkstra.run``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers.base import Searches, arcs_of, known_version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem


def make(problem: Problem, _variant: str, _source: Path | None) -> Searches:
    """Make its graphs."""
    import pandas as pd  # noqa: PLC0415 - its import is part of what it takes
    from edsger.path import Dijkstra  # noqa: PLC0415 - as above

    def search(*, back: bool) -> Callable[[NDArray[np.int64]], NDArray[np.float64]]:
        start, end = arcs_of(problem, back=back)
        table = pd.DataFrame({"tail": start, "head": end, "weight": problem.arrays["arc_ds"]})
        graph = Dijkstra(table)

        def found(nodes: NDArray[np.int64]) -> NDArray[np.float64]:
            times = np.full((len(nodes), problem.n_nodes), np.inf)
            for row, node in zip(times, nodes.tolist(), strict=True):
                tree = graph.run(vertex_idx=node)
                row[: len(tree)] = tree  # it knows no nodes after the last that has an arc
            return times

        return found

    return Searches(search(back=False), search(back=True), known_version("edsger"))
