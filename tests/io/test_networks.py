"""A road network of one's own: files of every kind, columns by any name, refusals."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import osmnx as ox
import pytest
import shapely
from towns import CORNER, grid_town, points
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.io.networks import network_from_edges

POINTS = "id,lon,lat\nassen,6.5625,52.9953\nemmen,6.9,52.79\nsea,5.2,53.1\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(POINTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def edges() -> gpd.GeoDataFrame:
    """The grid town as an analyst would have it: lines with node ids and speeds."""
    town = grid_town()
    return gpd.GeoDataFrame(
        {"u": town.tail, "v": town.head, "maxspeed_kmh": 69.0, "highway": "tertiary"},
        geometry=town.lines,
        crs="EPSG:28992",
    )


@pytest.mark.parametrize("ending", ["parquet", "gpkg"])
def test_a_network_of_ones_own(folder: Path, edges: gpd.GeoDataFrame, ending: str) -> None:
    path = folder / f"town.{ending}"
    edges.to_parquet(path) if ending == "parquet" else edges.to_file(path)
    network = dg.io.read_network_from(VELDLAND, path)
    assert (network.n_nodes, network.n_edges) == (25, 40)
    # 1 km at 69 km/h is 52.17 s; × 1.15 is 60 s; and 3 s per junction, half per end.
    assert sorted(set(network.time_ds.tolist())) == [615, 630]


def test_named_columns_beat_usual_names(edges: gpd.GeoDataFrame) -> None:
    edges["slow"] = 30.0
    usual = network_from_edges(edges, dg.read_profile(VELDLAND, "car"))
    named = network_from_edges(
        edges, dg.read_profile(VELDLAND, "car"), columns={"speed_kmh": "slow"}
    )
    assert (named.time_ds > usual.time_ds).all()


def test_given_junctions_and_oneway_are_used(edges: gpd.GeoDataFrame) -> None:
    given = edges.assign(junctions=2.0, oneway=[1] * 20 + [0] * 20)
    network = network_from_edges(given, dg.read_profile(VELDLAND, "car"))
    assert set(network.time_ds.tolist()) == {660}
    assert network.oneway.sum() == 20


def test_graphml_is_a_network_too(folder: Path) -> None:
    ox.save_graphml(dg.io.to_osmnx(grid_town()), folder / "town.graphml")
    network = dg.io.read_network_from(VELDLAND, folder / "town.graphml")
    times = dg.roads.travel_times(dg.roads.compute_reach(network, points((0, 0))), points((3, 2)))
    # Five minutes on the road, and those to park a car.
    assert times.minutes.iloc[0, 0] == 5 + 3


@pytest.mark.parametrize(
    ("network", "columns", "said"),
    [
        ("no.gpkg", {}, "no.gpkg: no such file."),
        (
            "half.geojson",
            {},
            (
                "network from half.geojson: no column for v (the nodes that an edge joins); "
                "name it, for example u=from_id,v=to_id."
            ),
        ),
        (
            "edges.geojson",
            {"u": "a", "v": "b"},
            (
                "network from edges.geojson: no column with a time or a speed; "
                "name one, for example free_flow_s=seconds."
            ),
        ),
        (
            "edges.geojson",
            {"u": "a", "v": "c"},
            "network from edges.geojson: column 'c' for v is missing; there are a, b, geometry.",
        ),
        (
            "edges.geojson",
            {"w": "a"},
            (
                "unknown column 'w': Choices: u, v, length_m, free_flow_s, back_s, speed_kmh, "
                "back_kmh, road_class, "
                "road_number, junctions, oneway, cost, reverse_cost."
            ),
        ),
        ("mine.csv", {}, "network from mine.csv: 3 of 3 rows are not a LineString."),
        (
            "bad.graphml",
            {},
            "bad.graphml: is not a readable GraphML file, though its name says so.",
        ),
    ],
)
def test_refusals(network: str, columns: dict[str, str], said: str, folder: Path) -> None:
    line = shapely.LineString([CORNER, CORNER + [1000, 0]])
    frame = gpd.GeoDataFrame({"a": [1], "b": [2]}, geometry=[line], crs="EPSG:28992")
    frame.to_crs("EPSG:4326").to_file(folder / "edges.geojson")
    frame.rename(columns={"a": "u"}).to_crs("EPSG:4326").to_file(folder / "half.geojson")
    (folder / "bad.graphml").write_text("<hello", encoding="utf-8")
    before = sorted(folder.iterdir())
    with pytest.raises(dg.DrentheGeoError) as caught:
        dg.ask_times(VELDLAND, "mine.csv", network=network, columns=columns)
    assert str(caught.value) == said
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "forward", "backward"),
    [
        (["no", "yes", "-1"], 1, 1),
        (["B", "F", "T"], 1, 1),
        (["False", "True", "reverse"], 1, 1),
        ([0, 1, -1], 1, 1),
        ([None, 1.0, 0.0], 1, 0),
    ],
)
def test_oneway_in_the_words_of_its_source(
    edges: gpd.GeoDataFrame, words: list[object], forward: int, backward: int
) -> None:
    three = edges.iloc[:3].assign(oneway=words)
    network = network_from_edges(three, dg.read_profile(VELDLAND, "car"))
    assert network.oneway.sum() == forward + backward
    turned = shapely.get_coordinates(shapely.get_point(network.lines, 0))
    same = (turned == shapely.get_coordinates(shapely.get_point(three.geometry, 0))).all(axis=1)
    assert (~same).sum() == backward


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"oneway": "maybe"},
            (
                "column 'oneway' holds 'maybe' in row 1 (40 of 40 rows cannot be used); give true, "
                "false, yes, no, 1, 0, -1 (against the line), or F, T, B."
            ),
        ),
        (
            {"u": None},
            "column 'u' (a node that an edge joins) is empty in 40 of 40 rows.",
        ),
        (
            {"u": 7},
            "the ends of the edges at node '7' lie up to 5,657 m apart.",
        ),
    ],
)
def test_edges_that_cannot_be_right_are_refused(
    edges: gpd.GeoDataFrame, change: dict[str, object], said: str
) -> None:
    with pytest.raises(dg.LayerError) as caught:
        network_from_edges(edges.assign(**change), dg.read_profile(VELDLAND, "car"))
    assert str(caught.value) == f"network from the edges: {said}"
