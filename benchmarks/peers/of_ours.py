"""Ours: ``travel_times`` and ``service_areas``, with the compiled engine and without it."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from benchmarks.peers.base import known_version
from benchmarks.peers.problem import MINUTES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem, Table
    from drenthe_geo.area.settings import Settings
    from drenthe_geo.roads.network import Network

S_PER_MIN = 60.0


@dataclass
class Ours:
    """A network, and what is asked of it with the functions that everybody uses."""

    network: Network
    problem: Problem
    note: str
    version: str
    prepared_s: float
    peak_mb: float = 0.0

    def share(self, _table: Table) -> float:
        """Say which share of a table it does."""
        return 1.0

    def _points(self, nodes: NDArray[np.int64]) -> gpd.GeoDataFrame:
        xy = self.network.node_xy_m[nodes]
        index = np.arange(len(nodes))
        return gpd.GeoDataFrame(
            index=index, geometry=gpd.points_from_xy(*xy.T), crs=self.network.crs
        )

    def table_s(self, table: Table) -> NDArray[np.float64]:
        """Seconds from origins to targets; points joined to the roads, table made and all."""
        import drenthe_geo as dg  # noqa: PLC0415 - loaded when first asked
        from drenthe_geo.roads.search.memory import MEMORY  # noqa: PLC0415 - as above

        # A new network remembers no search: what is prepared for all searches, it keeps.
        MEMORY.clear()
        vars(self.network).pop("_kept", None)  # nor where these points join it
        reach = dg.roads.compute_reach(self.network, self._points(table.targets))
        times = dg.roads.travel_times(reach, self._points(table.origins)).minutes
        return times.to_numpy(na_value=np.inf) * S_PER_MIN

    def areas(self) -> list[str]:
        """Areas within each cut-off of each station, with their errors, as GeoJSON."""
        import drenthe_geo as dg  # noqa: PLC0415 - loaded when first asked
        from drenthe_geo.roads.search.memory import MEMORY  # noqa: PLC0415 - as above

        MEMORY.clear()
        stations = self._points(self.problem.arrays["stations"])
        reach = dg.roads.compute_reach(self.network, stations)
        drawn = dg.reach.service_areas(reach, MINUTES, _settings())
        return [one.hex() for one in drawn.geometry.to_wkb()]


def _settings() -> Settings:
    from benchmarks.drenthe import DRENTHE  # noqa: PLC0415 - loaded when first asked

    return DRENTHE.settings


def make(problem: Problem, variant: str, source: Path | None) -> Ours:
    """Read the tables, build the network and its hierarchy; with numpy alone if that is asked."""
    if variant == "plain":
        sys.modules["numba"] = None  # type: ignore[assignment]
    if source is None:
        msg = "ours reads the tables of the public data: name their folder"
        raise ValueError(msg)
    from benchmarks.model_error import full_network  # noqa: PLC0415 - what it loads is measured

    start = time.perf_counter()
    network = full_network(source)
    network = replace(network, profile=replace(network.profile, park_min=0.0))
    _ = network.hierarchy  # as the servers contract theirs before they are asked
    prepared_s = time.perf_counter() - start
    note = "without numba" if variant == "plain" else f"numba {known_version('numba')}"
    return Ours(network, problem, note, known_version("drenthe-geo"), prepared_s)
