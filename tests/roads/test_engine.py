"""One seam of shortest paths: what it remembers is what it would search again."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from towns import grid_town, oracle, points, random_towns, spots_in_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.roads.arcs import split_graph
from drenthe_geo.roads.network import Network
from drenthe_geo.roads.search.engine import NOWHERE, search, search_tree
from drenthe_geo.roads.search.memory import Memory, counted
from drenthe_geo.roads.search.spots import Direction, Spots, node_times, tree_before
from drenthe_geo.roads.snapping import snap_points

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

pytestmark = pytest.mark.usefixtures("both_engines")
LIMITS = st.one_of(st.just(np.inf), st.integers(0, 4000).map(float))


def spots_of(network: Network, facilities: gpd.GeoDataFrame) -> Spots:
    """Where facilities join the network."""
    snaps = snap_points(network, facilities)
    return Spots.on(network, snaps["edge_position"].to_numpy(), snaps["fraction"].to_numpy())


def searched(spots: Spots, direction: Direction, limit_ds: float) -> np.ndarray:
    """What a search says that remembers nothing."""
    arcs = split_graph(spots.network, spots.split, reverse=direction == "to")
    return search(arcs, spots.node, limit_ds)


@given(random_towns(), st.data())
def test_what_is_remembered_is_what_a_new_search_finds(
    network: Network, data: st.DataObject
) -> None:
    memory = Memory(most_mb=data.draw(st.sampled_from([400.0, 0.0002, 0.0])))
    for _ in range(data.draw(st.integers(2, 5))):
        spots = spots_of(network, data.draw(spots_in_town()))
        direction, limit_ds = data.draw(st.sampled_from(DIRECTIONS)), data.draw(LIMITS)
        for _ in range(2):  # asked again
            found = node_times(spots, direction, limit_ds, memory=memory)
            assert np.array_equal(found, searched(spots, direction, limit_ds))
            assert memory.size_bytes <= memory.most_mb * 1e6


@given(random_towns(), spots_in_town(least=2), st.sampled_from(DIRECTIONS), LIMITS)
def test_some_of_what_was_searched_is_remembered_beside_what_was_not(
    network: Network, facilities: gpd.GeoDataFrame, direction: Direction, limit_ds: float
) -> None:
    memory = Memory()
    node_times(spots_of(network, facilities.iloc[::2]), direction, memory=memory)
    spots = spots_of(network, facilities)
    found = node_times(spots, direction, limit_ds, memory=memory)
    assert np.array_equal(found, searched(spots, direction, limit_ds))


@given(random_towns(), spots_in_town(), st.sampled_from(DIRECTIONS))
def test_no_search_is_made_twice(
    network: Network, facilities: gpd.GeoDataFrame, direction: Direction
) -> None:
    spots, memory = spots_of(network, facilities), Memory()
    different = len(set(spots.node.tolist()))
    with counted() as count:
        node_times(spots, direction, memory=memory)
    assert (count.started, count.made) == (different, different)
    with counted() as again:
        node_times(spots, direction, 900.0, memory=memory)  # less far
        node_times(spots_of(network, facilities.iloc[:1]), direction, memory=memory)  # of fewer
    assert (again.started, again.made) == (different + 1, 0)


def test_a_search_less_far_does_not_answer_one_that_goes_further() -> None:
    spots, memory = spots_of(grid_town(), points((0, 0))), Memory()
    made = []
    for limit_ds in (600.0, 1200.0, 600.0, np.inf, 1200.0):
        with counted() as count:
            node_times(spots, "to", limit_ds, memory=memory)
        made.append(count.made)
    assert made == [1, 1, 0, 1, 0]


def test_what_differs_is_searched_anew() -> None:
    town, memory = grid_town(), Memory()
    slower = replace(town, time_ds=town.time_ds * 2, back_ds=town.back_ds * 2)
    for network in (town, slower):
        for direction in DIRECTIONS:
            with counted() as count:
                times = node_times(spots_of(network, points((0, 0))), direction, memory=memory)
            assert count.made == 1
            assert times.max() == 8 * network.time_ds.max()
    assert len(memory) == 4
    for direction in DIRECTIONS:  # built anew, the same roads are the same
        with counted() as count:
            node_times(spots_of(grid_town(), points((0, 0))), direction, memory=memory)
        assert (count.started, count.made) == (1, 0)


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    town = grid_town()
    corners = [spots_of(town, points(at)) for at in ((0, 0), (4, 0), (0, 4))]
    memory = Memory(most_mb=2 * 4 * town.n_nodes / 1e6)  # room for two, of four bytes a junction
    made = []
    for number in (0, 1, 0, 2, 0, 1):
        with counted() as count:
            node_times(corners[number], "to", memory=memory)
        made.append(count.made)
    assert made == [1, 1, 0, 1, 0, 1]
    assert len(memory) == 2


@pytest.mark.parametrize("longest_ds", [2**24 - 1, 2**24 + 1, 2**40 + 1])
def test_long_times_are_remembered_to_the_tenth(longest_ds: int) -> None:
    town, memory = grid_town(2), Memory()
    slow = replace(town, time_ds=np.full(town.n_edges, longest_ds))
    spots = spots_of(slow, points((0, 0)))
    one, two = (node_times(spots, "from", memory=memory) for _ in range(2))
    assert np.array_equal(one, two)
    assert one.max() == 2 * longest_ds


@given(random_towns(), st.sampled_from(DIRECTIONS))
def test_a_tree_leads_back_over_the_fastest_ways(network: Network, direction: Direction) -> None:
    start, memory = int(network.tail[0]), Memory()
    before = tree_before(network, start, direction, memory=memory)
    assert np.array_equal(before, tree_before(network, start, direction, memory=memory))
    graph = oracle(network, reverse=direction == "to")
    known = nx.single_source_dijkstra_path_length(graph, start, weight="time")
    assert set(np.flatnonzero(before != NOWHERE)) == set(known) - {start}
    for node in set(known) - {start}:
        step = graph.get_edge_data(int(before[node]), node)["time"]
        assert known[node] == known[int(before[node])] + step


def test_a_question_that_is_asked_again_searches_nothing() -> None:
    network, stations = dg.roads.read_network(VELDLAND, "car"), VELDLAND.layer("stations")
    _ = dg.roads.compute_reach(network, stations).node_times_ds
    with counted() as count:
        _ = dg.roads.compute_reach(network, stations).node_times_ds
    assert (count.started > 0, count.made) == (True, 0)


def test_networks_are_built_once_for_an_area_and_shared_by_what_has_its_roads() -> None:
    car = dg.read_profile(VELDLAND, "car")
    now = dg.situation.read_situation(VELDLAND)
    network = dg.roads.read_network(VELDLAND, "car")
    assert dg.situation.read_situation(VELDLAND.fresh()).network(car) is network
    assert replace(now, sites=now.sites.iloc[:1]).network(car) is network
    other = replace(now, road_edges=now.road_edges.copy())
    assert other.network(car) is other.network(car) is not network
    assert dg.roads.read_network(VELDLAND, replace(car, junction_s=4.0)) is not network


@given(lengths=st.lists(st.integers(1, 9), min_size=1, max_size=8), start=st.integers(0, 8))
def test_the_tree_of_a_chain_goes_back_node_by_node(lengths: list[int], start: int) -> None:
    count = len(lengths) + 1
    start %= count
    arcs = (np.array(lengths, dtype=float), (np.arange(count - 1), np.arange(1, count)))
    chain = csr_array(arcs, shape=(count, count))
    sums, before = search_tree(chain, np.array([start]))
    assert sums.tolist() == search(chain, np.array([start])).tolist()
    assert sums[0, start:].tolist() == np.cumsum([0, *lengths[start:]]).tolist()
    assert np.isinf(sums[0, :start]).all()
    assert before[0].tolist() == [NOWHERE] * (start + 1) + list(range(start, count - 1))
