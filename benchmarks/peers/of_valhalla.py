"""Valhalla on tiles, with its own costing."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peers.base import known_version
from benchmarks.peers.child import peak_mb, rss_mb
from benchmarks.peers.pbf import write_pbf
from benchmarks.peers.problem import MINUTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.peers.problem import Problem, Table

GENERALIZE_M = 50.0
"""How much the borders of areas may be simplified."""


@dataclass
class Valhalla:
    """A server's library with its tiles."""

    actor: Any
    problem: Problem
    note: str
    prepared_s: float
    version: str
    base_mb: float

    def share(self, table: Table) -> float:
        """Say which share of a table it does: none of the large one, which takes it an hour."""
        return 0.0 if table.name == "many" else 1.0

    @property
    def peak_mb(self) -> float:
        """Memory of the library as it answers."""
        return peak_mb() - self.base_mb

    def _at(self, nodes: NDArray[np.int64]) -> list[dict[str, float]]:
        return [{"lon": x, "lat": y} for x, y in self.problem.lonlat(nodes).tolist()]

    def table_s(self, table: Table) -> NDArray[np.float64]:
        """Seconds from origins to targets."""
        answer = self.actor.matrix(
            {
                "sources": self._at(table.origins),
                "targets": self._at(table.targets),
                "costing": "auto",
                "verbose": False,
            }
        )
        rows = answer["sources_to_targets"]["durations"]
        found: NDArray[np.float64] = np.array(
            [[np.inf if cell is None else float(cell) for cell in row] for row in rows]
        )
        return found

    def areas(self) -> list[str]:
        """Areas within each cut-off of each station, towards it, as GeoJSON."""
        shapes = []
        for point in self._at(self.problem.arrays["stations"]):
            answer = self.actor.isochrone(
                {
                    "locations": [point],
                    "costing": "auto",
                    "contours": [{"time": minutes} for minutes in MINUTES],
                    "polygons": True,
                    "reverse": True,
                    "denoise": 0.0,
                    "generalize": GENERALIZE_M,
                }
            )
            by_time = {
                one["properties"]["contour"]: json.dumps(one["geometry"])
                for one in answer["features"]
            }
            shapes += [by_time[minutes] for minutes in MINUTES]
        return shapes


def make(problem: Problem, _variant: str, _source: Path | None) -> Valhalla:
    """Write the extract, and let the server make its tiles."""
    import valhalla  # noqa: PLC0415 - stands in the environment of the servers alone

    base_mb = rss_mb()
    work = problem.folder / "valhalla"
    shutil.rmtree(work, ignore_errors=True)
    (work / "tiles").mkdir(parents=True)
    write_pbf(problem, work / "roads.osm.pbf", shaped=True)
    (work / "tiles.tar").touch()  # it asks where that is, and would rather read it
    settings = valhalla.get_config(
        tile_extract=str(work / "tiles.tar"), tile_dir=str(work / "tiles"), verbose=False
    )
    del settings["mjolnir"]["tile_extract"]
    limits = settings["service_limits"]
    limits["auto"]["max_matrix_location_pairs"] = 10**7
    limits["auto"]["max_matrix_distance"] = 10**7
    limits["auto"]["max_locations"] = 10**5
    limits["isochrone"]["max_time_contour"] = 240
    (work / "valhalla.json").write_text(json.dumps(settings), encoding="utf-8")
    start = time.perf_counter()
    tool = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    done = subprocess.run(
        [str(tool), "-c", str(work / "valhalla.json"), str(work / "roads.osm.pbf")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    prepared_s = time.perf_counter() - start
    most_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size_mb = sum(one.stat().st_size for one in (work / "tiles").rglob("*.gph")) / 1e6
    note = f"its own costing; tiles of {size_mb:.0f} MB, made with {most_mb:,.0f} MB"
    actor = valhalla.Actor(settings)
    return Valhalla(actor, problem, note, prepared_s, known_version("pyvalhalla"), base_mb)
