"""How far short trips by bicycle and on foot go round, with cycleways and paths and without.

Trips between random points of streets of real extracts of OpenStreetMap; the length of the shortest
way over the straight line.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
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
"""A narrower extract tells nothing of such trips: its edge cuts their ways off."""

NARROW_M = (100.0, 500.0)
"""Trips in an extract that is narrower; at most half as long as it is wide."""

HOMES = ("residential", "living_street")
"""Streets that short trips begin and end in."""

METRES_PER_MIN = 100.0
"""At 6 km/h on every road minutes are metres by the hundred."""

PUSHED_SHARE = 1 / 3
"""Who pushes a bicycle is so fast beside who rides: 5 of 15 km/h, as in profiles.toml."""

ON_FOOT = ("footway", "pedestrian")
PUSHED = "pushed"


def network_of(roads: OsmRoads, mode: str, kind: str) -> Network:
    """Build the network of a mode on which time is length.

    Of all roads, of those of cars alone (``cars``), as if none were one-way (``both_ways``), or
    with the bicycle pushed against one-way traffic and on footways (``pushed``): a metre of that
    takes as long as three.
    """
    profile = dg.read_profile(DRENTHE, mode)
    even = dict.fromkeys(roads.edges["road_class"], METRES_PER_MIN * 60 / 1000)
    even[PUSHED] = METRES_PER_MIN * 60 / 1000 * PUSHED_SHARE
    profile = replace(profile, speeds_kmh=even, park_min=0.0, timed_classes=frozenset())
    kept = (roads.edges["road_class"] != "ferry").to_numpy(dtype=bool)
    if kind == "cars":
        kept = kept & (roads.edges["car"] != "none").to_numpy(dtype=bool)
    edges = roads.edges[kept].reset_index(drop=True)
    if kind == "both_ways":
        edges[mode] = edges[mode].where(edges[mode] == "none", "both")
    lines = roads.lines[kept]
    if kind == PUSHED:
        edges, lines = with_pushing(edges, lines, mode)
    return build_network(roads.nodes, edges, profile, lines=lines, crs=roads.crs)


def with_pushing(
    edges: pd.DataFrame, lines: NDArray[np.object_], mode: str
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Open footways to who pushes, and lay a way against the traffic beside one-way streets."""
    on_foot = (edges[mode] == "none") & (edges["walk"] != "none")
    on_foot &= edges["road_class"].isin(ON_FOOT)
    edges = edges.assign(
        **{mode: edges[mode].mask(on_foot, edges["walk"])},
        road_class=edges["road_class"].mask(on_foot, PUSHED),
    )
    against = edges[mode].isin(["along", "against"]) & (edges["walk"] != "none") & ~on_foot
    beside = edges[against]
    turned = beside[mode].map({"along": "against", "against": "along"})
    beside = beside.assign(
        **{mode: turned}, road_class=PUSHED, edge=beside["edge"] + edges["edge"].max() + 1
    )
    whole = pd.concat([edges, beside], ignore_index=True)
    return whole, np.concatenate([lines, lines[against.to_numpy()]])


def open_against(roads: OsmRoads) -> tuple[float, float]:
    """Give the km that are one-way for cars, and the share of it that bicycles ride both ways."""
    edges = roads.edges
    one_way = edges["car"].isin(["along", "against"]) & (edges["bicycle"] != "none")
    length_m = edges["length_m"].where(one_way, 0.0)
    both = length_m[edges["bicycle"] == "both"].sum()
    return float(length_m.sum()) / 1000, float(both / max(length_m.sum(), 1.0))


def street_points(roads: OsmRoads, mode: str, count: int, seed: int) -> gpd.GeoDataFrame:
    """Draw points of streets with homes that cars use too, every metre as likely."""
    rng = np.random.default_rng(seed)
    shared = (roads.edges[["car", mode]] != "none").all(axis=1)
    at = np.flatnonzero(shared & roads.edges["road_class"].isin(HOMES))
    if not len(at):  # a piece around a station has no homes: any road where one may ride and walk
        at = np.flatnonzero((roads.edges[["bicycle", "walk"]] != "none").all(axis=1))
    length_m = roads.edges["length_m"].to_numpy()[at]
    drawn = rng.choice(at, count, p=length_m / length_m.sum())
    points = shapely.line_interpolate_point(roads.lines[drawn], rng.random(count), normalized=True)
    return gpd.GeoDataFrame(geometry=points, crs=roads.crs)


