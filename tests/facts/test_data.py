"""The embedded data: described, valid, ours, and true to what is known of Drenthe."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from drenthe import DRENTHE
from facts import FACTS
from frictionless import Package, system
from paths import ROOT
from towns import oracle

import drenthe_geo as dg
from drenthe_geo.area.package import data_dir
from drenthe_geo.cli.main import main

TABLES = [entry["name"] for entry in DRENTHE.resources.values() if "schema" in entry]


def test_the_data_are_small() -> None:
    files = [path for path in data_dir().rglob("*") if path.is_file()]
    assert len(files) > len(DRENTHE.resources)
    assert 2_000_000 <= sum(path.stat().st_size for path in files) <= 4_000_000


def test_every_file_is_described_and_every_description_has_its_file() -> None:
    described = {Path(entry["folder"]) / entry["path"] for entry in DRENTHE.resources.values()}
    folders = (DRENTHE.folder, data_dir() / "defaults")
    found = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    inputs = set((DRENTHE.folder / "curated").iterdir())
    rest = {path.name for path in found - described - inputs}
    assert rest == {"datapackage.json", "area.toml", "build.toml", "facts.toml"}
    assert described <= found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_what_its_description_says(name: str) -> None:
    """Frictionless checks types, required and allowed values, keys, bytes and hash."""
    with system.use_context(trusted=True):
        package = Package(str(DRENTHE.folder / "datapackage.json"))
        report = package.get_resource(name).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]


@pytest.mark.parametrize("entry", DRENTHE.resources.values(), ids=lambda entry: entry["name"])
def test_every_resource_has_source_licence_date_and_the_right_hash(entry: dict[str, Any]) -> None:
    assert entry["sources"]
    assert entry["licenses"]
    assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", entry["date"])
    content = (Path(entry["folder"]) / entry["path"]).read_bytes()
    assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert entry["bytes"] == len(content)
    if "schema" in entry:
        assert entry["rows"] == len(DRENTHE.table(entry["name"]))
        for field in entry["schema"]["fields"]:
            assert field["description"]
            if re.search(r"_(m|s|km|km2|kmh)$", field["name"]):
                assert field["unit"], f"{entry['name']}.{field['name']} has no unit"


def test_gemeenten(layers: dict[str, gpd.GeoDataFrame]) -> None:
    gemeenten = layers["gemeenten"]
    assert len(gemeenten) == 12
    assert gemeenten.area.sum() / 1e6 == pytest.approx(2680.39, rel=0.005)
    assert gemeenten["population"].sum() == FACTS["people"]["of_gemeenten"]
    regions = gemeenten.set_index("name")["regions"].str.split(";")
    assert regions["Midden-Drenthe"] == ["Noord", "Zuidwest"]
    assert regions["Hoogeveen"] == ["Zuidoost", "Zuidwest"]
    sizes = regions.explode().value_counts().to_dict()
    assert sizes == {"Noord": 5, "Zuidoost": 4, "Zuidwest": 5}


def test_outlines_tile_without_gap_or_overlap(layers: dict[str, gpd.GeoDataFrame]) -> None:
    both = pd.concat([layers["gemeenten"].geometry, layers["neighbours"].geometry])
    assert shapely.coverage_is_valid(both.to_numpy())
    province = dg.area.province_outline(layers["gemeenten"])
    assert len(shapely.get_rings(province)) == 1
    assert province.area == pytest.approx(layers["gemeenten"].area.sum())


def test_stations(layers: dict[str, gpd.GeoDataFrame]) -> None:
    stations = layers["stations"]
    nine = dg.area.select_stations(stations)
    assert sorted(nine["name"]) == [
        "Assen", "Beilen", "Coevorden", "Dalen", "Emmen", "Emmen Zuid", "Hoogeveen", "Meppel",
        "Nieuw Amsterdam",
    ]  # fmt: skip
    assert nine[nine["intercity"]]["name"].tolist() == ["Assen", "Meppel"]
    province = dg.area.province_outline(layers["gemeenten"])
    in_service = stations[stations["status"] == "in_service"]
    assert set(in_service[in_service.within(province)].index) == set(nine.index)
    wanted = {
        "Groningen", "Groningen Europapark", "Haren", "Kropswolde", "Hoogezand-Sappemeer",
        "Veendam", "Steenwijk", "Wolvega", "Zwolle", "Gramsbergen", "Hardenberg",
    }  # fmt: skip
    assert wanted <= set(stations.loc[stations["role"] == "neighbour", "name"])
    assert set(stations.loc[stations["role"] == "planned", "status"]) == {"planned"}


def test_numbered_roads(layers: dict[str, gpd.GeoDataFrame]) -> None:
    roads = layers["motorways"]
    for road in ("A28", "A32", "A37", "N33", "N34", "N48", "N371", "N381", "N391"):
        assert road in roads.index
    assert set(roads.index[roads["kind"] == "motorway"]) >= {"A28", "A32", "A37"}
    # From knooppunt Hoogeveen to the border the A37 is 42 km long.
    assert roads.loc["A37", "length_km"] == pytest.approx(42, abs=1.5)
    exits = layers["exits"]
    for number, name in (("33", "Assen-West"), ("34", "Assen-Noord"), ("26", "Hoogeveen")):
        found = exits[(exits["road"] == "A28") & (exits["number"] == number)]
        assert found["name"].tolist() == [name]
    lines = roads.geometry
    by_road = dict(list(exits.groupby("road")))
    assert len(by_road) == 5
    for road, points in by_road.items():
        assert points.distance(lines[road]).max() < 250, road


def test_sites_lie_in_their_gemeente(layers: dict[str, gpd.GeoDataFrame]) -> None:
    sites = layers["sites"]
    assert len(sites) >= 60
    for site_id in ("veiligheidscampus-assen", "regiocampus-meppel", "euroterminal-coevorden"):
        assert site_id in sites.index
    joined = sites.sjoin(layers["gemeenten"][["name", "geometry"]], predicate="within")
    assert (joined["gemeente"] == joined["name_right"]).all()
    assert (sites["accuracy_m"] > 0).all()
    assert (sites["coordinate_source"].str.len() > 10).all()


def test_places(layers: dict[str, gpd.GeoDataFrame]) -> None:
    inside = dg.area.places_inside(layers["places"], layers["gemeenten"])
    assert len(inside) == FACTS["counts"]["places"]
    assert inside["population"].sum() == FACTS["people"]["in_area"]
    # A postcode-4 area may cross the border, its streets may not be far outside.
    assert inside.distance(dg.area.province_outline(layers["gemeenten"])).max() < 1500


def test_every_number_that_is_a_choice_has_a_source() -> None:
    profiles, analysis = DRENTHE.toml("profiles"), DRENTHE.toml("analysis")
    numbers = [one for group in [*profiles.values(), analysis] for one in group.values()]
    numbers = [one for one in numbers if not isinstance(one, str)]
    assert len(numbers) >= 60
    assert all(len(one["source"]) > 8 for one in numbers)


def test_the_road_network_hangs_together(network: dg.roads.Network) -> None:
    assert nx.is_strongly_connected(oracle(network))


def test_the_road_network_covers_the_province_and_twelve_kilometres(
    layers: dict[str, gpd.GeoDataFrame], network: dg.roads.Network
) -> None:
    x0, y0, x1, y1 = dg.area.province_outline(layers["gemeenten"]).bounds
    low, high = network.node_xy_m.min(axis=0), network.node_xy_m.max(axis=0)
    assert (low < [x0 - 11_500, y0 - 11_500]).all()
    assert (high > [x1 + 11_500, y1 + 11_500]).all()


def test_the_road_network_is_generalised() -> None:
    nodes, edges = DRENTHE.table("road_nodes"), DRENTHE.table("road_edges")
    xy = nodes[["x_m", "y_m"]].to_numpy()
    drawn = np.hypot(*(xy[edges["tail"]] - xy[edges["head"]]).T)
    # A line may be shorter than its road, never longer but for rounding.
    assert (drawn <= edges["length_m"] + 3).all()
    plain = set(edges.columns)
    assert {"length_m", "free_flow_s", "junctions", "road_class", "oneway", "users"} <= plain
    assert {"A28", "A32", "A37", "N33", "N34"} <= set(edges["road_number"].dropna())
    only_motor = edges["road_class"].str.contains("motorway|trunk")
    assert (edges.loc[only_motor, "users"] == "motor").all()
    assert (edges.loc[~only_motor, "users"] == "all").all()


def test_local_streets_stand_around_every_station(
    layers: dict[str, gpd.GeoDataFrame], network: dg.roads.Network
) -> None:
    snaps = dg.roads.snap_points(network, dg.area.select_stations(layers["stations"]))
    assert snaps["snap_m"].max() < 100


def test_nothing_embedded_is_a_file_of_the_source_data(public_data: Path) -> None:
    files = [path for path in public_data.rglob("*.*") if path.is_file()]
    assert len(files) > 20
    theirs = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    ours = {hashlib.sha256(path.read_bytes()).hexdigest() for path in data_dir().rglob("*.*")}
    assert len(ours) > 30
    assert not theirs & ours


def test_nobody_is_both_on_the_roads_and_beyond_them(
    public_data: Path, layers: dict[str, gpd.GeoDataFrame]
) -> None:
    postcodes = gpd.read_file(public_data / "places/pc4_2020_geom_pop2021_region_rd.gpkg")
    known = set(layers["people"]["pc4"])
    others = postcodes[~postcodes["postcode"].astype(str).isin(known)]
    table = DRENTHE.table("beyond_people")
    # Beside the other postcodes, gemeenten that run on beyond the frame of the source.
    assert table["population"].sum() > others["inwoners"].sum()
    points = gpd.GeoSeries(gpd.points_from_xy(table["x_m"], table["y_m"]), crs=postcodes.crs)
    rounding_m = 80
    on_roads = postcodes[postcodes["postcode"].astype(str).isin(known)].union_all()
    assert not points.within(on_roads.buffer(-rounding_m)).any()


def test_car_reach_agrees_with_another_engine(public_data: Path) -> None:
    from benchmarks.calibration import Theirs, isochrones, middle  # noqa: PLC0415 - needs the data
    from benchmarks.model_error import full_network  # noqa: PLC0415 - needs the data

    full = full_network(public_data)
    theirs = Theirs.on(full, isochrones(public_data))
    found = theirs.compare(full)
    assert len(found) == 7
    assert 0.97 <= found["ratio"].median() <= 1.03
    assert found["overlap"].median() >= 0.90
    # Ours over theirs where their outline crosses a road lies within the range of the car.
    low, high = middle(theirs.at_their_outline(full)["share"])
    assert 1 - full.profile.low_share < 1 / high < 1 / low < 1 + full.profile.high_share + 0.06
    fit = full.profile.sources["free_flow_factor"]
    assert f"overlap {found['overlap'].median():.2f}" in fit
    assert f"ratio {found['ratio'].median():.2f}" in fit


def test_the_range_of_the_car_is_that_of_other_engines() -> None:
    table = DRENTHE.table("car_uncertainty")
    every = table[(table["region"] == "all") & (table["trip"] == "all")]
    assert len(every) == 2
    car = dg.read_profile(DRENTHE, "car")
    fastest = every["ratio_p50"].min()
    assert abs(1 - car.low_share - fastest) < 0.02
    assert every["ratio_p90"].max() <= 1 + car.high_share
    said = car.sources["low_share"]
    for low, high in zip(every["ratio_p10"], every["ratio_p90"], strict=True):
        assert f"{low:.2f} to {high:.2f}" in said
    assert f"median {fastest:.2f}" in said
    # By region they agree: that is why there is one range for all of the area.
    by_region = table[table["trip"] == "all"].groupby("engine")["ratio_p50"]
    assert (by_region.max() - by_region.min()).max() < 0.02


def test_the_facts_of_the_model_are_as_good_as_is_promised() -> None:
    """Figures that test_facts measures again; here is what they may be at most."""
    model, wrong = FACTS["source"]["model"], FACTS["source"]["wrong_wijk"]
    assert model["mean_abs_error_min"] <= 0.1
    assert model["p95_abs_error_min"] <= 0.3
    assert model["same_nearest"] == model["places"] == 260
    assert wrong["streets"] < wrong["points"] / 2
    for one in FACTS["source"]["engine"].values():
        assert 0.97 <= one["ratio"] <= 1.03
        assert one["overlap"] >= 0.89


@pytest.mark.parametrize(
    ("part", "files"),
    [
        ("areas", ["gemeenten.csv", "neighbours.csv.gz"]),
        ("points", ["exits.csv", "sites.csv", "stations.csv"]),
        ("nature", ["nature.csv.gz"]),
        (
            "transit",
            [
                "bus_published.csv",
                "car_published.csv",
                "education.csv",
                "stops.csv",
                "transit_connections.csv",
                "transit_legs.csv",
                "transit_lines.csv",
                "transit_published.csv",
            ],
        ),
    ],
)
def test_the_build_repeats_its_quick_parts(
    public_data: Path, tmp_path: Path, part: str, files: list[str]
) -> None:
    """What a part of the build makes are the very tables that are embedded."""
    words = ["build", str(public_data), "--area", "drenthe", "--out", str(tmp_path)]
    assert main([*words, "--only", part, "--quiet"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == files
    for name in files:
        assert _content(tmp_path / name) == _content(DRENTHE.folder / name), name


@pytest.mark.parametrize("part", [None, "areas", "beyond"])
def test_a_build_without_its_sources_is_refused(
    part: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--area", "drenthe", "--out", str(tmp_path / "out"), "--lang", "en"]
    words += [] if part is None else ["--only", part]
    assert main(["build", str(tmp_path / "none"), *words]) == 1
    assert capsys.readouterr().err == (
        f"drenthe-geo: {tmp_path / 'none'}: must be a folder with a manifest.json of drenthe-geo "
        "fetch, or the one that build.toml of --area names.\n"
    )
    assert main(["build", str(tmp_path), *words]) == 1
    outlines = "gemeenten/gemeenten_region_detail_rd.gpkg"
    first = "roads/netherlands_graph.npz" if part == "beyond" else outlines
    said = f"drenthe-geo: {tmp_path}: has no {first}, which the build needs.\n"
    assert capsys.readouterr().err == said


def test_describing_again_changes_nothing(tmp_path: Path) -> None:
    folder = shutil.copytree(DRENTHE.folder, tmp_path / "again")
    assert main(["build", "--area", str(folder), "--only", "descriptor", "--quiet"]) == 0
    for name in ("datapackage.json", "area.toml"):
        assert (folder / name).read_bytes() == (DRENTHE.folder / name).read_bytes()


def _content(path: Path) -> bytes:
    """What is in a file: Python versions compress the same text to other bytes."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_layer_names_are_the_tables_with_a_geometry() -> None:
    drawn = [entry["name"] for entry in DRENTHE.resources.values() if "geometry" in entry]
    assert sorted(drawn) == sorted(DRENTHE.layer_names)
    assert (ROOT / "data").is_dir()


