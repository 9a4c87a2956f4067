"""Modes: who may use which road, how fast, and what is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from towns import CORNER, points, tables

import drenthe_geo as dg
from drenthe_geo import ArgumentError, DataError, FileError, LayerError
from drenthe_geo.cli import main
from drenthe_geo.profiles import profile_from_mapping
from drenthe_geo.resources import read_settings_file, read_table

SLOW = ("bicycle", "ebike", "walk")
KILOMETRE = [CORNER, CORNER + [1000, 0]]


def test_a_kilometre_by_each_mode() -> None:
    for mode, minutes in (("bicycle", 4.0), ("ebike", 3.0), ("walk", 12.0)):
        street = dg.build_network(*tables(KILOMETRE, [(0, 1)]), dg.read_profile(mode))
        times = dg.travel_times(dg.compute_reach(street, points((0, 0))), points((1, 0)))
        assert times.minutes.iloc[0, 0] == minutes, mode


@pytest.mark.parametrize("mode", SLOW)
def test_slow_modes_ignore_oneway_and_shun_motorways(mode: str) -> None:
    profile = dg.read_profile(mode)
    street = dg.build_network(*tables(KILOMETRE, [(0, 1)], oneway=True), profile)
    assert not street.oneway.any()
    for road_class in ("motorway", "motorway_link", "trunk", "trunk_link"):
        made = tables(KILOMETRE, [(0, 1)], road_class=road_class)
        assert dg.build_network(*made, profile).n_edges == 0, road_class


@pytest.mark.parametrize("mode", SLOW)
def test_closed_roads_are_those_that_the_table_keeps_for_motor_traffic(mode: str) -> None:
    edges = read_table("road_edges")
    used = dg.read_network(mode).edges["edge"]
    assert (edges.loc[used, "users"] == "all").all()
    assert len(used) == (edges["users"] == "all").sum()


@pytest.mark.parametrize("mode", SLOW)
def test_every_result_says_which_roads_are_missing(mode: str) -> None:
    study = dg.make_study(mode=mode, minutes=[10])
    assert study.manifest["warnings"][0].startswith("Cycleways and paths are missing")
    assert set(study.service_areas["mode"]) == {mode}


def test_faster_modes_reach_no_less(layers: dict[str, gpd.GeoDataFrame]) -> None:
    stations = dg.select_stations(layers["stations"])
    places = dg.places_inside(layers["places"], layers["gemeenten"])
    minutes = {
        mode: dg.travel_times(
            dg.compute_reach(dg.read_network(mode), stations), places
        ).minutes.to_numpy()
        for mode in SLOW
    }
    assert (minutes["ebike"] <= minutes["bicycle"]).all()
    assert (minutes["bicycle"] <= minutes["walk"]).all()


def test_walking_times_near_a_station_are_believable(layers: dict[str, gpd.GeoDataFrame]) -> None:
    """Station Hoogeveen to the town hall is 860 m as the crow flies."""
    stations = dg.select_stations(layers["stations"])
    reach = dg.compute_reach(dg.read_network("walk"), stations)
    hall = layers["sites"].loc[["gemeentehuis-hoogeveen"]]
    minutes = dg.travel_times(reach, hall).minutes["hgv"].iloc[0]
    assert 860 / 5000 * 60 <= minutes <= 1.6 * 860 / 5000 * 60


def test_a_class_without_a_speed_is_refused() -> None:
    profile = replace(dg.read_profile("walk"), speeds_kmh={"residential": 5.0})
    with pytest.raises(LayerError) as caught:
        dg.build_network(*tables(KILOMETRE, [(0, 1)]), profile)
    assert str(caught.value) == (
        "road edges: class 'tertiary' has no speed in the profile of mode 'walk'; "
        "it knows residential."
    )


def test_a_profile_with_an_unknown_or_missing_number_is_refused() -> None:
    walk = read_settings_file("profiles")["walk"]
    with pytest.raises(DataError, match=r"^profile 'walk': 'speed' is none of its numbers: "):
        profile_from_mapping("walk", walk | {"speed": {"value": 5, "source": "x"}})
    with pytest.raises(DataError) as caught:
        profile_from_mapping("walk", {k: v for k, v in walk.items() if k != "access_kmh"})
    assert str(caught.value) == "profile 'walk': access_kmh missing."


OWN = """
[{mode}]
phrase_nl = "met de bakfiets"
note = "A cargo bicycle."
{numbers}
"""


def own_profile(folder: Path, *, mode: str = "cargo", **changes: str) -> Path:
    """A profiles file as a user would make it: the bicycle's, with other numbers."""
    numbers = {
        "speeds_kmh": "{ residential = 12, tertiary = 12, secondary = 12, primary = 12, "
        "unclassified = 12, service = 12, living_street = 12, tertiary_link = 12, "
        "secondary_link = 12, primary_link = 12 }",
        "ignores_oneway": "true",
        "free_flow_factor": "1.0",
        "junction_s": "0.0",
        "junction_free_classes": "[]",
        "closed_classes": '["motorway", "motorway_link", "trunk", "trunk_link"]',
        "no_access_classes": "[]",
        "access_kmh": "5.0",
        "uncertainty_share": "0.2",
        "far_snap_m": "500",
        "max_snap_m": "2000",
        "map_buffer_m": "200",
        "map_cell_m": "80",
    } | changes
    rows = [
        f'[{mode}.{name}]\nvalue = {value}\nsource = "assumption"'
        for name, value in numbers.items()
        if value
    ]
    path = folder / "own.toml"
    path.write_text(OWN.format(mode=mode, numbers="\n".join(rows)), encoding="utf-8")
    return path


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = own_profile(tmp_path)
    cargo = dg.read_profile(path=path)
    assert (cargo.mode, cargo.speeds_kmh["residential"]) == ("cargo", 12)
    assert dg.read_profile("cargo", path) == cargo
    network = dg.read_network(cargo)
    slower, bicycle = (
        dg.travel_times(
            dg.compute_reach(net, dg.select_stations(dg.read_layer("stations"))),
            dg.read_layer("places").loc[["9411"]],
        )
        .minutes["asn"]
        .iloc[0]
        for net in (network, dg.read_network("bicycle"))
    )
    assert slower == pytest.approx(bicycle * 15 / 12, rel=0.01)


