"""Graphs and tables with ids of OpenStreetMap credit it, wherever they are answered with."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import osmnx as ox
import pytest
from own_street import CAR, line, street
from towns import CORNER, PLAIN, grid_town
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.answers.times import ask_times
from drenthe_geo.io.networks import read_network_from, save_network_from
from drenthe_geo.osm.origin import openstreetmap

if TYPE_CHECKING:
    from pathlib import Path

NOT_TOLD = "© OpenStreetMap contributors date not told (ODbL)"


def graph(osmid: object = 7, **said: str) -> nx.MultiDiGraph:
    """A street as osmnx has it."""
    made = nx.MultiDiGraph(crs="EPSG:28992", **said)
    for node in range(6):
        made.add_node(node, x=CORNER[0] + 1000.0 * node, y=CORNER[1])
    for node in range(5):
        for tail, head in ((node, node + 1), (node + 1, node)):
            edge = {"length": 1000.0, "travel_time": 60.0, "highway": "residential"}
            edge |= {} if osmid is None else {"osmid": osmid}
            made.add_edge(tail, head, oneway=False, geometry=line(tail, head), **edge)
    return made


@pytest.mark.parametrize("osmid", [7, [7, 8], "7"])
def test_a_graph_of_osmnx_credits_openstreetmap(osmid: object) -> None:
    fresh = VELDLAND.fresh()
    network = read_network_from(fresh, graph(osmid, created_with="OSMnx 2.1.1"))
    assert network.sources == fresh.sources()[-1:] == (openstreetmap("", ""),)
    assert network.sources[0].title == "OpenStreetMap"
    assert fresh.attribution(fresh.words("en")).endswith(NOT_TOLD)


def test_so_does_its_file_and_what_is_saved_of_it(tmp_path: Path) -> None:
    path = tmp_path / "town.graphml"
    ox.save_graphml(graph(data_date="2026-11-20", created_date="2026-11-27 12:00:00"), path)
    expected = (openstreetmap("town.graphml", "2026-11-20"),)
    assert read_network_from(VELDLAND.fresh(), path).sources == expected
    save_network_from(VELDLAND, path, tmp_path / "saved")
    assert read_network_from(VELDLAND.fresh(), tmp_path / "saved").sources == expected


@pytest.mark.parametrize("column", ["osmid", "osm_id"])
def test_so_does_a_table_with_its_ids(column: str, tmp_path: Path) -> None:
    street(**{column: [1, 2, 3, 4, 5]}).to_file(tmp_path / "roads.geojson")
    found = read_network_from(VELDLAND.fresh(), tmp_path / "roads.geojson", CAR)
    assert found.sources == (openstreetmap("roads.geojson", ""),)


def test_roads_without_such_ids_credit_nobody() -> None:
    assert read_network_from(VELDLAND.fresh(), graph(None)).sources == ()
    assert read_network_from(VELDLAND.fresh(), street(), CAR).sources == ()
    empty = street(osmid=[None] * 5)
    assert read_network_from(VELDLAND.fresh(), empty, CAR).sources == ()
    assert dg.io.from_osmnx(dg.io.to_osmnx(grid_town()), PLAIN).sources == ()


def test_a_graph_of_ours_tells_whom_its_roads_credit(tmp_path: Path) -> None:
    told = (openstreetmap("town.osm.pbf", "2026-11-20"), openstreetmap("other.osm.pbf", ""))
    made = dg.io.to_osmnx(replace(grid_town(), sources=told))
    assert dg.io.from_osmnx(made, PLAIN).sources == told
    ox.save_graphml(made, tmp_path / "ours.graphml")
    assert read_network_from(VELDLAND.fresh(), tmp_path / "ours.graphml", PLAIN).sources == told
    for spoiled in ("", "no", "[1]", '[{"title": 1}]', "[" * 100_000, made.graph["sources"][:-9]):
        made.graph["sources"] = spoiled
        assert dg.io.from_osmnx(made, PLAIN).sources == ()


def test_an_answer_says_so_in_about_json(tmp_path: Path) -> None:
    ox.save_graphml(graph(), tmp_path / "town.graphml")
    points = tmp_path / "points.csv"
    points.write_text(f"id,x,y\na,{CORNER[0]:.0f},{CORNER[1]:.0f}\n")
    found = ask_times(VELDLAND, points, points, network=tmp_path / "town.graphml")
    found.write(tmp_path / "out", "en")
    about = json.loads((tmp_path / "out" / "about.json").read_text(encoding="utf-8"))
    assert NOT_TOLD in about["attribution"]
    assert about["data"][-1]["name"] == "OpenStreetMap, town.graphml"
    assert about["data"][-1]["licences"] == ["ODbL-1.0"]
