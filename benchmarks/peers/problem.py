"""What every engine is asked: one graph, three questions; kept in a folder of plain arrays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MINUTES = (10, 20, 30)
"""Cut-offs of the areas."""

EXACT_STATIONS = (0, 4, 8)
"""The exact areas take minutes: they are made around these three of the nine."""


@dataclass(frozen=True)
class Table:
    """A table of times: from some nodes of the graph to others."""

    name: str
    origins: NDArray[np.int64]
    targets: NDArray[np.int64]

    @property
    def size(self) -> str:
        """Its size in words: 260 × 9."""
        return f"{len(self.origins):,} × {len(self.targets):,}"


@dataclass(frozen=True)
class Problem:
    """The full car network as arcs between nodes, and what is asked of it.

    All points that are asked about are junctions that a road may be joined at, so that no engine
    finds another way onto the roads.
    """

    folder: Path
    arrays: dict[str, NDArray[Any]]

    @classmethod
    def read(cls, folder: Path) -> Problem:
        """Read what `write` wrote."""
        with np.load(folder / "problem.npz", allow_pickle=False) as found:
            return cls(folder, dict(found))

    def write(self) -> None:
        """Write it into its folder."""
        np.savez(self.folder / "problem.npz", allow_pickle=False, **self.arrays)

    @property
    def n_nodes(self) -> int:
        """Junctions."""
        return len(self.arrays["lon"])

    @property
    def tables(self) -> list[Table]:
        """The two tables: places to stations, and many to many."""
        return [
            Table("few", self.arrays["places"], self.arrays["stations"]),
            Table("many", self.arrays["from"], self.arrays["to"]),
        ]

    def lonlat(self, nodes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Longitude and latitude of nodes; shape (nodes, 2)."""
        return np.column_stack([self.arrays["lon"][nodes], self.arrays["lat"][nodes]])

    def truth_s(self, name: str) -> NDArray[np.float64]:
        """Seconds of a table as scipy finds them; shape (origins, targets)."""
        found: NDArray[np.float64] = np.load(self.folder / f"truth-{name}.npy")
        return found

    def say(self, row: dict[str, Any]) -> None:
        """Hand a row of results to the command that asked."""
        path = self.folder / f"row-{row['engine']}.json".replace(" ", "-")
        path.write_text(json.dumps(row, indent=1), encoding="utf-8")
