"""Load: what very large questions take, in seconds and at the peak of memory.

Each is a command of its own process, with points made here; the roads of the whole country need
the public data.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.commands import taken_by
from benchmarks.drenthe import DRENTHE
from benchmarks.report import table_text
from drenthe_geo.area.people import read_people
from drenthe_geo.crs import RD_NEW

if TYPE_CHECKING:
    from numpy.typing import NDArray

CUTOFFS = (10, 50)


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


def text(source: Path) -> str:
    """Measure, and write the part of the README."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cases: dict[str, list[str]] = {
            f"catchments, nine stations × {count} cut-offs": [
                "catchments",
                "--minutes",
                ",".join(map(str, range(1, count + 1))),
            ]
            for count in CUTOFFS
        }
        origins = points_file(folder, "origin", near_people(100_000))
        cases["times, 100,000 origins × 9"] = ["times", "--points", origins]
        roads, xy = national_roads(source, folder)
        at = np.random.default_rng(1).permutation(len(xy))
        few = points_file(folder, "few", xy[at[:10]] + 20)
        many = points_file(folder, "many", xy[at[:1000]] + 20)
        cases["times, 10 × 1,000, 1.26 M junctions, roads read from a file"] = [
            *("times", "--points", few, "--to", many, "--network", roads)
        ]
        rows = []
        for number, (name, words) in enumerate(cases.items()):
            out = folder / f"out{number}"
            environment = {**os.environ, "DRENTHE_GEO_CACHE": str(folder / f"cache{number}")}
            command = ["-m", "drenthe_geo", *words, "--quiet", "--out", str(out)]
            taken = taken_by(command, environment, out)
            figures = taken.wall_s, taken.cpu_s, taken.peak_mb, taken.written_mb
            rows.append((name, *(f"{one:,.0f}" for one in figures)))
    return "\n".join(
        [
            "**Load** (`load.py`), each a process of its own with an empty cache:",
            "",
            *table_text(["", "s", "CPU s", "peak MB", "written MB"], rows),
        ]
    )
