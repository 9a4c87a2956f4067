"""Floating catchments against PySAL's access: the same figures, and how long they take."""

from __future__ import annotations

import statistics
import time
import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import drenthe_geo as dg
from benchmarks.drenthe import DRENTHE
from benchmarks.report import paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

CUTOFF_MIN = 30.0
TIMES = 7


def median_s(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def text() -> str:
    """Measure, and write the part of the README."""
    from access import fca  # noqa: PLC0415 - a peer

    people, sites = dg.area.read_people(DRENTHE), DRENTHE.layer("sites")
    minutes = dg.roads.travel_times(
        dg.roads.compute_reach(dg.roads.read_network(DRENTHE, "car"), sites), people
    ).minutes
    minutes.index.name, minutes.columns.name = "origin", "dest"
    demand, supply = people["population"].astype(float), pd.Series(1.0, sites.index)
    decay = dg.reach.CutOff(CUTOFF_MIN)
    long = minutes.reset_index().melt("origin", var_name="dest", value_name="cost").dropna()
    demand_rows = demand.rename("pop").rename_axis("id").reset_index()
    supply_rows = supply.to_frame("sup")  # it joins supply by its index, demand by a column

    def theirs() -> pd.Series:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: pd.Series = fca.two_stage_fca(
                demand_rows,
                supply_rows,
                long,
                max_cost=CUTOFF_MIN,
                cost_name="cost",
                demand_index="id",
                demand_name="pop",
                supply_index="id",
                supply_name="sup",
            )
        return found

    def ours() -> pd.Series:
        return dg.reach.floating_catchment_area(minutes, demand, supply, decay)

    apart = float(np.abs(theirs().reindex(ours().index).fillna(0.0) - ours()).max())
    fast, slow = median_s(ours), median_s(theirs)
    return paragraph(
        f"""
        **Floating catchments** (`access_peer.py`), {len(sites)} sites and {len(people):,} points
        of people, by car: ours {1000 * fast:.1f} ms, PySAL's `access` {1000 * slow:.0f} ms
        ({slow / fast:.0f} of ours); they differ by {apart:.0e}. So ours is used, and `access` is
        the oracle of the tests.
        """
    )
