# mypy: disable-error-code="operator,arg-type"
"""The main job: the same bytes twice, all files or none, and tables that agree."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

import drenthe_geo as dg
from drenthe_geo.cli import main
from drenthe_geo.notices import snap_warnings

FILES = [
    "catchments.gpkg",
    "kaart_dichtstbijzijnde_station.png",
    "kaart_reistijd_per_station.png",
    "manifest.json",
    "nearest_station.csv",
    "stations_summary.csv",
    "travel_times.csv",
]


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_all_files_are_written(written: Path) -> None:
    assert sorted(path.name for path in written.iterdir()) == FILES
    assert [path.name for path in written.parent.iterdir()] == ["results"]


def test_a_second_run_writes_the_same_bytes(written: Path, tmp_path: Path) -> None:
    dg.run(tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(written)


def test_travel_times_table(written: Path, study: dg.Study) -> None:
    table = pd.read_csv(written / "travel_times.csv", dtype={"place": str}, keep_default_na=False)
    assert table.columns.tolist() == ["place", "station", "minutes"]
    assert len(table) == 260 * 9
    row = table[(table["place"] == "9401") & (table["station"] == "asn")].iloc[0]
    assert float(row["minutes"]) == pytest.approx(study.times.minutes.loc["9401", "asn"], abs=5e-4)


def test_nearest_table_says_where_a_place_joined_the_road(written: Path) -> None:
    table = pd.read_csv(
        written / "nearest_station.csv", dtype={"place": str}, keep_default_na=False
    )
    assert table.columns.tolist() == [
        "place", "name", "gemeente", "population", "nearest", "nearest_name", "nearest_min",
        "second", "second_name", "second_min", "margin_min", "contested", "snap_m",
        "access_min", "road_class", "road_number",
    ]  # fmt: skip
    assert table.set_index("place").loc["7902", "nearest_name"] == "Hoogeveen"
    assert table["population"].sum() == 494_705


def test_geopackage_layers(written: Path) -> None:
    path = written / "catchments.gpkg"
    names = [str(row[0]) for row in pyogrio.list_layers(path)]
    assert names == [
        "service_areas", "certainty", "reached_roads", "nearest_station", "nearest_margin",
        "stations", "sites", "gemeenten",
    ]  # fmt: skip
    for name in names:
        layer = gpd.read_file(path, layer=name)
        assert layer.crs == "EPSG:28992"
        assert layer.geometry.is_valid.all()
    areas = gpd.read_file(path, layer="service_areas")
    assert len(areas) == 27
    assert np.allclose(areas.area / 1e6, areas["km2"], atol=5e-4)
    half_hour = areas[areas["minutes"] == 30].set_index("facility")["people"]
    assert half_hour["asn"] == 208_879
    assert gpd.read_file(path, layer="nearest_station")["people"].sum() == 494_705


def test_catchments_nest_on_the_real_network(study: dg.Study) -> None:
    for _, mine in study.service_areas.groupby("facility"):
        ten, twenty, thirty = mine.sort_values("minutes").geometry
        assert ten.difference(twenty).area < 1e-3
        assert twenty.difference(thirty).area < 1e-3
        assert max(len(part.interiors) for part in thirty.geoms) > 10
    km = study.reached_roads.groupby(["facility", "minutes"])["road_km"].sum().unstack()
    assert (km[10] < km[20]).all()
    assert (km[20] < km[30]).all()


def test_the_real_partition_tiles_the_province(study: dg.Study) -> None:
    province = dg.province_outline(study.layers["gemeenten"])
    shapes = study.partition.geometry.to_numpy()
    assert shapely.union_all(shapes).symmetric_difference(province).area < 1
    assert shapely.area(shapes).sum() == pytest.approx(province.area, rel=1e-9)


def test_the_partition_agrees_with_the_nearest_station_of_places(study: dg.Study) -> None:
    """Places are points on streets, so nearly all lie in the land of their nearest station."""
    land = study.partition.set_index("facility").geometry
    clear = study.nearest["margin_min"] > 0.5
    homes = study.places[clear]
    inside = homes.geometry.within(
        gpd.GeoSeries(
            land.loc[study.nearest["nearest"][clear]].to_numpy(), homes.index, crs=land.crs
        )
    )
    assert inside.mean() > 0.97


def test_summary_adds_up(study: dg.Study) -> None:
    summary = study.summary
    assert summary["places_nearest"].sum() == 260
    assert summary["people_nearest"].sum() == 494_705
    assert (summary["people_10_min"] <= summary["people_20_min"]).all()
    assert (summary["people_20_min"] <= summary["people_30_min"]).all()
    assert summary["people_30_min"].max() <= 494_705
    assert summary.index[summary["intercity"]].tolist() == ["asn", "mp"]
    brute = study.people["population"][study.people_times.minutes["asn"] <= 30].sum()
    assert summary.loc["asn", "people_30_min"] == brute


def test_known_trips_are_of_the_right_size(study: dg.Study) -> None:
    """Free-flow times that anyone who drives there would accept."""
    minutes = study.times.minutes
    for place, station, low, high in (
        ("9401", "asn", 1, 8),  # the middle of Assen
        ("7811", "asn", 28, 45),  # Emmen to Assen, 40 km
        ("7941", "hgv", 15, 26),  # Meppel to Hoogeveen, 22 km
        ("7741", "emn", 15, 28),  # Coevorden to Emmen, 22 km
    ):
        assert low <= minutes.loc[place, station] <= high, (place, station)


def test_directions_differ_but_little(study: dg.Study) -> None:
    back = dg.make_study(direction="from", minutes=[30]).times.minutes
    difference = (back - study.times.minutes).abs()
    assert difference.to_numpy().max() > 0
    assert difference.to_numpy().mean() < 1


def test_all_stations_bring_the_nearest_one_nearer(study: dg.Study) -> None:
    everything = dg.make_study(which="all", minutes=[30])
    assert (everything.nearest["nearest_min"] <= study.nearest["nearest_min"]).all()
    outside = everything.nearest["nearest"].isin(["gn", "gerp", "hrn", "swk", "hdb", "vdm"])
    assert outside.sum() > 20


def test_stations_outside_the_network_are_left_out_and_said() -> None:
    study = dg.make_study(which="all", minutes=[30])
    assert "zl" not in study.stations.index
    assert study.manifest["counts"]["stations_outside_the_network"] > 5
    said = [text for text in study.manifest["warnings"] if text.startswith("station zl (Zwolle)")]
    assert said[0].endswith("it lies outside the road network and is left out")
    assert (study.service_areas["km2"] > 0).all()
    page = dg.map_pages(study)["kaart_reistijd_per_station.png"]
    drawn = {ax.get_title(loc="left") for ax in page.axes}
    assert "Zwolle" not in drawn
    assert {"Assen", "Groningen", "Steenwijk"} <= drawn


def test_areas_that_run_on_beyond_the_roads_are_marked(study: dg.Study) -> None:
    areas = study.service_areas.set_index(["name", "minutes"])["may_be_larger"]
    assert areas["Meppel", 30]
    assert not areas["Assen", 30]
    assert not areas[:, 10].any()
    assert any("Meppel (whole to 12 min)" in text for text in study.manifest["warnings"])
    # A junction beyond the margin is first reached after the whole minutes that are claimed.
    home = dg.province_outline(study.layers["gemeenten"])
    xy = study.reach.network.node_xy_m
    far = shapely.distance(home, shapely.points(xy)) > 11_000
    for position, station in enumerate(study.stations.index.sort_values()):
        least = study.reach.node_times_ds[position, far].min() / 600
        assert study.summary.loc[station, "whole_to_min"] == np.floor(least)


def test_the_table_on_disk_has_the_row_for_any_station(written: Path) -> None:
    table = pd.read_csv(written / "stations_summary.csv").set_index("station")
    assert table.loc["any", "people_30_min"] == 470_187
    assert table.loc["any", "people_nearest"] == 494_705


def test_people_with_a_nearer_station_outside_are_counted(study: dg.Study) -> None:
    everything = dg.make_study(which="all", minutes=[30])
    nearest = dg.nearest_facility(everything.people_times)["nearest"]
    people = int(study.people["population"][~nearest.isin(study.stations.index)].sum())
    assert study.manifest["counts"]["people_nearer_to_a_station_not_counted"] == people


def test_own_gemeenten_bound_land_and_people_alike(tmp_path: Path, study: dg.Study) -> None:
    emmen = study.layers["gemeenten"].query("name == 'Emmen'").reset_index()
    emmen.to_file(tmp_path / "emmen.gpkg")
    own = dg.make_study(minutes=[20], own_layers={"gemeenten": tmp_path / "emmen.gpkg"})
    assert set(own.places["gemeente"]) == {"Emmen"}
    assert own.summary["nearest_km2"].sum() == pytest.approx(emmen.area.sum() / 1e6, abs=0.01)
    page = dg.map_pages(own)["kaart_dichtstbijzijnde_station.png"]
    assert "Duitsland" not in {text.get_text() for text in page.axes[0].texts}


def test_own_places_outside_the_province_are_said(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = ["id,lon,lat,population", "in,6.5625,52.9953,7", "out,6.5667,53.2194,9"]
    path.write_text("\n".join(rows), encoding="utf-8")
    study = dg.make_study(minutes=[20], own_layers={"places": path})
    assert study.manifest["counts"]["places_not_counted"] == 1
    assert study.manifest["warnings"][0] == (
        "1 of the places, with 9 people, lie outside the province and are not counted"
    )


def test_awkward_ids_and_names_are_just_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = ["id,name,lon,lat", "place,Balie [/Zuid],6.5625,52.9953", "[/b],$x_1$,6.9,52.79"]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert main(["run", "--out", str(tmp_path / "out"), "--layer", f"stations={path}"]) == 0
    table = pd.read_csv(tmp_path / "out" / "travel_times.csv")
    assert set(table["station"]) == {"place", "[/b]"}


def test_a_folder_where_a_file_must_go_changes_nothing(study: dg.Study, tmp_path: Path) -> None:
    (tmp_path / "out" / "manifest.json").mkdir(parents=True)
    with pytest.raises(dg.FileError) as caught:
        dg.write_study(study, tmp_path / "out")
    said = tmp_path / "out" / "manifest.json"
    assert str(caught.value) == f"{said}: is a folder where a file must be written."
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["manifest.json"]


def test_very_many_warnings_are_counted_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    lines = [f"p{n},{265_800 + n},523_300,1".replace("_", "") for n in range(30)]
    path.write_text("id,x,y,population\n" + "\n".join(lines), encoding="utf-8")
    said = dg.make_study(minutes=[20], own_layers={"places": path}).manifest["warnings"]
    assert said[-1] == "and 10 more places far from every road"


def test_manifest_says_how_it_was_made(written: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parameters"] == {
        "mode": "car", "direction": "to", "stations": "nine", "minutes": [10.0, 20.0, 30.0],
    }  # fmt: skip
    assert manifest["counts"]["people"] == 494_705
    assert manifest["profile"]["free_flow_factor"]["value"] == 1.15
    assert "assumption" in manifest["settings"]["road_buffer_m"]["source"]
    assert {"drenthe-geo", "shapely", "scipy", "geos"} <= set(manifest["versions"])
    roads = next(entry for entry in manifest["data"] if entry["name"] == "road_edges")
    assert roads["date"] == "2021-12-21"
    assert len(roads["sha256"]) == 64
    assert "0.08 min" in roads["limits"]


def test_own_places_take_the_place_of_the_embedded_ones(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,lon,lat,population\nhome,6.5625,52.9953,3\n", encoding="utf-8")
    study = dg.make_study(minutes=[30], own_layers={"places": path})
    assert study.summary["people_nearest"].to_dict()["asn"] == 3
    assert list(study.manifest["own_files"]) == ["places: mine.csv"]
    dg.write_study(study, tmp_path / "out")
    assert (tmp_path / "out" / "kaart_reistijd_per_station.png").is_file()


def test_a_place_far_from_every_road_is_warned_of(study: dg.Study, network: dg.Network) -> None:
    bog = gpd.GeoDataFrame(
        {"name": ["Bargerveen"], "population": [0]},
        geometry=[shapely.Point(265_800, 523_300)], index=pd.Index(["bog"], name="pc4"),
        crs="EPSG:28992",
    )  # fmt: skip
    times = dg.travel_times(dg.compute_reach(network, study.stations), bog)
    said = snap_warnings(times, bog, study.stations)
    assert len(said) == 1
    assert said[0].startswith("place bog (Bargerveen): ")
    assert " m from the nearest road; that leg costs " in said[0]


def test_a_failing_write_leaves_nothing_behind(
    study: dg.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        msg = "No space left on device"
        raise OSError(28, msg)

    monkeypatch.setattr("drenthe_geo.outputs.write_json", fail)
    with pytest.raises(dg.FileError) as caught:
        dg.write_study(study, tmp_path / "out")
    assert str(caught.value) == (
        f"{tmp_path / 'out'}: cannot be written (No space left on device); "
        "choose another folder with --out."
    )
    assert list(tmp_path.iterdir()) == []


def test_the_results_folder_may_not_be_a_file(study: dg.Study, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        dg.write_study(study, tmp_path / "out")
    assert str(caught.value) == (
        f"{tmp_path / 'out'}: is a file, but a folder for the results is needed."
    )
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_other_files_in_the_folder_stay(study: dg.Study, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    dg.write_study(study, tmp_path)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == len(FILES) + 1


def test_stations_of_an_own_file_without_the_set_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,lon,lat,role\nx,6.5625,52.9953,neighbour\n", encoding="utf-8")
    with pytest.raises(dg.LayerError) as caught:
        dg.make_study(own_layers={"stations": path})
    assert str(caught.value) == (
        "layer 'stations': none is in the set 'nine'; "
        "its role must be drenthe and its status in_service."
    )


def test_places_outside_the_province_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,lon,lat,population\nx,6.5667,53.2194,9\n", encoding="utf-8")
    with pytest.raises(dg.LayerError) as caught:
        dg.make_study(own_layers={"places": path})
    assert str(caught.value) == (
        "layer 'places': none lies in the province, so there is nobody to count."
    )
