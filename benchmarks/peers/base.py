"""What the engines have in common."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem, Table

DS_PER_S = 10.0

FAR_DS = 1e8
"""Beyond every time on the network: engines that know no infinity say something larger."""


def known_version(package: str) -> str:
    """Version of a package that is installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True)
class Searches:
    """An engine that searches from one node to all others, in tenths of a second.

    Of a table it searches from the side that has fewer nodes, on the graph turned round where
    those are the targets.
    """

    forward: Callable[[NDArray[np.int64]], NDArray[np.float64]]
    backward: Callable[[NDArray[np.int64]], NDArray[np.float64]]
    version: str
    note: str = ""
    # Searches that it does of a large table; the time is scaled.
    most: int = 1000
    prepared_s: float = 0.0
    peak_mb: float = 0.0

    def share(self, table: Table) -> float:
        """Say which share of a table it does."""
        fewer = min(len(table.origins), len(table.targets))
        return min(1.0, self.most / fewer)

    def table_s(self, table: Table) -> NDArray[np.float64]:
        """Seconds from origins to targets."""
        if len(table.targets) < len(table.origins):
            times = self.backward(table.targets)[:, table.origins].T
        else:
            times = self.forward(table.origins)[:, table.targets]
        return np.where(times > FAR_DS, np.inf, times) / DS_PER_S


def arcs_of(problem: Problem, *, back: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and end of the arcs, turned round if asked."""
    start, end = problem.arrays["arc_start"], problem.arrays["arc_end"]
    return (end, start) if back else (start, end)
