"""Ours beside the bare search of scipy.

On the full car network of the public data: nine trees, and the nearest and second nearest of the
nine for every junction. scipy's clock runs for its search alone, on a graph that is split where
the stations join it. Ours gets no such help: it snaps the stations, splits the roads, makes the
graph and searches, and remembers nothing. `benchmarks.peers` has the other engines.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.model_error import full_network
from drenthe_geo.roads.arcs import graph_matrix
from drenthe_geo.roads.search import engine
from drenthe_geo.roads.search.memory import MEMORY
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.roads.splitting import split_edges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

ROUNDS = 9
BEFORE_HIERARCHY = 8
"""Labelled searches of a network that do not yet make its hierarchy."""


@dataclass(frozen=True)
class Problem:
    """The graph that scipy searches, and what ours is asked."""

    network: dg.roads.Network
    stations: gpd.GeoDataFrame
    arcs: csr_array
    nodes: NDArray[np.intp]

    @classmethod
    def of(cls, network: dg.roads.Network) -> Problem:
        """Put the nine stations on a network."""
        stations = dg.area.select_stations(DRENTHE.layer("stations")).sort_index()
        snaps = snap_points(network, stations)
        at = snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy()
        split, nodes = split_edges(network, *at)
        arcs = graph_matrix(split, reverse=True).astype(float)
        return cls(network, stations, arcs, nodes)

    def scipy_trees(self) -> NDArray[np.float64]:
        """Nine trees by the bare search."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as in the package

        found: NDArray[np.float64] = dijkstra(self.arcs, indices=self.nodes)
        return found

    def scipy_nearest(self) -> Any:  # noqa: ANN401 - scipy has no types
        """Nearest of the nine by the bare search; it knows no second."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as in the package

        return dijkstra(self.arcs, indices=self.nodes, min_only=True, return_predecessors=True)

    def trees(self) -> NDArray[np.float64]:
        """Nine trees by ours, everything included."""
        MEMORY.clear()
        return dg.roads.compute_reach(self.network, self.stations).node_times_ds

    def nearest(self) -> Any:  # noqa: ANN401 - all that it finds
        """Nearest and second nearest by ours, everything included."""
        return dg.reach.nearest_of_junctions(self.network, self.stations)

    def anew(self) -> Problem:
        """Take the same with a network that nothing was asked of yet."""
        return replace(self, network=replace(self.network))


@contextmanager
def only(name: str) -> Iterator[None]:
    """Let one engine do all the work."""
    before = engine.PATIENCE
    engine.PATIENCE = {"plain": sys.maxsize, "compiled": -1}[name]
    engine.WORK.settled = 0.0
    try:
        yield
    finally:
        engine.PATIENCE = before


def by(name: str, run: Callable[[], Any]) -> Callable[[], Any]:
    """Run with one engine."""

    def made() -> Any:  # noqa: ANN401 - what the run gives
        with only(name):
            return run()

    return made


def in_turn(runs: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Median milliseconds of runs taken in turn; the first of each does not count."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(each) for name, each in taken.items()}


def is_same(problem: Problem) -> bool:
    """Tell whether both engines say what scipy says, to the tenth of a second."""
    count = problem.network.n_nodes
    free = replace(problem.network, profile=replace(problem.network.profile, park_min=0.0))
    problem = replace(problem, network=free)
    snaps = snap_points(free, problem.stations)
    access_ds = np.rint(snaps["access_min"].to_numpy(dtype=float) * 600)[:, None]
    truth = problem.scipy_trees()[:, :count] + access_ds
    order = np.argsort(truth, axis=0, kind="stable")
    same = True
    for name in ("plain", "compiled"):
        with only(name):
            same &= np.array_equal(problem.trees()[:, :count], truth)
            for _ in range(2 * BEFORE_HIERARCHY):  # by searches, and then on the hierarchy
                found = problem.nearest()
                for rank, (label, ds) in enumerate(
                    ((found.nearest, found.nearest_ds), (found.second, found.second_ds))
                ):
                    least = np.take_along_axis(truth, order[rank : rank + 1], axis=0)[0]
                    same &= np.array_equal(ds, least)
                    reached = np.isfinite(least)
                    same &= np.array_equal(label[reached], order[rank][reached])
    return bool(same)


def searched(problem: Problem, name: str = "compiled") -> Callable[[], Any]:
    """Search for labels on a network that was not searched so often that it has a hierarchy."""
    held = [problem.anew()]
    _ = held[0].network.course.tree, held[0].network.reversed_arcs

    def run() -> Any:  # noqa: ANN401 - all that it finds
        vars(held[0].network).pop("labelled_searches", None)
        return held[0].nearest()

    return by(name, run)


def measured(problem: Problem) -> dict[str, dict[str, float]]:
    """Take all runs in turn."""
    with only("compiled"):
        for _ in range(2 * BEFORE_HIERARCHY):
            problem.nearest()
    trees = in_turn(
        {
            "scipy": problem.scipy_trees,
            "compiled": by("compiled", problem.trees),
            "plain": by("plain", problem.trees),
        }
    )
    nearest = in_turn(
        {
            "scipy": problem.scipy_nearest,
            "hierarchy": by("compiled", problem.nearest),
            "compiled": searched(problem),
            "plain": searched(problem, "plain"),
        }
    )
    return {"trees": trees, "nearest": nearest}


def first_call(source: Path, what: str) -> dict[str, float]:
    """Measure the first call of a process: numba and what is compiled are read, all is made."""
    problem = Problem.of(full_network(source))
    fresh = problem.anew()
    start = time.perf_counter()
    with only("compiled"):
        getattr(fresh, what)()
    ours = (time.perf_counter() - start) * 1000
    start = time.perf_counter()
    getattr(problem, f"scipy_{what}")()
    return {"ours": ours, "scipy": (time.perf_counter() - start) * 1000}


def in_process(source: Path, what: str) -> float:
    """Give the ratio of the first call in a process of its own, with compiled code on disk."""
    command = [sys.executable, "-m", "benchmarks.engines", "--source", str(source)]
    found = []
    for _ in range(4):
        done = subprocess.run(
            [*command, "--first", what], check=True, capture_output=True, text=True
        )
        one = json.loads(done.stdout)
        found.append(one["ours"] / one["scipy"])
    return float(statistics.median(found[1:]))


def part(ms: dict[str, dict[str, float]], first: dict[str, float], *, same: bool) -> str:
    """Write the part of the README."""
    trees, nearest = ms["trees"], ms["nearest"]

    def row(name: str, *cells: float) -> str:
        return f"| {name} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |"

    return "\n".join(
        [
            "**Shortest paths** (`engines.py`), full Drenthe network, of bare scipy in one run; "
            + ("all are scipy's to the tenth." if same else "THEY DIFFER FROM SCIPY'S."),
            "",
            "| everything included | nine trees | nearest and second of nine |",
            "|---|---|---|",
            (
                f"| bare scipy (`min_only`: the nearest alone) | {trees['scipy']:.0f} ms | "
                f"{nearest['scipy']:.1f} ms |"
            ),
            row(
                "ours with `[fast]`",
                trees["compiled"] / trees["scipy"],
                nearest["hierarchy"] / nearest["scipy"],
            ),
            row(
                "… first call of a process, numba's import in it", first["trees"], first["nearest"]
            ),
            row(
                "ours without",
                trees["plain"] / trees["scipy"],
                nearest["plain"] / nearest["scipy"],
            ),
            "",
            (
                "The nearest two come of a hierarchy of the junctions once it was searched so "
                "often that it paid; by a search they take "
                f"{nearest['compiled'] / nearest['scipy']:.2f}."
            ),
        ]
    )


def text(source: Path) -> str:
    """Measure, and write the part of the README."""
    problem = Problem.of(full_network(source))
    same = is_same(problem)
    first = {what: in_process(source, what) for what in ("trees", "nearest")}
    return part(measured(problem), first, same=same)


def main() -> int:
    """Make one first call; `in_process` reads what it took."""
    parser = argparse.ArgumentParser(description="One first call in a process of its own.")
    parser.add_argument("--source", type=Path, required=True, help="folder with the public data")
    parser.add_argument("--first", choices=["trees", "nearest"], required=True)
    given = parser.parse_args()
    print(json.dumps(first_call(given.source, given.first)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
