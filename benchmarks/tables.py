"""Whole tables of times beside bare scipy.

On the full car network of the public data, all in one run: the times of 260 places to nine
stations, of 1,000 points to 1,000 others, and the people within 30 minutes of 1,000 points. Ours
snaps the points, splits the roads and makes a table of pandas on its clock, of points that it has
not seen; bare scipy searches from junctions on a matrix that is made, and gives what it finds.
Where that is long it does a part, and the rest is taken to be as long.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import geopandas as gpd
import numpy as np

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.engines import in_turn
from benchmarks.model_error import full_network
from drenthe_geo.roads.minutes import Reach, compute_reach, travel_times
from drenthe_geo.roads.search import plain, tables
from drenthe_geo.roads.search.contracted import contract
from drenthe_geo.roads.search.hierarchy import build_hierarchy
from drenthe_geo.roads.search.memory import MEMORY
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from drenthe_geo.roads.network import Network

MANY, SEARCHED = 1000, 50
"""Points of the large tables, and of how many of them scipy's searches are made and checked."""

AWAY_M = 100.0
"""How far points lie from junctions, about."""

WITHIN_MIN = 30.0

LINES = {
    "few": "260 places to nine stations",
    "many": "1,000 points to 1,000 others",
    "people": "people within 30 minutes of 1,000 points",
}


HEAD = """**Tables** (`tables.py`), full network, {nodes:,} nodes; points joined to the roads
and the table made on the clock, of points not asked about before. Bare scipy searches from as many
junctions (of 1,000 it does {some}, times {times})."""


@dataclass
class Asked:
    """Points that nobody asked about before, and a network that remembers none."""

    network: Network
    seed: int = 0

    def points(self, count: int) -> gpd.GeoDataFrame:
        """Draw points around junctions, others every time."""
        self.seed += 1
        random = np.random.default_rng(self.seed)
        node = random.integers(0, self.network.n_nodes, count)
        xy_m = self.network.node_xy_m[node] + random.normal(0, AWAY_M, (count, 2))
        return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy_m.T), crs=self.network.crs)

    def forget(self) -> None:
        """Forget what was searched, and where points join the network."""
        MEMORY.clear()
        vars(self.network).pop("_kept", None)


def of_scipy(network: Network, searches: int, limit: float = np.inf) -> float:
    """Seconds of bare searches from so many junctions, of which some are made."""
    node = np.random.default_rng(0).integers(0, network.n_nodes, min(searches, SEARCHED))
    start = time.perf_counter()
    plain.search(network.arcs, node, limit)
    return (time.perf_counter() - start) * searches / len(node)


def worst_off(asked: Asked) -> float:
    """Largest difference from scipy's times, in minutes; NaN in one alone is infinite."""
    origins, facilities = asked.points(MANY), asked.points(SEARCHED)
    ours = compute_reach(asked.network, facilities)
    found = travel_times(ours, origins).minutes.to_numpy()
    known = travel_times(by_scipy(asked.network, facilities), origins).minutes.to_numpy()
    if not np.array_equal(np.isnan(found), np.isnan(known)):
        return float("inf")
    return float(np.nanmax(np.abs(found - known)))


def by_scipy(network: Network, facilities: gpd.GeoDataFrame) -> Reach:
    """Make a reach whose times scipy has searched."""
    reach = compute_reach(network, facilities)
    times = plain.search(reach.spots.reversed_arcs, reach.spots.node)
    vars(reach)["node_times_ds"] = times + reach.access_ds[:, None]
    return reach


def measured(asked: Asked) -> dict[str, tuple[float, float]]:
    """Milliseconds of ours and of bare scipy by task, taken in turn."""
    network = asked.network
    stations = dg.area.select_stations(DRENTHE.layer("stations"))
    places = dg.area.places_inside(DRENTHE.layer("places"), DRENTHE.layer("gemeenten"))
    people = DRENTHE.layer("people")[["population", "geometry"]]
    few = list(range(len(stations)))

    def ours(make: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> object:
            asked.forget()
            return make()

        return run

    tasks: dict[str, tuple[Callable[[], Any], int, float]] = {
        "few": (lambda: travel_times(compute_reach(network, stations), places), len(few), np.inf),
        "many": (
            lambda: travel_times(compute_reach(network, asked.points(MANY)), asked.points(MANY)),
            MANY,
            np.inf,
        ),
        "people": (
            lambda: dg.people_in_reach(
                asked.points(MANY), WITHIN_MIN, people=people, network=network, area=DRENTHE
            ),
            MANY,
            WITHIN_MIN * DS_PER_MIN,
        ),
    }
    found = {}
    for name, (make, searches, limit) in tasks.items():
        scipy_s: list[float] = []

        def bare(
            searches: int = searches, limit: float = limit, taken: list[float] = scipy_s
        ) -> None:
            taken.append(of_scipy(network, searches, limit))

        runs: dict[str, Callable[[], Any]] = {"ours": ours(make), "scipy": bare}
        medians = in_turn(runs)
        found[name] = medians["ours"], float(np.median(scipy_s)) * 1000
    return found


def text(source: Path) -> str:
    """Measure, and write the part of the README."""
    network = full_network(source)
    asked = Asked(network)
    _ = network.arcs, network.reversed_arcs, network.course.tree
    columns, prepared = {}, {}
    for name, make in (("numba", build_hierarchy), ("numpy", contract)):
        start = time.perf_counter()
        make(network.arcs)  # the first in a process also loads what is compiled
        first_s = time.perf_counter() - start
        start = time.perf_counter()
        vars(network)["hierarchy"] = make(network.arcs)
        prepared[name] = first_s, time.perf_counter() - start
        with patch.object(tables, "has_compiled", return_value=name == "numba"):
            columns[name] = measured(asked), worst_off(asked)
    lines = [
        HEAD.format(nodes=network.n_nodes, some=SEARCHED, times=MANY // SEARCHED),
        "",
        "| | with numba | without | bare scipy |",
        "|---|---|---|---|",
    ]
    for task, words in LINES.items():
        cells = []
        for name in columns:
            ours_ms, scipy_ms = columns[name][0][task]
            cells.append(f"{ours_ms:,.0f} ms ({ours_ms / scipy_ms:.3f} of scipy)")
        lines.append(f"| {words} | {' | '.join(cells)} | {scipy_ms:,.0f} ms |")
    made = [f"{one * 1000:,.0f} ms ({first * 1000:,.0f} the first time)"
            for first, one in prepared.values()]  # fmt: skip
    lines += [
        f"| the hierarchy, once for a network | {' | '.join(made)} | – |",
        "",
        f"Largest difference from scipy's times, {SEARCHED} × {MANY:,} pairs: "
        + ", ".join(f"{off * 60:g} s" for _, off in columns.values())
        + ".",
    ]
    return "\n".join(lines)
