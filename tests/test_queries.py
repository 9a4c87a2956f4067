"""Any points on any network: the full answer in files, and refusals that change nothing."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmnx as ox
import pandas as pd
import pyogrio
import pytest
import shapely
from towns import CORNER, grid_town, points

import drenthe_geo as dg
from drenthe_geo.cli import main
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


def test_times_to_the_nine(folder: Path) -> None:
    assert main(["times", "--from", "mine.csv", "--out", "deep/times.csv"]) == 0
    table = pd.read_csv(folder / "deep" / "times.csv", keep_default_na=False)
    assert table.columns.tolist() == ["origin", "destination", "minutes"]
    assert len(table) == 27
    assert (table.loc[table["origin"] == "sea", "minutes"] == "").all()
    minutes = table.set_index(["origin", "destination"])["minutes"]
    assert float(minutes["emmen", "emn"]) < float(minutes["emmen", "asn"])
    snaps = pd.read_csv(folder / "deep" / "times.snaps.csv")
    assert {"id", "snap_m", "access_min", "road_class", "is_far", "point"} <= set(snaps.columns)
    assert snaps.loc[snaps["id"] == "sea", "is_far"].all()


def test_times_in_the_folder_one_is_in(folder: Path) -> None:
    assert main(["times", "--from", "mine.csv", "--out", "times.csv", "--to", "mine.csv"]) == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["mine.csv", "times.about.json", "times.csv", "times.snaps.csv"]


def test_catchments_of_own_points(folder: Path) -> None:
    words = ["catchments", "--facilities", "mine.csv", "--minutes", "5,10,15", "--mode", "walk"]
    assert main([*words, "--out", "c.gpkg"]) == 0
    names = [str(row[0]) for row in pyogrio.list_layers(folder / "c.gpkg")]
    assert names == ["service_areas", "certainty", "reached_roads"]
    areas = gpd.read_file(folder / "c.gpkg", layer="service_areas")
    assert areas.columns[:-1].tolist() == [
        "facility", "mode", "direction", "minutes", "km2", "unreached_inside_m",
        "reached_outside_m",
    ]  # fmt: skip
    assert len(areas) == 9
    assert areas.loc[areas["facility"] == "sea", "km2"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("ending", ["parquet", "gpkg"])
def test_a_network_of_ones_own(folder: Path, edges: gpd.GeoDataFrame, ending: str) -> None:
    path = folder / f"town.{ending}"
    edges.to_parquet(path) if ending == "parquet" else edges.to_file(path)
    network = dg.read_network_from(path)
    assert (network.n_nodes, network.n_edges) == (25, 40)
    # 1 km at 69 km/h is 52.17 s; × 1.15 is 60 s; and 3 s per junction, half per end.
    assert sorted(set(network.time_ds.tolist())) == [615, 630]


def test_named_columns_beat_usual_names(edges: gpd.GeoDataFrame) -> None:
    edges["slow"] = 30.0
    usual = network_from_edges(edges, dg.read_profile("car"))
    named = network_from_edges(edges, dg.read_profile("car"), columns={"speed_kmh": "slow"})
    assert (named.time_ds > usual.time_ds).all()


def test_given_junctions_and_oneway_are_used(edges: gpd.GeoDataFrame) -> None:
    given = edges.assign(junctions=2.0, oneway=[1] * 20 + [0] * 20)
    network = network_from_edges(given, dg.read_profile("car"))
    assert set(network.time_ds.tolist()) == {660}
    assert network.oneway.sum() == 20


def test_graphml_is_a_network_too(folder: Path) -> None:
    ox.save_graphml(dg.to_osmnx(grid_town()), folder / "town.graphml")
    network = dg.read_network_from(folder / "town.graphml")
    times = dg.travel_times(dg.compute_reach(network, points((0, 0))), points((3, 2)))
    assert times.minutes.iloc[0, 0] == 5


def test_the_full_network_as_it_is(public_data: Path, network: dg.Network) -> None:
    full = dg.read_network_from(public_data / "roads/drenthe_edges.parquet")
    assert full.n_edges == 145_283
    station = dg.select_stations(dg.read_layer("stations")).loc[["asn"]]
    homes = dg.read_layer("places").loc[["9401", "7811"]]
    theirs, ours = (
        dg.travel_times(dg.compute_reach(n, station), homes).minutes for n in (full, network)
    )
    assert np.allclose(theirs, ours, atol=1.0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["times", "--from", "no.csv"], "no.csv: no such file."),
        (["times", "--from", "mine.csv", "--out", "x.xlsx"], "--out x.xlsx: must end in .csv."),
        (["catchments", "--out", "x.csv"], "--out x.csv: must end in .gpkg."),
        (
            ["times", "--from", "mine.csv", "--network-columns", "u"],
            "--network-columns 'u': must be ROLE=COLUMN,…, for example u=a,v=b.",
        ),
        (
            ["times", "--from", "mine.csv", "--network", "edges.geojson"],
            (
                "network from edges.geojson: no column for u and v (the nodes that an edge joins); "
                "name it, for example u=from_id,v=to_id."
            ),
        ),
        (
            ["times", "--from", "mine.csv", "--network", "edges.geojson"]
            + ["--network-columns", "u=a,v=b"],
            (
                "network from edges.geojson: no column with a time or a speed; "
                "name one, for example free_flow_s=seconds."
            ),
        ),
        (
            ["times", "--from", "mine.csv", "--network", "edges.geojson"]
            + ["--network-columns", "u=a,v=c"],
            "network from edges.geojson: column 'c' for v is missing; there are a, b, geometry.",
        ),
        (
            ["times", "--from", "mine.csv", "--network", "edges.geojson"]
            + ["--network-columns", "w=a"],
            (
                "unknown column 'w': Choices: u, v, length_m, free_flow_s, speed_kmh, road_class, "
                "road_number, junctions, oneway."
            ),
        ),
        (
            ["times", "--from", "mine.csv", "--network", "mine.csv"],
            "network from mine.csv: 3 of 3 rows are not a LineString.",
        ),
        (
            ["times", "--from", "mine.csv", "--network", "bad.graphml"],
            "bad.graphml: is not a readable osmnx GraphML file, though its name says so.",
        ),
    ],
)
def test_refusals(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = shapely.LineString([CORNER, CORNER + [1000, 0]])
    frame = gpd.GeoDataFrame({"a": [1], "b": [2]}, geometry=[line], crs="EPSG:28992")
    frame.to_crs("EPSG:4326").to_file(folder / "edges.geojson")
    (folder / "bad.graphml").write_text("<hello", encoding="utf-8")
    before = sorted(folder.iterdir())
    assert main(words) == 1
    assert capsys.readouterr().err == f"drenthe-geo: {said}\n"
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
    network = network_from_edges(three, dg.read_profile("car"))
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
                "column 'oneway' holds 'maybe'; use true, false, yes, no, 1, 0, -1 "
                "(against the line), or F, T, B."
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
        network_from_edges(edges.assign(**change), dg.read_profile("car"))
    assert str(caught.value) == f"network from the edges: {said}"


def test_results_can_go_to_a_folder_whose_parent_is_closed(tmp_path: Path) -> None:
    """Files are staged inside a folder that exists, never in the one above it."""
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "mine.csv").write_text(POINTS, encoding="utf-8")
    seen = []
    made = Path.mkdir

    def note(self: Path, *rest: object, **named: object) -> None:
        seen.append(self)
        made(self, *rest, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "mkdir", note)
        mine = str(tmp_path / "open" / "mine.csv")
        assert main(["times", "--from", mine, "--out", str(tmp_path / "open" / "t.csv")]) == 0
    assert seen
    assert all(path == tmp_path / "open" for path in seen)


@pytest.mark.usefixtures("folder")
def test_slow_modes_say_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["times", "--from", "mine.csv", "--mode", "walk", "--out", "t.csv"]) == 0
    assert "Cycleways and paths are missing" in capsys.readouterr().out


def test_ids_like_column_names_are_just_ids(folder: Path) -> None:
    (folder / "odd.csv").write_text("id,lon,lat\norigin,6.5625,52.9953\n", encoding="utf-8")
    assert main(["times", "--from", "odd.csv", "--to", "odd.csv", "--out", "t.csv"]) == 0
    assert pd.read_csv(folder / "t.csv")["origin"].tolist() == ["origin"]


def test_facilities_outside_and_empty_areas_are_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catchments", "--facilities", "mine.csv", "--minutes", "0.001,5"]) == 0
    out = capsys.readouterr().out
    outside = "outside the network (over 2,000 m from a road), so without times: sea"
    assert f"warning: {outside}" in out
    assert "warning: nothing is reached, for the leg to the road takes longer" in out
    about = json.loads((folder / "catchments.about.json").read_text(encoding="utf-8"))
    assert about["warnings"][0] == outside
    assert "sea (5 min)" in about["warnings"][1]
    assert main(["times", "--from", "mine.csv", "--to", "mine.csv"]) == 0
    assert f"warning: {outside}\n" in capsys.readouterr().out
