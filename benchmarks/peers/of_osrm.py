"""OSRM on a contracted graph: with our times, and with its own car profile."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peers.base import known_version
from benchmarks.peers.child import peak_mb, rss_mb
from benchmarks.peers.pbf import write_pbf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem, Table

MOST_POINTS = 100_000


@dataclass
class Osrm:
    """A server's library with its graph in memory."""

    engine: Any
    problem: Problem
    note: str
    prepared_s: float
    version: str
    base_mb: float

    def share(self, _table: Table) -> float:
        """Say which share of a table it does."""
        return 1.0

    @property
    def peak_mb(self) -> float:
        """Memory of the library as it answers."""
        return peak_mb() - self.base_mb

    def table_s(self, table: Table) -> NDArray[np.float64]:
        """Seconds from origins to targets."""
        import osrm  # noqa: PLC0415 - stands in the environment of the servers alone

        points = self.problem.lonlat(np.concatenate([table.origins, table.targets])).tolist()
        count = len(table.origins)
        asked = osrm.TableParameters(
            coordinates=[tuple(point) for point in points],
            sources=list(range(count)),
            destinations=list(range(count, len(points))),
            annotations=["duration"],
            generate_hints=False,
        )
        answer = self.engine.Table(asked)
        rows = answer["durations"]
        found: NDArray[np.float64] = np.array(
            [[np.inf if cell is None else float(cell) for cell in row] for row in rows]
        )
        return found


def make(problem: Problem, variant: str, _source: Path | None) -> Osrm:
    """Write the extract, and let the server extract and contract it."""
    import osrm  # noqa: PLC0415 - stands in the environment of the servers alone

    base_mb = rss_mb()
    exact = variant == "exact"
    work = problem.folder / f"osrm-{variant or 'car'}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    counts = write_pbf(problem, work / "roads.osm.pbf", shaped=not exact)
    home = Path(osrm.__file__).parent
    profile = home / "share/profiles/car.lua"
    if exact:
        profile = Path(__file__).with_name("exact.lua")
    start = time.perf_counter()
    steps = {}
    for tool, *rest in (
        ("extract", "-p", str(profile), str(work / "roads.osm.pbf")),
        ("contract", str(work / "roads.osrm")),
    ):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "osrm", tool, *rest], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
        steps[tool] = time.perf_counter() - began
    prepared_s = time.perf_counter() - start
    most_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    engine = osrm.OSRM(
        algorithm="CH",
        storage_config=str(work / "roads.osrm"),
        use_shared_memory=False,
        max_locations_distance_table=MOST_POINTS,
    )
    times = "our times" if exact else "its own car profile"
    note = (
        f"{times}; extract {steps['extract']:.1f} s and contract {steps['contract']:.1f} s, "
        f"{most_mb:,.0f} MB; {counts['nodes']:,} nodes, {counts['ways']:,} ways; "
        f"{os.cpu_count()} cores"
    )
    return Osrm(engine, problem, note, prepared_s, known_version("osrm-bindings"), base_mb)
