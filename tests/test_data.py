"""The embedded data: described, valid, ours, and true to what is known of Drenthe."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from conftest import ROOT
from frictionless import Package, system
from towns import oracle

import drenthe_geo as dg
from drenthe_geo.layers import LAYER_NAMES
from drenthe_geo.resources import (
    data_dir,
    descriptor,
    read_settings_file,
    read_table,
    resource,
)

TABLES = [entry["name"] for entry in descriptor()["resources"] if "schema" in entry]


def test_the_data_are_small() -> None:
    total = sum(path.stat().st_size for path in data_dir().iterdir())
    assert total <= 4_000_000


def test_every_file_is_described_and_every_description_has_its_file() -> None:
    described = {entry["path"] for entry in descriptor()["resources"]}
    files = [path for path in data_dir().rglob("*") if path.is_file()]
    found = {path.relative_to(data_dir()).as_posix() for path in files}
    assert found - described == {"datapackage.json", "LICENSES.md"}
    assert described <= found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_what_its_description_says(name: str) -> None:
    """Frictionless checks types, required and allowed values, keys, bytes and hash."""
    with system.use_context(trusted=True):
        package = Package(str(data_dir() / "datapackage.json"))
        report = package.get_resource(name).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]


@pytest.mark.parametrize("entry", descriptor()["resources"], ids=lambda entry: entry["name"])
def test_every_resource_has_source_licence_date_and_the_right_hash(entry: dict[str, Any]) -> None:
    assert entry["sources"]
    assert entry["licenses"]
    assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", entry["date"])
    content = (data_dir() / entry["path"]).read_bytes()
    assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert entry["bytes"] == len(content)
    if "schema" in entry:
        assert entry["rows"] == len(read_table(entry["name"]))
        for field in entry["schema"]["fields"]:
            assert field["description"]
            if re.search(r"_(m|s|km|km2|kmh)$", field["name"]):
                assert field["unit"], f"{entry['name']}.{field['name']} has no unit"


def test_gemeenten(layers: dict[str, gpd.GeoDataFrame]) -> None:
    gemeenten = layers["gemeenten"]
    assert len(gemeenten) == 12
    assert gemeenten.area.sum() / 1e6 == pytest.approx(2680.39, rel=0.005)
    assert gemeenten["population"].sum() == 502_051
    regions = gemeenten.set_index("name")["regions"].str.split(";")
    assert regions["Midden-Drenthe"] == ["Noord", "Zuidwest"]
    assert regions["Hoogeveen"] == ["Zuidoost", "Zuidwest"]
    sizes = regions.explode().value_counts().to_dict()
    assert sizes == {"Noord": 5, "Zuidoost": 4, "Zuidwest": 5}


def test_outlines_tile_without_gap_or_overlap(layers: dict[str, gpd.GeoDataFrame]) -> None:
    both = pd.concat([layers["gemeenten"].geometry, layers["neighbours"].geometry])
    assert shapely.coverage_is_valid(both.to_numpy())
    province = dg.province_outline(layers["gemeenten"])
    assert len(shapely.get_rings(province)) == 1
    assert province.area == pytest.approx(layers["gemeenten"].area.sum())


def test_stations(layers: dict[str, gpd.GeoDataFrame]) -> None:
    stations = layers["stations"]
    nine = dg.select_stations(stations)
    assert nine[nine["intercity"]]["name"].tolist() == ["Assen", "Meppel"]
    province = dg.province_outline(layers["gemeenten"])
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
    for road, points in exits.groupby("road"):
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
    inside = dg.places_inside(layers["places"], layers["gemeenten"])
    assert len(inside) == 260
    assert inside["population"].sum() == 494_705
    # A postcode-4 area may cross the border, its streets may not be far outside.
    assert inside.distance(dg.province_outline(layers["gemeenten"])).max() < 1500


def test_every_number_that_is_a_choice_has_a_source() -> None:
    for name in ("profiles", "analysis"):
        content = read_settings_file(name)
        groups = content.values() if name == "profiles" else [content]
        for group in groups:
            for number in group.values():
                assert isinstance(number, str) or len(number["source"]) > 8


def test_the_road_network_hangs_together(network: dg.Network) -> None:
    assert nx.is_strongly_connected(oracle(network))


def test_the_road_network_covers_the_province_and_twelve_kilometres(
    layers: dict[str, gpd.GeoDataFrame], network: dg.Network
) -> None:
    x0, y0, x1, y1 = dg.province_outline(layers["gemeenten"]).bounds
    low, high = network.node_xy_m.min(axis=0), network.node_xy_m.max(axis=0)
    assert (low < [x0 - 11_500, y0 - 11_500]).all()
    assert (high > [x1 + 11_500, y1 + 11_500]).all()


def test_the_road_network_is_generalised() -> None:
    nodes, edges = read_table("road_nodes"), read_table("road_edges")
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
    layers: dict[str, gpd.GeoDataFrame], network: dg.Network
) -> None:
    snaps = dg.snap_points(network, dg.select_stations(layers["stations"]))
    assert snaps["snap_m"].max() < 100


def test_nothing_embedded_is_a_file_of_the_source_data(public_data: Path) -> None:
    theirs = {hashlib.sha256(path.read_bytes()).hexdigest() for path in public_data.rglob("*.*")}
    ours = {hashlib.sha256(path.read_bytes()).hexdigest() for path in data_dir().rglob("*.*")}
    assert not theirs & ours


def test_nobody_is_both_on_the_roads_and_beyond_them(
    public_data: Path, layers: dict[str, gpd.GeoDataFrame]
) -> None:
    postcodes = gpd.read_file(public_data / "places/pc4_2020_geom_pop2021_region_rd.gpkg")
    known = set(layers["people"]["pc4"])
    others = postcodes[~postcodes["postcode"].astype(str).isin(known)]
    table = read_table("beyond_people")
    # Beside the other postcodes, gemeenten that run on beyond the frame of the source.
    assert table["population"].sum() > others["inwoners"].sum()
    points = gpd.GeoSeries(gpd.points_from_xy(table["x_m"], table["y_m"]), crs=postcodes.crs)
    rounding_m = 80
    on_roads = postcodes[postcodes["postcode"].astype(str).isin(known)].union_all()
    assert not points.within(on_roads.buffer(-rounding_m)).any()


def test_the_model_network_is_true_to_the_full_one(
    public_data: Path, layers: dict[str, gpd.GeoDataFrame], network: dg.Network
) -> None:
    from benchmarks.model_error import full_network, model_error  # noqa: PLC0415 - needs the data

    error = model_error(full_network(public_data), network, layers)
    assert error["mean_abs_error_min"] <= 0.6
    assert error["p95_abs_error_min"] <= 2.5
    assert error["same_nearest_share"] >= 0.98
    # What is told is what is measured.
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    limits = resource("road_edges")["limits"]
    for name, row in (("mean", "mean absolute error"), ("p95", "95th percentile")):
        figure = f"{error[f'{name}_abs_error_min']:.2f}"
        assert f"| {row} | {figure} |" in readme
        assert figure in limits
    assert f"| largest | {error['max_abs_error_min']:.2f} |" in readme


def test_car_reach_agrees_with_another_engine(public_data: Path) -> None:
    from benchmarks.calibration import Theirs, isochrones, middle  # noqa: PLC0415 - needs the data
    from benchmarks.model_error import full_network  # noqa: PLC0415 - needs the data

    full = full_network(public_data)
    theirs = Theirs.on(full, isochrones(public_data))
    found = theirs.compare(full)
    assert len(found) == 7
    assert 0.97 <= found["ratio"].median() <= 1.03
    assert found["overlap"].median() >= 0.90
    # The uncertainty is the half width of the middle four fifths, and the source says so.
    low, high = middle(theirs.at_their_outline(full)["share"])
    assert abs((high - low) / 2 - full.profile.uncertainty_share) < 0.01
    said = full.profile.sources["uncertainty_share"]
    assert f"{low:.2f} to {high:.2f}" in said
    fit = full.profile.sources["free_flow_factor"]
    assert f"overlap {found['overlap'].median():.2f}" in fit
    assert f"ratio {found['ratio'].median():.2f}" in fit
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, fewest_roads in (
        ("junctions, three or more roads", 3),
        ("all nodes, dead ends too", 1),
    ):
        every = Theirs.on(full, theirs.reference, fewest_roads).compare(full)
        ratio, overlap = every["ratio"], every["overlap"]
        spread = f"{ratio.median():.3f} ({ratio.min():.3f} to {ratio.max():.3f})"
        assert f"| {name} | {spread} | {overlap.median():.3f} |" in readme


def test_the_build_repeats_the_points(
    public_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quick part of the build gives the very tables that are embedded."""
    from tools.build_data import __main__ as build  # noqa: PLC0415 - needs the data

    monkeypatch.setattr(build, "DATA", tmp_path)
    tables = build.Build(public_data)
    tables.area_tables()
    tables.point_tables()
    for path in tmp_path.iterdir():
        made, kept = (_content(folder / path.name) for folder in (tmp_path, data_dir()))
        assert made == kept, path.name


def _content(path: Path) -> bytes:
    """What is in a file: Python versions compress the same text to other bytes."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_layer_names_are_the_tables_with_a_geometry() -> None:
    drawn = [entry["name"] for entry in descriptor()["resources"] if "geometry" in entry]
    assert sorted(drawn) == sorted(LAYER_NAMES)
    assert (ROOT / "data").is_dir()
