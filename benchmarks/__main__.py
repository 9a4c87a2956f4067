"""Measure: ``python -m benchmarks [--source DIR]``."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import drenthe_geo as dg
from benchmarks import (
    access_peer,
    areas,
    beyond,
    calibration,
    engines,
    load,
    location_peer,
    people,
    polygons,
    surface,
)
from benchmarks.calibration import isochrones
from benchmarks.drenthe import DRENTHE
from benchmarks.model_error import FullRoads, model_error


def seconds_of(code: str, times: int = 7) -> float:
    """Median seconds of a fresh interpreter that runs some code."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def import_cost() -> None:
    bare = seconds_of("pass")
    geopandas = seconds_of("import geopandas") - bare
    ours = seconds_of("import drenthe_geo") - bare
    used = seconds_of("import drenthe_geo as dg; dg.open_area; dg.ask_stations") - bare
    print("import, median of 7 fresh interpreters, start of Python taken off")
    print(f"  geopandas              {geopandas:6.3f} s   1.00")
    print(f"  drenthe_geo            {ours:6.3f} s   {ours / geopandas:.2f}")
    print(f"  … and all that it uses {used:6.3f} s   {used / geopandas:.2f}")


def main_job() -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            command = [sys.executable, "-m", "drenthe_geo", "run", "--quiet", "--out", folder]
            subprocess.run(command, check=True, capture_output=True)
            taken.append(time.perf_counter() - start)
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size_mb = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    print("main job, median of 3 warm runs, start of Python and imports included")
    print(f"  {statistics.median(taken):.1f} s, peak {peak_mb:,.0f} MB, {size_mb:.0f} MB written")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="folder with the public data")
    given = parser.parse_args()
    import_cost()
    main_job()
    people.run(given.source)
    access_peer.run()
    surface.run()
    location_peer.run()
    load.run(given.source)
    if given.source is None:
        print("the rest is measured on the full network: it needs --source")
        return 0
    beyond.run(given.source)
    roads, model = FullRoads.read(given.source), dg.roads.read_network(DRENTHE)
    full = roads.network(dg.read_profile(DRENTHE, "car"))
    calibration.report(roads, model, isochrones(given.source))
    error = model_error(full, model, DRENTHE.layers())
    print("model network against the full one, car minutes of 260 places to nine stations")
    for name, value in error.items():
        print(f"  {name:20} {value:g}")
    areas.report(full, model)
    polygons.report(full)
    engines.run(given.source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
