"""A cluster: the same work here, on one worker and on two, and what the whole country takes.

The workers are processes of this machine, so two of them show what sharing costs, not what
many machines gain.
"""

from __future__ import annotations

import pickle
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from distributed import LocalCluster

import drenthe_geo as dg
from benchmarks.country import STATIONS
from benchmarks.drenthe import DRENTHE
from benchmarks.load import national_roads, near_people
from benchmarks.report import paragraph, table_text
from drenthe_geo.crs import RD_NEW
from drenthe_geo.io.cluster import workers_of
from drenthe_geo.io.saved import open_network
from drenthe_geo.io.shared import (
    BLOCK_MB,
    BYTES_A_PAIR,
    BYTES_AN_EDGE,
    _laid_out,
    measure_on,
    minutes_alone,
    need_mb,
)
from drenthe_geo.reach.workers import counts_on, nearest_on
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.pairs import Pairs
from drenthe_geo.roads.search.pairs import BYTES_A_TIME
from drenthe_geo.work.memory import MB, at_once
from drenthe_geo.work.spread import AHEAD, spread_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from drenthe_geo.roads.minutes import Measure
    from drenthe_geo.work.spread import Spread

ROUNDS = 3
TRIVIAL = 500
SQUARES = 390_000
"""Squares of 100 m of the Netherlands in which anybody lives, in round numbers."""

LIMIT_MIN = 30.0

EUROPE_NODES, EUROPE_STATIONS = 18_000_000, 10_000
"""Junctions and stations of a continent."""

GROWTH = 1.1
"""Assumption: a search grows with junctions to this power; from 0.1 to 1.26 million (the part
*The whole country*) it is 1.05."""

EURO_A_CORE_HOUR = 0.05
"""Assumption: list prices of general machines of large clouds lie around 0.04 to 0.06 a core."""

CORES = 16
"""Workers of one core that the paper has."""


class Taken(NamedTuple):
    """What a run took, and what it found."""

    wall_s: float
    cpu_s: float
    found: Any


def cpu_s(spread: Spread | None) -> float:
    """Seconds of the processor so far: of this process, and of the workers."""
    workers = {} if spread is None else spread.client.run(time.process_time)
    return time.process_time() + float(sum(workers.values()))


def timed(run: Callable[[], Any], spread: Spread | None) -> Taken:
    before, start = cpu_s(spread), time.perf_counter()
    found = run()
    taken = time.perf_counter() - start
    return Taken(taken, cpu_s(spread) - before, found)