def test_the_commands_take_a_profile_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    own_profile(tmp_path)
    (tmp_path / "home.csv").write_text("id,x,y\nhome,234000,556000\n", encoding="utf-8")
    assert main(["times", "--from", "home.csv", "--profile", "own.toml"]) == 0
    assert main(["catchments", "--profile", "own.toml", "--minutes", "5"]) == 0
    assert "warning: A cargo bicycle." in capsys.readouterr().out
    about = json.loads((tmp_path / "catchments.about.json").read_text(encoding="utf-8"))
    assert about["parameters"]["mode"] == "cargo"
    assert about["warnings"] == ["A cargo bicycle."]
    assert list(about["own_files"]) == ["profile: own.toml"]
    assert main(["run", "--profile", "own.toml", "--minutes", "10", "--out", "results"]) == 0
    manifest = json.loads((tmp_path / "results" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["profile"]["access_kmh"] == {"value": 5.0, "source": "assumption"}
    assert list(manifest["own_files"]) == ["profile: own.toml"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"access_kmh": ""}, "own.toml: profile 'cargo': access_kmh missing."),
        (
            {"access_kmh": "0"},
            "own.toml: profile 'cargo': 'access_kmh' is 0; it must be a number above 0.",
        ),
        (
            {"uncertainty_share": "1.5"},
            (
                "own.toml: profile 'cargo': 'uncertainty_share' is 1.5; it must be a number "
                "from 0 to below 1."
            ),
        ),
        (
            {"closed_classes": '"motorway"'},
            (
                "own.toml: profile 'cargo': 'closed_classes' is 'motorway'; it must be a list "
                "of road classes."
            ),
        ),
        (
            {"speeds_kmh": "{ residential = -4 }"},
            (
                "own.toml: profile 'cargo': 'speeds_kmh.residential' is -4; it must be a number "
                "above 0."
            ),
        ),
    ],
)
def test_a_wrong_profile_is_refused(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    path = own_profile(tmp_path, **changes)
    with pytest.raises(FileError) as caught:
        dg.read_profile("cargo", path)
    assert str(caught.value) == said


def test_a_profiles_file_that_is_none(tmp_path: Path) -> None:
    for text, said in (
        ("cargo = 3", ("none.toml: 'cargo' is not a table of numbers; write [cargo.access_kmh] "
         "and so on.")),
        ("[car", ("none.toml: is not a TOML file of profiles (Expected ']' at the end of a table "
         "declaration (at end of document)).")),
    ):  # fmt: skip
        path = tmp_path / "none.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FileError) as caught:
            dg.read_profile(path=path)
        assert str(caught.value) == said
    with pytest.raises(ArgumentError) as unknown:
        dg.read_profile("crago", own_profile(tmp_path))
    assert str(unknown.value) == (
        "unknown mode of own.toml 'crago': did you mean 'cargo'? Choices: cargo."
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '[cargo.access_kmh]\nvalue = 5.0\nsource = "assumption"',
            "",
            ("own.toml: profile 'cargo': 'access_kmh' is 5.0; it must be a table with a value "
            "and a source."),
        ),
        (
            'value = ["motorway", "motorway_link", "trunk", "trunk_link"]',
            'value = [["motorway"]]',
            ("own.toml: profile 'cargo': 'closed_classes' is [['motorway']]; it must be a list of "
            "road classes."),
        ),
        (
            "[cargo.map_cell_m]\nvalue = 80",
            "[cargo.map_cell_m]\nvalue = 0.001",
            ("own.toml: profile 'cargo': 'map_cell_m' is 0.001; it must be at least "
            "map_buffer_m / 20."),
        ),
    ],
)  # fmt: skip
def test_slips_in_a_profile(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = own_profile(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new)
    if not new:  # the number stands bare, where it belongs among the texts
        changed = changed.replace("note = ", "access_kmh = 5.0\nnote = ", 1)
    path.write_text(changed, encoding="utf-8-sig")  # as some editors save
    with pytest.raises(FileError) as caught:
        dg.read_profile("cargo", path)
    assert str(caught.value) == said


def test_no_uncertainty_is_said_as_such(tmp_path: Path) -> None:
    own_profile(tmp_path, uncertainty_share="0")
    found = dg.explain("Borger", "Emmen", profile_file=tmp_path / "own.toml")
    assert found.verdict.endswith("; its profile states no uncertainty.")
    assert found.profile.certainty_bounds_min(30) == (30, 30)


def test_an_endless_edge_is_refused() -> None:
    nodes, edges = tables(KILOMETRE, [(0, 1)], seconds=[1e17])
    with pytest.raises(LayerError) as caught:
        dg.build_network(nodes, edges, dg.read_profile("car"))
    assert str(caught.value) == (
        "road edges: edge 0 has no time that can be used (free_flow_s or junctions)."
    )


def test_a_misspelled_road_class_is_noted(tmp_path: Path) -> None:
    path = own_profile(tmp_path, closed_classes='["motorwya", "trakc", "my_own_class", "trunk"]')
    assert dg.read_profile(path=path).note == (
        "A cargo bicycle. Its profile names a road class 'motorwya'; did it mean 'motorway'? "
        "Its profile names a road class 'trakc'; did it mean 'track'?"
    )
