"""osmnx graphs go in and come out; osmnx itself is the judge."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
import shapely
from hypothesis import given
from towns import CORNER, PLAIN, grid_town, points, random_towns, tables
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import CrsError, LayerError
from drenthe_geo.roads.network import Network


def test_osmnx_routes_on_our_graph() -> None:
    graph = dg.io.to_osmnx(grid_town())
    corner, middle, far = (
        ox.distance.nearest_nodes(graph, *(CORNER + [1000 * x, 1000 * y]))
        for x, y in ((0, 0), (2, 1), (4, 4))
    )
    route = ox.shortest_path(graph, corner, far, weight="travel_time")
    assert route is not None
    assert ox.routing.route_to_gdf(graph, route)["travel_time"].sum() == 8 * 60
    x, y = CORNER + [2100, 900]
    assert ox.distance.nearest_nodes(graph, x, y) == middle
    assert (graph.nodes[middle]["x"], graph.nodes[middle]["y"]) == tuple(CORNER + [2000, 1000])
    nodes, edges = ox.graph_to_gdfs(graph)
    assert nodes.crs == edges.crs == "EPSG:28992"
    assert len(edges) == 80


def test_there_and_back_again() -> None:
    network = dg.roads.read_network(VELDLAND, "car")
    again = dg.io.from_osmnx(dg.io.to_osmnx(network), network.profile)
    stations = dg.area.select_stations(VELDLAND.layer("stations"))
    nodes = network.n_nodes  # behind them stand the stations themselves
    one, two = (
        dg.roads.compute_reach(n, stations).node_times_ds[:, :nodes] for n in (network, again)
    )
    assert np.isfinite(one).any()
    assert (one == two).all()


def test_graphml_file(tmp_path: Path) -> None:
    xy = [CORNER, CORNER + [1000, 0], CORNER + [1000, 1000]]
    town = dg.roads.build_network(
        *tables(xy, [(0, 1), (1, 2), (2, 0)], oneway=[True, False, False]), PLAIN
    )
    ox.save_graphml(dg.io.to_osmnx(town), tmp_path / "town.graphml")
    again = dg.io.from_osmnx(ox.load_graphml(tmp_path / "town.graphml"), PLAIN)
    assert again.oneway.tolist() == town.oneway.tolist()
    assert again.time_ds.tolist() == town.time_ds.tolist()
    assert again.edges["road_class"].tolist() == ["tertiary"] * 3


def test_a_graph_in_degrees_comes_out_in_rd() -> None:
    graph = ox.project_graph(dg.io.to_osmnx(grid_town()), to_crs="EPSG:4326")
    again = dg.io.from_osmnx(graph, PLAIN)
    here, there = (np.sort(town.node_xy_m.round(1), axis=0) for town in (again, grid_town()))
    assert (here == there).all()
    times = dg.roads.travel_times(dg.roads.compute_reach(again, points((0, 0))), points((3, 1)))
    assert times.minutes.iloc[0, 0] == 4


@given(random_towns())
def test_times_are_those_of_the_graph(network: Network) -> None:
    graph = dg.io.to_osmnx(network)
    for *_, data in graph.edges(data=True):  # no faster than 108 km/h: more is refused
        data["travel_time"] = round(data["travel_time"] + data["length"] / 30, 1)
    again = dg.io.from_osmnx(graph, PLAIN)
    assert again.n_edges <= network.n_edges
    start = int(network.tail[0])
    known = nx.single_source_dijkstra_path_length(graph, start, weight="travel_time")
    back = dg.io.to_osmnx(again)
    found = nx.single_source_dijkstra_path_length(back, start, weight="travel_time")
    assert found == pytest.approx(known)


def test_a_graph_without_crs_or_times_is_refused() -> None:
    graph = dg.io.to_osmnx(grid_town(2))
    for *_, data in graph.edges(data=True):
        del data["travel_time"]
    with pytest.raises(LayerError) as caught:
        dg.io.from_osmnx(graph, PLAIN)
    assert str(caught.value) == (
        "the graph: 8 of 8 edges have no travel_time; "
        "add it with osmnx.add_edge_speeds and osmnx.add_edge_travel_times."
    )
    del graph.graph["crs"]
    with pytest.raises(CrsError, match=r"^the graph: has no coordinate reference system"):
        dg.io.from_osmnx(graph, PLAIN)


def test_a_street_of_several_ways_stays_one_two_way_road() -> None:
    graph = dg.io.to_osmnx(grid_town(2))
    for tail, head, data in graph.edges(data=True):
        data["osmid"] = [8, 16] if tail < head else [16, 8]
    again = dg.io.from_osmnx(graph, PLAIN)
    assert again.n_edges == 4
    assert not again.oneway.any()


def test_a_loop_stays_one_road() -> None:
    loop = shapely.LineString([CORNER, CORNER + [500, 0], CORNER + [0, 500], CORNER])
    nodes, edges = tables([CORNER, CORNER + [1000, 0]], [(0, 1), (0, 0)])
    lines = np.array([shapely.LineString([CORNER, CORNER + [1000, 0]]), loop], dtype=object)
    edges["length_m"] = shapely.length(lines)
    town = dg.roads.build_network(nodes, edges, PLAIN, lines=lines)
    again = dg.io.from_osmnx(dg.io.to_osmnx(town), PLAIN)
    assert again.n_edges == 2
    assert not again.oneway.any()


def test_an_empty_graph_is_refused() -> None:
    with pytest.raises(LayerError) as caught:
        dg.io.from_osmnx(nx.MultiDiGraph(crs="EPSG:28992"), PLAIN)
    assert str(caught.value) == "the graph: it has no edges."
