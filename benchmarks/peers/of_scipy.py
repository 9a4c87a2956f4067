"""scipy: ``csgraph.dijkstra``; its times are the truth that the others are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.base import Searches, arcs_of, known_version

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem


def make(problem: Problem, _variant: str, _source: Path | None) -> Searches:
    """Make its graphs."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - its import is part of what it takes
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as above

    shape = (problem.n_nodes, problem.n_nodes)

    def search(*, back: bool) -> object:
        matrix = csr_array((problem.arrays["arc_ds"], arcs_of(problem, back=back)), shape=shape)

        def found(nodes: NDArray[np.int64]) -> NDArray[np.float64]:
            times: NDArray[np.float64] = dijkstra(matrix, indices=nodes)
            return times

        return found

    return Searches(search(back=False), search(back=True), known_version("scipy"))  # type: ignore[arg-type]
