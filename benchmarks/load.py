"""Load: what very large questions take, in seconds and at the peak of memory.

Each is a command of its own process, with points made here; the roads of the whole country need
the public data. What is refused before it starts is told as such.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.drenthe import DRENTHE
from drenthe_geo.area.people import read_people
from drenthe_geo.crs import RD_NEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

CUTOFFS = (10, 25)

MANY = 5000


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    peak_mb: float
    is_done: bool
    said: str


def cost_of(*words: str) -> Cost:
    """Run a command of the package and measure it."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        run = subprocess.Popen(
            [sys.executable, "-m", "drenthe_geo", *words, "--quiet"],
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    peak_mb = used.ru_maxrss / 1024
    seconds = time.perf_counter() - start
    return Cost(seconds, peak_mb, run.returncode == 0, said[-1] if said else "")


def points_file(folder: Path, name: str, xy_m: np.ndarray) -> str:
    """Write points to a file."""
    ids = [f"{name}{number}" for number in range(len(xy_m))]
    table = pd.DataFrame({"id": ids, "name": ids, "x_m": xy_m[:, 0], "y_m": xy_m[:, 1]})
    path = folder / f"{name}{len(xy_m)}.csv"
    table.to_csv(path, index=False)
    return str(path)


def near_people(count: int) -> NDArray[np.float64]:
    """Choose points beside streets where people live, the same every time."""
    xy: NDArray[np.float64] = shapely.get_coordinates(read_people(DRENTHE).geometry.to_numpy())
    chosen = np.random.default_rng(5).choice(len(xy), count, replace=count > len(xy))
    beside: NDArray[np.float64] = xy[chosen] + np.array([15.0, 10.0])
    return beside


def national_roads(source: Path, folder: Path) -> tuple[str, np.ndarray]:
    """Write the roads of the whole country to a file; also where its junctions lie."""
    raw = np.load(source / "roads" / "netherlands_graph.npz")
    xy = np.stack([raw["x_m"], raw["y_m"]], axis=1).astype(float)
    lines = shapely.linestrings(np.stack([xy[raw["u"]], xy[raw["v"]]], axis=1))
    table = {
        "u": raw["u"],
        "v": raw["v"],
        "length_m": raw["length_dm"] / 10,
        "free_flow_s": raw["car_ds"] / 10,
        "oneway": raw["oneway"],
        "road_class": "tertiary",
    }
    path = folder / "national.parquet"
    gpd.GeoDataFrame(table, geometry=lines, crs=RD_NEW).to_parquet(path)
    return str(path), xy


def run(source: Path | None) -> None:
    print("load: seconds and peak of memory, each a process of its own")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        out = ["--out", str(folder / "out")]
        some = points_file(folder, "candidate", near_people(MANY))
        cases: dict[str, list[str]] = {
            f"catchments, nine stations × {count} cut-offs": [
                "catchments",
                "--minutes",
                ",".join(map(str, range(1, count + 1))),
            ]
            for count in CUTOFFS
        }
        cases[f"place cover, 3 of {MANY:,} candidates"] = [
            *("place", "--goal", "cover", "--count", "3", "--points", some)
        ]
        origins = points_file(folder, "origin", near_people(100_000))
        cases["times, 100,000 origins × 9"] = ["times", "--points", origins]
        if source is None:
            print("  1,000 facilities on the roads of the whole country: needs --source")
        else:
            roads, xy = national_roads(source, folder)
            at = np.random.default_rng(1).permutation(len(xy))
            few = points_file(folder, "few", xy[at[:10]] + 20)
            many = points_file(folder, "many", xy[at[:1000]] + 20)
            on = ["--network", roads]
            cases["times, 10 × 1,000, 1.26 M junctions"] = [
                *("times", "--points", few, "--to", many, *on)
            ]
        for number, (name, words) in enumerate(cases.items()):
            cost = cost_of(*words, *out[:1], f"{out[1]}{number}")
            end = "" if cost.is_done else f"   refused: {cost.said}"
            print(f"  {name:44} {cost.seconds:6.0f} s {cost.peak_mb:7,.0f} MB{end}", flush=True)
