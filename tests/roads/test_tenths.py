"""Times in tenths of a second, part after part: those of the table of minutes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.search import tenths
from drenthe_geo.roads.search.contracted import NO_WAY


@pytest.fixture(scope="module")
def some() -> gpd.GeoDataFrame:
    """Take sites, one of them far from every road, and one in the place of a person."""
    sites = VELDLAND.layer("sites")[["geometry"]]
    far = sites.geometry.iloc[[0]].translate(1e5, 1e5).set_axis(["far"])
    same = VELDLAND.layer("people").geometry.iloc[[3]].set_axis(["same"])
    every = pd.concat([sites.geometry, far, same])
    return gpd.GeoDataFrame(geometry=every, crs=sites.crs).rename_axis("site")


@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("at_once", [7, 10_000])
@pytest.mark.parametrize("on_levels", ["levels", "searches"])
def test_tenths_are_the_minutes(
    some: gpd.GeoDataFrame,
    direction: dg.roads.search.spots.Direction,
    at_once: int,
    on_levels: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tenths, "PAIRS_AT_ONCE", at_once)
    network, people = dg.roads.read_network(VELDLAND, "car"), VELDLAND.layer("people")
    reach = dg.roads.compute_reach(network, some, direction=direction)
    known = dg.roads.travel_times(reach, people).minutes.to_numpy()
    if on_levels == "searches":
        _ = reach.node_times_ds
    else:
        monkeypatch.setattr(tenths, "levels_for", lambda reach: reach.spots.network.hierarchy)
    found = np.full(known.shape, -1)
    for at, ds in tenths.ds_in_parts(reach, people):
        found[at] = ds
    minutes = np.where(found >= NO_WAY, np.nan, found / 600)
    assert np.array_equal(minutes, known, equal_nan=True)
    assert np.isnan(known).any()
    assert (known == 0).any()
