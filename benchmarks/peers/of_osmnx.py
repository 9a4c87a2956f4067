"""osmnx: the isochrone recipe of its examples, on the graph that it works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peers.base import known_version
from benchmarks.peers.hulls import SHARE, hulls

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem, Table

S_PER_MIN = 60.0


@dataclass(frozen=True)
class Osmnx:
    """A MultiDiGraph whose edges carry their attributes, turned round."""

    graph: Any
    problem: Problem
    version: str
    note: str = "an ego graph, the points of its nodes, their union, its hull; tables: networkx"
    prepared_s: float = 0.0
    peak_mb: float = 0.0
    areas_share: float = SHARE

    def share(self, _table: Table) -> float:
        """Say which share of a table it does: none, its tables are those of networkx."""
        return 0.0

    def table_s(self, table: Table) -> NDArray[np.float64]:
        """Give no table."""
        return np.empty((0, len(table.targets)))

    def areas(self) -> list[str]:
        """Draw as its examples do."""
        import geopandas as gpd  # noqa: PLC0415 - part of the recipe
        import shapely  # noqa: PLC0415 - as above

        def draw(near: Any) -> Any:  # noqa: ANN401 - networkx has no types
            points = [shapely.Point(data["x"], data["y"]) for _, data in near.nodes(data=True)]
            return gpd.GeoSeries(points).union_all().convex_hull

        stations = self.problem.arrays["stations"]
        return hulls(self.graph, stations, weight="travel_time", per_min=S_PER_MIN, draw=draw)


def make(problem: Problem, _variant: str, source: Path | None) -> Osmnx:
    """Hand our network to osmnx."""
    if source is None:
        msg = "the graph is made of the tables of the public data: name their folder"
        raise ValueError(msg)
    import drenthe_geo as dg  # noqa: PLC0415 - loaded when first asked
    from benchmarks.model_error import full_network  # noqa: PLC0415 - as above

    graph = dg.io.to_osmnx(full_network(source)).reverse(copy=True)
    return Osmnx(graph, problem, known_version("osmnx"))
