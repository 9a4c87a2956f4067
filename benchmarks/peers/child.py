"""One engine in a process of its own: ``python -m benchmarks.peers.child ENGINE FOLDER [SOURCE]``.

It needs numpy and the engine, nothing of ours: the servers run under another Python.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from benchmarks.peers.problem import Problem, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ROUNDS = 3
LONG_S = 20.0
"""A run that takes longer is not repeated."""

DS_PER_S = 10.0


class Engine(Protocol):
    """What an engine must offer."""

    note: str

    def table_s(self, table: Table) -> NDArray[np.float64]:
        """Seconds from origins to targets, inf without a way; shape (origins, targets)."""

    def share(self, table: Table) -> float:
        """Say which share of a table it does, or 0; its time is scaled to the whole."""


def rss_mb() -> float:
    """Memory that this process holds now."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def peak_mb() -> float:
    """Most memory that this process held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def timed(run: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds of the first run, the median of those after it, and the answer."""
    start = time.perf_counter()
    answer = run()
    first_s = time.perf_counter() - start
    taken: list[float] = []
    while first_s < LONG_S and len(taken) < ROUNDS:
        start = time.perf_counter()
        answer = run()
        taken.append(time.perf_counter() - start)
    return first_s, statistics.median(taken or [first_s]), answer


def off_s(found_s: NDArray[np.float64], truth_s: NDArray[np.float64]) -> dict[str, float]:
    """Say how far times are from scipy's: the most, and the median of their ratio."""
    both = np.isfinite(found_s) & np.isfinite(truth_s)
    apart = float((np.isfinite(found_s) != np.isfinite(truth_s)).mean())
    some = both & (truth_s > 0)
    return {
        "off_s": float(np.abs(found_s - truth_s)[both].max(initial=0.0)),
        "ratio": float(np.median(found_s[some] / truth_s[some])),
        "reached_otherwise": apart,
    }


def measure(name: str, folder: Path, source: Path | None) -> None:
    """Measure one engine, and write its row into the folder."""
    problem = Problem.read(folder)
    module, _, variant = name.partition("-")
    before_mb = rss_mb()
    start = time.perf_counter()
    made = importlib.import_module(f"benchmarks.peers.of_{module}").make(problem, variant, source)
    row: dict[str, Any] = {
        "engine": name,
        "prepared_s": made.prepared_s or time.perf_counter() - start,
        "version": made.version,
        "note": made.note,
    }
    for table in problem.tables:
        share = made.share(table)
        if share == 0:
            continue
        rows = max(1, round(share * len(table.origins)))
        asked = Table(table.name, table.origins[:rows], table.targets)
        first_s, median_s, found_s = timed(lambda asked=asked: made.table_s(asked))  # type: ignore[misc]
        whole = len(table.origins) / rows
        row[table.name] = {"first_s": first_s * whole, "median_s": median_s * whole, "rows": rows}
        path = folder / f"truth-{table.name}.npy"
        if module == "scipy":
            np.save(path, found_s)
        row[table.name] |= off_s(found_s, np.load(path)[:rows])
    if hasattr(made, "areas"):
        first_s, median_s, shapes = timed(made.areas)
        whole = 1 / getattr(made, "areas_share", 1.0)
        row["areas"] = {"first_s": first_s * whole, "median_s": median_s * whole}
        np.save(folder / f"areas-{name}.npy", np.array(shapes))
    row["memory_mb"] = made.peak_mb or peak_mb() - before_mb
    problem.say(row)


def main() -> int:
    """Measure the engine that is named."""
    name, folder, *source = sys.argv[1:]
    measure(name, Path(folder), Path(source[0]) if source else None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
