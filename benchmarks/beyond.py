"""People in reach by car with the gates, beside a search of the roads of the whole country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text
from drenthe_geo.build.beyond import Country
from drenthe_geo.build.gathered import Gathered
from drenthe_geo.build.people import people_table
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.siting.fit.offers import offered_sites
from drenthe_geo.units import DS_PER_MIN, M_PER_MIN_PER_KMH

if TYPE_CHECKING:
    from pathlib import Path

COUNTED = {
    name: (one.fades, one.who)
    for name, one in dg.siting.read_siting(DRENTHE).of_kind("people").items()
    if one.mode == "car" and not one.inside_rd
}


def counts(minutes: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """People in reach of every site (rows), the nearer the more; minutes by site (columns)."""
    return pd.DataFrame(
        {
            name: fade.of(minutes.to_numpy(dtype=float)).T @ people[who].to_numpy(dtype=float)
            for name, (fade, who) in COUNTED.items()
        },
        index=minutes.columns,
    )


def on_the_whole_country(source: Path, sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count on the full roads of the country, with all people on its streets; no gates, no cells.

    Sites and people join at the nearest junction, so a site may be some tenths of a minute off.
    """
    build = Gathered(DRENTHE, source)
    country = Country.read(build.file("country"))
    areas, wijken = build.inhabited_areas(), gpd.read_file(build.file("wijken"))
    streets, shares = country.streets(areas), build.working_shares
    people = people_table(areas, wijken, streets, build.settings["people"], shares)
    doors = country.doors()
    tree, arcs = KDTree(country.xy_m[doors]), country.arcs().T.tocsr()
    car = dg.read_profile(DRENTHE, "car")
    a_minute_m = car.access_kmh * M_PER_MIN_PER_KMH
    off_m, near = tree.query(people[["x_m", "y_m"]].to_numpy(dtype=float))
    minutes = {}
    for site, point in sites.geometry.items():
        site_off_m, start = tree.query([point.x, point.y])
        time_ds = dijkstra(arcs, indices=doors[start], limit=60 * DS_PER_MIN)[doors[near]]
        minutes[site] = time_ds / DS_PER_MIN + (off_m + site_off_m) / a_minute_m + car.park_min
    return counts(pd.DataFrame(minutes), people)


def text(source: Path) -> str:
    """Count at the candidate sites without gates, with them, and on the country's roads."""
    situation, siting = dg.situation.read_situation(DRENTHE), dg.siting.read_siting(DRENTHE)
    sites = DRENTHE.layer("sites").loc[offered_sites(DRENTHE)]
    people = DRENTHE.layer("people")
    times = travel_times(
        compute_reach(situation.network(dg.read_profile(DRENTHE, "car")), sites), people
    )
    without = counts(times.minutes[sites.index], people)
    ours = dg.siting.measure_surroundings(DRENTHE, sites, situation, siting).people["expected"]
    theirs = on_the_whole_country(source, sites)
    rows = []
    for name in COUNTED:
        truth = theirs[name].astype(int)
        alone, gates = without[name].astype(int) / truth, ours[name].astype(int) / truth
        spread = f"{gates.min():.3f} to {gates.max():.3f} ({gates.idxmax()})"
        rows.append((f"`{name}`", f"{alone.min():.3f}", spread, f"{np.abs(gates - 1).mean():.3f}"))
    head = ["criterion", "roads alone, least", "with the gates: least to most", "off on average"]
    return "\n".join(
        [
            paragraph(
                f"""
                **People beyond the embedded roads** (`beyond.py`): counts of the {len(sites)}
                candidates by the gates, beside a search of the roads of the whole country with
                everybody on his street; ratio of ours to that.
                """
            ),
            "",
            *table_text(head, rows),
        ]
    )
