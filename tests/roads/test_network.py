"""Roads become a network: the right times, the fastest of twins, splits that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from towns import CORNER, PLAIN, grid_town, oracle, points, random_towns, tables
from veldland import VELDLAND

from drenthe_geo.errors import LayerError
from drenthe_geo.roads.arcs import graph_matrix
from drenthe_geo.roads.network import Network, build_network
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.roads.snapping import snap_points
from drenthe_geo.roads.splitting import split_edges

TWO = [CORNER, CORNER + [1000, 0]]


def test_time_is_free_flow_times_factor_plus_junctions() -> None:
    made = tables(TWO, [(0, 1)], seconds=[100.0], junctions=2.5)
    assert build_network(*made, read_profile(VELDLAND, "car")).time_ds.tolist() == [1150 + 75]


def test_junctions_cost_nothing_on_motorways_and_trunk_roads() -> None:
    car = read_profile(VELDLAND, "car")
    for road_class in ("motorway", "motorway_link", "trunk", "trunk_link"):
        made = tables(TWO, [(0, 1)], seconds=[100.0], junctions=2.5, road_class=road_class)
        assert build_network(*made, car).time_ds.tolist() == [1150], road_class


def test_closed_classes_are_left_out() -> None:
    made = tables(TWO, [(0, 1), (0, 1)], road_class=["track_or_unknown", "tertiary"])
    assert build_network(*made, PLAIN).edges["edge"].tolist() == [1]


def test_of_parallel_roads_the_fastest_counts_and_none_are_added_up() -> None:
    made = tables(TWO, [(0, 1), (1, 0), (0, 1)], seconds=[30.0, 20.0, 50.0])
    assert graph_matrix(build_network(*made, PLAIN)).toarray().tolist() == [[0, 200], [200, 0]]


def test_an_edge_to_nowhere_is_refused() -> None:
    nodes, edges = tables(TWO, [(0, 1)])
    with pytest.raises(LayerError) as caught:
        build_network(nodes, edges.assign(head=9), PLAIN)
    assert str(caught.value) == (
        "road edges: 1 run to a node that does not exist, the first is edge 0."
    )


@pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
def test_an_edge_without_a_usable_time_is_refused(bad: float) -> None:
    with pytest.raises(LayerError) as caught:
        build_network(*tables(TWO, [(0, 1)], seconds=[bad]), PLAIN)
    assert str(caught.value) == (
        "road edges: edge 0 has no time that can be used (free_flow_s or junctions)."
    )


@pytest.mark.parametrize("column", ["junctions", "back_junctions"])
def test_fewer_junctions_than_none_make_no_road_shorter(column: str) -> None:
    nodes, edges = tables(TWO, [(0, 1)], seconds=[60.0])
    with pytest.raises(LayerError) as caught:
        build_network(nodes, edges.assign(**{column: -1.0}), replace(PLAIN, junction_s=3.0))
    assert str(caught.value) == (
        "road edges: edge 0 has no time that can be used (free_flow_s or junctions)."
    )


def test_splitting_shares_nodes_and_keeps_ends() -> None:
    network = grid_town(2)
    split, node = split_edges(network, np.array([0, 0, 0, 0]), np.array([0.5, 0.5, 0.0, 1.0]))
    assert node.tolist() == [4, 4, network.tail[0], network.head[0]]
    assert split.n_nodes == 5
    assert split.n_edges == network.n_edges + 1


@given(random_towns(), st.data())
def test_split_parts_add_up_and_change_no_time(network: Network, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6))
    edge = np.array([data.draw(st.integers(0, network.n_edges - 1)) for _ in range(count)])
    fraction = np.array([data.draw(st.floats(0, 1)) for _ in range(count)])
    split, node = split_edges(network, edge, fraction)
    for parent in set(edge.tolist()):
        same = split.edges["edge"] == network.edges["edge"].iloc[parent]
        assert split.time_ds[same.to_numpy()].sum() == network.time_ds[parent]
        whole_m = network.edges["length_m"].iloc[parent]
        assert split.edges.loc[same, "length_m"].sum() == pytest.approx(whole_m)
    assert (split.time_ds >= 1).all()
    assert node.max() < split.n_nodes
    before, after = oracle(network), oracle(split)
    import networkx as nx  # noqa: PLC0415 - the oracle's library

    first = int(network.tail[0])
    known = nx.single_source_dijkstra_path_length(before, first, weight="time")
    again = nx.single_source_dijkstra_path_length(after, first, weight="time")
    assert all(again[junction] == time for junction, time in known.items())


def test_motorways_cannot_be_joined_by_a_point() -> None:
    network = grid_town(2, road_class=["motorway", "tertiary", "trunk", "tertiary"])
    assert network.can_snap.tolist() == [False, True, False, True]
    closed = replace(PLAIN, no_access_classes=frozenset())
    assert grid_town(2, profile=closed, road_class="motorway").can_snap.all()


def test_a_line_that_runs_the_wrong_way_is_refused() -> None:
    back = np.array([shapely.LineString([CORNER + [1000, 0], CORNER])], dtype=object)
    with pytest.raises(LayerError) as caught:
        build_network(*tables(TWO, [(0, 1)]), PLAIN, lines=back)
    assert str(caught.value) == (
        "road edges: the line of edge 0 does not run from its tail to its head (1,000 m off); "
        "turn it round or mend its nodes."
    )


def test_of_equally_near_roads_the_first_id_counts_also_where_roads_are_split() -> None:
    whole = grid_town(4)
    every = np.arange(whole.n_edges)
    split, _ = split_edges(whole, every, np.full(whole.n_edges, 0.5))
    nodes, edges = tables(whole.node_xy_m, list(zip(whole.tail, whole.head, strict=True)))
    turned = build_network(nodes, edges.iloc[::-1], PLAIN)
    corners = points(*((x, y) for x in range(4) for y in range(4)))
    least = [
        min(whole.edges["edge"].iloc[np.flatnonzero(shapely.distance(whole.lines, corner) == 0)])
        for corner in corners.geometry
    ]
    for network in (whole, split, turned):
        snaps = snap_points(network, corners)
        assert network.edges["edge"].iloc[snaps["edge_position"]].tolist() == least
