"""Laws and figures of the area's own roads."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from drenthe import DRENTHE
from road_laws import check_renumbering, check_splitting, reached_metres
from towns import oracle

import drenthe_geo as dg
from drenthe_geo.roads.arcs import split_graph
from drenthe_geo.roads.minutes import compute_reach
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.routes import trace_route
from drenthe_geo.roads.search.engine import search
from drenthe_geo.roads.search.memory import Memory
from drenthe_geo.roads.search.spots import Spots, node_times

pytestmark = pytest.mark.facts

SLOW = ("bicycle", "ebike", "walk")


def test_laws_hold_on_the_roads_of_the_area(
    network: Network, layers: dict[str, gpd.GeoDataFrame]
) -> None:
    random = np.random.default_rng(7)
    stations = dg.area.select_stations(layers["stations"])
    places = dg.area.places_inside(layers["places"], layers["gemeenten"])
    check_renumbering(network, random.permutation(network.n_nodes), places, stations)
    long = np.flatnonzero(network.time_ds > 300)
    for edge in random.choice(long, 3):
        check_splitting(network, int(edge), int(network.time_ds[edge]) // 3, places, stations)
    before = compute_reach(network, stations)
    for edge in random.choice(long, 2):
        time_ds = network.time_ds.copy()
        time_ds[edge] //= 2
        faster = replace(network, time_ds=time_ds)
        # Stations stand on edges: only the common junctions have the same numbers.
        after = compute_reach(faster, stations)
        common = slice(0, network.n_nodes)
        assert (after.node_times_ds[:, common] <= before.node_times_ds[:, common]).all()
        assert all(np.array(reached_metres(after, 20)) >= np.array(reached_metres(before, 20)) - 1)


def test_real_times_are_those_of_networkx_and_turn_round(
    network: Network, layers: dict[str, gpd.GeoDataFrame]
) -> None:
    assen = layers["stations"].loc[["asn"]]
    there = compute_reach(network, assen)
    turned = replace(
        network, tail=network.head, head=network.tail, lines=shapely.reverse(network.lines)
    )
    back = compute_reach(turned, assen, direction="from")
    common = slice(0, network.n_nodes)
    assert (there.node_times_ds[:, common] == back.node_times_ds[:, common]).all()
    # What every trip takes besides driving: the last metres and parking.
    access = round((there.snaps["access_min"].iloc[0] + network.profile.park_min) * 600)
    start = int(np.flatnonzero(there.node_times_ds[0] == access)[0])
    known = nx.single_source_dijkstra_path_length(
        oracle(there.network, reverse=True), start, weight="time"
    )
    nodes = np.fromiter(known, dtype=np.intp)
    assert (there.node_times_ds[0, nodes] - access == list(known.values())).all()
    assert np.isfinite(there.node_times_ds[0]).sum() == len(nodes)


@pytest.mark.parametrize("mode", SLOW)
def test_closed_roads_are_those_that_the_table_keeps_for_motor_traffic(mode: str) -> None:
    edges = DRENTHE.table("road_edges")
    used = dg.roads.read_network(DRENTHE, mode).edges["edge"]
    assert (edges.loc[used, "users"] == "all").all()
    assert len(used) == (edges["users"] == "all").sum()


def test_walking_times_near_a_station_are_believable(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Station Hoogeveen to the town hall is 860 m as the crow flies."""
    stations = dg.area.select_stations(layers["stations"])
    reach = dg.roads.compute_reach(dg.roads.read_network(DRENTHE, "walk"), stations)
    hall = layers["sites"].loc[["gemeentehuis-hoogeveen"]]
    minutes = dg.roads.travel_times(reach, hall).minutes["hgv"].iloc[0]
    assert 860 / 5000 * 60 <= minutes <= 1.6 * 860 / 5000 * 60


def test_what_is_remembered_is_what_a_new_search_finds(network: Network) -> None:
    """On the area's own roads, from a junction, along a road and in a one-way street."""
    random = np.random.default_rng(3)
    memory = Memory()
    for direction in ("to", "from"):
        edge = np.append(random.choice(network.n_edges, 20), np.flatnonzero(network.oneway)[:5])
        fraction = np.append(0.0, random.random(len(edge) - 1))
        spots = Spots.on(network, edge, fraction)
        half = Spots.on(network, edge[::2], fraction[::2])
        node_times(half, direction, memory=memory)
        arcs = split_graph(network, spots.split, reverse=direction == "to")
        for limit_ds in (np.inf, 12_000.0):
            found = node_times(spots, direction, limit_ds, memory=memory)
            assert np.array_equal(found, search(arcs, spots.node, limit_ds))


def test_legs_follow_each_other_and_oneways_are_kept(
    network: Network, layers: dict[str, gpd.GeoDataFrame]
) -> None:
    stations = dg.area.select_stations(layers["stations"])
    oneway = set(network.edges["edge"][network.oneway])
    drawn = dict(zip(network.edges["edge"], network.lines, strict=True))
    used = 0
    for direction in ("to", "from"):
        reach = compute_reach(network, stations, direction=direction)
        for code, station in (("9301", "asn"), ("7831", "mp"), ("7971", "co")):
            legs = trace_route(reach, layers["places"].geometry[code], station).legs
            ends = [shapely.get_point(legs.geometry, at).to_numpy() for at in (-1, 0)]
            assert (shapely.distance(ends[0][:-1], ends[1][1:]) < 1e-6).all()
            for edge, line in zip(legs["edge"], legs.geometry, strict=True):
                if edge in oneway:
                    used += 1
                    whole = drawn[edge]
                    start, end = (whole.project(shapely.Point(line.coords[at])) for at in (0, -1))
                    assert start < end
    assert used > 10
