# mypy: disable-error-code="arg-type"
"""Travel times: by heart on a grid, against networkx and brute force, and by law."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import add

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from towns import CORNER, PLAIN, grid_town, oracle, points, random_towns, spots_in_town, tables

from drenthe_geo.errors import ArgumentError, CrsError, LayerError
from drenthe_geo.reach.nearest import nearest_facility
from drenthe_geo.reach.parts import reached_roads
from drenthe_geo.reach.tables import people_within
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network, build_network
from drenthe_geo.roads.snapping import snap_points

pytestmark = pytest.mark.usefixtures("both_engines")


def minutes(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, **how: object
) -> np.ndarray:
    values: np.ndarray = travel_times(
        compute_reach(network, facilities, **how), origins
    ).minutes.to_numpy()
    return values


def test_blocks_are_minutes() -> None:
    corners = [(column, row) for row in range(5) for column in range(5)]
    found = minutes(grid_town(), points(*corners), points((0, 0)))
    assert found[:, 0].tolist() == [column + row for column, row in corners]


def test_part_way_along_a_block_counts_in_part() -> None:
    found = minutes(grid_town(), points((2.25, 1), (0.5, 0)), points((0.25, 0)))
    # 2.25 + 1 blocks less the 0.25 that the facility lies on; half a block less a quarter.
    assert found[:, 0].tolist() == [3.0, 0.25]


def test_the_leg_to_the_road_is_charged_at_both_ends() -> None:
    town = grid_town()
    origin, facility = points((1.0, -0.3)), points((0.0, -0.6))
    snap = snap_points(town, origin).iloc[0]
    assert (snap["snap_m"], snap["access_min"], snap["road_class"]) == (300.0, 0.3, "tertiary")
    assert minutes(town, origin, facility)[0, 0] == 1.0 + 0.3 + 0.6


def test_a_far_leg_is_flagged() -> None:
    assert snap_points(grid_town(), points((1, -0.3), (1, -0.5)))["is_far"].tolist() == [
        False,
        True,
    ]


def test_a_point_outside_the_network_has_no_times() -> None:
    town = grid_town(profile=replace(PLAIN, max_snap_m=600.0))
    near, outside = points((1, -0.6)), points((1, -0.7))
    assert minutes(town, near, points((0, 0)))[0, 0] == 1.6
    assert np.isnan(minutes(town, outside, points((0, 0)))[0, 0])
    both = points((1, -0.7), (1, -0.6))
    assert np.isnan(minutes(town, points((0, 0)), both)[0]).tolist() == [True, False]
    with pytest.raises(LayerError) as caught:
        compute_reach(town, outside)
    assert str(caught.value) == (
        "facilities: none of the 1 lies within 600 m of a road of the network, "
        "so nothing can be reached."
    )
    assert np.isnan(snap_points(town, outside)["access_min"].iloc[0])


def test_a_place_exactly_on_the_line_is_within() -> None:
    # Seconds as floats do not add up to whole minutes; whole tenths do.
    steps = [0.6] * 100
    assert reduce(add, steps) > 60  # sum() itself corrects for it from Python 3.12 on
    xy = [CORNER + [10.0 * n, 0] for n in range(len(steps) + 1)]
    links = [(n, n + 1) for n in range(len(steps))]
    row = build_network(*tables(xy, links, seconds=steps), PLAIN)
    assert minutes(row, points((1.0, 0)), points((0, 0)))[0, 0] == 1.0


def test_oneway_tells_to_from_from() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [1000, 1000]]
    ring = build_network(*tables(xy, [(0, 1), (1, 2), (2, 0)], oneway=True), PLAIN)
    near, facility = points((1, 0)), points((0, 0))
    assert minutes(ring, near, facility, direction="to")[0, 0] == 2
    assert minutes(ring, near, facility, direction="from")[0, 0] == 1


def test_oneway_counts_for_points_part_way() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [1000, 1000]]
    ring = build_network(*tables(xy, [(0, 1), (1, 2), (2, 0)], oneway=True), PLAIN)
    before, after = points((0.25, 0)), points((0.75, 0))
    assert minutes(ring, before, after)[0, 0] == 0.5
    assert minutes(ring, after, before)[0, 0] == 2.5
    assert minutes(ring, before, after, direction="from")[0, 0] == 2.5


def test_no_route_is_nan_and_listed() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [5000, 0], CORNER + [6000, 0]]
    islands = build_network(*tables(xy, [(0, 1), (2, 3)]), PLAIN)
    times = travel_times(compute_reach(islands, points((0, 0))), points((1, 0), (6, 0)))
    assert times.minutes["p0"].tolist()[0] == 1
    assert np.isnan(times.minutes["p0"].tolist()[1])
    assert times.unreached.tolist() == ["p1"]
    nearest = nearest_facility(times)
    assert nearest.loc["p1", "nearest"] is None
    assert np.isnan(nearest.loc["p1", "nearest_min"])


def test_a_motorway_is_not_joined_but_used() -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [0, 500], CORNER + [1000, 500]]
    classes = ["motorway", "tertiary", "tertiary", "tertiary"]
    links = [(2, 3), (0, 1), (0, 2), (1, 3)]
    made = tables(xy, links, seconds=[6, 600, 6, 6], road_class=classes)
    network = build_network(*made, PLAIN)
    snapped = snap_points(network, points((0.5, 0.45))).iloc[0]
    assert snapped["road_class"] == "tertiary"
    assert minutes(network, points((1, 0)), points((0, 0)))[0, 0] == pytest.approx(0.3)


def test_ties_go_to_the_first_id() -> None:
    stations = points((0, 0), (4, 0), ids=["zz", "aa"])
    nearest = nearest_facility(travel_times(compute_reach(grid_town(), stations), points((2, 0))))
    assert nearest.iloc[0].tolist() == ["aa", 2.0, "zz", 2.0, 0.0, True]


def test_two_facilities_on_one_point_tie() -> None:
    found = minutes(grid_town(), points((3, 1)), points((0.5, 0), (0.5, 0)))
    assert found[0, 0] == found[0, 1] == 3.5


def test_one_facility_has_no_second() -> None:
    times = travel_times(compute_reach(grid_town(), points((0, 0))), points((1, 1)))
    row = nearest_facility(times).iloc[0]
    assert row["second"] is None
    assert np.isnan(row["margin_min"])


def test_the_direction_must_be_one_of_two() -> None:
    with pytest.raises(ArgumentError) as caught:
        compute_reach(grid_town(), points((0, 0)), direction="form")
    assert str(caught.value) == (
        "unknown direction 'form': did you mean 'from'? Choices: to, from."
    )


def test_facilities_need_rd_new() -> None:
    with pytest.raises(CrsError) as caught:
        compute_reach(grid_town(), points((0, 0)).to_crs("EPSG:4326"))
    assert str(caught.value) == (
        "facilities: in EPSG:4326, but EPSG:28992 (RD New, metres) is needed; "
        'convert with .to_crs("EPSG:28992").'
    )


def test_origins_need_a_crs() -> None:
    bare = gpd.GeoDataFrame(geometry=[shapely.Point(6.5, 53)])
    with pytest.raises(CrsError) as caught:
        travel_times(compute_reach(grid_town(), points((0, 0))), bare)
    assert str(caught.value) == (
        "points to snap: has no coordinate reference system, so its numbers have no place on "
        'earth; set it where the file is made, or with .set_crs("EPSG:28992") for RD New or '
        '.set_crs("EPSG:4326") for lon/lat.'
    )


def test_no_facilities_and_double_ids_are_refused() -> None:
    with pytest.raises(LayerError) as none:
        compute_reach(grid_town(), points((0, 0)).iloc[:0])
    assert str(none.value) == "facilities: there are none, so nothing can be reached."
    with pytest.raises(LayerError) as twice:
        compute_reach(grid_town(), points((0, 0), (1, 1), ids=["a", "a"]))
    assert str(twice.value) == "facilities: id 'a' stands twice in the index."


def test_what_is_no_point_is_refused() -> None:
    for shape in (shapely.Point(), shapely.box(*CORNER, *(CORNER + 9)), None):
        frame = gpd.GeoDataFrame(index=["a"], geometry=[shape], crs="EPSG:28992")
        with pytest.raises(LayerError) as caught:
            compute_reach(grid_town(), frame)
        assert str(caught.value) == "points to snap: 1 of 1 rows are not a point."


def test_a_network_that_nothing_can_join_is_refused() -> None:
    with pytest.raises(LayerError) as caught:
        snap_points(grid_town(road_class="motorway"), points((0, 0)))
    assert str(caught.value) == "the car network has no road that a point can join."


@given(random_towns(), spots_in_town(), st.sampled_from(["to", "from"]))
def test_junction_times_are_those_of_networkx(
    network: Network, facilities: gpd.GeoDataFrame, direction: str
) -> None:
    reach = compute_reach(network, facilities, direction=direction)
    graph = oracle(reach.network, reverse=direction == "to")
    snaps = reach.snaps
    for row in range(len(facilities)):
        access = round(snaps["access_min"].iloc[row] * 600)
        times = reach.node_times_ds[row] - access
        start = int(np.flatnonzero(times == 0)[0])
        known = nx.single_source_dijkstra_path_length(graph, start, weight="time")
        expected = [known.get(node, np.inf) for node in range(reach.network.n_nodes)]
        assert times.tolist() == expected


@given(random_towns(), spots_in_town(), spots_in_town())
def test_to_times_are_from_times_on_the_reverse(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> None:
    turned = replace(
        network, tail=network.head, head=network.tail, lines=shapely.reverse(network.lines)
    )
    for snaps in (snap_points(network, origins), snap_points(network, facilities)):
        # Half a tenth of a second rounds to the even side, which is another one when turned.
        tenths = snaps["fraction"] * network.time_ds[snaps["edge_position"]]
        assume((abs(tenths % 1 - 0.5) > 1e-6).all())
    to = travel_times(compute_reach(network, facilities, direction="to"), origins)
    back = travel_times(compute_reach(turned, facilities, direction="from"), origins)
    pd.testing.assert_frame_equal(to.minutes, back.minutes)


@given(random_towns(), spots_in_town(), spots_in_town(), st.data())
def test_a_new_road_between_junctions_never_makes_a_trip_longer(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, data: st.DataObject
) -> None:
    before = minutes(network, origins, facilities)
    a, b = (data.draw(st.integers(0, network.n_nodes - 1)) for _ in range(2))
    # A tunnel: it joins two junctions, but no point can join it on the way.
    one = network.edges.iloc[[0]].assign(road_class="motorway", edge=-1)
    added = replace(
        network,
        tail=np.append(network.tail, a),
        head=np.append(network.head, b),
        time_ds=np.append(network.time_ds, data.draw(st.integers(1, 500))),
        back_ds=np.append(network.back_ds, data.draw(st.integers(1, 500))),
        oneway=np.append(network.oneway, data.draw(st.booleans())),
        edges=pd.concat([network.edges, one], ignore_index=True),
        lines=np.append(network.lines, shapely.linestrings([network.node_xy_m[[a, b]]])),
    )
    after = minutes(added, origins, facilities)
    assert (np.nan_to_num(after, nan=np.inf) <= np.nan_to_num(before, nan=np.inf)).all()


@given(random_towns(), spots_in_town(least=2), spots_in_town(least=2), st.randoms())
def test_nearest_is_the_minimum_whatever_the_order(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, random: object
) -> None:
    times = travel_times(compute_reach(network, facilities), origins)
    nearest = nearest_facility(times)
    least = times.minutes.min(axis=1)
    pd.testing.assert_series_equal(nearest["nearest_min"], least, check_names=False)
    shuffled = facilities.index.to_list()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = nearest_facility(
        travel_times(compute_reach(network, facilities.loc[shuffled]), origins)
    )
    pd.testing.assert_frame_equal(nearest, again)
    margin = nearest["margin_min"].dropna()
    assert (margin >= 0).all()


@given(random_towns(), spots_in_town(), spots_in_town(), st.floats(1.0, 3.0))
def test_slower_roads_never_make_a_trip_shorter(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, factor: float
) -> None:
    there, back = (
        np.ceil(times * factor).astype(np.int64) for times in (network.time_ds, network.back_ds)
    )
    slower = replace(network, time_ds=there, back_ds=back)
    before, after = (minutes(n, origins, facilities) for n in (network, slower))
    # An end within half a tenth of a second of a junction stands on it, and no longer on a
    # slower road; on a one-way road that decides whether there is a route at all.
    both = ~np.isnan(before) & ~np.isnan(after)
    # On each of the networks each end is rounded to a tenth of the faster direction, which is
    # more in the slower one, and to a tenth there.
    both_ways = ~network.oneway
    uneven = [
        np.maximum(one.time_ds / one.back_ds, one.back_ds / one.time_ds)[both_ways]
        for one in (network, slower)
    ]
    ratio = float(np.concatenate(uneven).max(initial=1.0))
    off_ds = 2.0 if ratio == 1 else 2 * (ratio + 1)
    assert (after[both] >= before[both] - off_ds / 600 - 1e-9).all()


def test_coincident_roads_answer_the_same_whoever_else_is_there() -> None:
    twins = tables([CORNER, CORNER + [1000, 0]], [(0, 1), (0, 1)], seconds=[600.0, 60.0])
    town, home = build_network(*twins, PLAIN), points((0.25, 0))
    alone = travel_times(compute_reach(town, points((1, 0), ids=["a"])), home)
    both = travel_times(compute_reach(town, points((1, 0), (0.5, 0), ids=["a", "b"])), home)
    assert alone.minutes["a"].tolist() == both.minutes["a"].tolist()


def test_people_within_counts_whoever_is_exactly_on_the_line() -> None:
    homes = points((2, 0), (3, 0)).assign(population=[5, 7])
    times = travel_times(compute_reach(grid_town(), points((0, 0))), homes)
    assert people_within(times, homes, [2, 3]).to_numpy().tolist() == [[5, 12]]
    assert people_within(times, homes, [2]).to_numpy().tolist() == [[5]]
    with pytest.raises(ArgumentError) as caught:
        people_within(times, homes.iloc[:1], [2])
    assert str(caught.value) == (
        "1 of 2 origins are not among the places, the first is 'p1'; "
        "give the places that the times were computed for."
    )


@given(random_towns(), spots_in_town(most=4), st.integers(1, 60))
def test_a_limited_search_knows_the_same_times_up_to_its_limit(
    town: Network, spots: gpd.GeoDataFrame, limit_tenths: int
) -> None:
    limit_min = limit_tenths / 10
    for direction in ("to", "from"):
        whole, part = (
            travel_times(
                compute_reach(town, spots, direction=direction, limit_min=most_min), spots
            ).minutes
            for most_min in (np.inf, limit_min)
        )
        pd.testing.assert_frame_equal(part, whole.where(whole <= limit_min))


def test_what_lies_beyond_the_limit_of_a_search_is_refused() -> None:
    town = grid_town()
    with pytest.raises(ArgumentError) as caught:
        compute_reach(town, points((0, 0)), limit_min=0)
    assert str(caught.value) == "limit_min 0: must be more than 0 minutes."
    reach = compute_reach(town, points((0, 0)), limit_min=2)
    with pytest.raises(ArgumentError) as caught:
        reached_roads(reach, [1, 3])
    assert str(caught.value) == "minutes 3: the roads were searched for 2 minutes alone."
    assert reached_roads(reach, [2])["minutes"].tolist()[0] == 2
