"""What lies around points: what may be taken over from another measurement, and what may not."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

import drenthe_geo as dg


@pytest.fixture(scope="module")
def sites() -> gpd.GeoDataFrame:
    """Two sites that the Nedersaksenlijn serves otherwise."""
    return dg.read_layer("sites").loc[["stationsgebied-meppel", "greenwise-campus-emmen"]]


@pytest.mark.parametrize("line", ["nedersaksenlijn", "coevorden-bad-bentheim"])
def test_taking_the_roads_over_gives_what_measuring_them_again_gives(
    sites: gpd.GeoDataFrame, line: str
) -> None:
    now, siting = dg.read_situation(), dg.read_siting()
    then = dg.apply_scenarios(now, [dg.read_scenario(line)], dg.read_settings())
    assert then.road_edges is now.road_edges
    before = dg.measure_surroundings(sites, now, siting)
    anew = dg.measure_surroundings(sites, then, siting)
    taken = dg.measure_surroundings(sites, then, siting, same_roads=before)
    for part in ("minutes", "trips", "people"):
        ours, theirs = getattr(taken, part), getattr(anew, part)
        assert ours.keys() == theirs.keys()
        for name in ours:
            pd.testing.assert_frame_equal(ours[name], theirs[name])
    assert any(
        not taken.trips["expected"][end].equals(before.trips["expected"][end])
        for end in before.trips["expected"]
    )
