"""Tables of roads in the shapes that other programs write, and classes that a mode may not know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest
import shapely
from own_street import BICYCLE, CAR, line, minutes, refusal, said_of, spots, street, there_and_back
from towns import PLAIN
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.networks import network_from_edges
from drenthe_geo.roads.pieces import facility_notices
from drenthe_geo.words.table import words_of


def test_lines_of_one_part_and_of_parts_that_join_are_lines() -> None:
    edges = street()
    edges["geometry"] = [shapely.MultiLineString([one]) for one in edges.geometry]
    halves = shapely.MultiLineString([line(4.5, 5), line(4, 4.5)])
    edges["geometry"] = [*edges.geometry[:4], halves]
    assert minutes(edges, "west", "east") == pytest.approx(4.8)
    edges["geometry"] = [*edges.geometry[:4], shapely.MultiLineString([line(4, 4.4), line(4.5, 5)])]
    assert refusal(edges) == (
        "1 of 5 rows are lines of several parts that do not join, first row 5; "
        "split them into rows."
    )


def test_ids_in_the_index_as_osmnx_writes_them(tmp_path: Path) -> None:
    edges = there_and_back(oneway=False, key=0, travel_time=60.0).set_index(["u", "v", "key"])
    edges.to_parquet(tmp_path / "edges.parquet")
    network = dg.io.read_network_from(VELDLAND.fresh(), tmp_path / "edges.parquet", PLAIN)
    assert minutes(network, "mid", "west") == pytest.approx(2.4)
    assert minutes(edges, "mid", "west") == pytest.approx(2.4)


@pytest.mark.parametrize(
    "names",
    [
        ("U", "V"),
        ("FROM", "TO"),
        ("A", "B"),
        ("node_from", "node_to"),
        (" u", "v "),
        ("JTE_ID_BEG", "JTE_ID_END"),
    ],
)
def test_headings_of_the_nodes(names: tuple[str, str]) -> None:
    edges = street().rename(columns=dict(zip(("u", "v"), names, strict=True)))
    network = network_from_edges(edges, PLAIN)
    assert not network.notices
    assert minutes(network, "west", "mid") == pytest.approx(2.4)


@pytest.mark.parametrize(
    ("tails", "heads"),
    [
        ([0.5, 1.0, 2.0, 3.0, 4.0], [1, 2, 3, 4, 5]),
        (["a", "1.0", "2", " 3", "4 "], [1, "2.0", "3", "4", "5"]),
        ([1, 2, 3, 4, 5], ["2", "3", "4.0", "5", "x"]),
    ],
)
def test_ids_of_nodes_are_one_in_any_writing(tails: list[object], heads: list[object]) -> None:
    network = network_from_edges(street(u=tails, v=heads), PLAIN)
    assert (network.n_nodes, network.notices) == (6, ())


def test_ids_that_decimals_cannot_hold_are_refused() -> None:
    assert refusal(street(u=[1e17, 2, 3, 4, 5])) == (
        "1 of 5 ids in column 'u' (a node that an edge joins) are too large for decimals, so some "
        "cannot be told apart; save them as whole numbers or text."
    )
    assert "column 'u' (a node that an edge joins) is empty in 1 of 5 rows" in refusal(
        street(u=["1", " ", "3", "4", "5"])
    )


def test_without_nodes_roads_meet_where_their_lines_end() -> None:
    edges = street().drop(columns=["u", "v"])
    edges["geometry"] = [*edges.geometry[:4], line(4.0003, 5)]
    network = network_from_edges(edges, PLAIN)
    assert minutes(network, "west", "mid") == pytest.approx(2.4)
    assert said_of(network) == [
        (
            "no columns for the nodes, so roads meet where their ends lie within 0.5 m (6 nodes); "
            "roads that only cross do not meet."
        )
    ]


def test_lines_that_are_drawn_from_v_to_u_are_turned() -> None:
    edges = street()
    edges["geometry"] = [*edges.geometry[:2], line(3, 2), *edges.geometry[3:]]
    network = network_from_edges(edges, PLAIN)
    assert minutes(network, "west", "east") == pytest.approx(4.8)
    assert said_of(network) == ["1 of 5 lines are drawn from v to u; they are turned round."]
    assert "the ends of the edges at node" in refusal(edges.assign(oneway="yes"))


def test_a_table_a_graph_and_a_network_are_read_as_they_are() -> None:
    area = VELDLAND.fresh()
    network = dg.io.read_network_from(area, street(), PLAIN)
    assert dg.io.read_network_from(area, network) is network
    again = dg.io.read_network_from(area, dg.io.to_osmnx(network), PLAIN)
    assert minutes(again, "west", "east") == pytest.approx(4.8)
    with pytest.raises(dg.ArgumentError, match=r"^from_osmnx: graph must be Graph"):
        dg.io.from_osmnx(street(), PLAIN)
    assert refusal(street().drop(columns="geometry")) == (
        "it is no table with lines; give a GeoDataFrame, or a file with a geometry."
    )


def test_tables_of_osmnx_go_to_another_door() -> None:
    nodes = gpd.GeoDataFrame({"x": [1.0], "y": [1.0]})
    with pytest.raises(dg.LayerError) as caught:
        dg.roads.build_network(nodes, street(), CAR)
    assert str(caught.value) == (
        "road nodes: column node, x_m, y_m missing; of osmnx graphs make a network with "
        "from_osmnx, of tables of other makers with read_network_from."
    )


def test_columns_are_refused_where_none_are_read() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.io.read_network_from(VELDLAND, "default", columns={"u": "nope"})
    assert str(caught.value) == (
        "network columns u: only a table of edges has columns; leave them out."
    )


@pytest.mark.parametrize(
    "word",
    [
        "footway",
        "['footway', 'path']",
        '["footway"]',
        "footway;path",
        "Footway ",
        ["footway", "residential"],
        "residential;footway",
        "track_grade2",
    ],
)
def test_closed_classes_are_closed_in_any_writing(word: object) -> None:
    classes = ["residential", word, "residential", "residential", "residential"]
    assert minutes(street(highway=classes), "west", "mid") != pytest.approx(2.4)


@pytest.mark.parametrize("word", ["Living Street", "['tertiary', 'residential']", "road", None, ""])
def test_open_classes_are_open_in_any_writing(word: object) -> None:
    classes = ["residential", word, "residential", "residential", "residential"]
    assert minutes(street(highway=classes), "west", "mid") == pytest.approx(2.4)


@pytest.mark.parametrize("profile", [CAR, BICYCLE])
def test_classes_that_a_mode_does_not_know_are_closed_and_counted(profile: object) -> None:
    classes = ["residential", "residential", "construction", "busway", "busway"]
    network = network_from_edges(street(highway=classes), profile)  # type: ignore[arg-type]
    assert network.n_edges == 2
    mode = "car" if profile is CAR else "bicycle"
    assert said_of(network)[0] == (
        f"3 of 5 rows have a road class that the profile of mode '{mode}' does not know, and are "
        "closed: busway 2, construction 1."
    )


def test_classes_of_a_profile_of_ones_own_are_known() -> None:
    own = replace(BICYCLE, speeds_kmh={"Fietspad": 18.0, "Straat": 12.0})
    network = network_from_edges(street(highway=["fietspad"] * 3 + ["STRAAT"] * 2), own)
    assert [round(ds) for ds in network.time_ds] == [2000] * 3 + [3000] * 2
    assert refusal(street(highway="weg")).startswith(
        "no road class is known to the profile of mode 'car' (weg 5); name the column with"
    )


def test_a_network_in_pieces_is_said_and_which_facilities_lie_on_small_ones() -> None:
    edges = street(u=[1, 2, 30, 4, 5], v=[2, 3, 40, 5, 6])
    network = network_from_edges(edges, PLAIN)
    assert said_of(network) == [
        (
            "2 places have nodes of different ids, where roads do not meet; if they should, leave "
            "the columns of the nodes out, and roads meet where their lines end."
        ),
        (
            "falls into 3 pieces that no road joins; the largest has 40.0% of the roads, so some "
            "trips have no route."
        ),
    ]
    reach = dg.roads.compute_reach(network, spots())
    assert [words_of("en").say(one) for one in facility_notices(reach)] == [
        (
            "east, mid lie on small pieces of the road network (40.0% of its roads at "
            "most), and the "
            "other roads have no route to them."
        )
    ]
    one_way = network_from_edges(street(oneway="yes"), PLAIN)
    assert said_of(one_way) == [
        (
            "by its one-way streets 100.0% of the roads cannot be travelled both to and from the "
            "others; are its directions right?"
        )
    ]


def test_questions_say_what_is_odd_about_the_network(tmp_path: Path) -> None:
    street(u=[1, 2, 30, 4, 5], v=[2, 3, 40, 5, 6]).to_parquet(tmp_path / "edges.parquet")
    spots().rename_axis("id").to_file(tmp_path / "spots.gpkg")
    answer = dg.ask_times(
        VELDLAND,
        tmp_path / "spots.gpkg",
        tmp_path / "spots.gpkg",
        network=tmp_path / "edges.parquet",
    )
    said = [words_of("en").say(one) for one in answer.warnings + tuple(answer.area.notices)]
    assert any("falls into 3 pieces" in one for one in said)
    assert any("lie on small pieces" in one for one in said)


def test_from_a_place_to_itself_it_takes_no_time() -> None:
    aside = spots().set_geometry(spots().translate(0, 50))
    for profile in (CAR, BICYCLE, PLAIN):
        network = network_from_edges(street(travel_time=120.0), profile)
        reach = dg.roads.compute_reach(network, aside)
        times = dg.roads.travel_times(reach, aside).minutes
        assert [times.loc[one, one] for one in aside.index] == [0, 0, 0]
        assert dg.roads.trace_route(reach, aside.geometry["mid"], "mid").minutes == 0
        far = dg.roads.compute_reach(network, aside, limit_min=0.1)
        assert dg.roads.travel_times(far, aside).minutes.loc["mid", "mid"] == 0


def test_a_graph_of_networkx_without_directions_is_open_both_ways() -> None:
    graph = nx.Graph(crs="EPSG:28992")
    for node in range(3):
        x, y = street().geometry.iloc[node].coords[0]
        graph.add_node(f"n{node}", x=x, y=y)
    graph.add_edge("n1", "n0", length=1000, travel_time=60, geometry=line(0, 1))
    graph.add_edge("n1", "n2", length=1000, travel_time=60)
    network = dg.io.from_osmnx(graph, PLAIN)
    assert (network.n_edges, bool(network.oneway.any())) == (2, False)
