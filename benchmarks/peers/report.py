"""The peers' table, in words."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.model_error import full_network
from benchmarks.peers.problem import EXACT_STATIONS, MINUTES, Problem
from drenthe_geo.reach.parts import part_lines, reached_parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ORDER = (
    "ours",
    "ours-plain",
    "scipy",
    "osrm-exact",
    "osrm-car",
    "valhalla",
    "edsger",
    "networkit",
    "igraph",
    "rustworkx",
    "networkx",
    "osmnx",
    "pandana",
)

NAMES = {
    "ours": "drenthe_geo[fast]",
    "ours-plain": "drenthe_geo",
    "osrm-exact": "OSRM, our times",
    "osrm-car": "OSRM, its own",
    "valhalla": "Valhalla",
    "osmnx": "osmnx, its recipe",
}

S = 1000.0

MOST_OFF_S = 5.0
"""Times that are further from scipy's are an engine's own."""


def _time(seconds: float | None) -> str:
    """Say a time in ms or s."""
    if seconds is None:
        return "–"
    return f"{seconds * S:,.0f} ms" if seconds < 1 else f"{seconds:,.1f} s"


def peers_table(
    folder: Path, source: Path, rows: Mapping[str, dict[str, Any]], failed: Mapping[str, str]
) -> str:
    """Lay out what was measured."""
    problem = Problem.read(folder)
    base, last = rows["scipy"], rows.get("scipy-again")
    few, many = problem.tables
    lines = [
        (
            "**Peers** (`peers/`), the full car network: "
            f"{problem.n_nodes:,} junctions, {len(problem.arrays['tail']):,} roads; "
            f"Python {platform.python_version()}, {os.cpu_count()} cores; one engine after the "
            "other, each in a process of its own; medians of three after the first run. Points "
            "are junctions; a table counts from points to a finished table, ours with joining "
            "the points to the roads. "
            "`to scipy`: its time over scipy's searches alone in the same run."
        ),
        "",
        (
            f"| engine | version | prepares | {few.size} | to scipy | {many.size} | to scipy "
            "| memory MB | most off scipy's times | note |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in ORDER:
        if name in failed:
            lines.append(f"| {NAMES.get(name, name)} | | failed: {failed[name]} | | | | | | | |")
        elif name in rows:
            lines.append(_row(NAMES.get(name, name), rows[name], base))
    if last is not None:
        drift = last["many"]["median_s"] / base["many"]["median_s"]
        lines += ["", f"scipy run again at the end took {drift:.2f} of its first time."]
    return "\n".join([*lines, "", *_areas(folder, source, rows)])


def _row(name: str, row: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    """Lay out one engine."""
    cells = [name, row["version"], _time(row["prepared_s"])]
    asked = {table: row[table] for table in ("few", "many") if table in row}
    for table in ("few", "many"):
        if table not in asked:
            cells += ["–", "–"]
            continue
        found = asked[table]
        cells.append(f"{_time(found['median_s'])} (first {_time(found['first_s'])})")
        cells.append(f"{found['median_s'] / base[table]['median_s']:.3f}")
    cells.append(f"{row['memory_mb']:,.0f}")
    if not asked:
        return "| " + " | ".join([*cells, "–", row["note"]]) + " |"
    off_s = max(found["off_s"] for found in asked.values())
    ratio = float(np.median([found["ratio"] for found in asked.values()]))
    own = off_s > MOST_OFF_S
    cells.append(f"times of its own: {ratio:.2f} of ours, median" if own else f"{off_s:.1f} s")
    scaled = [
        f"{found['rows']:,} rows of the large table, scaled"
        for table, found in asked.items()
        if found["rows"] < base[table]["rows"]
    ]
    cells.append("; ".join(part for part in (row["note"], *scaled) if part))
    return "| " + " | ".join(cells) + " |"


def _areas(folder: Path, source: Path, rows: Mapping[str, dict[str, Any]]) -> list[str]:
    """Lay out the areas, with their overlap with the exact unions."""
    made = {name: row for name, row in rows.items() if "areas" in row}
    if not made:
        return []
    exact = _exact(folder, source)
    ours = rows.get("ours", rows.get("ours-plain", {})).get("areas", {}).get("median_s", np.nan)
    lines = [
        (
            f"27 areas: nine stations × {', '.join(map(str, MINUTES))} minutes, "
            "towards the station; overlap: intersection over union with the exact union of "
            "100 m buffers of what is "
            f"reached, nine areas of {len(EXACT_STATIONS)} stations."
        ),
        "",
        "| engine | 27 areas | to ours | overlap least / median |",
        "|---|---|---|---|",
    ]
    for name in ORDER:
        if name in made:
            found = made[name]["areas"]
            overlap = _overlap(np.load(folder / f"areas-{name}.npy"), exact)
            lines.append(
                f"| {NAMES.get(name, name)} | {_time(found['median_s'])} (first "
                f"{_time(found['first_s'])}) | {found['median_s'] / ours:.2f} | "
                f"{overlap.min():.3f} / {np.median(overlap):.3f} |"
            )
    return lines


def _exact(folder: Path, source: Path) -> list[shapely.Geometry]:
    """Draw the exact unions."""
    from dataclasses import replace  # noqa: PLC0415 - here alone

    import geopandas as gpd  # noqa: PLC0415 - as above

    problem = Problem.read(folder)
    network = full_network(source)
    network = replace(network, profile=replace(network.profile, park_min=0.0))
    xy = network.node_xy_m[problem.arrays["stations"]]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=network.crs)
    reach = dg.roads.compute_reach(network, points)
    return [
        shapely.union_all(
            shapely.buffer(
                part_lines(reach.network, reached_parts(reach, station, minutes)),
                DRENTHE.settings.road_buffer_m,
            )
        )
        for station in EXACT_STATIONS
        for minutes in MINUTES
    ]


def _overlap(shapes: np.ndarray, exact: list[shapely.Geometry]) -> np.ndarray:
    """Intersection over union of the areas that were drawn exactly too."""
    import geopandas as gpd  # noqa: PLC0415 - here alone

    picked = shapes.reshape(-1, len(MINUTES))[list(EXACT_STATIONS)].ravel()
    if str(picked[0]).startswith("{"):
        drawn = gpd.GeoSeries(shapely.from_geojson(picked), crs="EPSG:4326").to_crs("EPSG:28992")
    else:
        drawn = gpd.GeoSeries(shapely.from_wkb(picked), crs="EPSG:28992")
    found = [
        one.intersection(truth).area / one.union(truth).area
        for one, truth in zip(shapely.make_valid(drawn.to_numpy()), exact, strict=True)
    ]
    return np.array(found)
