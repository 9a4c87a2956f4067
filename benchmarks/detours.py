"""How far short trips by bicycle and on foot go round, with cycleways and paths and without.

Trips between random points of streets of real extracts of OpenStreetMap; the length of the shortest
way over the straight line.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text
from drenthe_geo.osm.read import OsmRoads, read_osm
from drenthe_geo.osm.rules import read_rules
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import build_network

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from drenthe_geo.roads.network import Network

EXTRACTS = {
    "porto_portugal.osm.pbf": "pt",
    "liechtenstein.osm.pbf": "li",
    "porto-alegre.osm.pbf": "br",
    "sao-paulo.osm.pbf": "br",
    "amsterdam.osm.pbf": "nl",
    "delft-station.pbf": "nl",
}
"""Extract → its country."""

SHORTEST_M, LONGEST_M = 500.0, 3000.0
FACILITIES, PLACES = 200, 4000
LEAST_SPAN_M = 2 * LONGEST_M
"""A narrower extract tells nothing: its edge cuts the ways of such trips off."""

HOMES = ("residential", "living_street")
"""Streets that short trips begin and end in."""

METRES_PER_MIN = 100.0
"""At 6 km/h on every road minutes are metres by the hundred."""


def network_of(roads: OsmRoads, mode: str, kind: str) -> Network:
    """Build the network of a mode on which time is length.

    Of all roads, of those of cars alone (``cars``), or as if none were one-way (``both_ways``).
    """
    profile = dg.read_profile(DRENTHE, mode)
    even = dict.fromkeys(roads.edges["road_class"], METRES_PER_MIN * 60 / 1000)
    profile = replace(profile, speeds_kmh=even, park_min=0.0, timed_classes=frozenset())
    kept = (roads.edges["road_class"] != "ferry").to_numpy(dtype=bool)
    if kind == "cars":
        kept = kept & (roads.edges["car"] != "none").to_numpy(dtype=bool)
    edges = roads.edges[kept].reset_index(drop=True)
    if kind == "both_ways":
        edges[mode] = edges[mode].where(edges[mode] == "none", "both")
    return build_network(roads.nodes, edges, profile, lines=roads.lines[kept], crs=roads.crs)


def street_points(roads: OsmRoads, mode: str, count: int, seed: int) -> gpd.GeoDataFrame:
    """Draw points of streets with homes that cars use too, every metre as likely."""
    rng = np.random.default_rng(seed)
    shared = (roads.edges[["car", mode]] != "none").all(axis=1)
    at = np.flatnonzero(shared & roads.edges["road_class"].isin(HOMES))
    length_m = roads.edges["length_m"].to_numpy()[at]
    drawn = rng.choice(at, count, p=length_m / length_m.sum())
    points = shapely.line_interpolate_point(roads.lines[drawn], rng.random(count), normalized=True)
    return gpd.GeoDataFrame(geometry=points, crs=roads.crs)


def detours(roads: OsmRoads, mode: str, kind: str) -> NDArray[np.float64]:
    """Lengths of short trips over their straight lines."""
    network = network_of(roads, mode, kind)
    ends = street_points(roads, mode, FACILITIES, 1)
    starts = street_points(roads, mode, PLACES, 2)
    metres = METRES_PER_MIN * travel_times(compute_reach(network, ends), starts).minutes.to_numpy()
    one, other = (shapely.get_coordinates(each.geometry) for each in (starts, ends))
    straight_m = np.hypot(*(one[:, None, :] - other[None, :, :]).transpose(2, 0, 1))
    short = (straight_m >= SHORTEST_M) & (straight_m <= LONGEST_M) & np.isfinite(metres)
    found: NDArray[np.float64] = metres[short] / straight_m[short]
    return found


def text(source: Path) -> str:
    """Measure, and say it."""
    rows, small = [], []
    for file, country in EXTRACTS.items():
        roads = read_osm(source / "osm" / file, read_rules(country))
        span_m = np.ptp(roads.nodes[["x_m", "y_m"]].to_numpy(), axis=0).min()
        if span_m < LEAST_SPAN_M:
            small.append(f"`{file}` ({span_m / 1000:.1f} km)")
            continue
        for mode in ("bicycle", "walk"):
            here, alone, freely = (
                detours(roads, mode, kind) for kind in ("all", "cars", "both_ways")
            )
            low, middle, high = np.quantile(here, (0.1, 0.5, 0.9))
            rows.append((
                f"`{file}`", mode, f"{len(here):,}", f"{middle:.2f}", f"{here.mean():.2f}",
                f"{low:.2f} to {high:.2f}", f"{np.median(alone):.2f}", f"{np.median(freely):.2f}",
            ))  # fmt: skip
    head = (
        "extract", "mode", "trips", "median", "mean", "middle four fifths",
        "median on roads of cars alone", "if none were one-way",
    )  # fmt: skip
    said = paragraph(
        "**Detours of short trips** (`detours.py`): the length of the shortest way over the "
        "straight line, for trips of 0.5 to 3 km between random points of streets with homes. Held "
        "against 1.2 to 1.3: a Dutch network of cycle routes is complete at 1.2 (Fietsersbond "
        "after CROW, Ontwerpwijzer fietsverkeer); by road to the centres of 300 cities of Europe "
        "it is 1.34 (2023, doi 10.1177/23998083231168870). By bicycle one-way streets hold unless "
        "a tag opens them; the last column is without them."
    )
    lines = [said, "", *table_text(head, rows)]
    if small:
        which = ", ".join(small)
        lines += ["", f"Too narrow for such trips, and no wider Dutch extract at hand: {which}."]
    return "\n".join(lines)
