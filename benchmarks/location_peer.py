"""Several sites at once: spopt's models as they come against ours, the same answers."""

from __future__ import annotations

import time
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph, table_text
from drenthe_geo.siting.fit.offers import offered_sites

if TYPE_CHECKING:
    from drenthe_geo.placement.result import Goal

COUNT = 3


def text() -> str:
    """Measure, and write the part of the README."""
    import pulp  # noqa: PLC0415 - a peer
    from spopt.locate import PCenter, PMedian  # noqa: PLC0415 - a peer

    solver_of: Any = pulp.HiGHS

    places = dg.area.places_inside(DRENTHE.layer("places"), DRENTHE.layer("gemeenten"))
    sites = DRENTHE.layer("sites").loc[offered_sites(DRENTHE)]
    reach = dg.roads.compute_reach(dg.roads.read_network(DRENTHE, "car"), sites)
    minutes = dg.roads.travel_times(reach, places).minutes
    heads = places["population"].astype(int)
    tenths = np.rint(minutes.to_numpy() * 600).astype(np.int64)
    rows = []
    models: dict[Goal, Any] = {"mean": PMedian, "furthest": PCenter}
    weights: dict[Goal, tuple[Any, ...]] = {"mean": (heads.to_numpy(),), "furthest": ()}
    for goal, model in models.items():
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            asked = model.from_cost_matrix(tenths, *weights[goal], COUNT)
            solved = asked.solve(solver_of(msg=False))
        theirs_s = time.perf_counter() - start
        chosen = [minutes.columns[at] for at, who in enumerate(solved.fac2cli) if who]
        start = time.perf_counter()
        ours = dg.placement.place_sites(minutes, heads, goal=goal, count=COUNT)
        ours_s = time.perf_counter() - start
        near = minutes[chosen].min(axis=1)
        figures: dict[Goal, tuple[float, float]] = {
            "mean": (float((near * heads).sum() / heads.sum()), ours.outcome.mean_min),
            "furthest": (float(near[heads > 0].max()), ours.outcome.furthest_min),
        }
        theirs_min, ours_min = figures[goal]
        minutes_both = f"{theirs_min:.2f}, {ours_min:.2f}"
        ratio = f"{ours_s / theirs_s:.2f}"
        rows.append(
            (
                f"{goal} (`{model.__name__}`)",
                f"{theirs_s:.2f}",
                f"{ours_s:.2f}",
                ratio,
                minutes_both,
            )
        )
    return "\n".join(
        [
            paragraph(
                f"""
                **Several sites at once** (`location_peer.py`): {COUNT} of {len(sites)} sites for
                {len(places)} postcodes, against spopt's models as they come, HiGHS in both.
                """
            ),
            "",
            *table_text(
                ["", "spopt, s", "`place_sites`, s", "ours to theirs", "minutes, both"], rows
            ),
        ]
    )
