"""The whole province scored: what gathering people costs, and what a limited search saves."""

from __future__ import annotations

import time

import numpy as np

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from drenthe_geo.area.people import gather_people
from drenthe_geo.siting.surroundings import measure_surroundings

SEARCHES = 100


def run() -> None:
    situation, siting = dg.situation.read_situation(DRENTHE), dg.siting.read_siting(DRENTHE)
    inside = set(DRENTHE.layer("gemeenten")["name"])
    sites = DRENTHE.layer("sites")
    sites = sites[sites["gemeente"].isin(inside)]
    people = DRENTHE.layer("people")
    gathered = {
        mode: gather_people(people, float(siting.settings[f"grid_{mode}_people_m"]))
        for mode in ("car", "bicycle")
    }
    streets = measure_surroundings(DRENTHE, sites, situation, siting).people["expected"]
    cells = measure_surroundings(DRENTHE, sites, situation, siting, people=gathered).people[
        "expected"
    ]
    print(f"people in reach of {len(sites)} sites, gathered in cells against on their streets")
    for name in streets:
        off = (cells[name] / streets[name] - 1).to_numpy()
        off = off[np.isfinite(off)]
        print(f"  {name:20} {off.std():.3f} (one standard deviation), {np.abs(off).max():.3f} most")
    for mode, limit_min in (("car", 50.0), ("bicycle", 37.5)):
        some = gathered[mode].iloc[:SEARCHES]
        network = situation.network(dg.read_profile(DRENTHE, mode))
        taken = {}
        for most_min in (limit_min, np.inf):  # what was searched wholly is not searched again
            start = time.perf_counter()
            dg.roads.compute_reach(network, some, limit_min=most_min)
            taken[most_min] = time.perf_counter() - start
        whole, part = taken[np.inf], taken[limit_min]
        print(
            f"  {SEARCHES} searches, {mode}: whole network {whole:.2f} s, up to {limit_min:g} "
            f"minutes {part:.2f} s   {part / whole:.2f}"
        )
    start = time.perf_counter()
    grid = dg.siting.measure_grid(DRENTHE, situation, siting)
    taken_s = time.perf_counter() - start
    print(f"  {len(grid.points):,} cells measured on every criterion: {taken_s:.0f} s")
