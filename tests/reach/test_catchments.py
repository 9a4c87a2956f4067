"""Catchments: cut where the time runs out, nested, with holes, and a partition that tiles."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CORNER, PLAIN, SETTINGS, grid_town, points, random_towns, spots_in_town, tables

from drenthe_geo.errors import ArgumentError
from drenthe_geo.reach.areas import service_areas
from drenthe_geo.reach.partition import _nearest_samples, nearest_partition
from drenthe_geo.reach.parts import part_lines, reached_parts, reached_roads, require_cutoffs
from drenthe_geo.reach.raster.grid import Grid
from drenthe_geo.reach.samples import EdgeSamples
from drenthe_geo.roads.minutes import Reach, compute_reach
from drenthe_geo.roads.network import Network, build_network


def reached_km(reach: Reach, minutes: float) -> float:
    return float(reached_roads(reach, [minutes])["road_km"].sum())


def buffered(reach: Reach, facility: int, minutes: float) -> shapely.Geometry:
    """The exact area: the union of buffers around the reached parts."""
    lines = part_lines(reach.network, reached_parts(reach, facility, minutes))
    return shapely.union_all(shapely.buffer(lines, SETTINGS.road_buffer_m, quad_segs=32))


def test_reached_kilometres_of_the_grid_by_heart() -> None:
    middle = compute_reach(grid_town(), points((2, 2)))
    # One block each way; then from the ends of those three more each, cut half-way.
    assert reached_km(middle, 1) == 4.0
    assert reached_km(middle, 1.5) == 4 + 4 * 3 * 0.5
    assert reached_km(middle, 99) == 40.0


def test_an_edge_reached_from_both_ends_is_cut_twice() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [1000, 1000], CORNER + [0, 1000]]
    square = build_network(*tables(xy, [(0, 1), (1, 2), (2, 3), (3, 0)]), PLAIN)
    reach = compute_reach(square, points((0.5, 0)))
    parts = reached_parts(reach, 0, 1.75)
    far = reach.network.edges["edge"].to_numpy()[parts.edge] == 2
    assert parts.start[far].tolist() == [0.0, 0.75]
    assert parts.end[far].tolist() == [0.25, 1.0]


def test_a_oneway_road_is_reached_from_one_side() -> None:
    xy = [CORNER, CORNER + [1000, 0]]
    street = build_network(*tables(xy, [(0, 1)], oneway=True), PLAIN)
    assert reached_km(compute_reach(street, points((1, 0))), 0.5) == 0.5
    assert reached_km(compute_reach(street, points((0, 0))), 0.5) == 0.0
    assert reached_km(compute_reach(street, points((0, 0)), direction="from"), 0.5) == 0.5


def test_the_leg_to_the_road_uses_up_time() -> None:
    assert reached_km(compute_reach(grid_town(), points((2, -0.5))), 0.5) == 0.0
    assert reached_km(compute_reach(grid_town(), points((2, -0.5))), 1.0) == pytest.approx(1.5)


def test_a_block_that_is_not_entered_stays_a_hole() -> None:
    area = service_areas(compute_reach(grid_town(3), points((0, 0))), [9], SETTINGS).geometry.iloc[
        0
    ]
    assert len(area.geoms) == 1
    assert len(area.geoms[0].interiors) == 4


def test_an_island_is_reached_only_from_itself() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [5000, 0], CORNER + [6000, 0]]
    islands = build_network(*tables(xy, [(0, 1), (2, 3)]), PLAIN)
    reach = compute_reach(islands, points((0, 0), (6, 0)))
    west, east = service_areas(reach, [30], SETTINGS).geometry
    assert west.bounds[2] < CORNER[0] + 1500
    assert east.bounds[0] > CORNER[0] + 4500


def test_areas_of_the_grid_match_the_exact_buffer() -> None:
    reach = compute_reach(grid_town(), points((2.3, 1)))
    for minutes in (1, 2.5, 4):
        area = service_areas(reach, [minutes], SETTINGS).geometry.iloc[0]
        exact = buffered(reach, 0, minutes)
        assert area.intersection(exact).area / area.union(exact).area > 0.95


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ([], "no cut-off was given; give e.g. 10, 20, 30 minutes."),
        ([0], "cut-off 0 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ([5, -5], "cut-off -5 is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ([np.nan], "cut-off nan is not a number of minutes above 0; give e.g. 10, 20, 30."),
        ([np.inf], "cut-off inf is not a number of minutes above 0; give e.g. 10, 20, 30."),
    ],
)
def test_a_cutoff_must_be_minutes(bad: list[float], said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        reached_roads(compute_reach(grid_town(), points((0, 0))), bad)
    assert str(caught.value) == said


@given(random_towns(connected=True), spots_in_town(most=2), st.floats(0.5, 9), st.floats(0.5, 9))
@settings(max_examples=15)
def test_longer_cutoffs_contain_shorter_ones(
    network: Network, facilities: gpd.GeoDataFrame, first: float, second: float
) -> None:
    reach = compute_reach(network, facilities)
    areas = service_areas(reach, [first, second], SETTINGS)
    for _, mine in areas.groupby("facility"):
        shapes = mine.sort_values("minutes").geometry.to_list()
        assert all(shape.is_valid for shape in shapes)
        if len(shapes) == 2:
            assert shapes[0].difference(shapes[1]).area < 1e-3
    assert reached_km(reach, min(first, second)) <= reached_km(reach, max(first, second)) + 1e-9


@given(random_towns(), spots_in_town(most=2), st.floats(0.05, 3), st.sampled_from(["to", "from"]))
@settings(max_examples=15)
def test_points_of_the_roads_are_reached_just_when_their_time_is_up_to_it(
    network: Network, facilities: gpd.GeoDataFrame, minutes: float, direction: str
) -> None:
    """Brute force: points along the roads against the parts that were cut out."""
    reach = compute_reach(network, facilities, direction=direction)  # type: ignore[arg-type]
    samples = EdgeSamples.along(reach.network, 37.0)
    limit = round(minutes * 600)
    for facility in range(len(facilities)):
        times = samples.clock(reach).times_ds(reach, facility)
        parts = reached_parts(reach, facility, minutes)
        inside = np.zeros(len(times), dtype=bool)
        for edge, start, end in zip(parts.edge, parts.start, parts.end, strict=True):
            on = (samples.edge == edge) & (samples.fraction >= start) & (samples.fraction <= end)
            inside |= on
        clear = np.abs(times - limit) > 1e-6
        assert ((times <= limit) == inside)[clear].all()


@given(random_towns(), spots_in_town(most=2), st.floats(0.05, 3))
@settings(max_examples=15)
def test_every_cut_end_lies_at_the_cutoff(
    network: Network, facilities: gpd.GeoDataFrame, minutes: float
) -> None:
    reach = compute_reach(network, facilities)
    for facility in range(len(facilities)):
        parts = reached_parts(reach, facility, minutes)
        times, net = reach.node_times_ds[facility], reach.network
        # To the facility: from an edge's tail side against the edge, from its head side along it.
        ends = ((parts.end, net.tail, net.back_ds), (parts.start, net.head, net.time_ds))
        for at, via, whole_ds in ends:
            cut = (at > 0) & (at < 1)
            edge = parts.edge[cut]
            share = at[cut] if via is net.tail else 1 - at[cut]
            arrival = times[via[edge]] + share * whole_ds[edge]
            assert np.allclose(arrival, np.rint(minutes * 600), atol=1e-6)


def test_the_partition_of_the_grid_by_heart() -> None:
    reach = compute_reach(grid_town(), points((0, 2), (4, 2), ids=["west", "east"]))
    x, y = CORNER
    outline = shapely.box(x - 200, y - 200, x + 4200, y + 4200)
    parts = nearest_partition(reach, outline, SETTINGS).set_index("facility")
    assert parts.geometry["west"].contains(shapely.Point(x + 1000, y + 300))
    assert parts.geometry["east"].contains(shapely.Point(x + 3000, y + 3300))
    assert parts["km2"].sum() == pytest.approx(outline.area / 1e6, abs=0.002)
    # The middle street is equally far: it goes to "east", the first in the alphabet, with
    # a quarter of each of the four blocks west of it.
    assert parts["km2"]["west"] == pytest.approx(2.2 * 4.4 - 4 * 0.25, rel=0.04)


@given(random_towns(connected=True), spots_in_town(least=2, most=4))
@settings(max_examples=15)
def test_the_partition_tiles_the_outline(network: Network, facilities: gpd.GeoDataFrame) -> None:
    reach = compute_reach(network, facilities)
    x, y = CORNER
    outline = shapely.box(x - 300, y - 300, x + 4300, y + 4300).difference(
        shapely.Point(x + 2000, y + 2000).buffer(400)
    )
    parts = nearest_partition(reach, outline, SETTINGS)
    shapes = parts.geometry.to_list()
    assert sum(shape.area for shape in shapes) == pytest.approx(outline.area, rel=1e-9)
    assert shapely.union_all(shapes).symmetric_difference(outline).area < 1e-3


def test_land_that_no_road_runs_near_has_no_nearest_facility() -> None:
    town = grid_town(profile=replace(PLAIN, max_snap_m=2000.0))
    reach = compute_reach(town, points((0, 2), (4, 2)))
    x, y = CORNER
    land_of_town = shapely.box(x - 200, y - 200, x + 4200, y + 4200)
    beach = shapely.box(x + 4200, y, x + 9000, y + 200)
    island = shapely.box(x + 1000, y - 1000, x + 2000, y - 500)  # near, but no road is on it
    outline = shapely.union_all([land_of_town, beach, island])
    land = nearest_partition(reach, outline, SETTINGS).geometry.union_all()
    assert not land.intersects(island)
    assert land.contains(land_of_town.buffer(-1))
    assert land.bounds[2] == pytest.approx(x + 4000 + 2000, abs=2 * SETTINGS.partition_cell_m)


def test_the_usual_raster_draws_nearly_the_area_of_a_fine_one() -> None:
    reach = compute_reach(grid_town(), points((2, 2)))
    fine = service_areas(reach, [3], replace(SETTINGS, cell_m=10.0, sample_m=10.0))
    usual = service_areas(reach, [3], SETTINGS)
    assert usual["km2"].iloc[0] == pytest.approx(fine["km2"].iloc[0], rel=0.04)


def test_a_road_without_length_draws_nothing_elsewhere() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [1000, 0], CORNER + [0, 4000], CORNER + [1000, 4000]]
    town = build_network(*tables(xy, [(0, 1), (1, 2), (3, 4)]), PLAIN)
    samples = EdgeSamples.along(town, 50.0)
    assert (samples.xy_m[samples.edge == 1] == CORNER + [1000, 0]).all()
    area = service_areas(compute_reach(town, points((0, 0))), [9], SETTINGS).geometry.iloc[0]
    assert area.bounds[3] < CORNER[1] + 500
    roads = reached_roads(compute_reach(town, points((0, 0))), [9])
    assert roads.geometry.is_valid.all()


@given(st.lists(st.floats(0.5, 120), min_size=1, max_size=6))
def test_cutoffs_are_taken_in_order_each_once(minutes: list[float]) -> None:
    taken = require_cutoffs(minutes)
    assert list(taken) == sorted(set(minutes))
    assert require_cutoffs(taken) == require_cutoffs(minutes[::-1]) == taken


def test_of_the_samples_around_a_raster_point_the_nearest_speaks_for_it() -> None:
    reach = compute_reach(grid_town(), points((2, 2)))
    samples = EdgeSamples.along(reach.network, 30.0)
    grid = Grid.around(tuple(shapely.total_bounds(reach.network.lines)), 170.0, 340.0)
    some, found, _ = _nearest_samples(reach, replace(SETTINGS, sample_m=30.0), grid)
    row, column = grid.rows_columns(samples.xy_m)
    off = np.hypot(*grid.offset_m(samples.xy_m, row, column).T)
    cells = set(zip(row.tolist(), column.tolist(), strict=True))
    assert len(cells) < len(row) / 3
    for at in cells:
        mine = (row == at[0]) & (column == at[1])
        place = some.xy_m[found[at]]
        chosen = int(np.flatnonzero((samples.xy_m == place).all(axis=1))[0])
        assert mine[chosen]
        assert off[chosen] == off[mine].min()
