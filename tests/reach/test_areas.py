"""Areas: the error that they state, holes, and the exact union on request."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CORNER, PLAIN, SETTINGS, grid_town, points, random_towns, spots_in_town, tables

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.parts import part_lines, reached_parts
from drenthe_geo.roads.minutes import Reach, compute_reach
from drenthe_geo.roads.network import Network, build_network


def measured_errors(reach: Reach, minutes: float, area: shapely.Geometry) -> tuple[float, float]:
    """Metres of unreached road inside and of reached road outside, by cutting every road."""
    reached = part_lines(reach.network, reached_parts(reach, 0, minutes))
    inside = shapely.length(shapely.intersection(reach.network.lines, area)).sum()
    reached_inside = shapely.length(shapely.intersection(reached, area)).sum()
    outside = shapely.length(reached).sum() - reached_inside
    return float(inside - reached_inside), float(outside)


def test_errors_are_those_of_cutting_every_road() -> None:
    reach = compute_reach(grid_town(), points((2.3, 1)))
    for minutes in (1.0, 2.25, 3.5):
        row = service_areas(reach, [minutes], SETTINGS).iloc[0]
        unreached_m, outside_m = measured_errors(reach, minutes, row.geometry)
        # A street end is 100 m of unreached road; counted at points every 50 m.
        ends = unreached_m / SETTINGS.road_buffer_m
        assert row["unreached_inside_m"] == pytest.approx(unreached_m, abs=25 * ends + 1)
        assert row["reached_outside_m"] == pytest.approx(outside_m, abs=1)


@given(random_towns(), spots_in_town(most=1), st.floats(0.1, 4))
@settings(max_examples=15)
def test_errors_of_random_towns(network: Network, home: gpd.GeoDataFrame, minutes: float) -> None:
    reach = compute_reach(network, home)
    for exact in (False, True):
        row = service_areas(reach, [minutes], SETTINGS, exact=exact).iloc[0]
        unreached_m, outside_m = measured_errors(reach, minutes, row.geometry)
        crossings = shapely.get_num_geometries(row.geometry) + 2 * reach.network.n_edges
        assert abs(row["unreached_inside_m"] - unreached_m) <= 50 * crossings
        assert row["reached_outside_m"] <= outside_m + 50 * crossings


@given(random_towns(connected=True), spots_in_town(most=1), st.floats(0.2, 4), st.floats(0.2, 4))
@settings(max_examples=15)
def test_exact_areas_are_the_union_of_buffers_and_nest(
    network: Network, home: gpd.GeoDataFrame, first: float, second: float
) -> None:
    reach = compute_reach(network, home)
    exact = service_areas(reach, [first, second], SETTINGS, exact=True)
    for row in exact.itertuples():
        lines = part_lines(reach.network, reached_parts(reach, 0, row.minutes))
        union = shapely.union_all(shapely.buffer(lines, SETTINGS.road_buffer_m))
        # A shorter cut-off's round ends belong to the area too.
        assert union.difference(row.geometry).area < 1e-3
        assert row.geometry.difference(union.buffer(1.0)).area < 1e-3
    if len(exact) == 2:
        assert exact.geometry[0].difference(exact.geometry[1]).area < 1e-3
    drawn = service_areas(reach, [first, second], SETTINGS)
    for one, two in zip(drawn.geometry, exact.geometry, strict=True):
        # The borders differ by a few metres along their length.
        assert one.symmetric_difference(two).area <= 0.2 * SETTINGS.cell_m * two.length


def test_small_holes_are_filled_with_the_islands_in_them() -> None:
    # A ring road, a street in its middle that is reached by a tunnel, and a far street.
    xy = [CORNER, CORNER + [1000, 0], CORNER + [1000, 1000], CORNER + [0, 1000]]
    xy += [CORNER + [450, 500], CORNER + [550, 500]]
    links = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 4), (4, 5)]
    town = build_network(*tables(xy, links, seconds=[60.0, 60, 60, 60, 1, 60]), PLAIN)
    reach = compute_reach(town, points((0, 0)))
    open_, kept, filled = (
        service_areas(reach, [9], SETTINGS, fill_holes_m2=size).iloc[0]
        for size in (0.0, 1000.0, 1e6)
    )
    assert sum(len(part.interiors) for part in open_.geometry.geoms) > 0
    assert kept.geometry.equals(open_.geometry)
    assert sum(len(part.interiors) for part in filled.geometry.geoms) == 0
    assert filled.geometry.is_valid
    assert filled.geometry.contains(open_.geometry.buffer(-0.1))


@given(random_towns(connected=True), spots_in_town(most=1), st.floats(1e3, 1e7))
@settings(max_examples=15)
def test_filled_areas_nest_and_have_no_small_holes(
    network: Network, home: gpd.GeoDataFrame, smaller_than_m2: float
) -> None:
    reach = compute_reach(network, home)
    areas = service_areas(reach, [0.5, 1, 3], SETTINGS, fill_holes_m2=smaller_than_m2)
    for shape in areas.geometry:
        assert shape.is_valid
        holes = [shapely.Polygon(ring).area for part in shape.geoms for ring in part.interiors]
        assert all(hole >= smaller_than_m2 for hole in holes)
    for small, large in zip(areas.geometry[:-1], areas.geometry[1:], strict=True):
        assert small.difference(large).area < 1e-3


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_a_hole_has_a_size(bad: float) -> None:
    reach = compute_reach(grid_town(), points((0, 0)))
    with pytest.raises(ArgumentError) as caught:
        service_areas(reach, [5], SETTINGS, fill_holes_m2=bad)
    assert str(caught.value) == (
        f"fill_holes_m2 {bad:g} is not a size; give that of a hole in m2, or 0."
    )


def test_a_facility_that_reaches_nothing_has_empty_areas() -> None:
    reach = compute_reach(grid_town(), points((0, 0), (90, 90)))
    areas = service_areas(reach, [5], SETTINGS)
    assert areas["km2"].tolist()[1] == 0
    assert areas["unreached_inside_m"].tolist()[1] == 0
    assert isinstance(areas, pd.DataFrame)