def detours(
    roads: OsmRoads,
    mode: str,
    kind: str,
    within_m: tuple[float, float] = (SHORTEST_M, LONGEST_M),
) -> NDArray[np.float64]:
    """Lengths of short trips over their straight lines; of who pushes a metre counts for three."""
    network = network_of(roads, mode, kind)
    ends = street_points(roads, mode, FACILITIES, 1)
    starts = street_points(roads, mode, PLACES, 2)
    metres = METRES_PER_MIN * travel_times(compute_reach(network, ends), starts).minutes.to_numpy()
    one, other = (shapely.get_coordinates(each.geometry) for each in (starts, ends))
    straight_m = np.hypot(*(one[:, None, :] - other[None, :, :]).transpose(2, 0, 1))
    short = (straight_m >= within_m[0]) & (straight_m <= within_m[1]) & np.isfinite(metres)
    found: NDArray[np.float64] = metres[short] / straight_m[short]
    return found


def text(source: Path) -> str:
    """Measure, and say it."""
    rows, small = [], []
    for file, country in EXTRACTS.items():
        roads = read_osm(source / "osm" / file, read_rules(country))
        span_m = float(np.ptp(roads.nodes[["x_m", "y_m"]].to_numpy(), axis=0).min())
        km, share = open_against(roads)
        if span_m < LEAST_SPAN_M:
            small.append(_narrow(roads, file, span_m))
            continue
        for mode in ("bicycle", "walk"):
            kinds = ("all", "cars", "both_ways") + ((PUSHED,) if mode == "bicycle" else ())
            here, alone, freely, *pushed = (detours(roads, mode, kind) for kind in kinds)
            low, middle, high = np.quantile(here, (0.1, 0.5, 0.9))
            rows.append((
                f"`{file}`", mode, f"{len(here):,}", f"{middle:.2f}", f"{here.mean():.2f}",
                f"{low:.2f} to {high:.2f}", f"{np.median(alone):.2f}", f"{np.median(freely):.2f}",
                *([f"{np.median(pushed[0]):.2f}", f"{share:.0%} of {km:,.0f}"] if pushed
                  else ["", ""]),
            ))  # fmt: skip
    head = (
        "extract", "mode", "trips", "median", "mean", "middle four fifths",
        "median on roads of cars alone", "if none were one-way", "if one pushes",
        "one-way km open both ways",
    )  # fmt: skip
    said = paragraph(
        "**Detours of short trips** (`detours.py`): the length of the shortest way over the "
        "straight line, for trips of 0.5 to 3 km between random points of streets with homes. Held "
        "against 1.2 to 1.3: a Dutch network of cycle routes is complete at 1.2 (Fietsersbond "
        "after CROW, Ontwerpwijzer fietsverkeer); by road to the centres of 300 cities of Europe "
        "it is 1.34 (2023, doi 10.1177/23998083231168870). By bicycle one-way streets hold unless "
        "a tag opens them; *if none were one-way* is without them. *If one pushes* the bicycle "
        "goes at walking pace against one-way traffic and on footways and pedestrian streets, as "
        "OSRM lets it (its bicycle profile and its tests of pushing): a metre of that counts for "
        "three, as it takes as long."
    )
    why = paragraph(
        "What a bicycle goes round more than a walker is one-way streets without a tag that opens "
        "them, and nearly nothing else: without them it is as direct. Pushing saves a hundredth "
        "of the time or less, for who pushes past a street loses what the way round costs; so it "
        "is no choice of the rules, and a bicycle is pushed only where signs say so "
        "(`bicycle=dismount`). In the Netherlands signs except bicycles from many one-way streets "
        "(`oneway:bicycle=no`); these extracts are of countries where few do, and in the Dutch "
        "ones at hand no street is one-way for cars, so how far that goes was not measured."
    )
    lines = [said, "", *table_text(head, rows), "", why]
    if small:
        lines += ["", paragraph(
            "Dutch extracts are too narrow for such trips; over what they allow, and cut off at "
            f"their edge, medians were: {'. '.join(small)}."
        )]  # fmt: skip
    return "\n".join(lines)


def _narrow(roads: OsmRoads, file: str, span_m: float) -> str:
    """Say the detours of the short trips that a narrow extract allows."""
    most_m = min(NARROW_M[1], max(span_m / 2, NARROW_M[0] * 2))
    said = []
    for mode in ("bicycle", "walk"):
        found = detours(roads, mode, "all", (NARROW_M[0], most_m))
        told = f"{np.median(found):.2f} of {len(found):,} trips" if len(found) else "no trips"
        said.append(f"{mode} {told}")
    return (f"`{file}` ({span_m / 1000:.1f} km wide, {NARROW_M[0]:.0f} to {most_m:.0f} m): "
            f"{', '.join(said)}")  # fmt: skip
