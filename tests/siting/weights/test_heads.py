"""People around points: beside those of the table of minutes, and in whatever parts."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.area.people import gather_people
from drenthe_geo.reach.crowd import minutes_of_everybody
from drenthe_geo.siting.weights import heads
from drenthe_geo.units import BOUNDS, Bound

NETWORK = dg.roads.read_network(VELDLAND, "car")
SITING = dg.siting.read_siting(VELDLAND)
COUNTED = SITING.of_kind("people")
SITES = VELDLAND.layer("sites")


def by_table(streets: gpd.GeoDataFrame | None) -> dict[Bound, pd.DataFrame]:
    """Count the same from tables of minutes."""
    found: dict[Bound, pd.DataFrame] = {
        bound: pd.DataFrame(0.0, SITES.index, list(COUNTED)) for bound in BOUNDS
    }
    limit = max(one.fades.none_min for one in COUNTED.values()) / NETWORK.profile.factor("low")
    for minutes, people in minutes_of_everybody(VELDLAND, SITES, NETWORK, limit, streets=streets):
        for bound in BOUNDS:
            bounded = minutes.to_numpy(dtype=float) * NETWORK.profile.factor(bound)
            for name, one in COUNTED.items():
                who = people[one.who].to_numpy(dtype=float)
                found[bound].loc[minutes.index, name] += one.fades.of(bounded) @ who
    return found


@pytest.mark.parametrize("at_once", [2, 250])
@pytest.mark.parametrize("gathered", [None, 500.0])
def test_people_are_those_of_the_table(
    at_once: int, gathered: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    streets = None if gathered is None else gather_people(VELDLAND.layer("people"), gathered)
    known = by_table(streets)
    if gathered is None:
        # Whom one searches from together splits roads, and so rounds a place on them.
        monkeypatch.setattr(heads, "AT_ONCE", at_once)
    counted = {name: one for name, one in COUNTED.items() if not one.inside_rd}
    found = heads.heads_around(VELDLAND, SITES, NETWORK, counted, streets=streets)
    for bound in BOUNDS:
        assert np.allclose(found[bound], known[bound][list(counted)], rtol=1e-4, atol=1e-9)
        assert (found[bound].to_numpy() > 0).any()
    assert (found["low"] >= found["expected"]).all(axis=None)
    assert (found["expected"] >= found["high"]).all(axis=None)
