"""The whole province scored: what gathering people costs, and what a limited search saves."""

from __future__ import annotations

import time

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text
from drenthe_geo.area.people import gather_people
from drenthe_geo.siting.surroundings import measure_surroundings


def text() -> str:
    """Measure, and write the part of the README."""
    situation, siting = dg.situation.read_situation(DRENTHE), dg.siting.read_siting(DRENTHE)
    inside = set(DRENTHE.layer("gemeenten")["name"])
    sites = DRENTHE.layer("sites")
    sites = sites[sites["gemeente"].isin(inside)]
    people = DRENTHE.layer("people")
    gathered = {"car": gather_people(people, float(siting.settings["grid_car_people_m"]))}
    streets = measure_surroundings(DRENTHE, sites, situation, siting).people["expected"]
    cells = measure_surroundings(DRENTHE, sites, situation, siting, people=gathered).people[
        "expected"
    ]
    rows = []
    for name, one in siting.of_kind("people").items():
        if name not in streets:
            continue
        off = (cells[name] - streets[name]) / abs(one.scale.best - one.scale.worst)
        rows.append((f"`{name}`", f"{off.std():.3f}", f"{off.abs().max():.3f}"))
    start = time.perf_counter()
    grid = dg.siting.measure_grid(DRENTHE, situation, siting)
    taken_s = time.perf_counter() - start
    return "\n".join(
        [
            paragraph(
                f"""
                **The whole province scored** (`surface.py`): {len(grid.points):,} cells on every
                criterion take {taken_s:.0f} s, once for all services. People are gathered in
                cells for it; at {len(sites)} sites the counts differ from those on their streets
                by, in shares of a criterion's scale
                """
            ),
            "",
            *table_text(["criterion", "one standard deviation", "most"], rows),
        ]
    )
