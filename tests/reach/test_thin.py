"""Areas with fewer corners: no further off than is said, valid, the same roads joined."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import SETTINGS, random_towns, spots_in_town

from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.parts import reached_roads
from drenthe_geo.reach.thin import joined, thinned
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.network import Network


@given(random_towns(), spots_in_town(most=1), st.floats(0.5, 9), st.floats(1, 40))
@settings(max_examples=20)
def test_no_border_is_further_off_than_is_said(
    network: Network, facilities: gpd.GeoDataFrame, minutes: float, most_m: float
) -> None:
    areas = service_areas(compute_reach(network, facilities), [minutes], SETTINGS)
    fewer = thinned(areas, most_m)
    assert fewer.drop(columns="geometry").equals(areas.drop(columns="geometry"))
    for one, two in zip(areas.geometry, fewer.geometry, strict=True):
        assert two.is_valid
        assert shapely.get_num_coordinates(two) <= shapely.get_num_coordinates(one)
        if not one.is_empty:
            assert one.boundary.hausdorff_distance(two.boundary) <= most_m + 1e-6
        parts = [shapely.get_num_geometries(shape) for shape in (one, two)]
        assert parts[0] == parts[1]


@given(random_towns(), spots_in_town(most=1), st.floats(0.5, 9))
@settings(max_examples=20)
def test_joined_roads_are_the_same_roads(
    network: Network, facilities: gpd.GeoDataFrame, minutes: float
) -> None:
    roads = reached_roads(compute_reach(network, facilities), [minutes])
    found = joined(roads)
    assert np.allclose(found.length, roads.length)
    for one, two in zip(roads.geometry, found.geometry, strict=True):
        assert one.equals(two)