def test_tracks_are_as_long_as_the_tariff_has_them(layers: dict[str, gpd.GeoDataFrame]) -> None:
    legs = pd.read_csv(DRENTHE.folder / "transit_legs.csv")
    pairs = legs[legs["km"].notna()].assign(
        section=legs[["from_station", "to_station"]].min(axis=1)
        + "-"
        + legs[["from_station", "to_station"]].max(axis=1)
    )
    km = pairs.groupby("section")["km"].first()
    tracks = layers["railways"]
    both = tracks.index.intersection(km.index)
    assert len(both) >= 20
    # The tariff counts whole units, which are a little more than kilometres on short ways.
    off_km = (tracks.loc[both, "length_km"] - km[both]).abs()
    assert off_km.max() <= 2.0
    assert off_km.median() <= 0.4
    assert (tracks.length / 1000 <= tracks["length_km"] + 0.1).all()


def test_villages_that_matter_are_named_and_parts_of_towns_come_last(
    layers: dict[str, gpd.GeoDataFrame],
) -> None:
    names = layers["place_names"].set_index("name")["rank"]
    wanted = {"Klazienaveen", "Schoonebeek", "Westerbork", "Rolde", "Zuidwolde", "Smilde",
              "Dwingeloo"}  # fmt: skip
    assert wanted <= set(names.index)
    assert names[list(wanted)].max() == 4
    assert names[["Barger-Oosterveld", "Baalder"]].tolist() == [5, 5]
