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

import shapely

import drenthe_geo as dg
from benchmarks import calibration
from benchmarks.calibration import isochrones
from benchmarks.model_error import FullRoads, model_error
from drenthe_geo.catchments import part_lines, reached_parts


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
    used = seconds_of("import drenthe_geo as dg; dg.read_layer; dg.make_study") - bare
    print("import, median of 7 fresh interpreters, start of Python taken off")
    print(f"  geopandas              {geopandas:6.3f} s   1.00")
    print(f"  drenthe_geo            {ours:6.3f} s   {ours / geopandas:.2f}")
    print(f"  … and all that it uses {used:6.3f} s   {used / geopandas:.2f}")


def main_job() -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            command = [sys.executable, "-m", "drenthe_geo.cli", "run", "--out", folder]
            subprocess.run(command, check=True, capture_output=True)
            taken.append(time.perf_counter() - start)
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size_mb = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
    print("main job, median of 3 warm runs, start of Python and imports included")
    print(f"  {statistics.median(taken):.1f} s, peak {peak_mb:,.0f} MB, {size_mb:.0f} MB written")


def polygons() -> None:
    reach = dg.compute_reach(dg.read_network(), dg.select_stations(dg.read_layer("stations")))
    settings = dg.read_settings()
    start = time.perf_counter()
    areas = dg.service_areas(reach, [30], settings)
    ours = (time.perf_counter() - start) / len(areas)
    start = time.perf_counter()
    exact = []
    for position in range(len(areas)):
        lines = part_lines(reach.network, reached_parts(reach, position, 30))
        exact.append(shapely.union_all(shapely.buffer(lines, settings.road_buffer_m)))
    theirs = (time.perf_counter() - start) / len(areas)
    shared = [
        shape.intersection(truth).area / shape.union(truth).area
        for shape, truth in zip(areas.geometry, exact, strict=True)
    ]
    print("30-minute areas of the nine stations, embedded network, per area")
    print(f"  exact union of buffers  {theirs * 1000:7.0f} ms   IoU 1.000   1.00")
    worst = f"IoU {min(shared):.3f}"
    print(f"  service_areas           {ours * 1000:7.0f} ms   {worst}   {ours / theirs:.3f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="folder with the public data")
    given = parser.parse_args()
    import_cost()
    main_job()
    polygons()
    if given.source is None:
        print("model network: left out, it needs --source")
        return 0
    roads, model = FullRoads.read(given.source), dg.read_network()
    full = roads.network(dg.read_profile("car"))
    calibration.report(roads, model, isochrones(given.source))
    error = model_error(full, model, dg.read_layers())
    print("model network against the full one, car minutes of 260 places to nine stations")
    for name, value in error.items():
        print(f"  {name:20} {value:g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
