"""Ends of scales out of the surface: ``python -m tools.scales [AREA] [GRID_M]``.

For every criterion that counts people, and for the relations of every service, the least and most
that nine in ten cells of the area have; copy them, rounded, into the area's siting.toml.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import drenthe_geo as dg

LOW, HIGH = 0.05, 0.95


def main(area_name: str | None = None, grid_m: float = 1000.0) -> None:
    """Print the ends."""
    area = dg.open_area(area_name)
    plain = dg.siting.read_siting(area)
    siting = replace(plain, settings={**plain.settings, "grid_m": grid_m})
    around = dg.siting.measure_grid(area, dg.situation.read_situation(area), siting)
    print(f"{len(around.points):,} cells")
    for name, counts in around.people["expected"].items():
        ends = counts.quantile([LOW, HIGH]).round(-2)
        print(f"{name:24s} {ends[LOW]:>10,.0f} {ends[HIGH]:>10,.0f} most {counts.max():>10,.0f}")
    for service in dg.siting.read_services(area).index:
        brief = dg.siting.read_brief(area, str(service), siting=siting)
        found = dg.siting.measure_criteria(area, around, brief, siting, criteria=["relations_min"])[
            "relations_min"
        ]
        print(f"{service} = [{found.quantile(HIGH):.0f}, {found.quantile(LOW):.0f}]")


if __name__ == "__main__":
    main(*(sys.argv[1:2] or [None]), *map(float, sys.argv[2:3]))
