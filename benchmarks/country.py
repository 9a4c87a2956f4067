"""The roads of the whole country.

How time and memory grow with junctions and facilities, what a saved network takes to open, and
what the order of the junctions is worth. Smaller networks are the junctions nearest to the middle.
Each size is a process of its own, so that its memory is its own. The engines take turns.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.load import national_roads
from drenthe_geo.io.saved import open_network
from drenthe_geo.roads.search import plain
from drenthe_geo.roads.search.compiled import searches as compiled
from drenthe_geo.roads.search.plain import Starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

SIZES = (10_000, 30_000, 100_000, 300_000, 0)
"""Junctions; 0 is all."""
COUNTS = (10, 100, 1_000, 10_000)
STATIONS = 400
LIMIT_DS = 18_000.0
ROUNDS = 3
SCIPY_REACHES = 20
"""Of the reaches so many are made by scipy too, and scaled: it takes each junction anew."""


def in_turn(runs: dict[str, Callable[[], Any]]) -> tuple[dict[str, float], dict[str, Any]]:
    """Median milliseconds of runs taken in turn; the first of each does not count.

    Of the processor, all cores together: others on the machine do not count either.
    """
    taken: dict[str, list[float]] = {name: [] for name in runs}
    answers = {name: run() for name, run in runs.items()}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.process_time()
            answers[name] = run()
            taken[name].append((time.process_time() - start) * 1000)
    return {name: statistics.median(each) for name, each in taken.items()}, answers


def nearest_by_scipy(arcs: csr_array, nodes: NDArray[np.intp]) -> NDArray[np.float64]:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as in the package

    found = dijkstra(arcs, indices=nodes, min_only=True, return_predecessors=True)
    times: NDArray[np.float64] = found[0]
    return times


def starts_at(nodes: NDArray[np.intp]) -> Starts:
    return Starts(nodes, np.zeros(len(nodes), dtype=np.int64), np.arange(len(nodes)))


def part_of(network: dg.roads.Network, size: int) -> csr_array:
    """Arcs towards facilities, between the junctions nearest to the middle."""
    arcs = network.reversed_arcs
    if size in {0, network.n_nodes}:
        return arcs
    away = np.hypot(*(network.node_xy_m - np.median(network.node_xy_m, axis=0)).T)
    chosen = np.sort(np.argpartition(away, size)[:size])
    return arcs[chosen][:, chosen].tocsr()


def peak_mb(run: Callable[[], Any]) -> float:
    """Megabytes that a run adds to the memory of this process at its peak; Linux alone tells."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what earlier runs let go is given back, and counts anew
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts anew
    before = _status_kb("VmRSS")
    run()
    return (_status_kb("VmHWM") - before) / 1024


