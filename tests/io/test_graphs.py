"""Graphs from anywhere: GraphML of other hands, CRSs of other lands, times of other modes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import osmnx as ox
import pytest
import shapely
from own_street import BICYCLE, CAR, WALK, line, minutes, said_of
from towns import CORNER, PLAIN
from veldland import VELDLAND

import drenthe_geo as dg


def graph(seconds: float = 60.0, back: float | None = None, **data: Any) -> nx.MultiDiGraph:
    """The street of five kilometres as osmnx has it."""
    made = nx.MultiDiGraph(crs="EPSG:28992")
    for node in range(6):
        made.add_node(node, x=CORNER[0] + 1000.0 * node, y=CORNER[1])
    for node in range(5):
        for tail, head, time in ((node, node + 1, seconds), (node + 1, node, back or seconds)):
            edge = {"length": 1000.0, "travel_time": time, "highway": "residential", **data}
            made.add_edge(tail, head, osmid=node, oneway=False, geometry=line(tail, head), **edge)
    return made


@pytest.mark.parametrize("profile", [CAR, BICYCLE, WALK])
def test_the_times_of_a_graph_hold_for_every_mode(profile: dg.roads.Profile) -> None:
    network = dg.io.from_osmnx(graph(600.0), profile)
    assert minutes(network, "west", "mid") == pytest.approx(24 + profile.park_min)


def test_each_way_has_its_own_time_there_and_back_again() -> None:
    network = dg.io.from_osmnx(graph(60.0, 90.0), PLAIN)
    assert (minutes(network, "west", "mid"), minutes(network, "mid", "west")) == (2.4, 3.6)
    again = dg.io.from_osmnx(dg.io.to_osmnx(network), PLAIN)
    assert (minutes(again, "west", "mid"), minutes(again, "mid", "west")) == (2.4, 3.6)


@pytest.mark.parametrize(
    ("kind", "write"),
    [
        (nx.MultiDiGraph, ox.save_graphml),
        (nx.MultiGraph, ox.save_graphml),
        *(
            (one, nx.write_graphml)
            for one in (nx.MultiDiGraph, nx.DiGraph, nx.MultiGraph, nx.Graph)
        ),
    ],
)
def test_graphml_of_osmnx_and_of_networkx(
    kind: Callable[[nx.MultiDiGraph], nx.Graph], write: Callable[..., None], tmp_path: Path
) -> None:
    made = kind(graph())
    if write is nx.write_graphml:
        for *_, data in made.edges(data=True):
            del data["geometry"]
    write(made, tmp_path / "g.graphml")
    network = dg.io.read_network_from(VELDLAND.fresh(), tmp_path / "g.graphml", PLAIN)
    assert (network.n_edges, bool(network.oneway.any()), network.notices) == (5, False, ())
    assert minutes(network, "mid", "west") == pytest.approx(2.4)


def changed(change: Callable[[nx.MultiDiGraph], object]) -> nx.MultiDiGraph:
    made = graph()
    change(made)
    return made


def all_edges(**data: object) -> Callable[[nx.MultiDiGraph], object]:
    """Change all edges."""

    def change(made: nx.MultiDiGraph) -> None:
        for *_, known in made.edges(data=True):
            known.update(data)

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda g: g.nodes[5].pop("x"),
            (
                "1 of 6 nodes have no x or y, the first is '5'; drop them (as after clipping) or "
                "give their place."
            ),
        ),
        (
            lambda g: g.nodes[2].update(x="nan"),
            (
                "1 of 6 nodes have no x or y, the first is '2'; drop them (as after clipping) or "
                "give their place."
            ),
        ),
        (
            lambda g: g.nodes[2].update(x="inf"),
            (
                "1 of 6 nodes lie nowhere in its CRS, the first is '2' at x inf, y 540000.0; "
                "mend or drop them."
            ),
        ),
        (
            lambda g: g.nodes[2].update(y=1e308),
            (
                "1 of 6 nodes lie far from the others, '2' 19,917 km from the middle; mend "
                "or drop them."
            ),
        ),
        (
            all_edges(travel_time="soon"),
            (
                "column 'travel_time' holds 'soon' in row 1 (10 of 10 rows cannot be used); give "
                "seconds, 0 or more, in every row."
            ),
        ),
        (
            all_edges(travel_time=float("inf")),
            (
                "column 'travel_time' holds 'inf' in row 1 (10 of 10 rows cannot be used); give "
                "seconds, 0 or more, in every row."
            ),
        ),
        (
            all_edges(travel_time=-1.0),
            (
                "column 'travel_time' holds '-1.0' in row 1 (10 of 10 rows cannot be used); give "
                "seconds, 0 or more, in every row."
            ),
        ),
        (
            all_edges(travel_time=1.0),
            (
                "column 'travel_time' says 1 s in row 1, where the line is 1000 m long (minutes?); "
                "10 of 10 rows are slower than 1 or faster than 200 km/h, or all together are. "
                "Give seconds."
            ),
        ),
        (
            all_edges(length=-5.0),
            (
                "column 'length' holds '-5.0' in row 1 (10 of 10 rows cannot be used); give "
                "metres, 0 or more, or nothing."
            ),
        ),
        (
            all_edges(geometry="LINESTRING (0 0, nonsense"),
            (
                "column 'geometry' holds 'LINESTRING (0 0, nonsense' in row 1 (10 of 10 "
                "rows cannot be "
                "used); give a line (LINESTRING), or nothing."
            ),
        ),
        (
            all_edges(geometry="POINT (0 0)"),
            (
                "column 'geometry' holds 'POINT (0 0)' in row 1 (10 of 10 rows cannot be "
                "used); give a line (LINESTRING), or nothing."
            ),
        ),
        (
            lambda g: g.graph.update(crs="EPSG:999999"),
            (
                "its coordinate reference system 'EPSG:999999' is not known; give a code such as "
                "EPSG:28992 or EPSG:4326."
            ),
        ),
    ],
)
def test_graphs_that_cannot_be_right_are_refused(
    change: Callable[[nx.MultiDiGraph], object], said: str
) -> None:
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.io.from_osmnx(changed(change), PLAIN)
    assert str(caught.value) == f"the graph: {said}"


def test_swapped_degrees_are_refused() -> None:
    made = ox.project_graph(graph(), to_crs="EPSG:4326")
    for _, data in made.nodes(data=True):
        data["x"], data["y"] = data["y"], data["x"]
    for *_, data in made.edges(data=True):
        del data["geometry"]
    with pytest.raises(dg.LayerError) as caught:
        dg.io.from_osmnx(made, PLAIN)
    assert str(caught.value) == (
        "the graph: x and y look swapped; x is the longitude, y the latitude."
    )


HEAD = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<hello", "is not a readable GraphML file, though its name says so."),
        ("<gml></gml>", "is not a readable GraphML file, though its name says so."),
        (
            f'<!DOCTYPE g [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>{HEAD}&c;</graphml>',
            "defines entities, which GraphML does not need; save it anew with osmnx or networkx.",
        ),
        (
            f'{HEAD}<graph><node id="1"/><node id="1"/></graph></graphml>',
            "1 nodes have an id that stands twice.",
        ),
        (
            f'{HEAD}<graph><node id="1"/><edge source="1" target="9"/></graph></graphml>',
            "1 of 1 edges run to a node that is not there, the first to '9'; save the graph anew.",
        ),
        (
            f"{HEAD}<graph/><graph/></graphml>",
            (
                "has several graphs, or edges with more than two ends, which roads do not have; "
                "save one plain graph."
            ),
        ),
    ],
)
def test_files_that_are_no_graph_are_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "g.graphml").write_text(text, encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        dg.io.read_network_from(VELDLAND, tmp_path / "g.graphml")
    assert str(caught.value) == f"g.graphml: {said}"


def test_a_class_that_the_profile_does_not_know_closes_its_edges_alone() -> None:
    made = changed(lambda g: g[4][5][0].update(highway=["busway", "residential"]))
    made.remove_edge(5, 4)
    network = dg.io.from_osmnx(made, BICYCLE)
    assert network.n_edges == 4
    assert said_of(network)[:2] == [
        (
            "by column 'travel_time' the middle road is travelled at 60 km/h, and 1.25 to 30 km/h "
            "would be usual for mode 'bicycle'; are its times of another mode or in another unit?"
        ),
        (
            "1 of 9 rows have a road class that the profile of mode 'bicycle' does not "
            "know, and are "
            "closed: busway 1."
        ),
    ]


def test_edges_that_lack_their_reverse_are_said() -> None:
    made = changed(lambda g: g.remove_edge(3, 2))
    assert said_of(dg.io.from_osmnx(made, PLAIN))[0] == (
        "1 of 9 edges are not one-way by their attribute oneway, but stand there one way alone, "
        "and are open that way alone; was the graph saved without its reverse edges?"
    )


def block(lon: float, lat: float, crs: str) -> tuple[nx.MultiDiGraph, gpd.GeoDataFrame]:
    """Streets every 200 m around a place, at 15 km/h, and the place."""
    zone = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").estimate_utm_crs()
    middle = gpd.GeoDataFrame(geometry=[shapely.Point(lon, lat)], index=["here"], crs="EPSG:4326")
    x, y = middle.to_crs(zone).geometry.iloc[0].coords[0]
    size = 31
    spots = [(x + 200 * (at % size - 15), y + 200 * (at // size - 15)) for at in range(size**2)]
    made = nx.MultiDiGraph(crs=crs)
    placed = gpd.GeoSeries(gpd.points_from_xy(*zip(*spots, strict=True)), crs=zone).to_crs(crs)
    for node, spot in enumerate(placed):
        made.add_node(node, x=spot.x, y=spot.y)
    for node in range(size**2):
        beside = [node + 1] if node % size < size - 1 else []
        for other in (*beside, *([node + size] if node < size * (size - 1) else [])):
            for tail, head in ((node, other), (other, node)):
                made.add_edge(tail, head, length=200.0, travel_time=48.0, highway="residential")
    return made, middle


def km2_of_ten_minutes(lon: float, lat: float, crs: str) -> tuple[float, str]:
    made, middle = block(lon, lat, crs)
    network = dg.io.from_osmnx(made, BICYCLE)
    reach = dg.roads.compute_reach(network, middle.to_crs(network.crs))
    areas = dg.reach.service_areas(reach, [10], VELDLAND.settings)
    assert areas.crs == network.crs
    return float(areas["km2"].iloc[0]), network.crs


def test_ten_minutes_are_as_far_all_over_the_world() -> None:
    here, crs = km2_of_ten_minutes(6.56, 52.99, "EPSG:4326")
    assert crs == "EPSG:28992"
    for lon, lat, given, own in (
        (174.76, -36.85, "EPSG:4326", "EPSG:32760"),
        (174.76, -36.85, "EPSG:2193", "EPSG:2193"),
        (36.82, -1.29, "EPSG:4326", "EPSG:32737"),
        (-73.98, 40.73, "EPSG:3857", "EPSG:32618"),
    ):
        there, crs = km2_of_ten_minutes(lon, lat, given)
        assert crs == own
        assert there == pytest.approx(here, rel=0.01)


def test_a_graph_from_elsewhere_is_refused_where_the_data_are_those_of_an_area() -> None:
    made, middle = block(174.76, -36.85, "EPSG:4326")
    with pytest.raises(dg.LayerError) as caught:
        dg.io.read_network_from(VELDLAND, made, BICYCLE)
    assert str(caught.value) == (
        "network from the graph: lies around 174.76, -36.85 (lon, lat), outside RD New, where the "
        "data of the area are; give an --area that lies there, or ask in Python, where "
        "dg.isochrones, dg.travel_time_matrix and dg.nearest take such roads as network=."
    )
    network = dg.io.from_osmnx(made, BICYCLE)
    with pytest.raises(dg.CrsError) as other:
        dg.roads.compute_reach(network, middle)
    assert str(other.value) == (
        "facilities: in EPSG:4326, but EPSG:32760 (WGS 84 / UTM zone 60S, metres) is needed; "
        'convert with .to_crs("EPSG:32760").'
    )


def test_a_node_on_another_continent_is_refused() -> None:
    made, _ = block(174.76, -36.85, "EPSG:4326")
    made.nodes[0].update(x=0.0, y=0.0)
    with pytest.raises(dg.LayerError) as caught:
        dg.io.from_osmnx(made, BICYCLE)
    assert "1 of 961 nodes lie far from the others, '0' 15,889 km" in str(caught.value)
