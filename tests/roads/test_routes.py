# mypy: disable-error-code="arg-type"
"""Routes take the time that is told, follow the roads, and keep to one-way streets."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CORNER, PLAIN, grid_town, oracle, points, random_towns, spots_in_town, tables
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError
from drenthe_geo.roads.minutes import compute_reach, travel_times
from drenthe_geo.roads.network import Network, build_network
from drenthe_geo.roads.routes import trace_route, ways_between

OUTSIDE = (
    "the {} lies {} m from the nearest road, outside the network (at most 600 m), "
    "so there is no way to explain."
)


def metres_a_tenth(network: Network, snap: pd.Series) -> float:
    """How far one comes in a tenth of a second on the road that a point joins."""
    edge = int(snap["edge_position"])
    return float(network.edges["length_m"].iloc[edge] / network.time_ds[edge])


@given(random_towns(), spots_in_town(), spots_in_town(most=2), st.sampled_from(["to", "from"]))
@settings(max_examples=25)
def test_a_route_takes_the_time_that_is_told(
    network: Network, origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, direction: str
) -> None:
    reach = compute_reach(network, facilities, direction=direction)
    minutes = travel_times(reach, origins).minutes
    for place in origins.index:
        for facility in facilities.index:
            told = minutes.loc[place, facility]
            point = origins.geometry[place]
            if np.isnan(told):
                with pytest.raises(ArgumentError, match="no road leads from one to the other"):
                    trace_route(reach, point, facility)
                continue
            route = trace_route(reach, point, facility)
            assert route.minutes == told
            access_min = route.point_snap["access_min"] + route.facility_snap["access_min"]
            assert route.legs["minutes"].sum() + access_min == pytest.approx(told, abs=1e-9)
            assert route.legs["km"].sum() * 1000 == pytest.approx(route.line.length, abs=0.01)
            at = [route.point_snap[["x_m", "y_m"]], route.facility_snap[["x_m", "y_m"]]]
            # Whole tenths of a second: a point stands half of one from its place at most, and
            # two facilities in the same tenth stand together.
            most_m = [
                metres_a_tenth(reach.network, route.point_snap) / 2,
                metres_a_tenth(network, route.facility_snap),
            ]
            ends = [route.line.coords[at] for at in (0, -1)] if not route.line.is_empty else []
            if direction == "from":
                at, most_m = at[::-1], most_m[::-1]
            for end, snap, within_m in zip(ends, at, most_m, strict=bool(ends)):
                assert np.hypot(*(np.array(end) - snap.to_numpy(float))) <= within_m + 1e-6


def test_legs_follow_each_other_and_oneways_are_kept() -> None:
    network = dg.roads.read_network(VELDLAND, "car")
    stations, places = dg.area.select_stations(VELDLAND.layer("stations")), VELDLAND.layer("places")
    oneway = set(network.edges["edge"][network.oneway])
    drawn = dict(zip(network.edges["edge"], network.lines, strict=True))
    used = joints = 0
    for direction in ("to", "from"):
        reach = compute_reach(network, stations, direction=direction)
        for place, station in product(places.geometry, stations.index):
            legs = trace_route(reach, place, station).legs
            ends = [shapely.get_point(legs.geometry, at).to_numpy() for at in (-1, 0)]
            assert (shapely.distance(ends[0][:-1], ends[1][1:]) < 1e-6).all()
            joints += len(legs) - 1
            for edge, line in zip(legs["edge"], legs.geometry, strict=True):
                if edge in oneway:
                    used += 1
                    start, end = (
                        drawn[edge].project(shapely.Point(line.coords[at])) for at in (0, -1)
                    )
                    assert start < end
    assert used > 10
    assert joints > 500


def test_what_there_is_no_way_to_is_refused() -> None:
    town = grid_town(profile=replace(PLAIN, max_snap_m=600.0))
    reach = compute_reach(town, points((0, 0), (0, -0.7)))
    for spot, facility, said in (
        ((0, 0), "p2", "facility 'p2' is none of p0, p1."),
        (
            (2, -1),
            "p0",
            OUTSIDE.format("point", "1,000"),
        ),
        (
            (2, 0),
            "p1",
            OUTSIDE.format("facility", "700"),
        ),
    ):
        point = shapely.Point(CORNER + 1000 * np.array(spot))
        with pytest.raises(ArgumentError) as caught:
            trace_route(reach, point, facility)
        assert str(caught.value) == said


def test_the_way_is_as_short_as_networkx_finds() -> None:
    town = grid_town()
    reach = compute_reach(town, points((4, 3)))
    route = trace_route(reach, shapely.Point(CORNER), "p0")
    assert route.minutes == 7
    assert len(route.legs) == 7
    graph = oracle(reach.network, reverse=True)
    assert nx.shortest_path_length(graph, 0, reach.network.n_nodes - 1, weight="time") > 0


def test_a_route_within_one_edge() -> None:
    reach = compute_reach(grid_town(), points((0.75, 0)))
    route = trace_route(reach, shapely.Point(CORNER + [250, 100]), "p0")
    assert route.minutes == pytest.approx(0.5 + 0.1)
    assert route.line.equals(shapely.LineString([CORNER + [250, 0], CORNER + [750, 0]]))
    back = compute_reach(grid_town(), points((0.75, 0)), direction="from")
    line = trace_route(back, shapely.Point(CORNER + [250, 100]), "p0").line
    assert list(line.coords) == [tuple(CORNER + [750, 0]), tuple(CORNER + [250, 0])]
    at_the_door = trace_route(reach, shapely.Point(CORNER + [750, 0]), "p0")
    assert at_the_door.minutes == 0
    assert at_the_door.line.is_empty


@pytest.mark.parametrize("direction", ["to", "from"])
@pytest.mark.parametrize("oneway", [False, True])
def test_a_way_over_a_loop(direction: str, oneway: bool) -> None:  # noqa: FBT001 - a parameter
    xy = [CORNER, CORNER + [1000, 0]]
    nodes, edges = tables(xy, [(0, 1), (1, 1)], oneway=[False, oneway])
    edges["length_m"], edges["free_flow_s"] = [1000.0, 4000.0], [60.0, 240.0]
    ring = [CORNER + [1000, 0], CORNER + [2000, 0], CORNER + [2000, 1000], CORNER + [1000, 1000]]
    lines = [shapely.LineString(xy), shapely.LineString([*ring, ring[0]])]
    town = build_network(nodes, edges, PLAIN, lines=np.array(lines, dtype=object))
    reach = compute_reach(town, points((0, 0)), direction=direction)
    for spot, over in (((1.5, 0.0), 0.5), ((1.0, 0.5), 3.5)):
        point = shapely.Point(CORNER + 1000 * np.array(spot))
        route = trace_route(reach, point, "p0")
        ahead = oneway and direction == "from"  # round the loop as it runs
        back = oneway and direction == "to"
        round_min = over if ahead else 4 - over if back else min(over, 4 - over)
        assert route.minutes == pytest.approx(1 + round_min)
        assert route.legs["minutes"].sum() == pytest.approx(route.minutes)
        assert route.line.length == pytest.approx(1000 * (1 + round_min))
        start, end = route.line.coords[0], route.line.coords[-1]
        ends = [(point.x, point.y), tuple(CORNER)]
        assert [start, end] == (ends if direction == "to" else ends[::-1])


def test_ways_of_many_are_those_of_each() -> None:
    own = dg.area.select_stations(VELDLAND.layer("stations"))
    places = VELDLAND.layer("places")
    for direction in ("to", "from"):
        network = dg.roads.read_network(VELDLAND, "car")
        reach = dg.roads.compute_reach(network, own, direction=direction)
        nearest = [str(own.index[number % len(own)]) for number in range(len(places))]
        for way, point, one in zip(
            ways_between(reach, places, nearest), places.geometry, nearest, strict=True
        ):
            route = trace_route(reach, point, one)
            assert way is not None
            assert way.whole_ds / 600 == route.minutes
            assert way.line(reach.network).equals_exact(route.line, 0.0)
            assert way.km(reach.network).tolist() == route.legs["km"].tolist()
