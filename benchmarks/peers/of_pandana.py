"""pandana: ``shortest_path_lengths``, pair by pair on contracted roads (AGPL, so only measured)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peers.base import DS_PER_S, FAR_DS, known_version

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem, Table


@dataclass(frozen=True)
class Pandana:
    """A network of its own, contracted."""

    graph: Any
    version: str
    note: str = "pair by pair on contracted roads, all cores"
    prepared_s: float = 0.0
    peak_mb: float = 0.0

    def share(self, _table: Table) -> float:
        """Say which share of a table it does."""
        return 1.0

    def table_s(self, table: Table) -> NDArray[np.float64]:
        """Seconds from origins to targets."""
        pairs = (
            np.repeat(table.origins, len(table.targets)),
            np.tile(table.targets, len(table.origins)),
        )
        found = np.asarray(self.graph.shortest_path_lengths(*pairs, "time"), dtype=float)
        shape = (len(table.origins), len(table.targets))
        return np.where(found > FAR_DS, np.inf, found).reshape(shape) / DS_PER_S


def make(problem: Problem, _variant: str, _source: Path | None) -> Pandana:
    """Make its network, which it contracts."""
    import pandana  # noqa: PLC0415 - its import is part of what it takes
    import pandas as pd  # noqa: PLC0415 - as above

    nodes = pd.DataFrame({"x": problem.arrays["lon"], "y": problem.arrays["lat"]})
    arcs = pd.DataFrame(
        {
            "from": problem.arrays["arc_start"],
            "to": problem.arrays["arc_end"],
            "time": problem.arrays["arc_ds"],
        }
    )
    graph = pandana.Network(
        nodes["x"], nodes["y"], arcs["from"], arcs["to"], arcs[["time"]], twoway=False
    )
    return Pandana(graph, known_version("pandana"))