def peak_mb() -> float:
    """Megabytes that this process took at its peak; Linux alone tells."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def at(xy: NDArray[np.float64]) -> gpd.GeoDataFrame:
    """Put points on the map."""
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=RD_NEW)


def cluster_of(workers: int) -> LocalCluster:
    """Start workers here, each a process of its own with one thread."""
    return LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, dashboard_address=":0", memory_limit="4GB"
    )


def minutes_by(measure: Measure, reach: dg.roads.Reach, origins: gpd.GeoDataFrame) -> pd.DataFrame:
    """Measure the minutes, here or on workers."""
    return travel_times(reach, origins, measure=measure).minutes


def drenthe() -> tuple[list[tuple[str, ...]], dict[str, float]]:
    """Measure the province, in turn."""
    network = dg.roads.read_network(DRENTHE, "car")
    places, stations = (
        DRENTHE.layer("places"),
        dg.area.select_stations(DRENTHE.layer("stations"), "own"),
    )
    many = near_people(10_300)
    cases = {
        f"{len(places)} places × {len(stations)} stations": (places, stations),
        "10,000 origins × 300 facilities": (at(many[:10_000]), at(many[10_000:])),
    }
    rows: list[tuple[str, ...]] = []
    told: dict[str, float] = {}
    for name, (origins, facilities) in cases.items():
        reach = compute_reach(network, facilities)
        truth = travel_times(reach, origins).minutes
        row: list[str] = [name]
        for workers in (0, 1, 2):
            cluster = cluster_of(workers) if workers else None
            with workers_of(cluster.scheduler_address if cluster else None) as spread:
                measure = measure_on(spread)

                run = partial(minutes_by, measure, reach, origins)
                run()  # imports, and opens the roads
                each = [timed(run, spread) for _ in range(ROUNDS)]
                for one in each:
                    pd.testing.assert_frame_equal(one.found, truth, check_exact=True)
                wall, cpu = (statistics.median(one[part] for one in each) for part in (0, 1))
                row.append(f"{wall:.2f} s ({cpu:.2f})")
                if spread is not None and workers == 2:
                    told |= overhead(spread, reach, origins)
            if cluster is not None:
                cluster.close()
        rows.append(tuple(row))
    return rows, told


def overhead(spread: Spread, reach: dg.roads.Reach, origins: gpd.GeoDataFrame) -> dict[str, float]:
    """Measure what a task takes by itself, how large it is, and the memory of a worker."""
    start = time.perf_counter()
    list(spread.map(int, [(1,)] * TRIVIAL))
    each_ms = (time.perf_counter() - start) * 1000 / TRIVIAL
    job = _laid_out(spread, Pairs.of(reach, origins), {})
    part = (job, 0, slice(0, 10), slice(0, 10), minutes_alone, ())
    peaks = spread.client.run(peak_mb)
    return {"each_ms": each_ms, "bytes": len(pickle.dumps(part)), "peak_mb": max(peaks.values())}


def country(source: Path, folder: Path) -> dict[str, float]:
    """Measure the whole country on two workers: the nearest two, and people within a time."""
    roads, xy = national_roads(source, folder)
    car = dg.read_profile(DRENTHE, "car")
    dg.io.save_network_from(DRENTHE, roads, folder / "roads")
    network = open_network(folder / "roads", car)
    lot = np.random.default_rng(1)
    stations, squares = (
        at(xy[lot.choice(len(xy), count, replace=False)] + 20) for count in (STATIONS, SQUARES)
    )
    start = time.process_time()
    reach = compute_reach(network, stations)
    pairs = Pairs.of(reach, squares)
    near = Pairs.of(compute_reach(network, stations, limit_min=LIMIT_MIN), squares)
    found = {"put_s": time.process_time() - start, "client_mb": peak_mb()}
    heads = {"people": pd.Series(np.ones(SQUARES))}
    with cluster_of(2) as cluster, spread_on(cluster.scheduler_address) as spread:
        shape = (STATIONS, SQUARES)
        of_two = timed(lambda: nearest_on(spread, [pairs], shape, 2), spread)
        counted = timed(lambda: list(counts_on(spread, [near], heads, (LIMIT_MIN,))), spread)
        found["peak_mb"] = max(spread.client.run(peak_mb).values())
        found["taken_mb"] = 4000 * 0.8 - spread.room.left_mb
        total = sum(each["people"].sum() for _, each in counted.found)
    truth = near.block(slice(0, 5), slice(0, SQUARES)).minutes() <= LIMIT_MIN
    first = counted.found[0][1]["people"][:5, 0]
    found["same"] = float(np.array_equal(truth.sum(axis=1), first))
    found |= {"nearest_s": of_two.wall_s, "nearest_cpu_s": of_two.cpu_s}
    found |= {"counted_s": counted.wall_s, "counted_cpu_s": counted.cpu_s, "within": total}
    found["need_mb"] = need_mb(network, STATIONS, most_rows(SQUARES) * SQUARES)
    found |= {"nodes": network.n_nodes, "edges": network.n_edges}
    return found


def most_rows(points: int) -> int:
    """Say how many facilities of so many points are in a block."""
    return max(1, at_once(BYTES_A_PAIR, BLOCK_MB) // points)


def on_paper(one: dict[str, float]) -> list[tuple[str, ...]]:
    """Reckon the country and the continent from what the country took."""
    more = EUROPE_NODES / one["nodes"]
    per_station_s = one["counted_cpu_s"] / STATIONS
    points = int(SQUARES * more)
    edges_mb = one["edges"] * (more - 1) * BYTES_AN_EDGE / MB
    minutes_mb = (AHEAD + 1) * BYTES_A_PAIR * (
        most_rows(points) * points - most_rows(SQUARES) * SQUARES
    ) / MB  # fmt: skip
    wide_mb = one["need_mb"] + edges_mb + minutes_mb + EUROPE_NODES * BYTES_A_TIME / MB
    cases = (
        ("the Netherlands", one["nodes"], STATIONS, SQUARES, per_station_s, one["need_mb"], 1.0),
        (
            *("a continent", EUROPE_NODES, EUROPE_STATIONS, points),
            *(per_station_s * more**GROWTH, wide_mb, more),
        ),
    )
    rows: list[tuple[str, ...]] = []
    for name, nodes, stations, squares, each_s, need, scale in cases:
        hours = stations * each_s / 3600
        rows.append(
            (
                name,
                f"{nodes:,.0f}",
                f"{stations:,} × {squares:,}",
                f"{hours:.2g}",
                f"{hours / CORES * 60:.2g} min",
                f"{need / 1000:.1f} GB",
                f"{one['client_mb'] * scale / 1000:.1f} GB",
                f"{hours * EURO_A_CORE_HOUR:.2g}",
            )
        )
    return rows


def written(rows: list[tuple[str, ...]], told: dict[str, float], one: dict[str, float]) -> str:
    """Write the part of the README."""
    same = "Every number is that of this process, to the bit." if one["same"] else "THEY DIFFER."
    head = ("", "here", "one worker", "two workers")
    paper: tuple[str, ...] = ("", "junctions", "stations × squares", "core hours")
    paper += (f"on {CORES} workers of a core", "memory of a worker", "of who asks", "euros")
    return "\n".join(
        [
            paragraph(
                "**A cluster** (`cluster.py`): the same times by car here and on workers that are "
                "processes of this machine with two cores, seconds on the clock (of the processor, "
                f"all processes together), medians of {ROUNDS}. {same}"
            ),
            "",
            *table_text(head, rows),
            "",
            paragraph(
                f"A task by itself takes {told['each_ms']:.0f} ms on a loaded machine and carries "
                f"{told['bytes'] / 1000:.1f} kB, most of them the profile; a worker took "
                f"{told['peak_mb']:,.0f} MB at its peak. A province is quicker without a cluster."
            ),
            "",
            paragraph(
                f"The roads of the whole country ({one['nodes']:,} junctions), {STATIONS} stations "
                f"and {SQUARES:,} points, on two workers: who is within {LIMIT_MIN:.0f} minutes of "
                f"each station {one['counted_cpu_s']:.0f} s of the processor; the nearest two of "
                f"every point {one['nearest_cpu_s']:.0f} s (one search for labels does that for "
                "all junctions in 0.4 s, `nearest_of_junctions`). To put points on the roads takes "
                f"{one['put_s']:.0f} s before. A worker took {one['peak_mb']:,.0f} MB at its peak; "
                f"beforehand {one['need_mb']:,.0f} MB were reckoned, on top of some 130 of an idle "
                f"one. Who asks took {one['client_mb']:,.0f} MB, as it knows the roads' courses."
            ),
            "",
            paragraph(
                "On paper from these, for who is within 30 minutes of each station: a search grows "
                f"with junctions to the power of {GROWTH} (assumption; measured 1.05 up to the "
                "country), points as junctions do, and a core costs "
                f"{EURO_A_CORE_HOUR} euros an hour (assumption: list prices of general machines of "
                "large clouds lie around 0.04 to 0.06)."
            ),
            "",
            *table_text(paper, on_paper(one)),
            "",
            paragraph(
                "So the country needs no cluster, and a continent one for twenty minutes, and a "
                "machine of memory enough to ask from. The nearest of a continent are better "
                "searched for labels on one machine: blocks of all points would have to travel."
            ),
        ]
    )


def text(source: Path) -> str:
    """Measure, and write the part of the README."""
    rows, told = drenthe()
    with tempfile.TemporaryDirectory() as made:
        return written(rows, told, country(source, Path(made)))