def _status_kb(name: str) -> int:
    """Read a line of what the system knows of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def grown(folder: Path, size: int) -> dict[str, Any]:
    """Measure one size: the nearest of many, and the nearest two."""
    network = open_network(folder, dg.read_profile(DRENTHE, "car"))
    arcs = part_of(network, size)
    floats, nodes = arcs.astype(float), arcs.shape[0]
    small = starts_at(np.arange(10))
    compiled.search_nearest(arcs, small)  # imports numba, and reads what is compiled
    compiled.search_labelled(arcs, small)
    rows = []
    for count in COUNTS:
        if count * 4 > nodes:
            continue
        chosen = np.random.default_rng(count).choice(nodes, count, replace=False)
        starts = starts_at(chosen)
        ms, found = in_turn(
            {
                "scipy": lambda chosen=chosen: nearest_by_scipy(floats, chosen),  # type: ignore[misc]
                "one": lambda starts=starts: compiled.search_nearest(arcs, starts),  # type: ignore[misc]
                "two": lambda starts=starts: compiled.search_labelled(arcs, starts),  # type: ignore[misc]
                "plain": lambda starts=starts: plain.search_labelled(floats, starts),  # type: ignore[misc]
            }
        )
        same = np.array_equal(found["scipy"], found["one"][1])
        for one, other in zip(found["two"].columns(), found["plain"].columns(), strict=True):
            same = same and np.array_equal(one, other)
        mb = peak_mb(lambda starts=starts: compiled.search_labelled(arcs, starts))  # type: ignore[misc]
        rows.append({"facilities": count, "same": same, "mb": mb, **ms})
    return {"nodes": nodes, "arcs": int(arcs.nnz), "rows": rows}


def whole(folder: Path) -> dict[str, Any]:
    """Measure what is asked of the whole country."""
    taken = []
    car = dg.read_profile(DRENTHE, "car")
    for _ in range(2 * ROUNDS):
        start = time.process_time()
        network = open_network(folder, car)
        taken.append((time.process_time() - start) * 1000)
    arcs = network.reversed_arcs
    floats, nodes = arcs.astype(float), network.n_nodes
    chosen = np.random.default_rng(STATIONS).choice(nodes, STATIONS, replace=False)
    ms, found = in_turn(
        {
            "scipy": lambda: nearest_by_scipy(floats, chosen),
            "nearest": lambda: compiled.search_nearest(arcs, starts_at(chosen)),
            "reach": lambda: compiled.search_reached(arcs, chosen, LIMIT_DS),
            "reach by scipy": lambda: plain.search(floats, chosen[:SCIPY_REACHES], LIMIT_DS),
        }
    )
    first, node, sums = found["reach"]
    same = np.array_equal(found["scipy"], found["nearest"][1])
    for row, truth in enumerate(found["reach by scipy"]):
        mine = np.full(nodes, np.inf)
        part = slice(first[row], first[row + 1])
        mine[node[part]] = sums[part]
        same = same and np.array_equal(mine, truth)
    lot = np.random.default_rng(0).permutation(nodes)
    mixed = arcs[lot][:, lot].tocsr()
    place = np.argsort(lot)[chosen]
    order, _ = in_turn(
        {
            "curve": lambda: compiled.search_nearest(arcs, starts_at(chosen)),
            "lot": lambda: compiled.search_nearest(mixed, starts_at(place)),
        }
    )
    return {
        "threads": len(os.sched_getaffinity(0)),
        "open_first_ms": taken[0],
        "open_ms": statistics.median(taken),
        "reached": len(node) / STATIONS,
        "reach_scipy_ms": ms["reach by scipy"] * STATIONS / SCIPY_REACHES,
        "lot": order["lot"] / order["curve"],
        "same": bool(same),
        **ms,
    }


def table(sizes: list[dict[str, Any]], all_of_it: dict[str, Any], read_s: float, mb: float) -> str:
    """Write the part of the README."""
    one = all_of_it
    same = "time is scipy's to the tenth." if one["same"] else "TIMES DIFFER FROM SCIPY'S."
    reach = f"30-minute reach of {STATIONS} ({one['reached']:,.0f} junctions each)"
    share = one["reach"] / one["reach_scipy_ms"]
    opens = f"{one['open_ms']:.0f} ms ({one['open_first_ms']:.0f} ms the first time)"
    head = ["junctions", "arcs", "facilities", "nearest, scipy", "compiled"]
    head += ["nearest two, plain", "nearest two, compiled", "memory that these add at the peak, MB"]
    lines = [
        "**The whole country** (`country.py`), beside scipy in turn, in time of the processor;",
        f"every {same}",
        "",
        "| | ms | of scipy |",
        "|---|---|---|",
        f"| nearest of {STATIONS} for every junction, scipy `min_only` | {one['scipy']:,.0f} | 1 |",
        f"| the same, compiled | {one['nearest']:,.0f} | {one['nearest'] / one['scipy']:.2f} |",
        f"| {reach}, scipy, scaled | {one['reach_scipy_ms']:,.0f} | 1 |",
        f"| the same, compiled, on {one['threads']} cores | {one['reach']:,.0f} | {share:.2f} |",
        "",
        f"Read from a file and put in order in {read_s:.0f} s; saved to {mb:.0f} MB, it opens in",
        f"{opens}.",
        f"With junctions by lot, not along a curve, a search takes {one['lot']:.1f} times as long.",
        "",
        f"| {' | '.join(head)} |",
        "|---" * len(head) + "|",
    ]
    for size in sizes:
        for row in size["rows"]:
            differ = "" if row["same"] else " (DIFFERS)"
            lines.append(
                f"| {size['nodes']:,} | {size['arcs']:,} | {row['facilities']:,}{differ} | "
                f"{row['scipy']:,.1f} ms | {row['one']:,.1f} | {row['plain']:,.1f} | "
                f"{row['two']:,.1f} | {row['mb']:,.1f} |"
            )
    return "\n".join(lines)


def child(folder: Path, *words: str) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.country", "--keep", str(folder), *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def text(source: Path) -> str:
    """Measure, and write the part of the README."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "country"
        roads, _ = national_roads(source, Path(made))
        start = time.perf_counter()
        dg.io.save_network_from(DRENTHE, roads, folder)
        read_s = time.perf_counter() - start
        mb = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        sizes = [child(folder, "--size", str(size)) for size in SIZES]
        return table(sizes, child(folder), read_s, mb)


def main() -> int:
    """Measure in a process of its own; `child` reads what it found."""
    parser = argparse.ArgumentParser(description="One size of the country's roads.")
    parser.add_argument("--keep", type=Path, required=True, help="folder of the saved network")
    parser.add_argument("--size", type=int, help="this size alone; the whole country if not given")
    given = parser.parse_args()
    found = whole(given.keep) if given.size is None else grown(given.keep, given.size)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
